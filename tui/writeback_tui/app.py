"""The application: terminal, signals, themes, and the way from one screen to the next."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from rich.segment import Segments
from textual import constants
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.events import Event, Key
from textual.scrollbar import ScrollBarRender

from writeback.domain.texts import _
from writeback_tui import flow
from writeback_tui.catalogue import Page
from writeback_tui.crash import sentence
from writeback_tui.key_names import in_place_of
from writeback_tui.leaving import Leaving
from writeback_tui.listening import ListeningApp
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import WizardState
from writeback_tui.terminal import is_terminal_there
from writeback_tui.terminal_profile import Window, Wishes, found_here, window_of
from writeback_tui.text import safe_cell
from writeback_tui.themes import OWN, VARIABLES, theme_of
from writeback_tui.worker import Worker

if TYPE_CHECKING:
    from textual.driver import Driver

    from writeback.service import Session
    from writeback.settings import Settings

OpenSession = Callable[[str | None, str | None], Awaitable["Session"]]
"""Name of the profile and of the lab's scenario; None where not given."""

TERMINAL_SECONDS = 0.5
"""Between two looks whether the terminal is still there: its loss is to show within a second."""

# Blocks of eighths are not ASCII; a blank in reverse video is a thumb on every terminal.
ScrollBarRender.VERTICAL_BARS = [" "]
ScrollBarRender.HORIZONTAL_BARS = [" "]


async def open_session(profile: str | None, lab: str | None) -> Session:
    """Opens the service's session; imported here so that the first frame does not wait for it."""
    from writeback import service

    return await service.open_session(profile, lab)


