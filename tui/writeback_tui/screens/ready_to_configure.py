"""Ready to configure: what will happen, before and after, and the last answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import DescendantBlur
from textual.widgets import Static

from writeback.domain.choices import Choices
from writeback.domain.errors import WritebackError
from writeback.domain.plan import Plan, steps_of
from writeback.domain.run import RunEnded
from writeback.domain.steps import Half
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.choices_saving import cannot_be
from writeback_tui.contents.actions import before_and_after, bullets, full_plan
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.full_plan import FullPlanScreen
from writeback_tui.screens.reading import ReadingScreen
from writeback_tui.screens.side import TextBlock
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.columns import Columns
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows
from writeback_tui.widgets.tick_box import TickBox


class ReadyToConfigureScreen(ReadingScreen):
    """Nothing is changed before Configure; where nothing is to do, Next leads on past the run."""

    PAGE = Page.READY
    TOPIC = "features"
    CSS_PATH = "ready_to_configure.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "full_plan", show=False, id="full-plan"),
        Binding("f6", "save_choices", show=False, id="save-choices"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._why_not = ""

    def content(self) -> ComposeResult:
        self._make_plan()
        yield Bar(self.wizard.state.notice, Tone.WARNING, id="notice")
        self.wizard.state.notice = ""
        yield Bar(cannot_be(self.wizard.state), Tone.WARNING, id="of-file")
        if self._plan is None:
            yield Bar(self._why_not, Tone.WARNING)
        elif self._plan.is_empty:
            yield from self._nothing_to_do()
        else:
            yield from self._everything(self._plan)

    def next_label(self) -> str:
        return _("Next") if self._plan is not None and self._plan.is_empty else _("Configure")

    def buttons(self) -> Sequence[tuple[str, str]]:
        # Beside a Configure that is off there is no room for more words.
        return (("save-choices", _("To a file")), *super().buttons())

    def focus_first(self) -> None:
        """A ticket is optional: as the only field it would draw the page away from its plan."""
        if len(self.fields()) == 1:
            self.set_focus(self.query_one(f"#{PRIMARY}", PageButton))
        else:
            super().focus_first()

    def pressed(self, button: str) -> None:
        if button == "save-choices":
            self.action_save_choices()
        else:
            super().pressed(button)

    def page_hints(self) -> Sequence[Hint]:
        return (("F4", _("Full plan")), *super().page_hints())

    def hints(self) -> Sequence[Hint]:
        # It has a button, too: its hint is the first one to go.
        return (*super().hints(), ("F6", _("Save choices")))

    def keep(self) -> None:
        state = self.wizard.state
        state.choices = self._answers()
        self._make_plan()
        state.plan = self._plan

    def closed(self) -> str:
        return self._why_not

    def proceed(self) -> None:
        """Configure; a run that leaves nothing to undo is only recorded as over."""
        state = self.wizard.state
        session, run = state.session, state.undoing
        is_open = run is not None and any(one.id == run.id for one in state.unsettled)
        if session is None or run is None or not is_open or self._plan is None or not self._plan.is_empty:
            super().proceed()
        else:
            self.work(_("Recording the end"), partial(session.end_run, run.id), self._ended)

    def _ended(self, ended: RunEnded) -> None:
        state = self.wizard.state
        state.unsettled = tuple(run for run in state.unsettled if run.id != ended.run_id)
        self.wizard.outcome_shown(ended.run_id)
        super().proceed()

    def powershell(self) -> tuple[str, ...]:
        steps = self._plan.steps if self._plan else ()
        return (*super().powershell(), *(line for step in steps for line in step.powershell()))

    def values(self) -> Sequence[tuple[str, ...]]:
        return ((_("Full plan"), *full_plan(self._plan)),) if self._plan is not None else ()

    def action_full_plan(self) -> None:
        self.keep()
        if self._plan is not None and not self._plan.is_empty:
            self.app.push_screen(FullPlanScreen(self._plan))

    def action_save_choices(self) -> None:
        """What was chosen so far, as a file for --choices."""
        from writeback_tui.screens.save_choices import save_choices

        self.keep()
        save_choices(self)

    @on(TickBox.Changed)
    def _answered(self) -> None:
        self._show_plan()

    @on(DescendantBlur)
    def _ticket_typed(self, event: DescendantBlur) -> None:
        # Not at every character: the digest would change with each of them, at some 80 bytes.
        if isinstance(event.widget, Field):
            self._show_plan()

    def _show_plan(self) -> None:
        self.keep()
        if self._plan is not None and not self._plan.is_empty:
            self.query_one("#change", Rows).rows = before_and_after(self._plan)

    def _everything(self, plan: Plan) -> ComposeResult:
        yield TextBlock([self._announcement_of_steps()], id="intro")
        yield Columns((2, 49), [(" *", bullet) for bullet in bullets(plan)], id="bullets")
        is_on_server = bool(steps_of(plan, Half.SERVER))
        if is_on_server:
            yield from self._questions_of_server()
        # The bullets of both halves take the rows of the gaps, or the digest would be out of sight.
        self.set_class(is_on_server and bool(steps_of(plan, Half.TENANT)), "-tight")
        yield Rows(before_and_after(plan), id="change")
        with Horizontal(id="ticket-line"):
            yield Static(_("Ticket / reason"), id="ticket-label", markup=False)
            ticket = self.wizard.state.choices.ticket
            yield Field(ticket, placeholder=_("optional"), max_length=120, id="ticket")

    def _questions_of_server(self) -> ComposeResult:
        """They have a meaning only where a run works on the server."""
        choices = self.wizard.state.choices
        yield TickBox(
            _("Start the synchronization process when configuration completes."),
            choices.start_sync,
            id="start",
        )
        yield TickBox(_("Pause the scheduler meanwhile."), choices.pause_scheduler, id="pause")

    def _announcement_of_steps(self) -> str:
        run = self.wizard.state.undoing
        if run is None:
            return _("Configure does this, in this order:")
        return _("Configure undoes run {id}:").format(id=run.id)

    def _nothing_to_do(self) -> ComposeResult:
        if self.wizard.state.undoing is not None:
            yield Bar(_("Nothing to undo: everything is as it was before the run."), Tone.DONE, id="nothing")
            return
        yield Bar(_("Nothing to do on the server: everything is as chosen already."), Tone.DONE, id="nothing")
        if self.wizard.state.server is not None:
            yield TextBlock([_("Next leads to the tenant's half: Password reset > On-premises integration.")])

    def _answers(self) -> Choices:
        choices = self.wizard.state.choices
        if not self.query("#ticket"):
            return choices
        if self.query("#start"):
            choices = replace(
                choices,
                start_sync=self.query_one("#start", TickBox).value,
                pause_scheduler=self.query_one("#pause", TickBox).value,
            )
        return replace(choices, ticket=self.query_one("#ticket", Field).value.strip())

    def _make_plan(self) -> None:
        """The server's half: the switches of the tenant have a page of their own, unless a run is undone."""
        state = self.wizard.state
        self._plan, self._why_not = None, ""
        if state.session is None:
            self._why_not = _("The server has not been read.")
            return
        choices = state.choices
        if state.undoing is None:
            choices = replace(choices, write_back_passwords=None, unlock_without_reset=None)
        try:
            self._plan = state.session.plan(choices)
        except WritebackError as error:
            self._why_not = error.sentence()
