"""`python -m tests.faults.pages.hasty_program ...`: the real program, its waits scaled down as in campaigns.

The lab acts within milliseconds, so what does not happen is given up sooner; nothing else is different.
"""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path

from tests.faults.haste import hasten
from tests.faults.memory import PEAK, largest
from writeback.cloud import authority
from writeback_tui.__main__ import main

if __name__ == "__main__":
    if file := os.environ.get(PEAK):
        atexit.register(lambda: Path(file).write_text(str(largest()), encoding="ascii"))
    pace = authority.PACE_SECONDS
    hasten()
    # Somebody who is to sign in is waited for at the product's own pace: without one it would seem to spin.
    authority.PACE_SECONDS = pace
    sys.exit(main())
