"""Past runs: what was done from this machine, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from writeback.domain.history import DamagedRun, PastRun
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.past import details, in_short, why_not_undone
from writeback_tui.contents.past_rows import rows
from writeback_tui.journals import past_runs
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.run_list import RunList

SHOWN = 50
"""The newest of them; `writeback runs` lists all."""


class PastRunsScreen(WizardScreen):
    """A run is chosen; Enter shows its steps, U takes it back by way of Ready to configure."""

    PAGE = Page.RUNS
    CSS_PATH = "past_runs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "undo", show=False, id="undo-run")]

    def __init__(self) -> None:
        super().__init__()
        self._runs: tuple[PastRun | DamagedRun, ...] = ()

    def content(self) -> ComposeResult:
        yield Bar(tone=Tone.INFORMATION, id="nothing")
        yield Static(_("RUNS, NEWEST FIRST; TIMES ARE UTC"), classes="caption", markup=False)
        yield RunList(id="runs")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), ("undo", _("Undo")), (PRIMARY, self.next_label()))

    def next_label(self) -> str:
        return _("Details")

    def page_hints(self) -> Sequence[Hint]:
        if not self._runs:
            return ()
        choose = (_("Up/Down"), _("Choose"))
        return (choose,) if self._why_not() else (choose, ("U", _("Undo")))

    def values(self) -> Sequence[tuple[str, ...]]:
        """The name that the command line knows the run by stands in no row."""
        run = self._chosen()
        return ((_("Run"), run.id),) if run is not None else ()

    def enter(self) -> None:
        self.wizard.state.leave_way()
        self._show_list(False)
        self.work(_("Reading the journals"), past_runs, self._read)

    def closed(self) -> str:
        return "" if self._runs else _("No run is recorded on this machine.")

    def check(self) -> None:
        super().check()
        if self.is_drawn:
            self._switch("undo", bool(self._why_not()))
            self.show_hints()

    def proceed(self) -> None:
        run = self._chosen()
        if run is not None:
            self.wizard.show_text(_("Run {id}").format(id=run.id), details(run))

    def why_off(self, button: str) -> str:
        return self._why_not() if button == "undo" else super().why_off(button)

    def pressed(self, button: str) -> None:
        if button == "undo":
            self.action_undo()
        else:
            super().pressed(button)

    def action_undo(self) -> None:
        """Leads to Ready to configure with the plan that takes the run back."""
        state, run, reason = self.wizard.state, self._chosen(), self._why_not()
        if reason or state.session is None or not isinstance(run, PastRun):
            self.say(reason)
            return
        state.undo(run, state.session.undo_choices(run), Page.RUNS)
        self.wizard.go_to(Page.CONNECT)

    def _read(self, runs: tuple[PastRun | DamagedRun, ...]) -> None:
        self._runs = runs[:SHOWN]
        if not runs:
            self.query_one("#nothing", Bar).show(_("Nothing has been changed from this machine so far."))
            return
        self.query_one("#runs", RunList).show_runs(rows(self._runs))
        self._show_list(True)
        self.set_focus(self.query_one("#runs"), scroll_visible=False)
        self.call_after_refresh(self._describe)

    def _show_list(self, shown: bool) -> None:
        self.query_one(".caption").display = shown
        self.query_one("#runs").display = shown

    @on(ChoiceList.Looked)
    def _looked(self) -> None:
        self.check()
        self._describe()

    def _describe(self) -> None:
        """Under the list, what the chosen run was to change, when it began and by whom."""
        run = self._chosen()
        if isinstance(run, PastRun):
            self.say(in_short(run))

    def _chosen(self) -> PastRun | DamagedRun | None:
        at = self.query_one("#runs", ChoiceList).chosen
        return next((run for run in self._runs if run.id == at), None)

    def _why_not(self) -> str:
        run, session = self._chosen(), self.wizard.state.session
        if run is None or session is None:
            return _("No run is chosen.")
        if isinstance(run, DamagedRun):
            return _("Its journal is damaged: what it did is not known for certain.")
        if run.target.lab != session.target.lab:
            return _("It worked on a lab that has ended.") if run.target.lab else _not_here(run)
        if not run.target.is_same_server(session.target):
            return _not_here(run)
        if run.is_unsettled:
            return _("It is not settled yet: that comes first, at the next start.")
        return why_not_undone(run)


def _not_here(run: PastRun) -> str:
    return _("It was on {server}: open the profile {profile}.").format(
        server=run.plan.server, profile=run.target.profile
    )
