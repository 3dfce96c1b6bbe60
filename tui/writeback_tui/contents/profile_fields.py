"""The fields of a profile's form: which key of the file each of them fills, and the values in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.profiles import StoredProfile

Values = Mapping[str, str]
"""What stands in the fields, by id; a choice by its word in the file."""
NO, YES = "no", "yes"
AS_CONFIGURED = "config.toml"
"""Of the place for secrets, where the profile does not say."""
PORTS = {"https": "5986", "http": "5985"}
NAME = "name"
"""Id of the field for the profile's own name, which is no key."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One row. With `choices` one of a few words, else a text; `heading` is shown above it."""

    id: str
    table: str
    key: str
    label: str
    choices: tuple[str, ...] = ()
    hint: str = ""
    heading: str = ""

    @property
    def is_of_server(self) -> bool:
        """Whether a change of it changes the way to the server."""
        return self.table == "server"


def fields() -> tuple[FormField, ...]:
    """All rows, those that everybody needs first."""
    return (*_usual(), *_server(), *_tenant())


def _usual() -> tuple[FormField, ...]:
    return (
        FormField(
            "host",
            "server",
            "host",
            _("Server"),
            hint=_("such as {example}").format(example="sync01.contoso.com"),
        ),
        FormField(
            "user-name",
            "server",
            "user-name",
            _("User"),
            hint=_("such as {example}").format(example="CONTOSO\\admin"),
        ),
        FormField(
            "authentication",
            "server",
            "authentication",
            _("Signs in by"),
            ("negotiate", "kerberos", "certificate", "basic", "credssp"),
        ),
        FormField("ca-file", "server", "ca-file", _("CA file"), hint=_("else the system's store")),
        FormField("tenant", "tenant", "tenant", _("Tenant"), hint=_("else the account decides")),
        FormField("cloud", "tenant", "cloud", _("Cloud"), ("public", "us-gov", "us-dod", "china", "lab")),
    )


def _server() -> tuple[FormField, ...]:
    return (
        FormField(
            "transport", "server", "transport", _("Transport"), ("https", "http"), heading=_("MORE: SERVER")
        ),
        FormField("port", "server", "port", _("Port"), hint=_("else 5986, or 5985 with http")),
        FormField("pinned-key", "server", "pinned-key", _("Pinned key"), hint=_("SHA-256, or none")),
        FormField(
            "configuration",
            "server",
            "configuration",
            _("Configuration"),
            hint=_("else Microsoft.PowerShell"),
        ),
        FormField(
            "proxy",
            "server",
            "proxy",
            _("Proxy"),
            hint=_("such as {example}").format(example="http://proxy:8080"),
        ),
        FormField(
            "certificate-file", "server", "certificate-file", _("Certificate"), hint=_("PEM, its file")
        ),
        FormField("key-file", "server", "key-file", _("Key"), hint=_("if not in the same file")),
    )


def _tenant() -> tuple[FormField, ...]:
    return (
        FormField(
            "sign-in",
            "tenant",
            "sign-in",
            _("Signs in by"),
            ("device-code", "azure-cli", "certificate", "client-secret"),
            heading=_("MORE: TENANT AND SECRETS"),
        ),
        FormField("certificate", "tenant", "certificate", _("Certificate"), hint=_("of an application")),
        FormField("client-id", "tenant", "client-id", _("Client id"), hint=_("your app registration")),
        FormField(
            "tenant-proxy",
            "tenant",
            "proxy",
            _("Proxy"),
            hint=_("such as {example}").format(example="http://proxy:8080"),
        ),
        FormField("switches", "tenant", "switches", _("Switches"), ("assisted", "portal-api")),
        FormField("hand-over-token", "tenant", "hand-over-token", _("Hand token on"), (NO, YES)),
        FormField("remember", "tenant", "remember", _("Keep sign-in"), (NO, YES)),
        FormField(
            "authority",
            "tenant",
            "authority",
            _("Lab: sign-in"),
            hint=_("such as {example}").format(example="https://localhost:8443"),
        ),
        FormField("lab-ca-file", "tenant", "ca-file", _("Lab: CA file")),
        FormField(
            "secrets",
            "secrets",
            "store",
            _("Secrets go to"),
            (AS_CONFIGURED, "memory", "secret-service", "sealed-file", "backend"),
        ),
    )


def values_of(stored: StoredProfile | None) -> dict[str, str]:
    """What the fields show for a saved profile, or for a new one."""
    from writeback.service import profiles

    tables: Mapping[str, Mapping[str, Any]] = {} if stored is None else profiles.tables_of(stored)
    return {field.id: _shown(field, tables.get(field.table, {}).get(field.key)) for field in fields()}


def tables_from(
    values: Values, before: Mapping[str, Mapping[str, Any]], shown: Values
) -> dict[str, dict[str, Any]]:
    """What goes into the file, unchecked; what stands as it was `shown`, or nowhere, stays as `before`."""
    tables = {name: dict(table) for name, table in before.items()}
    for field in fields():
        table = tables.setdefault(field.table, {})
        if values.get(field.id) == shown.get(field.id):
            continue
        value = _kept(field, values.get(field.id, ""))
        if value is None:
            table.pop(field.key, None)
        else:
            table[field.key] = value
    tables["server"].setdefault("port", int(PORTS[values.get("transport", "https")]))
    return tables


def field_for(table: str, key: str) -> str:
    """Id of the field that fills the key; "" where none does."""
    return next((field.id for field in fields() if (field.table, field.key) == (table, key)), "")


def _shown(field: FormField, value: object) -> str:
    match value:
        case None:
            return field.choices[0] if field.choices else ""
        case bool():
            return YES if value else NO
    return str(value)


def _kept(field: FormField, text: str) -> str | bool | int | None:
    text = text.strip()
    if field.choices == (NO, YES):
        return text == YES
    if field.id == "port" and text.isdecimal():
        return int(text[:9])
    return None if text in ("", AS_CONFIGURED) else text
