"""The common base of the wizard's pages: Previous and Next, readings in the background, errors in words."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer

from writeback.domain.errors import WritebackError
from writeback.domain.texts import _
from writeback_tui import catalogue, flow, step_rows
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY, FramedScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.step_list import StepRow

if TYPE_CHECKING:
    from textual.widgets import Input

T = TypeVar("T")
QUIET_SECONDS = 0.1
"""What is over sooner is not announced."""


class WizardScreen(FramedScreen[None]):
    """A page says what it shows (`content`), keeps (`keep`) and why Next is off (`closed`).

    It is made anew for every visit and fills itself from `self.wizard.state`.
    """

    PAGE: ClassVar[Page]
    TOPIC: ClassVar[str] = ""
    """What F9 asks the session's `powershell` for; empty where the page reads and changes nothing."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f7,alt+p", "previous", show=False, id="previous"),
        Binding("f8,alt+n,enter", "next", show=False, id="next"),
        Binding("f1,alt+h,question_mark", "page_help", show=False, id="help"),
        Binding("f9,alt+w", "powershell", show=False, id="powershell"),
        Binding("f5,ctrl+r", "retry", show=False, id="retry"),
        Binding("f2", "sign_in_code", show=False, id="qr-code"),
        Binding("ctrl+q,f10", "app.quit", show=False, priority=True, id="quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._doing = ""
        self._since = 0.0
        self._ticker: Timer | None = None
        self._again: Callable[[], None] | None = None
        self._to_open_again: PageButton | None = None
        """The button that had the focus when it was closed, for when it is opened again."""

    # What a page says -------------------------------------------------------------------

    def content(self) -> ComposeResult:
        """The widgets of the page, filled from the state."""
        yield from ()

    def enter(self) -> None:
        """Called once the widgets are there, before they are drawn: the place to start readings."""

    def keep(self) -> None:
        """Puts the answers into the state; called whenever the page is left."""

    def is_answered(self) -> bool:
        """Whether `keep` has answers of somebody, where the program ends on this page."""
        return True

    def closed(self) -> str:
        """Why Next is off, as one sentence; empty when it is on."""
        return ""

    def proceed(self) -> None:
        """What Next does once it is on; by default the flow's next page."""
        self.wizard.go_next(self.PAGE)

    def next_label(self) -> str:
        return _("Next")

    def page_hints(self) -> Sequence[Hint]:
        """Keys of this page alone; they come first in the last row."""
        return ()

    # The frame, filled ------------------------------------------------------------------

    def heading(self) -> str:
        title = catalogue.title(self.PAGE, self.wizard.state.edition)
        if not self.is_narrow:
            return title
        number, count = step_rows.position(self.PAGE, self.wizard.state)
        if not number:
            return title
        return _("{title} ({number} of {count})").format(title=title, number=number, count=count)

    def steps(self) -> Sequence[StepRow]:
        return step_rows.rows(self.PAGE, self.wizard.state)

    def body(self) -> ComposeResult:
        yield Bar(tone=Tone.WARNING, id="problem")
        yield from self.content()

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), (PRIMARY, self.next_label()))

    def hints(self) -> Sequence[Hint]:
        return tuple(self._all_hints())

    def always(self) -> Sequence[Hint]:
        return (("F1", _("Help")), ("Ctrl+P", _("More")), ("F10", _("Exit")))

    def on_mount(self) -> None:
        self.wizard.state.visited.add(self.PAGE)
        self.enter()
        self.check()
        self.focus_first()

    def on_screen_resume(self) -> None:
        """What was open over the page has been closed: another page may have waited for that."""
        self.call_later(self.wizard.go_on)

    def on_unmount(self) -> None:
        self._stop_ticking()

    # Next and Previous ------------------------------------------------------------------

    def check(self) -> None:
        """Looks again whether Next and Previous are on, and says why Next is not."""
        if not self.is_drawn:
            return
        reason = self._doing or self.closed()
        self._switch(PRIMARY, bool(reason))
        self._switch("previous", not self.may_go_back())
        self.say(self._announcement() if self._doing else reason)
        if self.focused is None and not reason:
            self.focus_first()
        if not self._doing:
            self.show_enter()

    def may_go_back(self) -> bool:
        return flow.preceding(self.PAGE, self.wizard.state) is not None

    def pressed(self, button: str) -> None:
        """The buttons that many pages have; a page with others handles those itself."""
        if button == PRIMARY:
            self.action_next()
        elif button == "previous":
            self.action_previous()
        elif button == "exit":
            self.wizard.ask_to_quit()

    def why_off(self, button: str) -> str:
        if self._doing:
            return self._announcement()
        if button == "previous":
            return _("There is no way back from this page.")
        return self.closed()

    def action_next(self) -> None:
        if self.is_too_small:
            return
        self.keep()
        reason = self._doing or self.closed()
        if reason:
            self.say(reason)
        else:
            self.proceed()

    def action_previous(self) -> None:
        if self.may_go_back():
            self.keep()
            self.wizard.go_previous(self.PAGE)

    def action_page_help(self) -> None:
        self.wizard.show_help(self.PAGE)

    def action_powershell(self) -> None:
        self.wizard.show_powershell(self.PAGE, self.powershell())

    def action_sign_in_code(self) -> None:
        """The code of a sign-in that is waited for in the middle of something."""
        self.wizard.show_asked()

    def powershell(self) -> tuple[str, ...]:
        """The lines that F9 shows; a page with a plan adds what it would run."""
        session = self.wizard.state.session
        return session.powershell(self.TOPIC) if session and self.TOPIC else ()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """By its name, not by the class: the first page needs no field, which takes 4 ms to load."""
        event.stop()
        self.action_next()

    # Work in the background -------------------------------------------------------------

    def work(
        self,
        doing: str,
        make: Callable[[], Coroutine[Any, Any, T]],
        done: Callable[[T], None],
        failed: Callable[[WritebackError], None] | None = None,
        *,
        changes: bool = False,
    ) -> None:
        """Runs what `make` returns on the session's loop, then `done` with its result.

        `doing` is shown while it lasts ("Reading the server"). An error is shown with Retry unless `failed`
        takes it. Another `work` of the page ends this one; what `changes` something goes on even then.
        """
        self._again = partial(self.work, doing, make, done, failed, changes=changes)
        runner = self.wizard.worker.change if changes else self.wizard.worker.run
        self.run_worker(self._work(doing, lambda: runner(make()), done, failed), exclusive=True, group="work")

    async def _work(
        self,
        doing: str,
        start: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        failed: Callable[[WritebackError], None] | None,
    ) -> None:
        self.problem(None)
        self._begin(doing)
        try:
            result = await start()
        except WritebackError as error:
            self._end()
            (failed or self.problem)(error)
        else:
            self._end()
            done(result)
        self.check()

    def problem(self, error: WritebackError | None) -> None:
        """Shows an error as one sentence and its hint, with F5 to try again; None takes it away."""
        text = ""
        if error is not None:
            text = error.sentence()
            if self._again is not None:
                text = f"{text} {_('F5 tries again.')}"
        self.query_one("#problem", Bar).show(text)

    def show_past_runs(self) -> None:
        """The list of past runs, from which this page is returned to."""
        self.keep()
        self.wizard.state.came_from = self.PAGE
        self.wizard.go_to(Page.RUNS)

    @property
    def can_retry(self) -> bool:
        """Whether there is something that could be tried once more."""
        return self._again is not None and not self._doing

    def action_retry(self) -> None:
        if self._again is not None and not self._doing:
            self._again()

    def post_from_session(self, message: Message) -> None:
        """Posts a message from the session's thread: never fails, whatever has become of the screen.

        The sender is in the middle of a change, which must not end because nobody watches it any more.
        """
        with suppress(Exception):
            self.post_message(message)

    def going_on(self) -> str:
        return self._doing

    @property
    def is_busy(self) -> bool:
        return bool(self._doing)

    def _begin(self, doing: str) -> None:
        self._stop_ticking()
        self._doing, self._since = doing, time.monotonic()
        self._switch(PRIMARY, True)
        self.set_timer(QUIET_SECONDS, self._tick)
        self._ticker = self.set_interval(1.0, self._tick)

    def _end(self) -> None:
        self._doing = ""
        self.wizard.sign_in_over()
        self._stop_ticking()

    def _tick(self) -> None:
        if self._doing:
            self.say(self._announcement())
            self.show_enter()

    def _announcement(self) -> str:
        if asked := self.wizard.asked_in_words():
            return asked
        seconds = int(time.monotonic() - self._since)
        if seconds < 1:
            return _("{doing} ...").format(doing=self._doing)
        return _("{doing} ... {seconds} s").format(doing=self._doing, seconds=seconds)

    def _stop_ticking(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None

    def _switch(self, button: str, off: bool) -> None:
        for found in self.query(f"PageButton#{button}").results(PageButton):
            if off and self.focused is found:
                # Textual would give the focus to another button, such as Exit, for the next Enter to press.
                self._to_open_again = found
                self.set_focus(None)
            found.disabled = off
            if not off and self._to_open_again is found:
                self._to_open_again = None
                self.set_focus(self.focused or found)

    def _all_hints(self) -> Iterator[Hint]:
        yield from self.page_hints()
        if any(name == PRIMARY for name, _label in self.buttons()):
            yield _("Enter"), self.next_label()
        if self.may_go_back():
            yield _("Esc"), _("Previous")
