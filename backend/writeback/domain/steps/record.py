"""Steps out of what a plan or a journal recorded of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from writeback.domain.choices import ServerCredential
from writeback.domain.steps.await_events import AwaitEvents
from writeback.domain.steps.export_configuration import ExportConfiguration
from writeback.domain.steps.password_writeback import ReadBack, SetPasswordWriteback
from writeback.domain.steps.scheduler import SetSyncCycleEnabled, StartSyncCycle
from writeback.domain.steps.step import Step
from writeback.domain.steps.switches import UNLOCK, WRITE_BACK, SaveSwitch, SwitchesByHand
from writeback.domain.steps.wait_for_quiet_window import WaitForQuietWindow

_MAKERS: Mapping[str, Callable[[Mapping[str, Any]], Step]] = {
    "export-configuration": lambda a: ExportConfiguration(a["label"]),
    "wait-for-quiet-window": lambda a: WaitForQuietWindow(),
    "set-sync-cycle-enabled": lambda a: SetSyncCycleEnabled(a["enabled"]),
    "set-password-writeback": lambda a: SetPasswordWriteback(
        a["connector"], a["enable"], ServerCredential(a["credential"])
    ),
    "read-back": lambda a: ReadBack(a["connector"], a["enable"]),
    "await-events": lambda a: AwaitEvents(tuple(a["events"]), a["heartbeats"]),
    "start-sync-cycle": lambda a: StartSyncCycle(),
    "save-switch": lambda a: SaveSwitch(a["switch"], a["value"]),
    "switches-by-hand": lambda a: SwitchesByHand(a[WRITE_BACK], a[UNLOCK]),
}


def step_of(step_id: str, arguments: Mapping[str, Any]) -> Step:
    """The step of that id with those arguments.

    Raises ValueError or KeyError when there is none, or when the arguments are not exactly its own.
    """
    step = _MAKERS[step_id](arguments)
    if step.arguments() != dict(arguments):
        raise ValueError(step_id)
    return step
