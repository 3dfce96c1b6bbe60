"""What a profile's file may hold: its tables with their keys, and what no type says about them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

import msgspec

from writeback.domain.clouds import CLOUDS, LAB, checked, is_loopback
from writeback.domain.errors import InvalidInput
from writeback.domain.facts import SwitchMethod
from writeback.domain.sign_in import unfit
from writeback.domain.target import (
    GRAPH_COMMAND_LINE_TOOLS,
    Authentication,
    Cloud,
    Profile,
    ServerAddress,
    SignInMethod,
    key_fingerprint,
    proxy_address,
)
from writeback.domain.texts import _

HIGHEST_PORT = 65535
_PLACE = re.compile(r"(?s)(?P<why>.*?)(?: - at `\$\.?(?P<place>[a-z.-]*)`)?")
_KEYS = re.compile(r"[a-z]+(?:-[a-z]+)*")
_QUOTED = re.compile(r"unknown field `([^`]*)`")
_HOST = re.compile(r"[^\W_](?:[\w.-]{0,252}[\w.])?|[0-9A-Fa-f:]{2,45}")
_SOMEBODY = re.compile(r"(?s).*\S.*")
_TENANT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_CLIENT = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
Tables = Mapping[str, Mapping[str, Any]]
"""Values by table and key, as in the file."""


class ProfileInvalid(InvalidInput):
    """A value that no profile may have. `table` and `key` name the field; "" where it is about none alone."""

    def __init__(self, message: str, hint: str, table: str = "", key: str = "") -> None:
        super().__init__(message, hint)
        self.table = table
        self.key = key


class StoredServer(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """The table [server]."""

    host: str
    user_name: str
    port: int = 5986
    transport: Literal["https", "http"] = "https"
    authentication: Literal["negotiate", "kerberos", "certificate", "basic", "credssp"] = "negotiate"
    ca_file: str | None = None
    configuration: str = "Microsoft.PowerShell"
    pinned_key: str | None = None
    proxy: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, which names the key, for what no type says."""
        _refuse_unless(_HOST, "host", self.host, _("not the name or the address of a computer"))
        _refuse_unless(_SOMEBODY, "user-name", self.user_name, _("nobody is named"))
        if not 1 <= self.port <= HIGHEST_PORT:
            raise ValueError(_("port: not a number from 1 to {highest}").format(highest=HIGHEST_PORT))
        self.pinned_key = _in_one_form("pinned-key", self.pinned_key, key_fingerprint)
        self.proxy = _in_one_form("proxy", self.proxy, proxy_address)
        if self.transport == "http":
            self._check_http()
        self._check_authentication()

    def _check_authentication(self) -> None:
        if self.authentication == "kerberos" and "\\" in self.user_name:
            raise ValueError(_("user-name: with kerberos it is user@REALM"))
        by_certificate = self.authentication == "certificate"
        if by_certificate and not self.certificate_file:
            raise ValueError(_("authentication certificate needs certificate-file"))
        if not by_certificate and (self.certificate_file or self.key_file):
            raise ValueError(_("certificate-file and key-file go with authentication certificate only"))

    def _check_http(self) -> None:
        if self.authentication == "basic":
            raise ValueError(_("authentication: basic over http sends the password in clear"))
        if self.authentication not in ("negotiate", "kerberos"):
            raise ValueError(_("authentication: certificate and credssp go with transport https only"))
        if self.pinned_key or self.proxy:
            raise ValueError(_("pinned-key and proxy go with transport https only"))


