"""Which cmdlets were let loose on the world, in order: what a client's own story is held against."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from writeback.lab.powershell.errors import CmdletError
from writeback.lab.powershell.objects import PSCredential, Secure

VERBS: Final = frozenset(
    {
        "Add",
        "Disable",
        "Enable",
        "Invoke",
        "New",
        "Remove",
        "Reset",
        "Restart",
        "Set",
        "Start",
        "Stop",
        "Update",
    }
)
"""Approved PowerShell verbs of cmdlets that change something."""
_HIDDEN: Final = frozenset({"accesstoken", "password"})
_SECRET: Final = "<secret>"  # noqa: S105 - what stands where a secret was

Outcome = Literal["running", "done", "failed", "stopped"]


@dataclass(slots=True)
class Change:
    """One changing cmdlet. `stopped` and `failed` ones may have had their effect all the same."""

    name: str
    parameters: dict[str, Any]
    at: str
    """Lab time, ISO 8601."""
    outcome: Outcome = "running"
    error: str = ""


@dataclass(slots=True)
class Ledger:
    """Everything since the lab began or was reset."""

    changes: list[Change] = field(default_factory=list)
    commands: dict[str, set[str]] = field(default_factory=dict)
    """Every cmdlet that ran, reading or changing, and the parameters that it was ever given."""
    host_answers: int = 0
    """How often a client answered a question that the server asked through its host."""

    def note(self, name: str, parameters: Iterable[str]) -> None:
        """Note that a cmdlet ran."""
        self.commands.setdefault(name, set()).update(parameters)

    @contextmanager
    def noting(self, name: str, parameters: Mapping[str, Any], at: datetime) -> Iterator[None]:
        """Note what runs inside the block, if its name says that it changes something."""
        if name.partition("-")[0] not in VERBS:
            yield
            return
        change = Change(name, {key: _shown(key, value) for key, value in parameters.items()}, at.isoformat())
        self.changes.append(change)
        try:
            yield
        except CmdletError as error:
            change.outcome, change.error = "failed", str(error)
            raise
        except asyncio.CancelledError:
            change.outcome = "stopped"
            raise
        change.outcome = "done"

    def as_json(self) -> list[dict[str, Any]]:
        """The changes as plain data."""
        return [asdict(change) for change in self.changes]


def _shown(name: str, value: object) -> object:
    if isinstance(value, Secure | PSCredential) or name.casefold() in _HIDDEN:
        return _SECRET
    return value if value is None or isinstance(value, bool | int | str) else str(value)
