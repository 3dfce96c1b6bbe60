"""What each feature takes, and who has to have it: one table for the command, the page and the document.

Sources: Microsoft Learn, "Accounts and permissions", "Enable self-service password reset writeback", the
permission tables of the Graph reference, and "Session configurations" of Just Enough Administration. Where
the documents disagree, the note of the right says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from writeback.domain.facts import Edition, SwitchMethod
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Authentication, Profile, SignInMethod
from writeback.domain.texts import _

PLAIN_CONFIGURATION = "Microsoft.PowerShell"
"""The session configuration of every server; any other one is taken for a restricted one (JEA)."""


class Feature(Enum):
    """What somebody may want to do, from reading to proving."""

    READ = "read"
    EVENTS = "events"
    CHANGE = "change"
    SYNC = "sync"
    TENANT = "tenant"
    AUDIT = "audit"
    SWITCHES = "switches"
    CANARY = "canary"
    RESET = "reset"


class Holder(Enum):
    """Who has to have a right."""

    ACCOUNT = "account"
    """The profile's user on the server."""
    VIRTUAL = "virtual-account"
    """The account as which a restricted session works."""
    ADMIN = "administrator"
    """Whoever signs in to the tenant."""
    READER = "sign-in-application"
    """The application as which an unattended profile signs in: it only reads."""
    CONNECTOR = "connector-account"
    """The account of Entra Connect in each forest."""
    APPLICATION = "application"
    """The server's own application in the tenant, if it has one that the customer made."""


class Kind(Enum):
    """What sort of thing is given."""

    LOCAL_GROUP = "local-group"
    SESSION = "session-configuration"
    SERVER = "server-right"
    AD_RIGHT = "ad-right"
    ROLE = "entra-role"
    SCOPE = "graph-permission"
    """Delegated, except for an application."""
    API = "api-permission"
    APP_ROLE = "application-role"
    ACCOUNT_KIND = "account"


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that somebody has to be given. Of several `names` one suffices."""

    feature: Feature
    holder: Holder
    kind: Kind
    names: tuple[str, ...]
    note: str = ""
    findings: tuple[str, ...] = ()
    """Checks that show it to be there or missing; none where only the deed itself can tell."""
    missed_by: tuple[str, ...] = ()
    """Checks that show it to be missing; their passing proves nothing."""
    read_by: tuple[str, ...] = ()
    """Checks that know nothing without it, whatever their verdict is with it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything about a profile and its server that decides which rights it takes."""

    edition: Edition = Edition.ENTRA_CONNECT
    authentication: Authentication = Authentication.NEGOTIATE
    configuration: str = PLAIN_CONFIGURATION
    switches: SwitchMethod = SwitchMethod.ASSISTED
    own_client: bool = False
    """The profile names an application of its own for the sign-in."""
    token: bool = False
    """The server may be given the sign-in's token."""
    sign_in: SignInMethod = SignInMethod.DEVICE_CODE
    can_reset: bool = True
    """The cloud's Graph can reset a password."""

    @classmethod
    def of(cls, profile: Profile, edition: Edition) -> Wanted:
        return cls(
            edition,
            profile.server.authentication,
            profile.server.configuration,
            profile.switches,
            profile.client_id != GRAPH_COMMAND_LINE_TOOLS,
            profile.hand_over_token,
            profile.sign_in,
            profile.cloud.can_reset_passwords,
        )

    @property
    def is_restricted(self) -> bool:
        """Whether the profile opens a session configuration of its own (JEA)."""
        return self.configuration.casefold() != PLAIN_CONFIGURATION.casefold()


def rights(wanted: Wanted, features: frozenset[Feature] = frozenset(Feature)) -> tuple[Right, ...]:
    """What it takes, in the order of the features."""
    return tuple(right for right in _all(wanted) if right.feature in features)


def _all(wanted: Wanted) -> Iterator[Right]:
    yield from _way_in(wanted)
    yield from _on_the_server(wanted)
    yield from _in_the_tenant(wanted)
    yield from _switches(wanted)
    if wanted.can_reset:
        yield from _canary()
    yield from _in_the_directory()


