"""Configuring: the run, step by step, on the session's own loop; the screen only watches."""

from __future__ import annotations

import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from writeback.domain.errors import PlanStale, WritebackError
from writeback.domain.evidence import server_record
from writeback.domain.facts import Facts, ServerFacts
from writeback.domain.run import RunEnded, RunEvent, RunOutcome
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.past import progress_of
from writeback_tui.contents.run_progress import RunProgress, elapsed
from writeback_tui.journals import LookBack, look_back
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.drawn import FALLBACK_WIDTH
from writeback_tui.widgets.hints import Hint, Hints
from writeback_tui.widgets.run_steps import RunSteps

if TYPE_CHECKING:
    from writeback.domain.plan import Plan
    from writeback.service import Session

REDRAW_SECONDS = 0.5
"""News of a run are drawn twice a second at most, whatever comes in."""
LEAST_SECONDS = 1.0
"""A page that appears stays at least so long."""


class ConfiguringScreen(WizardScreen):
    """Goes on to Configuration complete by itself; a run that did not succeed stays here, in words."""

    PAGE = Page.CONFIGURING
    CSS_PATH = "configuring.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "stop", show=False, id="stop")]

    @dataclass
    class News(Message):
        """An event of the run, posted from the session's thread."""

        event: RunEvent

    def __init__(self) -> None:
        super().__init__()
        self.progress = RunProgress()
        self.error: WritebackError | None = None
        self.unsettled = False
        """In doubt, and the state has not been read again yet."""
        self._began = time.monotonic()
        self._clock: Timer | None = None
        self._stopping = False
        self._changed = False

    @property
    def _is_drawn(self) -> bool:
        """The run outlives the screen when the program is left: there is nothing to draw on then."""
        return bool(self.query("#run"))

    @property
    def goes_on(self) -> bool:
        """The run has neither ended nor been refused."""
        return self.progress.ended is None and self.error is None

    def content(self) -> ComposeResult:
        resuming = self.wizard.state.resuming
        if resuming is not None:
            self.progress = progress_of(resuming)
        yield Bar(tone=Tone.WARNING, id="result")
        yield RunSteps(self.progress, id="run")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (
            ("previous", _("Previous")),
            ("stop", _("Stop after this step")),
            (PRIMARY, self.next_label()),
        )

    def next_label(self) -> str:
        state = self.wizard.state
        if state.unsettled:
            return _("Settle the run")
        return _("To the tasks") if state.resuming else _("Back to the plan")

    def hints(self) -> Sequence[Hint]:
        return (("F6", _("Stop after this step")),)

    def closed(self) -> str:
        if asked := self.wizard.asked_in_words():
            return asked
        if self._stopping and self.goes_on:
            return _("The run ends after the step it is at.")
        if self.goes_on:
            return _(
                "If the connection drops, the run goes on without this screen;"
                " the next start shows how it ended."
            )
        if self.unsettled:
            return _("The state has to be read again before anything else: F5.")
        return ""

    def going_on(self) -> str:
        ended = self.progress.ended
        is_leaving = ended is not None and ended.outcome is RunOutcome.DONE
        return _("Configuring") if self.wizard.state.changing or is_leaving else super().going_on()

    def proceed(self) -> None:
        state = self.wizard.state
        if state.unsettled:
            self.wizard.go_to(Page.INTERRUPTED)
        elif state.resuming:
            state.leave_way()
            self.wizard.go_to(Page.TASKS)
        else:
            self.wizard.go_to(Page.READY)

    def pressed(self, button: str) -> None:
        if button == "stop":
            self.action_stop()
        else:
            super().pressed(button)

    def action_stop(self) -> None:
        """Ends the run after its step."""
        if self.goes_on and not self._stopping:
            self._stopping = True
            self.wizard.stop_change()
            self.query_one("#stop", PageButton).disabled = True
            self.check()

    # The run ----------------------------------------------------------------------------

    def enter(self) -> None:
        state = self.wizard.state
        self.query_one(f"#{PRIMARY}", PageButton).display = False
        self.set_focus(self.query_one("#stop", PageButton))
        state.changing = True
        self._began = time.monotonic()
        self._clock = self.set_interval(REDRAW_SECONDS, self._tick_clock)
        self.run_worker(self._run(), group="run")

    async def _run(self) -> None:
        state = self.wizard.state
        if state.session is None or state.plan is None:
            self.wizard.go_to(Page.READY)
            return
        try:
            ended = await self.wizard.worker.change(self._change(state.session, state.plan))
        except WritebackError as error:
            self._refused(error)
        else:
            self._ended(ended)
        finally:
            state.changing = False
            self.wizard.sign_in_over()

    def _change(self, session: Session, plan: Plan) -> Coroutine[Any, Any, RunEnded]:
        """A new run, or what is left of one that was interrupted."""
        state = self.wizard.state
        if state.resuming is not None:
            return session.go_on(state.resuming.id, self._tell, state.credential)
        undoes = state.undoing.id if state.undoing is not None else ""
        return session.apply(plan, self._tell, state.credential, undoes=undoes)

    def _tell(self, event: RunEvent) -> None:
        """Called on the session's thread."""
        self.wizard.has_gone_on()
        self.post_from_session(self.News(event))

    @on(News)
    def _news(self, news: News) -> None:
        self.progress.follow(news.event)
        self._changed = True

    def _tick_clock(self) -> None:
        if not self._is_drawn:
            return
        self.show_title()
        if asked := self.wizard.asked_in_words():
            self.say(asked)
        if self._changed:
            self._changed = False
            self.query_one("#run", RunSteps).refresh()

    def heading(self) -> str:
        """The page's title with the time that has passed at the right."""
        name, clock = super().heading(), elapsed(time.monotonic() - self._began)
        return name + clock.rjust(FALLBACK_WIDTH - cell_len(name))

    # Its end ----------------------------------------------------------------------------

    def _refused(self, error: WritebackError) -> None:
        """The run did not begin; what moved since the plan was made is shown where a new plan is made."""
        if not self._is_drawn:
            return
        if isinstance(error, PlanStale) and self.wizard.state.resuming is None:
            self.wizard.state.notice = error.sentence()
            self.wizard.state.plan = None
            self.wizard.go_to(Page.READY)
            return
        self.error, self.unsettled = error, error.in_doubt
        self._show_end(error.sentence())

    def _ended(self, ended: RunEnded) -> None:
        state = self.wizard.state
        state.run = ended
        state.runs.append(ended)
        self.progress.follow(ended)
        if not self._is_drawn:
            return
        if ended.outcome is RunOutcome.DONE:
            self._settled(state)
            state.switches_were = None
            self._tick_clock()
            passed = time.monotonic() - self._began
            self.set_timer(max(0.01, LEAST_SECONDS - passed), self._go_on)
            return
        self.wizard.outcome_shown(ended.run_id)
        self.unsettled = ended.outcome is RunOutcome.IN_DOUBT
        self._show_end(f"{_label(ended.outcome)} {ended.message}")

    def _settled(self, state: WizardState) -> None:
        """The run that was gone on with, or taken back, is over; nobody has to be told at the next start."""
        over = {run.id for run in (state.resuming, state.undoing) if run is not None}
        for run in state.unsettled:
            if run.id in over:
                self.wizard.outcome_shown(run.id)
        state.unsettled = tuple(run for run in state.unsettled if run.id not in over)

    def _go_on(self) -> None:
        if self._is_drawn:
            self.wizard.go_next(self.PAGE)

    def _show_end(self, text: str) -> None:
        if self._clock is not None:
            self._clock.stop()
        if not self._is_drawn:
            return
        self.query_one("#result", Bar).show(text)
        self.query_one("#run", RunSteps).refresh()
        self.query_one("#stop", PageButton).display = False
        self.query_one("#hints", Hints).hints = ((_("Enter"), self.next_label()),)
        self.query_one(f"#{PRIMARY}", PageButton).display = True
        self.set_focus(None)
        self.check()
        self._read_again()

    def _read_again(self) -> None:
        """What has to be settled is read before anything else can be done; in doubt, the state as well."""
        session = self.wizard.state.session
        if session is None:
            return
        if self.unsettled:
            self.work(_("Reading the state again"), partial(_facts_and_past, session), self._settle)
        else:
            self.work(_("Reading the journals"), partial(look_back, session), self._looked_back)

    def _settle(self, read: tuple[Facts, LookBack]) -> None:
        facts, past = read
        if not isinstance(facts.server, ServerFacts):
            if facts.server.error:
                self.problem(facts.server.error)
            return
        self.unsettled = False
        record = server_record(facts.server)
        self.query_one("#result", Bar).show(
            _("It was in doubt; the state has been read again: {record}.").format(record=record.text)
        )
        self._looked_back(past)

    def _looked_back(self, past: LookBack) -> None:
        self.wizard.state.unsettled = past.unsettled
        self.query_one(f"#{PRIMARY}", PageButton).label = self.next_label()
        self.query_one("#hints", Hints).hints = ((_("Enter"), self.next_label()),)
        self.set_focus(None)


async def _facts_and_past(session: Session) -> tuple[Facts, LookBack]:
    return await session.survey(), await look_back(session)


def _label(outcome: RunOutcome) -> str:
    return {
        RunOutcome.FAILED: _("The run failed."),
        RunOutcome.STOPPED: _("The run was stopped."),
        RunOutcome.IN_DOUBT: _("IN DOUBT: whether the change took effect is not known."),
    }.get(outcome, "")
