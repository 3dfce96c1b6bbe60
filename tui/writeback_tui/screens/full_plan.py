"""F4 on Ready to configure: the whole plan, step by step, with the PowerShell of each."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from writeback.domain.plan import Plan
from writeback.domain.texts import _
from writeback_tui.contents.actions import full_plan
from writeback_tui.screens.side import TextScreen


class FullPlanScreen(TextScreen):
    """What is sent are structured commands; the PowerShell is for people."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "close", show=False, id="full-plan")]

    def __init__(self, plan: Plan) -> None:
        super().__init__(_("Full plan"), full_plan(plan))