def _way_in(wanted: Wanted) -> Iterator[Right]:
    """Into a PowerShell session on the server, by the profile's way to sign in."""
    account = Holder.ACCOUNT
    if wanted.is_restricted:
        name = (wanted.configuration,)
        note = _("Its RoleDefinitions name the group; the account needs no other right on the server.")
        yield Right(Feature.READ, account, Kind.SESSION, name, note, ("reachable",))
    else:
        note = _("Opens the PowerShell session. Administrators may do so without it.")
        yield Right(
            Feature.READ, account, Kind.LOCAL_GROUP, ("Remote Management Users",), note, ("reachable",)
        )
    kind = {
        Authentication.KERBEROS: _("an account of the server's domain, or of one that it trusts"),
        Authentication.CERTIFICATE: _("a local account that the server maps the client certificate to"),
        Authentication.BASIC: _("a local account: Basic takes no account of a domain"),
        Authentication.CREDSSP: _("an account that may be delegated (not in Protected Users)"),
    }.get(wanted.authentication)
    if kind:
        yield Right(Feature.READ, account, Kind.ACCOUNT_KIND, (kind,), "", ("reachable",))


def _on_the_server(wanted: Wanted) -> Iterator[Right]:
    who = Holder.VIRTUAL if wanted.is_restricted else Holder.ACCOUNT
    one = _("ADSync answers nobody outside of its groups. ADSyncAdmins contains it.")
    yield Right(Feature.READ, who, Kind.LOCAL_GROUP, ("ADSyncOperators",), one, ("server-rights",))
    log = _("Reads the Application log: events 31005, 31015 and 31019 are one of the three proofs.")
    yield Right(Feature.EVENTS, who, Kind.LOCAL_GROUP, ("Event Log Readers",), log, ("event-log",))
    change = _("Set-ADSyncAADPasswordResetConfiguration; exporting; pausing the scheduler.")
    yield Right(
        Feature.CHANGE, who, Kind.LOCAL_GROUP, ("ADSyncAdmins",), change, missed_by=("server-rights",)
    )
    export = _("The configuration is exported there before and after a run.")
    yield Right(Feature.CHANGE, who, Kind.SERVER, (_("write access to C:\\ProgramData\\AADConnect"),), export)
    yield from _what_the_server_is_given(wanted)
    cycle = _("Starts a delta cycle at the end of a run.")
    yield Right(Feature.SYNC, who, Kind.LOCAL_GROUP, ("ADSyncOperators",), cycle, ("server-rights",))


def _what_the_server_is_given(wanted: Wanted) -> Iterator[Right]:
    note = _("Assigned directly, not through a group. The documents of 2021 name Global Administrator alone.")
    names: tuple[str, ...] = ("Global Administrator",)
    if wanted.edition is Edition.ENTRA_CONNECT:
        names = ("Hybrid Identity Administrator", "Global Administrator")
    yield Right(Feature.CHANGE, Holder.ADMIN, Kind.ROLE, names, note, ("role",))
    managed = _("A federated account fails at onboarding (event 32009).")
    yield Right(
        Feature.CHANGE,
        Holder.ADMIN,
        Kind.ACCOUNT_KIND,
        (_("a work or school account that is managed, not federated"),),
        managed,
        ("account-not-federated",),
    )
    if wanted.token:
        said = _("Over HTTPS only; what the server does with the token is not documented.")
        words = (_("the sign-in's token is handed to the server (the profile allows it)"),)
        yield Right(Feature.CHANGE, Holder.ADMIN, Kind.ACCOUNT_KIND, words, said)
    own = _("Only where an administrator registered the server's application by hand (2.5.3.0 and later).")
    for name in ("OffboardClient", "RegisterClientVersion", "RefreshClient"):
        role = (f"PasswordWriteback.{name}.All",)
        yield Right(Feature.CHANGE, Holder.APPLICATION, Kind.APP_ROLE, role, own)


