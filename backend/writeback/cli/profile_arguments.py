"""The words of `writeback profile`: one option for each key of a profile's file. Imports nothing heavy."""

from __future__ import annotations

import argparse
from typing import Any, NamedTuple

from writeback.domain.texts import N_, _


class Setting(NamedTuple):
    """`option` without its dashes sets `key` of `table`."""

    option: str
    table: str
    key: str
    help: str
    metavar: str | None = None
    choices: tuple[str, ...] | None = None
    is_number: bool = False
    is_switch: bool = False

    @property
    def place(self) -> str:
        """Where the parsed value is; a dot keeps it from every other option."""
        return f"{self.table}.{self.key}"


SETTINGS = (
    Setting("host", "server", "host", N_("the server's name, as in its certificate"), "HOST"),
    Setting(
        "user-name",
        "server",
        "user-name",
        N_("DOMAIN\\user or user@domain; with kerberos user@REALM"),
        "USER",
    ),
    Setting("port", "server", "port", N_("5986, or 5985 with --transport http"), "PORT", is_number=True),
    Setting(
        "transport", "server", "transport", N_("http: with message encryption"), choices=("https", "http")
    ),
    Setting(
        "authentication",
        "server",
        "authentication",
        N_(
            "negotiate: NTLM with a password; kerberos: the ticket that kinit got (an extra); certificate: "
            "a client certificate; basic and credssp (an extra) hand the server the password, over HTTPS only"
        ),
        choices=("negotiate", "kerberos", "certificate", "basic", "credssp"),
    ),
    Setting("certificate-file", "server", "certificate-file", N_("the client certificate (PEM)"), "FILE"),
    Setting("key-file", "server", "key-file", N_("its private key (PEM), if not in the same file"), "FILE"),
    Setting("ca-file", "server", "ca-file", N_("the authority that signed the server's certificate"), "FILE"),
    Setting(
        "pinned-key",
        "server",
        "pinned-key",
        N_(
            "SHA-256 of the server's public key (SPKI), in hexadecimal or base64; instead of an authority or "
            "on top. Without both, the system's store counts, and where it does not help, a person is asked "
            "once"
        ),
        "SHA256",
    ),
    Setting("proxy", "server", "proxy", N_("the way to the server: http://host:port, no credentials"), "URL"),
    Setting("configuration", "server", "configuration", N_("session configuration (JEA)"), "NAME"),
    Setting("tenant", "tenant", "tenant", N_("tenant id or domain"), "TENANT"),
    Setting(
        "cloud",
        "tenant",
        "cloud",
        N_("decides the addresses of the sign-in, of Graph and of the portal"),
        choices=("public", "us-gov", "us-dod", "china", "lab"),
    ),
    Setting("tenant-proxy", "tenant", "proxy", N_("the way to the tenant; as --proxy"), "URL"),
    Setting("client-id", "tenant", "client-id", N_("your own app registration for the sign-in"), "ID"),
    Setting(
        "sign-in",
        "tenant",
        "sign-in",
        N_(
            "azure-cli: as whoever `az login` signed in; certificate and client-secret: an application of "
            "your own, which only reads"
        ),
        choices=("device-code", "azure-cli", "certificate", "client-secret"),
    ),
    Setting(
        "sign-in-certificate",
        "tenant",
        "certificate",
        N_("for --sign-in certificate (PEM or PKCS#12)"),
        "FILE",
    ),
    Setting(
        "remember-sign-in",
        "tenant",
        "remember",
        N_("keep the sign-in where `vault status` says"),
        is_switch=True,
    ),
    Setting(
        "switches", "tenant", "switches", N_("portal-api is unsupported"), choices=("assisted", "portal-api")
    ),
    Setting(
        "hand-over-token",
        "tenant",
        "hand-over-token",
        N_("the server may be given the sign-in's token"),
        is_switch=True,
    ),
    Setting("lab-authority", "tenant", "authority", N_("with --cloud lab: its sign-in address"), "URL"),
    Setting("lab-graph", "tenant", "graph", N_("with --cloud lab: its Graph, if elsewhere"), "URL"),
    Setting("lab-portal", "tenant", "portal", N_("with --cloud lab: its portal, if elsewhere"), "URL"),
    Setting("lab-ca-file", "tenant", "ca-file", N_("with --cloud lab: its authority"), "FILE"),
    Setting(
        "secrets",
        "secrets",
        "store",
        N_("where secrets go on request, instead of what config.toml says"),
        choices=("memory", "secret-service", "sealed-file", "backend"),
    ),
)
REQUIRED = frozenset({"host", "user-name"})
PLAIN_PORT = 5985


def add_profile(parser: argparse.ArgumentParser) -> None:
    """The actions and their words."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_settings(_named(actions, "add", _("save a server and a tenant")), REQUIRED)
    edit = _named(actions, "edit", _("change what is named; the file is written anew, its remarks are lost"))
    _add_settings(edit, frozenset())
    edit.add_argument(
        "--clear",
        action="append",
        default=[],
        choices=[one.option for one in SETTINGS if one.option not in REQUIRED],
        metavar="OPTION",
        help=_("take an option's value away, such as --clear pinned-key"),
    )
    listed = actions.add_parser("list", help=_("names of all profiles"))
    shown = _named(actions, "show", _("print a profile"))
    tested = _named(actions, "test", _("try name, port, certificate, WinRM and tenant; sends no secret"))
    for one in (listed, shown, tested):
        one.add_argument("--json", action="store_true", help=_("print data as JSON on standard output"))
    _named(actions, "remove", _("delete a profile"))


def given_tables(options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """What was given, by table and key of the file."""
    tables: dict[str, dict[str, Any]] = {one.table: {} for one in SETTINGS}
    for one in SETTINGS:
        value = getattr(options, one.place, None)
        if value is not None:
            tables[one.table][one.key] = value
    return tables


def _named(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("name", metavar="NAME")
    return parser


def _add_settings(parser: argparse.ArgumentParser, required: frozenset[str]) -> None:
    for one in SETTINGS:
        words: dict[str, Any] = {"dest": one.place, "help": _(one.help), "required": one.option in required}
        if one.is_switch:
            words["action"] = argparse.BooleanOptionalAction
        else:
            words |= {"metavar": one.metavar, "choices": one.choices, "type": int if one.is_number else str}
        parser.add_argument(f"--{one.option}", **words)