class StoredTenant(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """The table [tenant]."""

    tenant: str = "organizations"
    client_id: str = GRAPH_COMMAND_LINE_TOOLS
    cloud: Literal["public", "us-gov", "us-dod", "china", "lab"] = "public"
    switches: Literal["assisted", "portal-api"] = "assisted"
    hand_over_token: bool = False
    proxy: str | None = None
    sign_in: Literal["device-code", "azure-cli", "certificate", "client-secret"] = "device-code"
    certificate: str | None = None
    remember: bool = False
    authority: str | None = None
    graph: str | None = None
    portal: str | None = None
    ca_file: str | None = None

    def __post_init__(self) -> None:
        """As of StoredServer."""
        _refuse_unless(_TENANT, "tenant", self.tenant, _("not the id or the domain of a tenant"))
        _refuse_unless(_CLIENT, "client-id", self.client_id, _("not the id of an application"))
        self.proxy = _in_one_form("proxy", self.proxy, proxy_address)
        self._check_sign_in()
        cloud = self.addresses()
        if self.switches == "portal-api" and not cloud.portal:
            raise ValueError(
                _("switches: the portal's interface is not known in the cloud {cloud}; use assisted").format(
                    cloud=cloud.name
                )
            )

    def _check_sign_in(self) -> None:
        method = SignInMethod(self.sign_in)
        if self.certificate is not None and method is not SignInMethod.CERTIFICATE:
            raise ValueError(_("certificate: goes with sign-in certificate only"))
        if why := unfit(method, self.tenant, self.client_id, self.certificate):
            raise ValueError(why)
        if method.is_application and (self.switches == "portal-api" or self.hand_over_token):
            raise ValueError(_("sign-in: an application only reads; no portal-api, no hand-over-token"))

    def addresses(self) -> Cloud:
        """The cloud with this table's own addresses and proxy. Raises ValueError with the key."""
        own = (self.authority, self.graph, self.portal, self.ca_file)
        if self.cloud != LAB:
            if any(own):
                raise ValueError(_("authority, graph, portal and ca-file go with cloud lab only"))
            return replace(CLOUDS[self.cloud], proxy=self.proxy)
        if not self.authority or not self.ca_file:
            raise ValueError(_("cloud: a lab needs authority and ca-file, as its first line names them"))
        lab = Cloud(
            LAB,
            self.authority,
            self.graph or self.authority,
            self.portal or self.authority,
            self.ca_file,
            is_lab=True,
            proxy=self.proxy,
        )
        try:
            return checked(lab)
        except InvalidInput as error:
            raise ValueError(error.message.removesuffix(".")) from None


class StoredSecrets(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """The table [secrets]: where they are kept on request, instead of what config.toml says."""

    store: Literal["memory", "secret-service", "sealed-file", "backend"] | None = None


class StoredProfile(msgspec.Struct, forbid_unknown_fields=True):
    """One file."""

    server: StoredServer
    tenant: StoredTenant = msgspec.field(default_factory=StoredTenant)
    secrets: StoredSecrets = msgspec.field(default_factory=StoredSecrets)

    def __post_init__(self) -> None:
        """Raises ValueError when a real server would be mixed with a lab's tenant."""
        if self.tenant.cloud == LAB and not is_loopback(self.server.host):
            raise ValueError(
                _("host: a lab's tenant goes with a lab's server; {host} is not on this machine").format(
                    host=self.server.host
                )
            )


TABLES: Mapping[str, type[msgspec.Struct]] = {
    "server": StoredServer,
    "tenant": StoredTenant,
    "secrets": StoredSecrets,
}


def converted(tables: Tables) -> StoredProfile:
    """The profile that the values make. Raises ProfileInvalid, which names table and key."""
    try:
        return msgspec.convert(tables, StoredProfile)
    except msgspec.ValidationError as error:
        why, table, key = field_of(str(error))
        raise ProfileInvalid(
            _("The profile cannot be saved: {why}.").format(why=_for_people(why, key)),
            _("Give the value in another form; nothing was saved."),
            table,
            key,
        ) from None


def field_of(text: str) -> tuple[str, str, str]:
    """The reason in what msgspec says, and table and key that it is about; "" for what it does not name."""
    found = _PLACE.fullmatch(text)
    why, place = (found["why"], found["place"] or "") if found else (text, "")
    table, _dot, key = place.partition(".")
    # What no type says is checked for the whole table; then the sentence begins with the key, or names it.
    words = _KEYS.findall(why)
    for name in (table,) if table else TABLES:
        named = next((word for word in words if word in keys_of(name)), "")
        if key or named:
            return why, name, key or named
    unknown = _QUOTED.search(why)
    return why, table, unknown[1] if unknown else ""


def _for_people(why: str, key: str) -> str:
    """Our own reasons as they are; what msgspec says about types, in fewer words."""
    if why.startswith("Object missing required field"):
        return _("{key} is missing").format(key=key)
    is_about_type = why.startswith(("Expected ", "Invalid ", "Object contains"))
    return _("{key}: not a possible value").format(key=key) if is_about_type else why


def keys_of(table: str) -> tuple[str, ...]:
    """The keys of the table, as they are written."""
    shape = TABLES.get(table)
    return shape.__struct_encode_fields__ if shape else ()


def tables_of(stored: StoredProfile) -> dict[str, dict[str, Any]]:
    """Values by table and key."""
    tables: dict[str, dict[str, Any]] = msgspec.to_builtins(stored)
    return tables


def to_toml(stored: StoredProfile) -> str:
    """The file's text; what is left open is left out."""
    lines: list[str] = []
    for table, values in tables_of(stored).items():
        # JSON's strings, numbers and booleans are TOML's too.
        rows = [
            f"{key} = {json.dumps(each, ensure_ascii=False)}"
            for key, each in values.items()
            if each is not None
        ]
        lines += [f"[{table}]", *rows, ""] if rows else []
    return "\n".join(lines)


def profile_of(name: str, stored: StoredProfile) -> Profile:
    """What the program works with."""
    server, tenant = stored.server, stored.tenant
    return Profile(
        name=name,
        server=ServerAddress(
            host=server.host,
            user_name=server.user_name,
            port=server.port,
            tls=server.transport == "https",
            authentication=Authentication(server.authentication),
            ca_file=server.ca_file,
            configuration=server.configuration,
            pinned_key=server.pinned_key,
            proxy=server.proxy,
            certificate_file=server.certificate_file,
            key_file=server.key_file,
        ),
        tenant=tenant.tenant,
        client_id=tenant.client_id,
        cloud=tenant.addresses(),
        switches=SwitchMethod(tenant.switches),
        hand_over_token=tenant.hand_over_token,
        sign_in=SignInMethod(tenant.sign_in),
        sign_in_certificate=tenant.certificate,
        remember_sign_in=tenant.remember,
        secrets=stored.secrets.store or "",
    )


def _in_one_form(key: str, value: str | None, check: Callable[[str], str]) -> str | None:
    """The value in its one form. Raises ValueError with the key before the reason."""
    try:
        return None if value is None else check(value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _refuse_unless(shape: re.Pattern[str], key: str, value: str, why: str) -> None:
    """Raises ValueError with the key before the reason; the value is not repeated."""
    if not shape.fullmatch(value):
        raise ValueError(f"{key}: {why}")