def _in_the_tenant(wanted: Wanted) -> Iterator[Right]:
    own = wanted.own_client or wanted.sign_in.is_application
    consent = _("With an application of your own: add it there, and give admin consent.")
    who = Holder.READER if wanted.sign_in.is_application else Holder.ADMIN
    for name, note, found in (
        ("User.Read", _("Who signed in, and with which roles."), "role"),
        ("Organization.Read.All", _("The tenant and its licences."), "licence"),
        ("Domain.Read.All", _("Which domains are federated."), "account-not-federated"),
    ):
        if who is Holder.ADMIN or name != "User.Read":
            said = f"{note} {consent}" if own else note
            yield Right(Feature.TENANT, who, Kind.SCOPE, (name,), said, read_by=(found,))
    audit = _("The entry about password writeback is one of the three proofs.")
    for name in ("AuditLog.Read.All", "Directory.Read.All"):
        yield Right(Feature.AUDIT, who, Kind.SCOPE, (name,), audit, ("audit-log",))
    if who is Holder.ADMIN:
        yield from _report_roles()


def _report_roles() -> Iterator[Right]:
    """An application reads reports by its permissions alone."""
    roles = ("Hybrid Identity Administrator", "Reports Reader", "Security Reader", "Global Reader")
    log = _("Reads the audit log.")
    yield Right(Feature.AUDIT, Holder.ADMIN, Kind.ROLE, roles, log, ("audit-log",))
    report = _("The report of registrations says whether self-service reset is in use; a hint only.")
    readers = ("Reports Reader", "Security Reader", "Global Reader")
    yield Right(Feature.AUDIT, Holder.ADMIN, Kind.ROLE, readers, report, read_by=("sspr-hint",))


def _switches(wanted: Wanted) -> Iterator[Right]:
    note = _(
        "The documents disagree: the page names the first (2026) or Global Administrator (2021 to 2023), "
        "cloud sync the second as the least."
    )
    least: tuple[str, ...] = (
        "Hybrid Identity Administrator",
        "Authentication Policy Administrator",
        "Global Administrator",
    )
    if wanted.edition is Edition.AZURE_AD_CONNECT:
        least = ("Global Administrator",)
    yield Right(Feature.SWITCHES, Holder.ADMIN, Kind.ROLE, least, note, ("role",))
    licence = _("Without one the portal shows no Password reset to an administrator.")
    yield Right(
        Feature.SWITCHES,
        Holder.ADMIN,
        Kind.ACCOUNT_KIND,
        (_("a licence with Entra ID P1 or P2 of their own"),),
        licence,
    )
    if wanted.switches is SwitchMethod.PORTAL_API:
        words = _("Unsupported API; the sign-in's application must be one that may call it.")
        name = ("user_impersonation (74658136-14ec-4630-ad9b-26e160ff0fc6)",)
        yield Right(Feature.SWITCHES, Holder.ADMIN, Kind.API, name, words)


def _canary() -> Iterator[Right]:
    really = _("Asked for only by a verification that really resets a test user's password.")
    scope = ("UserAuthenticationMethod.ReadWrite.All",)
    yield Right(Feature.CANARY, Holder.ADMIN, Kind.SCOPE, scope, really)
    roles = (
        "Authentication Administrator",
        "Privileged Authentication Administrator",
        "Global Administrator",
    )
    yield Right(Feature.CANARY, Holder.ADMIN, Kind.ROLE, roles, _("Nobody resets their own password so."))


def _in_the_directory() -> Iterator[Right]:
    """What Set-ADSyncPasswordWritebackPermissions grants, in the names of Active Directory."""
    users = _("On the root of each domain, for descendant User objects. Protected accounts stay out.")
    for name in ("Reset Password", "Write lockoutTime", "Write pwdLastSet"):
        yield Right(Feature.RESET, Holder.CONNECTOR, Kind.AD_RIGHT, (name,), users, missed_by=("ad-rights",))
    root = _("On the root of each domain: this object and all descendants.")
    yield Right(Feature.RESET, Holder.CONNECTOR, Kind.AD_RIGHT, ("Unexpire Password",), root)
