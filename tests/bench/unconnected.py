"""The wizard on a lab that never answers: what it takes to be complete, and nothing that comes after it.

Seen from outside, the real one has begun to load the service by the time that its first frame is read.
"""

import sys
import types

import writeback
from writeback_tui.__main__ import main


async def open_session(_profile: str | None, _lab: str | None) -> None:
    """Waits for ever."""
    import asyncio

    await asyncio.Event().wait()


def without_service() -> None:
    """Nothing of it is loaded."""
    service = types.ModuleType("writeback.service")
    vars(service)["open_session"] = open_session
    sys.modules[service.__name__] = service
    vars(writeback)["service"] = service


if __name__ == "__main__":
    without_service()
    sys.exit(main(["--lab"]))
