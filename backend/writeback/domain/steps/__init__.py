"""The steps of a plan, one file each family."""

from __future__ import annotations

from writeback.domain.steps.await_events import AwaitEvents
from writeback.domain.steps.export_configuration import ExportConfiguration
from writeback.domain.steps.password_writeback import ReadBack, SetPasswordWriteback
from writeback.domain.steps.record import step_of
from writeback.domain.steps.scheduler import SetSyncCycleEnabled, StartSyncCycle
from writeback.domain.steps.step import Effect, Half, Step
from writeback.domain.steps.switches import UNLOCK, WRITE_BACK, SaveSwitch, SwitchesByHand, switch_label
from writeback.domain.steps.wait_for_quiet_window import WaitForQuietWindow

__all__ = [
    "UNLOCK",
    "WRITE_BACK",
    "AwaitEvents",
    "Effect",
    "ExportConfiguration",
    "Half",
    "ReadBack",
    "SaveSwitch",
    "SetPasswordWriteback",
    "SetSyncCycleEnabled",
    "StartSyncCycle",
    "Step",
    "SwitchesByHand",
    "WaitForQuietWindow",
    "step_of",
    "switch_label",
]
