"""How large a process has become. `ru_maxrss` will not do: a child inherits it when it is forked."""

from __future__ import annotations

import re
from pathlib import Path

PEAK = "WRITEBACK_TESTS_PEAK"
"""Names the file that is told, when the program of these tests ends, how large it became."""


def largest(process: int | str = "self") -> int:
    """VmHWM of a running process in KiB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found, status
    return int(found[1])
