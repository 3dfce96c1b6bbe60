"""The frame of every screen: title bar, status line, steps, heading, body, message, buttons, key hints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from writeback.domain.texts import _
from writeback_tui import catalogue
from writeback_tui.screens.key_row import KeyRowScreen
from writeback_tui.status import status_of
from writeback_tui.text import safe_text
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.drawn import Drawn, keyed
from writeback_tui.widgets.hints import Hints
from writeback_tui.widgets.status_line import StatusLine
from writeback_tui.widgets.step_list import StepList, StepRow
from writeback_tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from writeback_tui.searching import Search

R = TypeVar("R")
SMALLEST = (60, 16)
"""Columns and rows below which a page cannot be read."""
ALL_ROWS_FROM = 22
"""Rows from which on a page need not leave anything out."""
STEPS_FROM = 80
"""Columns from which on there is room for the step list."""
PRIMARY = "next"
"""Id of the button that goes on."""


class FramedScreen(KeyRowScreen[R], Generic[R]):
    """What a screen shows is up to `heading`, `body`, `buttons` and `hints`."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (SMALLEST[0], "-narrow"), (STEPS_FROM, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (SMALLEST[1], "-low"), (ALL_ROWS_FROM, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
        Binding("ctrl+p,alt+x", "palette", show=False, id="palette"),
        Binding("y,ctrl+y,alt+c", "copy", show=False, id="copy"),
        Binding("slash", "search", show=False, id="search"),
        Binding("n", "search_again(1)", show=False, id="search-next"),
        Binding("N", "search_again(-1)", show=False, id="search-previous"),
    ]
    search: Search | None = None
    """The last one, which `n` and `N` go on with."""

    def __init__(self) -> None:
        super().__init__()
        self._unfocused: Widget | None = None
        """What had the focus when the terminal became too small."""
        self._was_too_small = False

    # What a screen says -----------------------------------------------------------------

    def heading(self) -> str:
        return ""

    def body(self) -> ComposeResult:
        """The widgets of the page."""
        yield from ()

    def buttons(self) -> Sequence[tuple[str, str]]:
        """Pairs of id and label, from left to right."""
        return ()

    def steps(self) -> Sequence[StepRow]:
        """Rows of the step list."""
        return ()

    def pressed(self, button: str) -> None:
        """A button was pressed; `button` is its id."""

    def why_off(self, button: str) -> str:
        """Why the button is off, as one sentence, where the screen knows."""
        return ""

    def values(self) -> Sequence[tuple[str, ...]]:
        """What can be copied though no widget holds it as such: its name and its lines; never a secret."""
        return ()

    # The frame itself -------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        self._take_keys()
        # Textual tells the size only once all widgets are styled, and then styles them again.
        self.update_classes(dict.fromkeys(self._room(), True), update=False)
        yield TitleBar(id="title-bar")
        yield StatusLine(id="status")
        with Horizontal(id="frame"):
            yield StepList(self.steps(), id="steps")
            with Vertical(id="page"):
                yield Static(id="heading", markup=False)
                with BodyScroll(id="body"):
                    yield from self.body()
                yield Static(id="message", markup=False)
                with Horizontal(id="navigation"):
                    yield Static(id="more", markup=False)
                    for name, label in self.buttons():
                        yield PageButton(label, id=name, primary=name == PRIMARY)
        yield Hints(self._of_page(), self._named(self.always()), id="hints")
        yield Static(self._too_small(), id="too-small", markup=False)

    def _room(self) -> list[str]:
        """The classes of the terminal's size."""
        size = self.app.size
        return [
            max(name for name in breakpoints if name[0] <= cells)[1]
            for breakpoints, cells in (
                (self.HORIZONTAL_BREAKPOINTS, size.width),
                (self.VERTICAL_BREAKPOINTS, size.height),
            )
        ]

    def on_mount(self) -> None:
        self.show_title()
        body = self.query_one("#body", BodyScroll)
        for name in ("scroll_y", "virtual_size"):
            self.watch(body, name, self._moved, init=False)

    def on_resize(self) -> None:
        """Textual takes the focus from what is hidden, and gives it back to nothing."""
        self.show_title()
        if self.is_too_small:
            self._was_too_small = True
            self._unfocused = self._unfocused or self.focused
        elif self._was_too_small:
            # By the way that the loss of the focus goes, so that it comes after it.
            way = self._unfocused if self._unfocused is not None and self._unfocused.is_attached else self
            way.call_later(self.app.call_later, self.call_after_refresh, self._focus_again)

    def _focus_again(self) -> None:
        if self.is_too_small:
            return
        last, self._unfocused, self._was_too_small = self._unfocused, None, False
        if self.focused is not None or not self.is_drawn:
            return
        if last is not None and last.is_attached and _takes_focus(last):
            self.set_focus(last, scroll_visible=not _shows_its_cursor(last))
        else:
            self.focus_first()

    def show_title(self) -> None:
        """Puts what is known by now into the title bar, the status line and the heading."""
        if not self.is_drawn:
            return
        self.show_status()
        self.query_one("#heading", Static).update(safe_text(self.heading()), layout=False)

    def show_status(self) -> None:
        """Says how the server, the tenant and the secrets stand by now."""
        if not self.is_drawn:
            return
        state = self.wizard.state
        bar, status = self.query_one("#title-bar", TitleBar), status_of(state)
        bar.product, bar.status, bar.lab = catalogue.product(state.edition), status, state.is_lab
        self.query_one("#status", StatusLine).status = status

    def place_of_secrets(self, words: str) -> None:
        """Somebody has looked where they go."""
        self.wizard.state.secrets = words
        self.show_status()

    def on_screen_resume(self) -> None:
        """Things may have moved while something was shown over it."""
        self.show_status()

    def say(self, text: str) -> None:
        """One message above the buttons."""
        if not self.is_drawn:
            return
        text = keyed(self, text)
        line = self.query_one("#message", Static)
        if isinstance(line.content, Content) and line.content.plain == text:
            return
        line.update(safe_text(text), layout=False)

    def going_on(self) -> str:
        """What goes on by itself and changes the page when it is over, in words; empty when nothing does."""
        return ""

    def asks_meanwhile(self) -> bool:
        """Whether what goes on waits for somebody to do something, here or elsewhere."""
        return False

    @property
    def is_drawn(self) -> bool:
        """Whether its widgets are there: what runs in the background may end after the page has gone."""
        # They come, and go, one after another.
        is_whole = {"title-bar", "too-small"} <= {child.id for child in self.children}
        return is_whole and bool(self.query("#message"))

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for the step list."""
        return self.app.size.width < STEPS_FROM

    @property
    def is_too_small(self) -> bool:
        return self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]

    def fields(self) -> list[Widget]:
        """What of the body can have the focus now, from top to bottom."""
        return [widget for widget in self.query_one("#body").query("*") if _takes_focus(widget)]

    def focus_first(self) -> None:
        """The first field of the page, else the button that goes on, else the first button there is.

        Nothing while the button that goes on is off: a stray Enter must not leave the program.
        """
        buttons = list(self.query(PageButton))
        onward = [button for button in buttons if button.id == PRIMARY] or buttons
        for widget in (*self.fields(), *(button for button in onward if _takes_focus(button))):
            # A list shows its own cursor; as a whole it may be higher than the terminal.
            self.set_focus(widget, scroll_visible=not _shows_its_cursor(widget))
            return

    @on(PageButton.Pressed)
    def _button_pressed(self, event: PageButton.Pressed) -> None:
        event.stop()
        if not self.is_too_small:
            self.pressed(event.button.id or "")

    # What is loaded when it is asked for -------------------------------------------------

    def action_palette(self) -> None:
        """What can be done now, by name."""
        from writeback_tui.palette import open_palette

        open_palette(self)

    def action_copy(self) -> None:
        """A value of the page, for the terminal's clipboard and a file."""
        from writeback_tui.screens.copy import open_copy

        open_copy(self)

    def action_search(self) -> None:
        """Words in what the page shows."""
        from writeback_tui.widgets.search_bar import open_search

        open_search(self)

    def action_search_again(self, by: int) -> None:
        from writeback_tui.widgets.search_bar import search_again

        search_again(self, by)

    # Moves ------------------------------------------------------------------------------

    def action_scroll_body(self, pages: int) -> None:
        body = self.query_one("#body", BodyScroll)
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

    def action_line(self, by: int) -> None:
        """Arrows that no widget wants: from field to field, or through the text of a page without fields."""
        if not self.fields():
            self.query_one("#body", BodyScroll).scroll_relative(y=by, animate=False)
        elif by < 0:
            self.focus_previous()
        else:
            self.focus_next()

    def _moved(self) -> None:
        # The sizes are those of the layout before until the next refresh.
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        """Says in words that there is more to read, at the left of the buttons where there is room."""
        body = self.query_one("#body", BodyScroll)
        hidden = body.max_scroll_y - body.scroll_offset.y
        text = _("PgDn more") if hidden > 0 else _("PgUp back") if body.scroll_offset.y > 0 else ""
        line = self.query_one("#more", Static)
        # Where the buttons leave no room the key alone has to do.
        text = text if len(text) <= line.size.width else text.partition(" ")[0]
        if str(line.content) != text:
            line.update(text, layout=False)

    @staticmethod
    def _too_small() -> str:
        columns, rows = SMALLEST
        return _("The terminal is too small: at least {columns} columns and {rows} rows are needed.").format(
            columns=columns, rows=rows
        )


class BodyScroll(VerticalScroll, can_focus=False):
    """Scrolls as a whole; the focus stays with what it holds."""


def _shows_its_cursor(widget: Widget) -> bool:
    return isinstance(widget, Drawn) and widget.SHOWS_ITS_CURSOR


def _takes_focus(widget: Widget) -> bool:
    """Whether it can have the focus and nothing hides it."""
    return widget.focusable and all(
        node.display for node in widget.ancestors_with_self if isinstance(node, Widget)
    )
