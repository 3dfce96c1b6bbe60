"""The application: terminal, signals, themes, and the way from one screen to the next."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import termios
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segments
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.scrollbar import ScrollBarRender

from writeback.domain.texts import _
from writeback_tui import flow
from writeback_tui.catalogue import Page
from writeback_tui.display import FrugalApp
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.side import SideScreen, TextScreen
from writeback_tui.state import WizardState
from writeback_tui.themes import ANSI, ANSI_VARIABLES, WRITEBACK, wants_ansi
from writeback_tui.worker import Worker

if TYPE_CHECKING:
    from writeback.service import Session

OpenSession = Callable[[str | None, str | None], Awaitable["Session"]]
"""Name of the profile and of the lab's scenario; None where not given."""

TERMINAL_SECONDS = 2.0
"""Between two looks whether the terminal is still there."""
SIGNALS = (signal.SIGHUP, signal.SIGTERM)

# Blocks of eighths are not ASCII; a blank in reverse video is a thumb on every terminal.
ScrollBarRender.VERTICAL_BARS = [" "]
ScrollBarRender.HORIZONTAL_BARS = [" "]


async def open_session(profile: str | None, lab: str | None) -> Session:
    """Opens the service's session; imported here so that the first frame does not wait for it."""
    from writeback import service

    return await service.open_session(profile, lab)


class WizardApp(FrugalApp):
    """Holds the state, the session's loop and the screen that is shown."""

    CSS_PATH = Path(__file__).with_name("screens") / "wizard.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "redraw", show=False),
        Binding("ctrl+z", "pause", show=False),
        # Textual's own ctrl+c asks to press ctrl+q instead, in a notice that costs a redraw.
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]

    def __init__(self, state: WizardState | None = None, opener: OpenSession = open_session) -> None:
        # Textual chooses its colour filters here, so the decision cannot wait for the theme.
        ansi = wants_ansi(os.environ)
        super().__init__(ansi_color=True if ansi else None)
        self.state = state or WizardState()
        self.worker = Worker()
        self.opener = opener
        self.first_page = Page.WELCOME
        self.farewell: list[str] = []
        """Lines for the terminal after the end, such as the path of a report."""
        self._still = ExitStack()
        self.register_theme(WRITEBACK)
        self.theme = ANSI if ansi else WRITEBACK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Textual's own themes lack the names that our style sheets use."""
        return ANSI_VARIABLES

    def on_mount(self) -> None:
        self._listen_to_signals()
        self.app_resume_signal.subscribe(self, lambda _app: self.redraw())
        self.push_screen(flow.screen_of(self.first_page))

    # From screen to screen --------------------------------------------------------------

    def go_to(self, page: Page) -> None:
        """Shows the page in place of the one that is shown, and of what was opened over it."""
        while len(self.screen_stack) > 1 and isinstance(self.screen, SideScreen):
            self.pop_screen()
        self.switch_screen(flow.screen_of(page))

    def go_next(self, page: Page) -> None:
        """Shows what follows on `page`, or ends the program after the last one."""
        following = flow.following(page, self.state)
        if following is None:
            self.ask_to_quit()
        else:
            self.go_to(following)

    def go_previous(self, page: Page) -> None:
        """Shows what precedes `page`, where there is a way back."""
        preceding = flow.preceding(page, self.state)
        if preceding is not None:
            self.go_to(preceding)

    def show_help(self, page: Page) -> None:
        """F1."""
        from writeback_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(page))

    def show_powershell(self, page: Page, lines: Sequence[str]) -> None:
        """F9: what the page reads with and would run."""
        from writeback_tui.screens.powershell import PowerShellScreen

        self.push_screen(PowerShellScreen(page, lines))

    def show_text(self, title: str, lines: Sequence[str]) -> None:
        """A side screen with text that scrolls."""
        self.push_screen(TextScreen(title, lines))

    # The end ----------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.ask_to_quit()

    def ask_to_quit(self) -> None:
        """Ends the program; asks first while something is unsaved or going on."""
        from writeback_tui.screens.question import QuitScreen

        if isinstance(self.screen, QuitScreen):
            return
        if self.state.unsaved or self.state.changing:
            self.push_screen(QuitScreen(self.state.changing), self._answered)
        else:
            self.exit()

    def _answered(self, leave: bool | None) -> None:
        if leave:
            self.stop_change()
            self.exit()

    def stop_change(self) -> None:
        """Tells a run that is going on to end after its step."""
        session = self.state.session
        if session is not None and self.state.changing:
            self.worker.tell(session.stop_after_step)

    def leave(self, number: signal.Signals) -> None:
        """Ends in order, with 128+n as shells do, and without drawing another cell.

        The thread that writes to a terminal that is gone stops taking frames; the 31st would block the loop.
        """
        self._still.enter_context(self.batch_update())
        self.stop_change()
        self.exit(return_code=128 + number)

    async def close_session(self) -> None:
        """Runs on the session's loop at the very end."""
        if self.state.session is not None:
            await self.state.session.close()

    # The terminal -----------------------------------------------------------------------

    def action_redraw(self) -> None:
        """Ctrl+L: others may have drawn."""
        self.redraw()

    def action_pause(self) -> None:
        """Ctrl+Z, refused in words while the server is being changed."""
        if self.state.changing:
            if isinstance(self.screen, FramedScreen):
                self.screen.say(_("A change is going on: this program cannot be suspended now."))
        else:
            self.action_suspend_process()

    def _listen_to_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.leave, number)
        self.set_interval(TERMINAL_SECONDS, self._look_for_terminal)

    def _look_for_terminal(self) -> None:
        """Where the hang-up is ignored, the end of the terminal shows only here."""
        try:
            termios.tcgetattr(sys.__stdin__.fileno() if sys.__stdin__ else 0)
        except (termios.error, ValueError):
            self.leave(signal.SIGHUP)

    def _fatal_error(self) -> None:
        """The kind of error and where, no more: texts and local variables may hold a secret."""
        error = sys.exc_info()[1] or self._exception
        text = _("Internal error {kind}; nothing more is shown here, because it could hold a secret.")
        message = Text(text.format(kind=f"{type(error).__name__} {_place_of(error)}".strip()))
        self._exit_renderables.append(Segments(self.console.render(message, self.console.options)))
        self._close_messages_no_wait()


def _place_of(error: BaseException | None) -> str:
    """File and line of the innermost frame."""
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""
