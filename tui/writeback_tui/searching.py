"""`/`: finds words in whatever a page shows, moves there as they are typed, and knows the way back.

What is moved over is not chosen: only Enter, `n` and `N` choose, as the arrows do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from writeback_tui.contents.matching import Span, folded, spans
from writeback_tui.contents.ou_tree import visible_rows
from writeback_tui.screens.frame import BodyScroll, FramedScreen
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.container_tree import ContainerTree
from writeback_tui.widgets.drawn import Drawn, Mark
from writeback_tui.widgets.form_row import FormRow


class Searched(Protocol):
    """A widget as something to search in: `texts` are its rows, or all it says as one."""

    def texts(self) -> Sequence[str]: ...

    def row(self, index: int, span: Span) -> str:
        """The row in which the match begins."""

    def show(self, index: int, span: Span) -> None:
        """Moves to the match without choosing anything."""

    def take(self, index: int) -> None:
        """Stays there: the focus and the choice follow."""

    def leave(self) -> None:
        """Shows nothing of the search any more."""

    def restore(self) -> None:
        """As it was when the search began."""


@dataclass(frozen=True, slots=True)
class Match:
    """`index` is that of the text of the place."""

    place: Searched
    index: int
    span: Span

    @property
    def row(self) -> str:
        """What stands in the row where it begins."""
        return self.place.row(self.index, self.span)


class Search:
    """One search on one screen, from `/` on; `n` and `N` go on with it after its field has been closed."""

    def __init__(self, screen: FramedScreen[Any]) -> None:
        self.screen = screen
        self.sought = ""
        self.at = 0
        self.body = screen.query_one("#body", BodyScroll)
        self.places = self._look_around()
        self._top = self.body.scroll_offset.y

    @property
    def matches(self) -> list[Match]:
        """All of them, from top to bottom, in what the page shows now."""
        return [
            Match(place, index, span)
            for place in self.places
            for index, text in enumerate(place.texts())
            for span in spans(text, self.sought)
        ]

    def look_for(self, words: str) -> list[Match]:
        """Moves to the first match; where there is none, back to where one was."""
        self.sought, self.at = folded(words), 0
        return self._show() or self._nothing()

    def step(self, by: int) -> list[Match]:
        """Moves on by that many, from the last to the first and back."""
        self.at += by
        return self._show()

    def go_on(self, by: int) -> list[Match]:
        """As `step`, when the field has been closed: stays there, in whatever the page shows by now."""
        self.places = self._look_around()
        found = self.step(by)
        self.take()
        return found

    def take(self) -> None:
        """Keeps the place."""
        found = self.matches
        if found:
            match = found[self.at % len(found)]
            match.place.take(match.index)

    def cancel(self) -> None:
        """Back to where one was."""
        for place in self.places:
            place.restore()
            place.leave()
        self.body.scroll_to(y=self._top, animate=False, force=True)

    def _look_around(self) -> list[Searched]:
        return [place for widget in self.body.query("*") for place in _searched(widget)]

    def _show(self) -> list[Match]:
        found = self.matches
        if found:
            self.at %= len(found)
            match = found[self.at]
            for place in self.places:
                if place is not match.place:
                    place.leave()
            match.place.show(match.index, match.span)
        return found

    def _nothing(self) -> list[Match]:
        self.cancel()
        return []


# What can be searched -------------------------------------------------------------------


class _InList:
    """The rows of a list."""

    def __init__(self, widget: ChoiceList) -> None:
        self.widget = widget
        self.before = widget.at

    def texts(self) -> Sequence[str]:
        return [f"{choice.label}  {choice.note}".rstrip() for choice in self.widget.choices]

    def row(self, index: int, span: Span) -> str:
        return self.texts()[index]

    def show(self, index: int, span: Span) -> None:
        self.widget.sought = True
        self.widget.point_at(self.widget.choices[index])

    def take(self, index: int) -> None:
        self.widget.screen.set_focus(self.widget, scroll_visible=False)
        self.widget.look_at(self.widget.choices[index])
        self.leave()

    def leave(self) -> None:
        self.widget.sought = False

    def restore(self) -> None:
        self.widget.at = self.before


class _InTree:
    """All containers, also those that are folded away."""

    def __init__(self, widget: ContainerTree) -> None:
        self.widget = widget
        self.before = (widget.folded, widget.at, widget.top)

    def texts(self) -> Sequence[str]:
        return [row.name for row in visible_rows(self.widget.trees, frozenset())]

    def row(self, index: int, span: Span) -> str:
        return self.texts()[index]

    def show(self, index: int, span: Span) -> None:
        self.widget.sought = True
        self.widget.point_at(visible_rows(self.widget.trees, frozenset())[index].dn)

    def take(self, index: int) -> None:
        self.widget.screen.set_focus(self.widget)
        self.leave()

    def leave(self) -> None:
        self.widget.sought = False

    def restore(self) -> None:
        self.widget.folded, self.widget.at, self.widget.top = self.before


class _InLines:
    """What a widget draws, as one text, so that a match may go over the end of a row."""

    def __init__(self, widget: Drawn) -> None:
        self.widget = widget

    def texts(self) -> Sequence[str]:
        return [" ".join(text for _row, _start, text in self._rows())]

    def row(self, index: int, span: Span) -> str:
        row = next(self._marks(span)).row
        return next(text for number, _column, text in self._rows() if number == row)

    def show(self, index: int, span: Span) -> None:
        self.widget.marks = tuple(self._marks(span))
        if self.widget.marks:
            _bring_into_view(self.widget, self.widget.marks[0].row)

    def take(self, index: int) -> None:
        if self.widget.focusable:
            self.widget.screen.set_focus(self.widget, scroll_visible=False)

    def leave(self) -> None:
        self.widget.marks = ()

    def restore(self) -> None:
        """A text has no place of its own."""

    def _rows(self) -> Iterator[tuple[int, int, str]]:
        """Row, the column at which it begins, and what it says."""
        for number, line in enumerate(self.widget.lines(self.widget.drawn_width)):
            text = line.plain.strip()
            if text:
                yield number, len(line.plain) - len(line.plain.lstrip()), text

    def _marks(self, span: Span) -> Iterator[Mark]:
        """The parts of the match, row by row."""
        before = 0
        for row, column, text in self._rows():
            start, end = max(span[0] - before, 0), min(span[1] - before, len(text))
            if start < end:
                yield Mark(row, column + start, column + end, text[start:end])
            before += len(text) + 1


class _InWords:
    """A caption or the label of a field; it shows no mark of its own."""

    def __init__(self, widget: Static | FormRow) -> None:
        self.widget = widget

    def texts(self) -> Sequence[str]:
        if isinstance(self.widget, FormRow):
            return [f"{self.widget.label}  {self.widget.field.value}".rstrip()]
        content = self.widget.content
        return [content.plain if isinstance(content, Content) else str(content)]

    def row(self, index: int, span: Span) -> str:
        return self.texts()[index]

    def show(self, index: int, span: Span) -> None:
        _bring_into_view(self.widget, 0)

    def take(self, index: int) -> None:
        if isinstance(self.widget, FormRow):
            self.widget.screen.set_focus(self.widget.field, scroll_visible=False)

    def leave(self) -> None:
        """Nothing shows."""

    def restore(self) -> None:
        """Nothing was moved."""


def _searched(widget: Widget) -> Iterator[Searched]:
    if not all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget)):
        return
    match widget:
        case ChoiceList():
            yield _InList(widget)
        case ContainerTree():
            yield _InTree(widget)
        case Drawn():
            yield _InLines(widget)
        case FormRow():
            yield _InWords(widget)
        case Static() if not isinstance(widget.parent, FormRow):
            yield _InWords(widget)


def _bring_into_view(widget: Widget, row: int) -> None:
    body = next((node for node in widget.ancestors if isinstance(node, BodyScroll)), None)
    if body is not None:
        y = widget.region.y - body.region.y + body.scroll_offset.y + row
        body.scroll_to_region(Region(0, y, 1, 1), animate=False, force=True)
