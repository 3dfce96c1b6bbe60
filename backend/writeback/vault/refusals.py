"""Backends of keyring that are never used, by name, with the reason. Imports nothing: names are enough."""

from __future__ import annotations

from collections.abc import Iterable

from writeback.domain.errors import VaultRefused
from writeback.domain.texts import _


def refuse(names: Iterable[str]) -> None:
    """Raises VaultRefused for the first of the full class names that must not keep a secret.

    Given are a class, the classes that it is made of, and for a chain the members with theirs.
    """
    for name in names:
        why = _why(name)
        if why:
            raise VaultRefused(
                _("The backend {name} is refused: {why}.").format(name=name, why=why),
                _("Choose memory, secret-service or sealed-file in config.toml."),
            )


def _why(name: str) -> str:
    module, _dot, kind = name.rpartition(".")
    if "plaintext" in kind.lower():
        return _("it stores secrets in clear text")
    if module.startswith("keyring.backends.null"):
        return _("it stores nothing and says nothing")
    if module.startswith("keyring.backends.fail"):
        return _("it stores nothing")
    if module.startswith("keyring.backends.SecretService"):
        return _("it would open a question on the desktop; secret-service is the same store without that")
    return ""
