"""The wizard without a screen: its pages run as ever, and a conversation takes the place of the terminal."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from rich.console import RenderableType
from textual import on
from textual.screen import Screen
from textual.widget import Widget

from writeback.domain.errors import ExitStatus
from writeback.domain.texts import _
from writeback_tui.app import TERMINAL_SECONDS, OpenSession, WizardApp, open_session
from writeback_tui.crash import guard, sentence
from writeback_tui.leaving import take_leave
from writeback_tui.listening import Announced
from writeback_tui.plain import introduction
from writeback_tui.plain.actions import by_action, way_back
from writeback_tui.plain.commands import Command
from writeback_tui.plain.lines import Ended, Lines
from writeback_tui.plain.secrets import SecretsGiven
from writeback_tui.plain.visit import Visit
from writeback_tui.plain.waiting import quiet
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.question import QuitScreen
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState
from writeback_tui.status import BETWEEN, status_of

if TYPE_CHECKING:
    from writeback_tui.terminal_profile import Window

SIZE = (100, 60)
"""Nothing is drawn; there is room for everything that a page leaves out on a small terminal."""


class PlainApp(WizardApp):
    """Told by Textual what changes, as a terminal would be."""

    def __init__(
        self,
        state: WizardState | None = None,
        opener: OpenSession = open_session,
        window: Window | None = None,
        *,
        password_first: bool = False,
        lines: Lines | None = None,
    ) -> None:
        super().__init__(state, opener, window)
        self.lines = lines or Lines()
        self.secrets = SecretsGiven(self.lines, is_first_line=password_first)
        self.crash = ""
        self._visits: WeakKeyDictionary[Screen[Any], Visit] = WeakKeyDictionary()
        self._news = asyncio.Event()
        self._conversation: asyncio.Task[None] | None = None
        self._status_said = ""

    @property
    def is_leaving(self) -> bool:
        """Whether nothing more is to be asked."""
        return self._exit

    def on_ready(self) -> None:
        self._conversation = asyncio.create_task(self._converse(), name="conversation")

    # The conversation -------------------------------------------------------------------

    async def _converse(self) -> None:
        try:
            await self.secrets.take()
            for line in introduction.sentences():
                self.lines.say(line)
            while not self.is_leaving:
                await self._visit_shown()
        except Ended:
            await self._end_of_answers()
        except Exception as error:  # a crash is told in one sentence, wherever it happens
            self._handle_exception(error)

    async def _visit_shown(self) -> None:
        await quiet(self)
        screen = self.screen
        if isinstance(screen, FramedScreen) and screen.is_drawn:
            visit = self._visits.setdefault(screen, Visit(self, screen, self.lines))
            await visit.go()
        else:
            await self.changed(TERMINAL_SECONDS)

    async def _end_of_answers(self) -> None:
        """Nobody can be asked any more: in order, and never in the middle of a change."""
        self.lines.say(_("There are no more answers: the program ends."))
        while self.is_changing:
            await self.changed(TERMINAL_SECONDS)
        self.exit(return_code=ExitStatus.SECRET_NEEDED if self.secrets.refused else ExitStatus.DONE)

    def perform(self, command: Command) -> None:
        """What a letter asks for."""
        screen = self.screen
        match command:
            case Command.QUIT:
                self.ask_to_quit()
            case Command.BACK if isinstance(screen, WizardScreen) and not screen.may_go_back():
                self.lines.say(_("There is no way back from this page."))
            case Command.BACK if isinstance(screen, FramedScreen):
                way_back(screen)
            case Command.HELP if isinstance(screen, FramedScreen):
                self._press_or_say(by_action(screen, "page_help"))
            case Command.POWERSHELL if isinstance(screen, FramedScreen):
                self._press_or_say(by_action(screen, "powershell"))

    def _press_or_say(self, press: Callable[[], object] | None) -> None:
        if press is not None:
            press()
        else:
            self.lines.say(_("There is none here."))

    def knows_secret(self, field: Widget) -> bool:
        """Puts in what was given beforehand, or says why nobody can be asked."""
        return self.secrets.answers(field)

    def say_status(self) -> None:
        """Where one is, as the status line has it, if that has changed."""
        words = status_of(self.state).words.replace(BETWEEN, ", ")
        if words != self._status_said:
            self._status_said = words
            self.lines.say(words)

    # What Textual tells -----------------------------------------------------------------

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Nothing is drawn, but something has changed."""
        self._news.set()

    async def changed(self, seconds: float) -> None:
        """Returns at the next change, or after so many seconds."""
        self._news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    @on(Announced)
    def _say_announced(self, event: Announced) -> None:
        """Also in the middle of a wait, when the page is not looked at."""
        self.lines.say(event.sentence)

    def _fatal_error(self) -> None:
        """As the wizard's, but nothing of it goes through a console that may wrap or colour it."""
        self.crash = self.crash or sentence(sys.exc_info()[1] or self._exception)
        self._close_messages_no_wait()

    # Signals ----------------------------------------------------------------------------

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self.worker.mishaps.of_loop)
        self.leaving.stop_with(self.stop_change)
        # A screen can only be pushed where Textual knows whose it is.
        context = copy_context()
        self.leaving.interrupted_with(lambda: loop.call_soon_threadsafe(self.interrupted, context=context))
        self.leaving.listen(loop, self.lines, self)
        # It is a question here, no end: nothing is noted for a process that is suspended.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        self.lines.lost = self.leaving.hang_up
        if self.lines.is_terminal:
            self.set_interval(TERMINAL_SECONDS, self._look_for_terminal)

    def interrupted(self) -> None:
        """Ctrl+C: stops a change after its step, else asks whether to leave; asked already, it leaves."""
        if self.is_changing:
            self.stop_change()
            self.lines.say(
                _("The run ends after the step it is at. A second Ctrl+C ends the program at once.")
            )
        elif isinstance(self.screen, QuitScreen):
            self.leaving.status = 128 + signal.SIGINT
            self.exit()
        else:
            self.ask_to_quit()

    def redraw(self) -> None:
        """Others may have drawn; that does not matter to lines."""

    def refuse(self) -> None:
        """Says why the program cannot be suspended."""
        if self.is_changing:
            self.lines.say(_("A change is going on: this program cannot be suspended now."))


def run_plain(app: PlainApp) -> int:
    """From the first line to the end of everything; the exit status."""
    guard(app.worker.mishaps)
    app.leaving.draws = False
    app.leaving.listen_early()
    app.run(headless=True, size=SIZE)
    app.leaving.finish()
    status = app.leaving.status or app.return_code or 0
    return take_leave((app.crash, *app.farewell, *app.worker.mishaps.lines), status, clears=False)