class WizardApp(ListeningApp):
    """Holds the state, the session's loop and the screen that is shown."""

    CSS_PATH = Path(__file__).with_name("screens") / "wizard.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "redraw", show=False, id="redraw"),
        Binding("ctrl+z", "pause", show=False, id="suspend"),
        # Textual's own ctrl+c asks to press ctrl+q instead, in a notice that costs a redraw.
        Binding("ctrl+c", "quit", show=False, priority=True),
    ]

    def __init__(
        self,
        state: WizardState | None = None,
        opener: OpenSession = open_session,
        window: Window | None = None,
    ) -> None:
        self.window = window or window_of(found_here(os.environ), Wishes())
        # Textual chooses its colour filters here, so the decision cannot wait for the theme.
        super().__init__(ansi_color=True if self.window.is_ansi else None)
        self.state = state or WizardState()
        self.worker = Worker()
        self.leaving = Leaving(self.worker, self.close_session)
        self.opener = opener
        self.first_page = Page.WELCOME
        self.farewell: list[str] = []
        """Lines for the terminal after the end, such as the path of a report."""
        self.keys: Mapping[str, tuple[str, ...]] = {}
        self.warning = self.theme_on_file = ""
        self._shown: set[str] = set()
        """Runs whose outcome is on the screen and that nobody is known to have seen."""
        self._awaited_page: Page | None = None
        self._still = ExitStack()
        for theme in OWN.values():
            self.register_theme(theme)
        self.theme = theme_of(self.window)

    def take_settings(self, settings: Settings) -> None:
        """Before the first page: keys that are others, and what that page says of settings that are wrong."""
        self.keys, self.warning = settings.keys, settings.warning()
        self.theme_on_file = settings.window.theme or ""
        if self.keys:
            from writeback_tui.remapping import remap

            remap(self._bindings, self.keys)

    def remember(self, name: str, value: str) -> None:
        """Keeps how the window is for the next time; the screen does not wait for the disk."""
        from writeback.settings.remembered import remember

        self.worker.tell(partial(remember, name, value))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Textual's own themes lack the names that our style sheets use."""
        return VARIABLES

    def get_driver_class(self) -> type[Driver]:
        """Ours, unless the environment names another."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        from writeback_tui.driver import WizardDriver

        return WizardDriver

    def on_mount(self) -> None:
        self._listen_to_signals()
        self.push_screen(flow.screen_of(self.first_page))

    # From screen to screen --------------------------------------------------------------

    def go_to(self, page: Page) -> None:
        """Shows the page in place of the one that is shown.

        Somebody may be reading what was opened over that one, or be about to answer it: once that has been
        closed, the page comes.
        """
        if isinstance(self.screen, FramedScreen) and self.screen.IS_SIDE:
            self._awaited_page = page
            return
        self._awaited_page = None
        self.switch_screen(flow.screen_of(page))

    def go_on(self) -> None:
        """Shows the page that had to wait, once nothing is open over the one that is shown."""
        if self._awaited_page is not None and not self._exit:
            self.go_to(self._awaited_page)

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

    def show_help(self, about: Page | str) -> None:
        """F1: about the field that has the focus, and about the page, or about a topic of the manual."""
        from writeback_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(about, self.focused))

    def show_powershell(self, page: Page, lines: Sequence[str]) -> None:
        """F9: what the page reads with and would run."""
        from writeback_tui.screens.powershell import PowerShellScreen

        self.push_screen(PowerShellScreen(page, lines))

    def show_text(self, title: str, lines: Sequence[str]) -> None:
        """A side screen with text that scrolls."""
        from writeback_tui.screens.side import TextScreen

        self.push_screen(TextScreen(title, lines))

    # What was seen ----------------------------------------------------------------------

    def outcome_shown(self, run_id: str) -> None:
        """How a run ended is on the screen; it counts as seen at the next key.

        A line that has dropped may take minutes to be noticed: only a key proves that somebody is there.
        """
        self._shown.add(run_id)

    def mark_seen(self) -> None:
        """Records that somebody has seen the outcomes that are on the screen."""
        session = self.state.session
        while session is not None and self._shown:
            self.worker.tell(partial(session.mark_seen, self._shown.pop()))

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            if self._shown:
                self.mark_seen()
            event = in_place_of(event)
        await super().on_event(event)

    # The end ----------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.ask_to_quit()

    def ask_to_quit(self) -> None:
        """Ends the program; asks first while something is unsaved or going on."""
        from writeback_tui.screens.question import QuitScreen

        if isinstance(self.screen, QuitScreen):
            return
        for page in self.screen_stack:
            if isinstance(page, WizardScreen) and page.is_drawn and page.is_answered():
                page.keep()
        if self.state.unsaved or self.is_changing:
            self.push_screen(QuitScreen(self.is_changing), self._answered)
        else:
            self.exit()

    def _answered(self, leave: bool | None) -> None:
        if leave:
            self.stop_change()
            self.exit()

    @property
    def is_changing(self) -> bool:
        """Whether something is being changed, by the page that is shown or by one that has gone."""
        return self.state.changing or self.worker.is_changing

    def stop_change(self) -> None:
        """Tells a run that is going on to end after its step."""
        session = self.state.session
        if session is not None and self.is_changing:
            self.leaving.stopping = True
            self.worker.tell(session.stop_after_step)

    def leave(self) -> None:
        """Ends the screen after a signal, without drawing another cell.

        The thread that writes to a terminal that is gone stops taking frames; the 31st would block the loop.
        """
        self._still.enter_context(self.batch_update())
        self.exit(return_code=self.leaving.status)

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
        if self.is_changing:
            self.refuse()
        else:
            self.action_suspend_process()

    def refuse(self) -> None:
        """Says why the program cannot be suspended."""
        if self.is_changing and isinstance(self.screen, FramedScreen):
            self.screen.say(_("A change is going on: this program cannot be suspended now."))

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self.worker.mishaps.of_loop)
        if self.is_headless or self._driver is None:
            return
        self.leaving.stop_with(self.stop_change)
        self.leaving.listen(loop, self._driver, self)
        self.set_interval(TERMINAL_SECONDS, self._look_for_terminal)

    def _look_for_terminal(self) -> None:
        """Where the hang-up is ignored, the end of the terminal shows only here."""
        if not is_terminal_there():
            self.leaving.hang_up()

    def panic(self, *renderables: RenderableType) -> None:
        """As any other error: what Textual would render holds the error's own text."""
        self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        """As Textual's, but an error's own `__rich__` is not asked: it may show anything."""
        if self._exit and isinstance(error, NoMatches):
            # Once the program is leaving, Textual mounts nothing more: a page opened just before is empty.
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()

    def _fatal_error(self) -> None:
        """The kind of the first error and where, no more: texts and local variables may hold a secret."""
        if not self._exit_renderables:
            message = safe_cell(sentence(sys.exc_info()[1] or self._exception))
            self._exit_renderables.append(Segments(self.console.render(message, self.console.options)))
        self._close_messages_no_wait()
