"""A fault, the step at which it is set, and the crash points at which it can still meet the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.faults.acts import ARMED, FRESH, Wish
from tests.faults.disk import DiskFault
from tests.faults.labs import Control, Json

START = "start"
EXPORT = "export-configuration before"
QUIET = "wait-for-quiet-window"
PAUSE = "set-sync-cycle-enabled False"
ENABLE = "set-password-writeback True"
READ = "read-back True"
EVENTS = "await-events"
RESTORE = "set-sync-cycle-enabled True"
CYCLE = "start-sync-cycle"
FIRST_SWITCH = "save-switch write-back-passwords"
SECOND_SWITCH = "save-switch unlock-without-reset"

PROBE = {PAUSE: 4, ENABLE: 7, RESTORE: 4, CYCLE: 4}
"""Which WSMan message of the step is the probe before the change: each reading takes three."""
PUT = 6
"""Which request of a step that saves a switch is the change: two readings come before it, each of the three
with a token of its own."""
CHANGES = tuple(PROBE)
SWITCHES = (FIRST_SWITCH, SECOND_SWITCH)
READINGS = (EXPORT, QUIET, READ, EVENTS)


@dataclass(frozen=True)
class Fault:
    """One fault at one step.

    `order` is set in the lab as the step begins; `act` is done to it then; `disk` is wrong all along;
    `between` is done to the lab between the crash and the next start.
    """

    name: str
    place: str = START
    order: Json = field(default_factory=dict)
    act: Callable[[Control], None] | None = None
    disk: DiskFault | None = None
    between: Callable[[Control], None] | None = None
    mend: Callable[[Control], None] | None = None
    """Puts back what somebody else has changed, so that the scheduler can be compared."""
    stays: bool = False
    """The next start meets it, too."""
    resumes: bool = True
    """Going on has to succeed: nothing of the fault is left at the next start."""
    alone: bool = False
    """Played without crash points: it takes the run the same way as another fault, which has them."""
    again: str = ""
    """The run is killed at this point, and the crash points are those of the next start."""
    way: str = ""
    """The only way that is taken; otherwise the crash points take turns."""
    turn: int = 0
    """Shifts the way and the kind of death at each crash point."""
    only: str = ""
    """Crash points that hold this text, no others."""
    expects: str = ""
    """Code of the error with which the undisturbed run has to end before it sends anything."""
    is_taken: bool = False
    """Somebody holds the server's lock while the run wants to begin."""
    signs_in_again: bool = False
    """The person has to sign in anew for the next start."""
    lock_left: str = ""
    """What the lock file holds when the next start finds it."""
    is_lie: bool = False
    """The server says that all is well, and its own events or the tenant's log do not bear it out."""
    edits: bool = False
    """Between the crash and the next start bytes of the journal and of a saved plan are altered."""
    signals: tuple[int, ...] = ()
    """The process is not killed: it gets these signals, and ends or goes on as its policy says."""
    clock: float = 0.0
    """Hours by which this machine's clock is set forward between the crash and the next start."""
    wish: Wish = field(default_factory=Wish)

    @property
    def title(self) -> str:
        """Name and place: what --only looks for."""
        return f"{self.name} @ {self.place}"

    def arm(self, control: Control, place: str) -> bool:
        """Sets the fault when the place is its own."""
        if not (self.order or self.act) or self.place not in place:
            return False
        if self.order:
            control.faults(**self.order)
        if self.act:
            self.act(control)
        return True

    def points(self, seen: tuple[str, ...]) -> list[str]:
        """The crash points of this fault, out of those that its run has met."""
        if self.alone:
            return []
        if self.again:
            return distinct(tuple(point for point in seen if not point.startswith(FRESH)))
        if ARMED in seen:
            return self._struck(seen[seen.index(ARMED) + 1 :])
        return [one for one in (distinct(seen) if self.turn else seen) if self.only in one]

    def _struck(self, after: tuple[str, ...]) -> list[str]:
        """From where it strikes (a fault of a change lets the readings before it pass) to the step's end."""
        place = after[0].partition(":")[0] if after else ""
        struck = tuple(one for one in after if one.startswith(f"{place}:") or _is_farewell(one))
        first = next((index for index, one in enumerate(struck) if self._mark in one), 0)
        return distinct(struck[first:])

    @property
    def _mark(self) -> str:
        """In the name of the message at which a fault of a change is set."""
        return ": Get 1," if "at" in self.order else ": PUT" if "at_request" in self.order else ""

    def missed(self, seen: tuple[str, ...]) -> Iterator[str]:
        """What is wrong with the campaign itself: the fault was not set, or met something else."""
        if not (self.order or self.act):
            return
        if ARMED not in seen:
            yield "M: the fault was not set"
            return
        after = [one for one in seen[seen.index(ARMED) + 1 :] if one.endswith(", before")]
        at = next((index for index, one in enumerate(after, 1) if self._mark in one), 0)
        if not at and self._mark:
            yield "M: the fault did not meet the change"
        messages = [one for one in after[:at] if ": journal" not in one]
        if "at" in self.order and len(messages) != self.order["at"]["n"]:
            yield f"M: the change is probed with message {len(messages)}, not {self.order['at']['n']}"


def distinct(points: tuple[str, ...]) -> list[str]:
    """Without the points at which the disk and the other end are as at the one before.

    Before a message everything is as after the answer before it; before a record likewise; a record that is
    written but not synced is there when the process is killed and gone when the power is; and a reading
    changes nothing. A message may change something if its step has probed the session, or has sent a PUT.
    """
    kept, probed = [], set()
    for point in points:
        place, _, action = point.partition(": ")
        if action.startswith(("Get", "PUT")):
            probed.add(place)
        if action.endswith((", before", ", written")):
            continue
        if action.startswith(("journal", "sync", "lock")) or place in probed:
            kept.append(point)
    return kept


def _is_farewell(point: str) -> bool:
    """The end of a run that the fault has ended."""
    return point.startswith("end:") and "journal" in point


def at_change(place: str, **faults: object) -> Json:
    """Set right before the message of the step that changes something."""
    if place in SWITCHES:
        return {"at_request": {"n": PUT, "faults": faults}}
    return {"at": {"n": PROBE[place], "faults": faults}}
