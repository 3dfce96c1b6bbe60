"""The rights that a profile's features take, in words: for the command, the page and the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from writeback.domain.errors import AccessDenied
from writeback.domain.facts import Edition, ServerFacts, Unknown
from writeback.domain.findings import Finding, Severity
from writeback.domain.rights import Feature, Holder, Kind, Right, Wanted, rights
from writeback.domain.target import Profile
from writeback.domain.texts import _

WORST_FIRST = (Severity.BLOCKS, Severity.WARNS, Severity.HINT, Severity.UNKNOWN, Severity.WAITS)


@dataclass(frozen=True, slots=True)
class Need:
    """A right with what is known of it: a severity, None while nothing has been read that would tell."""

    right: Right
    sentence: str
    state: Severity | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Who is meant, as far as it is known; "" where it is not."""

    account: str = ""
    connectors: tuple[str, ...] = ()

    @classmethod
    def of(cls, profile: Profile, server: ServerFacts | Unknown | None = None) -> Names:
        """From the profile, and from the last reading of the server where there is one."""
        directories = server.directories if isinstance(server, ServerFacts) else ()
        found = () if isinstance(directories, Unknown) else [one.account for one in directories]
        return cls(profile.server.user_name, tuple(name for name in found if isinstance(name, str)))


def needs_of(
    profile: Profile,
    edition: Edition,
    findings: Iterable[Finding] = (),
    server: ServerFacts | Unknown | None = None,
) -> tuple[Need, ...]:
    """Everything that the profile takes; `findings` are of the last reading."""
    denied = isinstance(server, Unknown) and isinstance(server.error, AccessDenied)
    # A server that cannot be reached says nothing about rights.
    telling = (one for one in findings if one.id != "reachable" or denied or one.severity is Severity.PASSED)
    return needs(Wanted.of(profile, edition), Names.of(profile, server), telling)


def needs(wanted: Wanted, names: Names | None = None, findings: Iterable[Finding] = ()) -> tuple[Need, ...]:
    """As `needs_of`, for what a profile would ask for."""
    by_id = {finding.id: finding for finding in findings}
    who = names or Names()
    return tuple(Need(right, sentence(right, who), _state(right, by_id)) for right in rights(wanted))


def content(needed: Iterable[Need]) -> list[dict[str, Any]]:
    """For programs."""
    return [
        {
            "feature": need.right.feature.value,
            "holder": need.right.holder.value,
            "kind": need.right.kind.value,
            "any_of": list(need.right.names),
            "note": need.right.note,
            "findings": [*need.right.findings, *need.right.missed_by, *need.right.read_by],
            "state": need.state.value if need.state else None,
        }
        for need in needed
    ]


def grouped(needed: Iterable[Need]) -> Iterator[tuple[Feature, tuple[Need, ...]]]:
    """The needs of each feature, in the order of the features."""
    every = tuple(needed)
    for feature in Feature:
        of_it = tuple(need for need in every if need.right.feature is feature)
        if of_it:
            yield feature, of_it


def feature_title(feature: Feature) -> str:
    """What is done with the rights."""
    return {
        Feature.READ: _("Read the server"),
        Feature.EVENTS: _("Prove it by the server's events"),
        Feature.CHANGE: _("Turn password writeback on or off"),
        Feature.SYNC: _("Start a sync cycle"),
        Feature.TENANT: _("Read the tenant"),
        Feature.AUDIT: _("Prove it by the tenant's audit log"),
        Feature.SWITCHES: _("Set the two switches of On-premises integration"),
        Feature.CANARY: _("Reset the password of a test user (verify --canary)"),
        Feature.RESET: _("Write passwords back: what happens every day"),
    }[feature]


def sentence(right: Right, names: Names) -> str:
    """Who has to have what."""
    return _("{who}: {what}").format(who=_who(right.holder, names), what=what(right))


def what(right: Right) -> str:
    """What has to be had."""
    names = _(" or ").join(right.names)
    return {
        Kind.LOCAL_GROUP: _("member of the server's local group {names}"),
        Kind.SESSION: _("member of the group that the session configuration {names} admits"),
        Kind.SERVER: "{names}",
        Kind.AD_RIGHT: _("{names} in Active Directory"),
        Kind.ROLE: _("role {names}"),
        Kind.SCOPE: _("Graph permission {names} (application)")
        if right.holder is Holder.READER
        else _("Graph permission {names} (delegated)"),
        Kind.API: _("permission {names} of the portal's API"),
        Kind.APP_ROLE: _("application role {names}"),
        Kind.ACCOUNT_KIND: "{names}",
    }[right.kind].format(names=names)


def document() -> str:
    """The table for an ordinary profile as Markdown, a row for each feature."""
    rows = [(feature_title(feature), _cell(of_it)) for feature, of_it in grouped(needs(Wanted()))]
    head = (_("to"), _("it takes"))
    return "\n".join(f"| {left} | {right} |" for left, right in (head, ("---", "---"), *rows))


def _cell(needed: tuple[Need, ...]) -> str:
    """Who has to have what, each who once."""
    by_holder: dict[Holder, list[str]] = {}
    for need in needed:
        by_holder.setdefault(need.right.holder, []).append(what(need.right))
    return "; ".join(
        _("{who}: {what}").format(who=_who(holder, Names()), what=", ".join(had))
        for holder, had in by_holder.items()
    )


def _who(holder: Holder, names: Names) -> str:
    return {
        Holder.ACCOUNT: names.account or _("The profile's user"),
        Holder.VIRTUAL: _("The session's virtual account"),
        Holder.ADMIN: _("Whoever signs in"),
        Holder.READER: _("The application that signs in"),
        Holder.CONNECTOR: ", ".join(names.connectors) or _("The connector's account of each forest"),
        Holder.APPLICATION: _("The server's own application"),
    }[holder]


def _state(right: Right, findings: dict[str, Finding]) -> Severity | None:
    """The worst of what the checks say; a check that says nothing leaves it open."""
    said = {findings[name].severity for name in right.findings if name in findings}
    missed = {findings[name].severity for name in right.missed_by if name in findings}
    said |= missed - {Severity.PASSED}
    read = {findings[name].severity for name in right.read_by if name in findings}
    said |= {Severity.UNKNOWN if severity is Severity.UNKNOWN else Severity.PASSED for severity in read}
    worst = next((severity for severity in WORST_FIRST if severity in said), None)
    return worst or (Severity.PASSED if said else None)
