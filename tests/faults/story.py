"""Everything that is known of one combination, and how its journals are read: with eyes of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.children import Ended, Json

CHANGE = "Set-ADSyncAADPasswordResetConfiguration"
PAUSE = "Set-ADSyncScheduler"
CYCLE = "Start-ADSyncSyncCycle"
INTENTS = {
    CHANGE: "set-password-writeback",
    PAUSE: "set-sync-cycle-enabled",
    CYCLE: "start-sync-cycle",
    "PUT": "save-switch",
}
"""What is sent, and the step whose intent announces it."""


@dataclass
class Story:
    """Everything that is known of one combination. `before` and `end` are the lab's own words."""

    folder: Path
    secrets: tuple[str, ...]
    way: str
    before: Json
    must_resume: bool = True
    """Nothing of the fault is left at the next start, so going on has to succeed."""
    expects: str = ""
    """Code of the error with which the run has to be refused."""
    is_lie: bool = False
    """The end must not be called proven."""
    signals: tuple[int, ...] = ()
    """What the run was sent, at the `place`."""
    place: str = ""
    children: list[Ended] = field(default_factory=list)
    """The run, the next starts, the fresh plan."""
    after_first: Json = field(default_factory=dict)
    journals_after_first: dict[str, bytes] = field(default_factory=dict)
    end: Json = field(default_factory=dict)

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def first(self) -> Ended:
        return self.children[0]

    @property
    def starts(self) -> list[Ended]:
        return self.children[1:]


def records(data: bytes) -> list[Json]:
    """All whole records."""
    found = []
    for line in data.split(b"\n")[:-1]:
        try:
            found.append(json.loads(line))
        except ValueError:
            return found
    return found


def is_over(data: bytes) -> bool:
    """Whether the run of this journal has an end."""
    return any(record["kind"] == "run-ended" for record in records(data))
