"""`python -m tests.faults.pages.hasty_program ...`: the real program, its waits scaled down as in campaigns.

The lab acts within milliseconds, so what does not happen is given up sooner; nothing else is different.
"""

from __future__ import annotations

import sys

from tests.faults.haste import hasten
from writeback.cloud import authority
from writeback_tui.__main__ import main

if __name__ == "__main__":
    pace = authority.PACE_SECONDS
    hasten()
    # Somebody who is to sign in is waited for at the product's own pace: without one it would seem to spin.
    authority.PACE_SECONDS = pace
    sys.exit(main())
