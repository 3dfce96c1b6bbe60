"""What a user knows of a walk: how often a change was confirmed, and whether the program should be there."""

from __future__ import annotations

from dataclasses import dataclass, field

CONFIRMING = ("Ready to configure", "Configuring", "On-premises integration", "Interrupted run", "Connect to")
"""Pages on which a key may begin or resume a run. Configuring leads back to Ready where a plan is stale."""
CONFIRMS = frozenset({"enter", "space", "f8"})
LEAVES = frozenset({"enter", "space", "f8", "f10", "ctrl+q", "ctrl+c"})
DONE, HUNG_UP, INTERRUPTED, TERMINATED = 0, 129, 130, 143


@dataclass
class Model:
    """`ends` are the exit statuses that what was done may lead to; empty: the program has to be alive."""

    confirmed: int = 0
    ends: set[int] = field(default_factory=set)
    in_trouble: bool = False
    """Something may go wrong at the other end, so that a page may change by itself."""
    others_acted: bool = False
    """Somebody else has changed the server or the tenant, so that the journals need not know its state."""

    def started(self) -> None:
        """A new process."""
        self.ends = set()

    def pressed(self, key: str, heading: str, times: int = 1) -> None:
        """A key, on the page that was shown last. Pressed several times, the page may be another by then."""
        if key in CONFIRMS and (times > 1 or heading.startswith(CONFIRMING)):
            self.confirmed += times
        if key == "f4" and heading.startswith("On-premises integration"):
            # The lab's admin presses Save in the portal.
            self.others_acted = True
        if key in LEAVES:
            self.ends.add(DONE)

    def signalled(self, status: int) -> None:
        """A signal, or the end of the terminal."""
        self.ends.add(status)

    def troubled(self, name: str) -> None:
        """Trouble, by its name."""
        self.in_trouble = True
        self.others_acted |= name.startswith("somebody else")
