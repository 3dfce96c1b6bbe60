"""Additional tasks: nine entries, of which three can be chosen here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from writeback.domain.facts import Unknown
from writeback.domain.texts import _
from writeback_tui.catalogue import Page, Task, task_name
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.choice_list import Choice, ChoiceList
from writeback_tui.widgets.hints import Hint

OPEN = frozenset({Task.VIEW, Task.CUSTOMIZE, Task.TROUBLESHOOT})


class AdditionalTasksScreen(WizardScreen):
    """The way through the wizard depends on the answer."""

    PAGE = Page.TASKS
    TOPIC = "tasks"
    CSS_PATH = "additional_tasks.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "past_runs", show=False, id="past-runs")]

    def content(self) -> ComposeResult:
        yield Static(
            _("Choose one task. Lines marked . stay in the Windows wizard and cannot be chosen here."),
            id="instruction",
            markup=False,
        )
        chosen = self.wizard.state.task or Task.CUSTOMIZE
        yield ChoiceList([self._choice(task) for task in Task], chosen.value, id="tasks")

    def page_hints(self) -> Sequence[Hint]:
        return ((_("Up/Down"), _("Choose")), ("F6", _("Past runs")))

    def enter(self) -> None:
        self.wizard.state.leave_way()

    def action_past_runs(self) -> None:
        """What was done before, and the way back."""
        self.show_past_runs()

    def closed(self) -> str:
        return self.query_one("#tasks", ChoiceList).current.closed

    def keep(self) -> None:
        self.wizard.state.task = Task(self.query_one("#tasks", ChoiceList).chosen)

    @on(ChoiceList.Looked)
    def _looked(self) -> None:
        self.check()

    def _choice(self, task: Task) -> Choice:
        name = task_name(task, self.wizard.state.edition)
        closed = ""
        if task not in OPEN:
            closed = _("{task} stays in the Windows wizard: it has nothing to do with password writeback.")
        if task is Task.STAGING:
            closed = _("{task} stays in the Windows wizard: it decides which server is the active one.")
        return Choice(task.value, name, self._note(task), closed.format(task=name))

    def _note(self, task: Task) -> str:
        if task is Task.TROUBLESHOOT:
            return _("opens diagnosis")
        server = self.wizard.state.server
        if task is not Task.STAGING or server is None or isinstance(server.scheduler, Unknown):
            return ""
        return _("now: enabled") if server.scheduler.staging_mode_enabled else _("now: disabled")
