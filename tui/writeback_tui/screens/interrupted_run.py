"""Interrupted run: what became of it, read before anything else, and whether to go on, to stop or to undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from writeback.domain.errors import RunUnknown, WritebackError
from writeback.domain.history import PastRun
from writeback.domain.run import RunEnded, RunEvent, RunNote
from writeback.domain.texts import _
from writeback_tui import server_rows
from writeback_tui.catalogue import Page
from writeback_tui.contents.past import (
    changes_of,
    details,
    found,
    progress_of,
    rows_of_run,
    why_not_undone,
)
from writeback_tui.contents.run_progress import RunProgress
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.choice_list import Choice, ChoiceList
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows
from writeback_tui.widgets.run_steps import RunSteps

GO_ON, STOP, UNDO = "go-on", "stop", "undo"


class InterruptedRunScreen(WizardScreen):
    """One unsettled run; with several, the page comes once for each, the newest first."""

    PAGE = Page.INTERRUPTED
    TOPIC = "welcome"
    CSS_PATH = "interrupted_run.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "details", show=False, id="run-details")]

    @dataclass
    class News(Message):
        """An event of the reading, posted from the session's thread."""

        event: RunEvent

    def __init__(self) -> None:
        super().__init__()
        self.past: PastRun | None = None
        self._has_been_read = False
        self._is_read_first = True
        """It has not been read yet, and nothing has stood in the way."""
        self._is_over = False
        self._notes: list[str] = []

    def content(self) -> ComposeResult:
        unsettled = self.wizard.state.unsettled
        self.past = unsettled[0] if unsettled else None
        yield Bar(tone=Tone.WARNING, id="found")
        yield Rows(rows_of_run(self.past) if self.past else (), id="past")
        yield RunSteps(progress_of(self.past) if self.past else RunProgress(), id="run")
        yield ChoiceList(_answers(None), id="answer")

    def heading(self) -> str:
        """With the run's name once its rows have made room for what was found."""
        if self.past is None or not self._has_been_read:
            return super().heading()
        return _("{page} {id}").format(page=super().heading(), id=self.past.id)

    def page_hints(self) -> Sequence[Hint]:
        asks = self._has_been_read and not self._is_over
        choose = ((_("Up/Down"), _("Choose")),) if asks else ()
        return (("F5", _("Read again")), ("F6", _("Details")), *choose)

    def closed(self) -> str:
        if self.past is None or self._is_over:
            return ""
        if not self._has_been_read:
            return _("What became of the run has to be read before anything else: F5.")
        return self.query_one("#answer", ChoiceList).current.closed

    def check(self) -> None:
        super().check()
        if self._is_read_first and not self.is_busy:
            # That it has to be read is said where it could not be: the reading begins with the page.
            self.say("")

    def powershell(self) -> tuple[str, ...]:
        left = [record.step for record in self.past.steps if not record.is_done] if self.past else []
        return (*super().powershell(), *(line for step in left for line in step.powershell()))

    # What became of it ------------------------------------------------------------------

    def enter(self) -> None:
        self.wizard.state.leave_way()
        self.query_one("#answer").display = False
        # What is found moves the steps and changes them: before it they would be drawn for nothing.
        self.add_class("-unread")
        self._read()

    def action_retry(self) -> None:
        if not self.is_busy and not self._is_over:
            self._read()

    def _read(self) -> None:
        session, past = self.wizard.state.session, self.past
        if session is None or past is None:
            self._is_read_first = False
            return
        self.work(
            _("Reading what became of it"),
            lambda: session.recover(past.id, self._tell),
            self._recovered,
            self._not_recovered,
            changes=True,
        )

    def _tell(self, event: RunEvent) -> None:
        """Called on the session's thread."""
        self.post_from_session(self.News(event))

    @on(News)
    def _news(self, news: News) -> None:
        if isinstance(news.event, RunNote):
            self._notes.append(news.event.text)

    def _recovered(self, run: PastRun) -> None:
        before, state = self.past, self.wizard.state
        if before is None:
            return
        self.past, self._has_been_read, self._is_read_first = run, True, False
        state.unsettled = tuple(run if one.id == run.id else one for one in state.unsettled)
        self.show_title()
        self._show_steps(run)
        self.query_one("#past", Rows).rows = ((_("Changes"), changes_of(run)),)
        tone = Tone.WARNING if run.open_writes or run.left_paused else Tone.DONE
        said = " ".join((_("Read again."), found(before, run), *self._notes))
        self.query_one("#found", Bar).show(said, tone)
        self._ask(run)

    def _show_steps(self, run: PastRun) -> None:
        steps = self.query_one("#run", RunSteps)
        steps.progress = progress_of(run)
        steps.refresh()
        self.remove_class("-unread")

    def _ask(self, run: PastRun) -> None:
        answer = self.query_one("#answer", ChoiceList)
        answer.show(_answers(run))
        answer.display = True
        self.add_class("-asks")
        self.show_hints()
        self.set_focus(answer, scroll_visible=False)
        self.check()

    def _not_recovered(self, error: WritebackError) -> None:
        self._is_read_first = False
        if isinstance(error, RunUnknown):
            # Somebody has settled it meanwhile.
            self._close_past(error.message)
        else:
            self.problem(error)
        if self.past is not None:
            self._show_steps(self.past)

    @on(ChoiceList.Looked)
    def _looked(self) -> None:
        self.check()

    # What is done about it --------------------------------------------------------------

    def proceed(self) -> None:
        state, session, past = self.wizard.state, self.wizard.state.session, self.past
        if session is None or past is None or self._is_over:
            self.wizard.go_next(self.PAGE)
            return
        match self.query_one("#answer", ChoiceList).chosen:
            case "stop":
                self.work(_("Recording the end"), partial(session.end_run, past.id), self._stopped)
                return
            case "undo":
                state.undo(past, session.undo_choices(past), Page.INTERRUPTED)
            case _:
                state.resume(past)
        self.wizard.go_next(self.PAGE)

    def _stopped(self, ended: RunEnded) -> None:
        self.wizard.outcome_shown(ended.run_id)
        server = self.wizard.state.server
        in_force = server_rows.writeback(server) if server else _("not read")
        self._close_past(
            _("Run {id} ends here. In force now: {state}.").format(id=ended.run_id, state=in_force)
        )

    def _close_past(self, text: str) -> None:
        """Nothing is left to decide; Next goes on."""
        state, past = self.wizard.state, self.past
        self._is_over = True
        state.unsettled = tuple(one for one in state.unsettled if past is None or one.id != past.id)
        self.query_one("#found", Bar).show(text, Tone.INFORMATION)
        self.set_focus(None)
        self.query_one("#answer").display = False
        self.show_hints()
        self.check()

    def action_details(self) -> None:
        """Everything that the journal tells."""
        if self.past is not None:
            self.wizard.show_text(_("Run {id}").format(id=self.past.id), details(self.past))


def _answers(run: PastRun | None) -> tuple[Choice, ...]:
    """Going on and undoing wait until nothing is in doubt any more; stopping is always possible."""
    doubt = _("A step is still in doubt: F5 reads it again.") if run and run.open_writes else ""
    undone = why_not_undone(run) if run else ""
    return (
        Choice(GO_ON, _("Go on: do what is left of the plan"), closed=doubt),
        Choice(STOP, _("Stop here: leave everything as it is now")),
        Choice(UNDO, _("Undo: put back what the run has changed"), closed=undone),
    )
