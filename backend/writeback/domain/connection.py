"""How the way to the server stands, as far as this end knows."""

from __future__ import annotations

from enum import Enum


class Connection(Enum):
    """What is known without asking: a line that nobody has used may be dead already."""

    CLOSED = "closed"
    """Not opened yet, refused, or closed on purpose."""
    CONNECTING = "connecting"
    """Being opened, or mended."""
    OPEN = "open"
    READING = "reading"
    """Open, and a survey is under way."""
    LOST = "lost"
    """It was open and has ended without our doing."""
