"""The eight boxes of Optional features, in the wizard's order, with what holds for each."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.facts import Edition, ServerFacts, Unknown
from writeback.domain.texts import _

PASSWORD_WRITEBACK = "password-writeback"  # noqa: S105 - the name of a feature


@dataclass(frozen=True, slots=True)
class Feature:
    """One box. `ticked` is None where the state could not be read; `note` is the word behind the name."""

    key: str
    name: str
    ticked: bool | None
    note: str

    @property
    def can_change(self) -> bool:
        """Only Password writeback is set here; the rest stays in the Windows wizard."""
        return self.key == PASSWORD_WRITEBACK


def optional_features(server: ServerFacts, edition: Edition) -> tuple[Feature, ...]:
    """The boxes as the server stands now (`Microsoft.OptionalFeature.*` of the global settings)."""
    app_filtering = (
        _("Azure AD app and attribute filtering")
        if edition is Edition.AZURE_AD_CONNECT
        else _("Microsoft Entra ID app and attribute filtering")
    )
    return (
        _exchange(server, "HybridExchange", _("Exchange hybrid deployment")),
        _exchange(server, "ExchangeMailPublicFolder", _("Exchange Mail Public Folders")),
        _plain(server, "FilterAAD", app_filtering),
        _hash_synchronization(server),
        _password_writeback(server),
        _group_writeback(server, edition),
        _device_writeback(server),
        _plain(server, "DirectoryExtension", _("Directory extension attribute sync")),
    )


def setting(server: ServerFacts, name: str) -> bool | None:
    """One `Microsoft.OptionalFeature` flag; None where the settings could not be read."""
    if isinstance(server.settings, Unknown):
        return None
    return server.settings.get(f"Microsoft.OptionalFeature.{name}", "False").casefold() == "true"


def _plain(server: ServerFacts, name: str, label: str) -> Feature:
    ticked = setting(server, name)
    return Feature(name, label, ticked, _as_configured(ticked))


def _exchange(server: ServerFacts, name: str, label: str) -> Feature:
    """Greyed in the original until the forest has Exchange's schema; off is the visible sign of that."""
    ticked = setting(server, name)
    return Feature(name, label, ticked, _("no schema") if ticked is False else _as_configured(ticked))


def _hash_synchronization(server: ServerFacts) -> Feature:
    ticked = None if isinstance(server.password_hash_sync, Unknown) else server.password_hash_sync
    note = _("as configured") if ticked is not None else _("not read")
    return Feature("password-hash-synchronization", _("Password hash synchronization"), ticked, note)


def _password_writeback(server: ServerFacts) -> Feature:
    label = _("Password writeback")
    if isinstance(server.writeback, Unknown):
        return Feature(PASSWORD_WRITEBACK, label, None, _("not read"))
    enabled = server.writeback.enabled
    return Feature(PASSWORD_WRITEBACK, label, enabled, _("was: on") if enabled else _("was: off"))


def _group_writeback(server: ServerFacts, edition: Edition) -> Feature:
    """Version 2 of it cannot be newly enabled since 2.3.2.0, which carries the new names."""
    ticked = setting(server, "GroupWriteBack")
    retired = edition is Edition.ENTRA_CONNECT
    note = _("! V2 retired") if retired else _as_configured(ticked)
    return Feature("GroupWriteBack", _("Group writeback"), ticked, note)


def _device_writeback(server: ServerFacts) -> Feature:
    return Feature(
        "DeviceWriteBack", _("Device writeback"), setting(server, "DeviceWriteBack"), _("own task")
    )


def _as_configured(ticked: bool | None) -> str:
    if ticked is None:
        return _("not read")
    return _("as configured") if ticked else ""
