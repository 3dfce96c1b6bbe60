"""F1: what a page or a field is, what it changes, what can go wrong, and where Microsoft documents it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from writeback.domain.texts import _, language
from writeback.manual.layout import SPOKEN, Layout
from writeback.manual.reader import load
from writeback.manual.topic import Topic
from writeback_tui import catalogue
from writeback_tui.catalogue import Page
from writeback_tui.screens.side import TextScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.drawn import Drawn


class HelpScreen(TextScreen):
    """The manual's topic of a page, or another one; the field that had the focus comes first."""

    def __init__(self, about: Page | str, focused: Widget | None = None) -> None:
        super().__init__("", ())
        self.about = about
        self.topic = load(about.value if isinstance(about, Page) else about, language())
        self.field = (focused.id or "") if focused is not None else ""

    def heading(self) -> str:
        """A page is called as the server's edition calls it."""
        name = self.topic.title
        if isinstance(self.about, Page):
            name = catalogue.title(self.about, self.wizard.state.edition)
        return _("Help: {page}").format(page=name)

    def body(self) -> ComposeResult:
        yield ManualText(self.topic, self.field, id="text")


class ManualText(Drawn):
    """A topic, laid out for the width that there is."""

    def __init__(self, topic: Topic, field: str, *, id: str) -> None:
        super().__init__(id=id)
        self.topic = topic
        self.field = field
        self._laid_out: tuple[int, tuple[str, ...]] = (0, ())

    def lines(self, width: int) -> list[Content]:
        if self._laid_out[0] != width:
            self._laid_out = width, Layout(width, breaks=True).topic(self.topic, self.field)
        return [safe_text(self.keyed(line)) for line in self._laid_out[1]]

    def spoken(self) -> Sequence[str]:
        """For the plain mode."""
        return SPOKEN.topic(self.topic, self.field)
