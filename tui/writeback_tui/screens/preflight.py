"""F3 on Optional features: every check with what was seen and what to do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.findings import Finding, Severity
from writeback.domain.texts import _, ngettext
from writeback_tui.screens.side import TextScreen
from writeback_tui.widgets.findings import Findings

ORDER = tuple(Severity)
"""Worst first."""


class PreflightScreen(TextScreen):
    """The findings, the worst at the top."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "close", show=False, id="preflight")]

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(_("Preflight"), ())
        self.findings = tuple(sorted(findings, key=lambda finding: ORDER.index(finding.severity)))

    def body(self) -> ComposeResult:
        yield Findings(self.findings, detailed=True, id="findings")


def summary(findings: tuple[Finding, ...]) -> str:
    """How many passed, warn and block, in one line; what is not known counts as a warning."""
    passed = sum(finding.severity is Severity.PASSED for finding in findings)
    blocking = sum(finding.severity is Severity.BLOCKS for finding in findings)
    warnings = len(findings) - passed - blocking
    counts = (
        ngettext("{count} passed", "{count} passed", passed).format(count=passed),
        ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings),
        ngettext("{count} blocking", "{count} blocking", blocking).format(count=blocking),
    )
    return _("Preflight: {counts} (F3)").format(counts="  ".join(counts))
