"""Findings as lines: `[OK]` passed, `[!!]` blocks or warns, `[..]` passes by itself, `[??]` not known."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.reactive import reactive

from writeback.domain.findings import Finding, Severity
from writeback.domain.texts import _
from writeback_tui.text import wrapped
from writeback_tui.widgets.drawn import Drawn

MARKS = {
    Severity.PASSED: "[OK]",
    Severity.BLOCKS: "[!!]",
    Severity.WARNS: "[! ]",
    Severity.WAITS: "[..]",
    Severity.UNKNOWN: "[??]",
    Severity.HINT: "[i ]",
}
STYLES = {
    Severity.PASSED: "$text-success",
    Severity.BLOCKS: "bold $text-error",
    Severity.WARNS: "bold $text-warning",
    Severity.WAITS: "$text-warning",
    Severity.UNKNOWN: "$text-warning",
    Severity.HINT: "$text-primary",
}
HANG = 7
"""Columns before the text."""


class Findings(Drawn):
    """A line each for what passed; what did not says what was seen and what to do.

    `detailed` shows what was seen for those that passed, too.
    """

    findings: reactive[tuple[Finding, ...]] = reactive((), layout=True)

    def __init__(
        self, findings: Iterable[Finding] = (), *, detailed: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.detailed = detailed
        self.set_reactive(Findings.findings, tuple(findings))

    def lines(self, width: int) -> list[Content]:
        return [line for finding in self.findings for line in self._rows(finding, width)]

    def spoken(self) -> tuple[str, ...]:
        """One line a finding, with its mark as a word."""
        return tuple(in_words(f.severity).format(text=self._text(f)) for f in self.findings)

    def _rows(self, finding: Finding, width: int) -> list[Content]:
        mark = Content.styled(MARKS[finding.severity], STYLES[finding.severity])
        first, *others = wrapped(self._text(finding), width - HANG)
        lead = Content.assemble(mark, " " * (HANG - mark.cell_length))
        return [Content.assemble(lead, first), *(Content(" " * HANG + line) for line in others)]

    def _text(self, finding: Finding) -> str:
        """What was looked at where it passed, what was seen and what to do where it did not."""
        if finding.severity is Severity.PASSED:
            seen = finding.evidence if self.detailed else ""
            return f"{finding.title}: {seen}" if seen else finding.title
        said = f"{finding.evidence} {finding.remedy}".strip()
        if finding.severity is Severity.UNKNOWN or not said:
            return f"{finding.title}: {said}".removesuffix(": ")
        return said


def in_words(severity: Severity | None) -> str:
    """What the mark means, with `{text}` for what it stands before; None where nobody has looked."""
    return {
        Severity.PASSED: _("Passed: {text}"),
        Severity.BLOCKS: _("Blocks: {text}"),
        Severity.WARNS: _("Warning: {text}"),
        Severity.WAITS: _("Passes by itself: {text}"),
        Severity.UNKNOWN: _("Not known: {text}"),
        Severity.HINT: _("Hint: {text}"),
        None: _("Not looked at: {text}"),
    }[severity]
