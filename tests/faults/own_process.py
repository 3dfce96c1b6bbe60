"""A part of the proof in a process of its own: without threads, with nothing of this one's environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATHS = os.pathsep.join(str(folder) for folder in (ROOT / "tui", ROOT / "backend", ROOT))


def ended(
    module: str, *arguments: str, timeout: float | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """How `python -m module` ended, and what it said."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": PATHS, **environment},
        capture_output=True,
        text=True,
        timeout=timeout,
    )
