"""A part of Textual that no start has to wait for: its own command palette, which this program never opens.

It brings seven widgets with it and takes a fifteenth of the time to the first frame.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

PALETTE = "textual.command"


class StandIn(ModuleType):
    """Has a class of every name: what is imported from it is inherited from or named, and never made."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


@contextmanager
def without_palette() -> Iterator[None]:
    """What is imported meanwhile does without it; whoever imports it later gets the real one."""
    if PALETTE in sys.modules:
        yield
        return
    sys.modules[PALETTE] = StandIn(PALETTE)
    try:
        yield
    finally:
        del sys.modules[PALETTE]
