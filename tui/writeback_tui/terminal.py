"""The terminal without Textual: given back, spoken to, let go of; none of it ever waits or fails."""

from __future__ import annotations

import contextlib
import os
import termios
from typing import Any

from writeback.domain.charset import in_use
from writeback_tui.text import safe_str

RESTORE = b"\x1b[?2004l\x1b[?1000l\x1b[?1006l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""No bracketed paste, no mouse, line wrap, the user's own screen, the cursor, no focus reports."""
STREAMS = (0, 1, 2)

Attributes = list[Any]
"""As `termios.tcgetattr` gives them."""


def attributes() -> Attributes | None:
    """How the terminal is set; None where there is none that answers."""
    try:
        return termios.tcgetattr(0)
    except (termios.error, OSError):
        return None


def is_terminal_there() -> bool:
    """Whether the standard input still is a terminal that answers."""
    return attributes() is not None


def say(text: str) -> None:
    """One line on the terminal, as long as there is one; not through Python's streams, which may be held."""
    if text:
        with contextlib.suppress(OSError):
            os.write(2, f"{safe_str(text, limit=4096)}\n".encode(in_use(), errors="replace"))


def detach() -> None:
    """Puts nothing in the place of a terminal that is gone: it can neither fail nor be read in circles."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in STREAMS:
        os.dup2(null, stream)
    os.close(null)


def restore(attributes: Attributes | None, text: str = "") -> None:
    """Gives the terminal back without Textual, which may be held by it; what it did not take is dropped."""
    with contextlib.suppress(termios.error, OSError):
        termios.tcflush(2, termios.TCOFLUSH)
        os.set_blocking(2, False)
        os.write(2, RESTORE)
        say(text)
    with contextlib.suppress(OSError):
        # The shell shares this terminal.
        os.set_blocking(2, True)
    put_back(attributes)


def put_back(attributes: Attributes | None) -> None:
    """How the terminal was set; not from the background, where it is somebody else's."""
    with contextlib.suppress(termios.error, OSError):
        if attributes is not None and os.tcgetpgrp(0) == os.getpgrp():
            termios.tcsetattr(0, termios.TCSANOW, attributes)
