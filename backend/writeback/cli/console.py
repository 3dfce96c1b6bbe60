"""What a command says: data on stdout, narration on stderr; outside text only through `safe_str`."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from writeback.domain.errors import WritebackError
from writeback.domain.findings import Finding, Severity
from writeback.domain.ports import DeviceCode
from writeback.domain.safe import safe_str
from writeback.domain.texts import _

MARKS = {
    Severity.BLOCKS: "[!!]",
    Severity.WAITS: "[..]",
    Severity.UNKNOWN: "[??]",
    Severity.WARNS: "[! ]",
    Severity.HINT: "[i ]",
    Severity.PASSED: "[OK]",
}


class Console:
    """Writes lines; JSON is one document on stdout."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def data(self, line: str) -> None:
        """One line of what was asked for."""
        print(safe_str(line, 4096), file=self._out)

    def json(self, content: Any) -> None:
        """The whole answer as JSON; escapes keep any character from acting on a terminal."""
        print(json.dumps(content, indent=2, ensure_ascii=True), file=self._out)

    def tell(self, line: str) -> None:
        """One line of narration."""
        print(safe_str(line, 1024), file=self._err, flush=True)

    def error(self, error: WritebackError) -> None:
        """What happened, what it means, what to do next: one line."""
        self.tell(f"writeback: {error.sentence()}")

    def device_code(self, code: DeviceCode) -> None:
        """Where to sign in."""
        self.tell(
            _("To sign in, open {address} and enter the code {code}.").format(
                address=code.address, code=code.code
            )
        )

    def finding(self, finding: Finding) -> None:
        """One finding on one or two lines."""
        evidence = f": {finding.evidence}" if finding.evidence else ""
        self.data(f"{MARKS[finding.severity]} {finding.title}{evidence}")
        if finding.remedy and finding.severity is not Severity.PASSED:
            self.data(f"     {finding.remedy}")
