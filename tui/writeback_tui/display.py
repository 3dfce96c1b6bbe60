"""A display layer for Textual that sends only the cells that differ from what the terminal shows.

Textual rewrites every cell of whatever it repaints. This layer keeps a shadow of the terminal, so that any
repaint (the focus, a whole new screen) costs what really changed. Where a private part of Textual or rich
that it leans on is missing, the stock display is used.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rich.console import Console, RenderableType
from rich.style import Style
from textual import _compositor
from textual.app import App
from textual.events import Resize, ScreenResume
from textual.geometry import Offset, Size
from textual.screen import Screen

from writeback_tui.sheets import Sheets

if TYPE_CHECKING:
    from textual.widget import Widget

    from writeback_tui.shadow import ReadyUpdate, ShadowTerminal, Update

R = TypeVar("R")
CARET = "cursor_screen_offset"
"""What a widget of Textual has in which one types."""
HOME = Offset(0, 0)
TURN_SECONDS = 0.001
"""As long as a thread takes that has been woken up."""


def new_shadow() -> ShadowTerminal | None:
    """A shadow of the terminal, or None where the private parts are not what they were."""
    needed = (
        (_compositor, "LayoutUpdate"),
        (_compositor, "ChopsUpdate"),
        (_compositor, "CompositorUpdate"),
        (Style, "_make_ansi_codes"),
        (Console(), "_color_system"),
        (App, "_display"),
    )
    if not all(hasattr(owner, name) for owner, name in needed):
        return None
    from writeback_tui.shadow import ShadowTerminal

    # GNU screen gives erased cells the default background.
    return ShadowTerminal(erases="STY" not in os.environ)


class BareScreen(Screen[R], Generic[R]):
    """Without what Textual puts on every screen: a tip for the mouse and a rack of notices."""

    _is_old = False

    def _extend_compose(self, widgets: list[Widget]) -> None:
        """Nothing is added."""

    def scroll_to_center(self, widget: Widget, *_how: Any, **_named: Any) -> None:
        """Only just into view: with the focus in the middle half of the page would be new, and sent."""
        self.scroll_to_widget(widget, animate=False)

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """What has just been made need not be styled a second time."""
        if not self._is_old:
            self._is_old, event.refresh_styles = True, False


def collect_garbage() -> None:
    """From now on, and not among the modules that the start has loaded."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


class FrugalApp(App[None]):
    """An App that draws through a `ShadowTerminal`."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.stylesheet = Sheets()
        self._styled_for: tuple[str, bool] | None = None
        """Theme, and whether the terminal's own colours are used."""
        self.shadow = new_shadow()
        self._drawn_since: float | None = None
        """When the first frame was drawn, as messages tell the time."""
        self._is_out = False
        self._has_begun = False

    def get_default_screen(self) -> Screen[Any]:
        """What is below the first page; nobody ever sees it."""
        return BareScreen(id="_default")

    def on_load(self) -> None:
        """The theme has been chosen, and no sheet has been parsed yet."""
        self.stylesheet.set_variables(self.get_css_variables())
        self._styled_for = (self.theme, self.native_ansi_color)

    def on_mount(self) -> None:
        self.call_after_refresh(collect_garbage)

    @contextmanager
    def batch_update(self) -> Iterator[None]:
        """Without the first of all, in which Textual starts: it renders the first page, and throws that away.

        Before it is over whatever waits for the first frame goes ahead, such as loading the service.
        """
        begun, self._has_begun = self._has_begun, True
        with super().batch_update() if begun else nullcontext():
            yield

    def refresh_css(self, animate: bool = True) -> None:
        """Nothing where no colour changes: Textual styles every widget twice for the theme it starts with."""
        wanted = (self.theme, self.native_ansi_color)
        if wanted != self._styled_for:
            self._styled_for = wanted
            super().refresh_css(animate)

    def let_frame_out(self) -> None:
        """Gives the thread that writes its turn; while much is done it hardly gets one."""
        if not self.is_headless:
            time.sleep(TURN_SECONDS)

    def redraw(self) -> None:
        """Sends everything again: others may have drawn on the terminal."""
        if self.shadow is not None:
            self.shadow.forget()
        self.screen.refresh()

    def on_resize(self, event: Resize) -> None:
        """Several changes that come together may end in the old size.

        Textual then draws nothing, but the terminal has lost what it had cut off meanwhile. Or in a wrong
        one: a signal may come while Textual answers the one before, and the older size is then told last.
        """
        if self._drawn_since is not None and event.time > self._drawn_since:
            self.redraw()
        size = self.terminal_size()
        if size not in (None, event.size):
            self.post_message(Resize(size, size))

    def terminal_size(self) -> Size | None:
        """How large the terminal is at this moment; None where there is none."""
        measure = getattr(self._driver, "_get_terminal_size", None)
        return None if self.is_headless or measure is None else Size(*measure())

    def _set_pointer_shape(self, shape: str) -> None:
        """Sends nothing: Textual would send 13 bytes for every new screen, mouse or not."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if self.shadow is not None and self._draws():
            from writeback_tui.shadow import Update

            if isinstance(renderable, Update):
                renderable = self._only_changes(self.shadow, renderable)
        super()._display(screen, renderable)
        if self._drawn_since is not None and not self._is_out:
            self._is_out = True
            self.let_frame_out()

    def _draws(self) -> bool:
        return bool(
            self._running
            and not self._closed
            and not self._batch_count
            and not self.is_headless
            and self._driver
        )

    def _only_changes(self, shadow: ShadowTerminal, update: Update) -> ReadyUpdate | None:
        """None, which is not displayed, when neither a cell nor the cursor moves."""
        from writeback_tui.shadow import ReadyUpdate

        shadow.resize(self.size.width, self.size.height)
        text = shadow.changes(update, self.console)
        if not hasattr(self.focused, CARET):
            # It would stay wherever somebody typed last, and be sent there after every frame.
            self.cursor_position = HOME
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        self._drawn_since = self._drawn_since or time.monotonic()
        if not text and cursor == self._previous_cursor_position:
            return None
        return ReadyUpdate(text)
