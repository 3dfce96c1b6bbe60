"""The verdict of one check on the facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from writeback.domain.facts import Unknown


class Severity(Enum):
    """How a finding bears on the change, worst first."""

    BLOCKS = "blocks"
    WAITS = "waits"
    """It passes by itself: a run waits for it."""
    UNKNOWN = "unknown"
    WARNS = "warns"
    HINT = "hint"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` names the check, `title` what was looked at, `evidence` what was seen, `remedy` what to do."""

    id: str
    title: str
    severity: Severity
    evidence: str = ""
    remedy: str = ""

    @classmethod
    def passed(cls, id: str, title: str, evidence: str = "") -> Finding:
        return cls(id, title, Severity.PASSED, evidence)

    @classmethod
    def blocks(cls, id: str, title: str, evidence: str, remedy: str) -> Finding:
        return cls(id, title, Severity.BLOCKS, evidence, remedy)

    @classmethod
    def waits(cls, id: str, title: str, evidence: str, remedy: str) -> Finding:
        return cls(id, title, Severity.WAITS, evidence, remedy)

    @classmethod
    def warns(cls, id: str, title: str, evidence: str, remedy: str) -> Finding:
        return cls(id, title, Severity.WARNS, evidence, remedy)

    @classmethod
    def hint(cls, id: str, title: str, evidence: str, remedy: str = "") -> Finding:
        return cls(id, title, Severity.HINT, evidence, remedy)

    @classmethod
    def unknown(cls, id: str, title: str, why: Unknown) -> Finding:
        if why.error:
            return cls(id, title, Severity.UNKNOWN, why.error.message, why.error.hint)
        return cls(id, title, Severity.UNKNOWN, why.why)


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that stand in the way of a change."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCKS)
