"""What has been tried out of a profile that is being filled in: a row a step, and the words for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from writeback.domain.findings import Finding, Severity
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback.domain.target import Profile

SERVER, TENANT = "server", "tenant"
STEPS = {SERVER: ("name", "port", "certificate", "winrm"), TENANT: ("tenant",)}
WAITING = "[..]"
UNTRIED = "[--]"
MARKS = {Severity.PASSED: "[OK]", Severity.BLOCKS: "[!!]"}
OTHER_MARK = "[! ]"
Row = tuple[str, str]
"""A mark and a text."""


@dataclass(slots=True)
class Half:
    """The server or the tenant. `target` is what was tried: a profile, or why it cannot be tried."""

    target: Profile | str = ""
    number: int = 0
    found: dict[str, Finding] = field(default_factory=dict)


@dataclass(slots=True)
class Trial:
    """Both halves."""

    halves: dict[str, Half] = field(default_factory=lambda: {SERVER: Half(), TENANT: Half()})

    def begin(self, half: str, target: Profile | str) -> int:
        """The number of a new trial; 0 when the same is being tried already."""
        one = self.halves[half]
        if one.number and one.target == target:
            return 0
        one.target, one.number, one.found = target, one.number + 1, {}
        return one.number

    def add(self, half: str, number: int, finding: Finding) -> bool:
        """Takes a finding of the newest trial; False for one of a trial that has been given up."""
        one = self.halves[half]
        if number != one.number:
            return False
        one.found[finding.id] = finding
        return True

    def rows(self) -> tuple[Row, ...]:
        """A row for each step."""
        return tuple(row for name, half in self.halves.items() for row in _rows(name, half))

    def summary(self) -> str:
        """The worst of what was found, as a sentence; "" when nothing speaks against it."""
        worst = next((one for one in self.findings() if one.severity is not Severity.PASSED), None)
        return f"{worst.evidence} {worst.remedy}".strip() if worst else ""

    def findings(self) -> Iterator[Finding]:
        """All of both halves."""
        for half in self.halves.values():
            yield from half.found.values()


def details(trial: Trial) -> tuple[str, ...]:
    """Every step with everything that is known of it."""
    lines = [_("Tried without signing in: no user name, no password and no token is sent."), ""]
    for name, half in trial.halves.items():
        if isinstance(half.target, str) and half.target:
            lines += [half.target, ""]
        for step in STEPS[name]:
            finding = half.found.get(step)
            if finding is not None:
                lines += [f"{_mark(finding)} {_title(finding)}", *_indented(finding), ""]
    return tuple(lines)


def server_profile(tables: Mapping[str, Mapping[str, Any]]) -> Profile | str:
    """What of the fields is enough to try the server; else why it is not."""
    server = {**tables.get("server", {})}
    # Who signs in does not matter for a trial.
    server.setdefault("user-name", "-")
    if not server.get("host"):
        return _("The server is not tried before it has a name.")
    return _profile({"server": server})


def tenant_profile(tables: Mapping[str, Mapping[str, Any]]) -> Profile | str:
    """As `server_profile`, for the tenant."""
    return _profile({"server": {"host": "localhost", "user-name": "-"}, "tenant": tables.get("tenant", {})})


def _profile(tables: Mapping[str, Mapping[str, Any]]) -> Profile | str:
    from writeback.service import profiles

    try:
        return profiles.profile_of("-", profiles.converted(tables))
    except profiles.ProfileInvalid as error:
        return error.message


def _rows(name: str, half: Half) -> Iterator[Row]:
    has_failed = any(one.severity is Severity.BLOCKS for one in half.found.values())
    idle = UNTRIED if not half.number or isinstance(half.target, str) or has_failed else WAITING
    for step in STEPS[name]:
        finding = half.found.get(step)
        if finding is not None:
            yield _mark(finding), _line(finding)
        elif not (step == "certificate" and "winrm" in half.found):
            yield idle, _step_name(step)


def _line(finding: Finding) -> str:
    """One line: what was seen where it passed, else what it is about; the message below says the rest."""
    if finding.severity is Severity.PASSED:
        return _title(finding)
    return finding.evidence


def _title(finding: Finding) -> str:
    return f"{finding.title}: {finding.evidence}" if finding.evidence else finding.title


def _indented(finding: Finding) -> list[str]:
    return [f"  {finding.remedy}"] if finding.remedy else []


def _mark(finding: Finding) -> str:
    return MARKS.get(finding.severity, OTHER_MARK)


def _step_name(step: str) -> str:
    return {
        "name": _("Name has an address"),
        "port": _("Port answers"),
        "certificate": _("Certificate trusted"),
        "winrm": _("WinRM answers"),
        "tenant": _("Tenant found"),
    }[step]
