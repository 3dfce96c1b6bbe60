"""The frame of every screen: title bar, step list, heading, body, message, buttons, key hints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from writeback.domain.texts import _
from writeback_tui import catalogue
from writeback_tui.text import safe_text
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.hints import Hint, Hints
from writeback_tui.widgets.step_list import StepList, StepRow
from writeback_tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from writeback_tui.app import WizardApp

R = TypeVar("R")
SMALLEST = (60, 16)
"""Columns and rows below which a page cannot be read."""
ALL_ROWS_FROM = 22
"""Rows from which on a page need not leave anything out."""
STEPS_FROM = 80
"""Columns from which on there is room for the step list."""
PRIMARY = "next"
"""Id of the button that goes on."""


class FramedScreen(Screen[R], Generic[R]):
    """What a screen shows is up to `heading`, `body`, `buttons` and `hints`."""

    # The two widgets concerned draw themselves; stock Textual redraws the whole screen as well.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (SMALLEST[0], "-narrow"), (STEPS_FROM, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (SMALLEST[1], "-low"), (ALL_ROWS_FROM, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(1)", show=False),
        Binding("up", "line(-1)", show=False),
        Binding("down", "line(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._unfocused: Widget | None = None
        """What had the focus when the terminal became too small."""
        self._was_too_small = False

    @property
    def wizard(self) -> WizardApp:
        """The application, with its state."""
        app: WizardApp = self.app  # type: ignore[assignment]
        return app

    # What a screen says -----------------------------------------------------------------

    def heading(self) -> str:
        return ""

    def body(self) -> ComposeResult:
        """The widgets of the page."""
        yield from ()

    def buttons(self) -> Sequence[tuple[str, str]]:
        """Pairs of id and label, from left to right."""
        return ()

    def hints(self) -> Sequence[Hint]:
        return ()

    def always(self) -> Sequence[Hint]:
        """Keys that work on every page; at the right of the last row."""
        return ()

    def steps(self) -> Sequence[StepRow]:
        """Rows of the step list."""
        return ()

    def pressed(self, button: str) -> None:
        """A button was pressed; `button` is its id."""

    # The frame itself -------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield TitleBar(id="title-bar")
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
        yield Hints(self.hints(), self.always(), id="hints")
        yield Static(self._too_small(), id="too-small", markup=False)

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
            self.set_focus(last, scroll_visible=not isinstance(last, ChoiceList))
        else:
            self.focus_first()

    def show_title(self) -> None:
        """Puts what is known by now into the title bar and the heading."""
        if not self.is_drawn:
            return
        state = self.wizard.state
        bar = self.query_one("#title-bar", TitleBar)
        bar.product, bar.host, bar.lab = catalogue.product(state.edition), state.host, state.is_lab
        self.query_one("#heading", Static).update(safe_text(self.heading()), layout=False)

    def say(self, text: str) -> None:
        """One message above the buttons."""
        if not self.is_drawn:
            return
        line = self.query_one("#message", Static)
        if isinstance(line.content, Content) and line.content.plain == text:
            return
        line.update(safe_text(text), layout=False)

    def show_hints(self) -> None:
        """Looks again which keys the page has."""
        self.query_one("#hints", Hints).hints = tuple(self.hints())

    @property
    def is_drawn(self) -> bool:
        """Whether its widgets are there: what runs in the background may end after the page has gone."""
        return bool(self.query("#message"))

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
            self.set_focus(widget, scroll_visible=not isinstance(widget, ChoiceList))
            return

    @on(PageButton.Pressed)
    def _button_pressed(self, event: PageButton.Pressed) -> None:
        event.stop()
        if not self.is_too_small:
            self.pressed(event.button.id or "")

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
        text = text if len(text) <= line.size.width else ""
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


def _takes_focus(widget: Widget) -> bool:
    """Whether it can have the focus and nothing hides it."""
    return widget.focusable and all(
        node.display for node in widget.ancestors_with_self if isinstance(node, Widget)
    )
