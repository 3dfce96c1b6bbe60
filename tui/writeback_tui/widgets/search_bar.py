"""The field of `/` in the place of the message, and below it how many matches there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from writeback.domain.texts import _
from writeback_tui.searching import Match, Search
from writeback_tui.text import safe_text
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.hints import Hint, Hints

if TYPE_CHECKING:
    from textual.widget import Widget

    from writeback_tui.screens.frame import FramedScreen


class SearchField(Field):
    """Keys that lead out of it, or from match to match; all others are typed."""

    NAMES_ITS_KEYS = True
    """The last row has its keys for as long as it has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,tab,shift+tab", "keep", show=False),
        Binding("escape", "cancel", show=False),
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
    ]

    @property
    def bar(self) -> SearchBar:
        """What it stands in."""
        return next(node for node in self.ancestors if isinstance(node, SearchBar))

    async def action_keep(self) -> None:
        await self.bar.close(keep=True)

    async def action_cancel(self) -> None:
        await self.bar.close(keep=False)

    def action_step(self, by: int) -> None:
        self.bar.say(self.bar.search.step(by))


class SearchBar(Vertical):
    """As high as the message, which is hidden meanwhile, so that nothing moves."""

    DEFAULT_CSS = """
    SearchBar { height: 2; margin-right: 1; }
    SearchBar Horizontal { height: 1; }
    SearchBar #matches { height: 1; text-overflow: clip; text-wrap: nowrap; }
    SearchBar #search-label { width: auto; margin-right: 1; color: $label; }
    """

    def __init__(self, search: Search, focused: Widget | None) -> None:
        super().__init__(id="search-bar")
        self.search = search
        self._focused = focused
        """What had the focus before."""
        self._hints: tuple[Hint, ...] = ()

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(_("Find"), id="search-label", markup=False)
            yield SearchField(id="search")
        yield Static(id="matches", markup=False)

    def on_mount(self) -> None:
        self.screen.query_one("#message").display = False
        hints = self.screen.query_one("#hints", Hints)
        self._hints = hints.hints
        hints.hints = ((_("Enter"), _("Stay there")), (_("Up/Down"), _("Others")), (_("Esc"), _("Back")))
        self.screen.set_focus(self.query_one(SearchField))

    async def close(self, *, keep: bool) -> None:
        """Stays at the match, or goes back; the message and the focus are there again."""
        if keep and self.search.sought:
            self.screen.set_focus(self._focused, scroll_visible=False)
            self.search.take()
        else:
            self.search.cancel()
            self.screen.set_focus(self._focused, scroll_visible=False)
        self.screen.query_one("#message").display = True
        self.screen.query_one("#hints", Hints).hints = self._hints
        await self.remove()

    def say(self, found: list[Match]) -> None:
        """Which match it is, of how many, and the row that holds it."""
        self.query_one("#matches", Static).update(safe_text(words(self.search, found)), layout=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.say(self.search.look_for(event.value))


def open_search(screen: FramedScreen[Any]) -> None:
    """`/`."""
    if screen.is_too_small or not screen.query("#message"):
        return
    for field in screen.query(SearchField):
        screen.set_focus(field)
        return
    screen.search = Search(screen)
    screen.query_one("#page").mount(SearchBar(screen.search, screen.focused), before="#message")


def search_again(screen: FramedScreen[Any], by: int) -> None:
    """`n` and `N`."""
    if screen.search is None or not screen.search.sought:
        screen.say(_("Nothing has been looked for yet: / begins."))
    else:
        screen.say(words(screen.search, screen.search.go_on(by)))


def words(search: Search, found: list[Match]) -> str:
    """How many matches there are, in words, and what stands there."""
    if not search.sought:
        return ""
    if not found:
        return _("Nothing is found.")
    row = found[search.at].row
    if len(found) == 1:
        return _("The only match: {row}").format(row=row)
    return _("Match {at} of {count}: {row}").format(at=search.at + 1, count=len(found), row=row)
