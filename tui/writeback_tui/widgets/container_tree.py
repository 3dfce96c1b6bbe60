"""The tri-state tree of containers: it is looked at, folded and unfolded, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, MouseEvent, MouseScrollDown, MouseScrollUp
from textual.geometry import Size
from textual.reactive import reactive
from textual.style import Style

from writeback.domain.texts import _
from writeback_tui.contents.ou_tree import Container, Row, Tick, visible_rows
from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn

INDENT = 4
DEEPEST = 6
"""Levels that are indented: deeper ones stand under each other, so that their names still fit."""
LEAST = 4


class ContainerTree(Drawn, can_focus=True):
    """Draws only the rows that it has room for. Right opens or goes down, Left folds or goes up."""

    DEFAULT_CSS = f"ContainerTree {{ height: 1fr; min-height: {LEAST}; }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("left", "fold", show=False),
        Binding("right", "unfold", show=False),
    ]

    at: reactive[int] = reactive(0)
    folded: reactive[frozenset[str]] = reactive(frozenset())
    trees: reactive[tuple[Container, ...]] = reactive(())
    sought: reactive[bool] = reactive(False)
    """Its cursor is drawn without the focus: somebody searches."""

    def __init__(self, trees: Sequence[Container] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.top = 0
        self.set_reactive(ContainerTree.trees, tuple(trees))

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row that is not folded away."""
        return visible_rows(self.trees, self.folded)

    def show(self, trees: Sequence[Container]) -> None:
        """Another directory: from its first row, unfolded."""
        self.at, self.top, self.folded = 0, 0, frozenset()
        self.trees = tuple(trees)

    def point_at(self, dn: str) -> None:
        """Opens what the container is folded away in, and puts the cursor on it."""
        parents = {row.dn: row.parent for row in visible_rows(self.trees, frozenset())}
        above, opened = parents.get(dn), set()
        while above is not None:
            opened.add(above)
            above = parents[above]
        self.folded -= opened
        self.at = next((index for index, row in enumerate(self.rows) if row.dn == dn), self.at)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(LEAST, len(self.rows))

    def lines(self, width: int) -> list[Content]:
        rows, room = self.rows, max(1, self.size.height or LEAST)
        self._follow(len(rows), room)
        shown = [
            self._line(rows[index], index == self.at, width)
            for index in range(self.top, min(len(rows), self.top + room))
        ]
        if len(rows) > room:
            shown[-1] = self._with_count(shown[-1], self.top + len(shown), len(rows), width)
        return shown

    def spoken(self) -> tuple[str, ...]:
        """One line a container, uncut, with its level."""
        words = {
            Tick.SELECTED: _("Level {level}, selected: {name}"),
            Tick.PARTLY: _("Level {level}, partly selected: {name}"),
            Tick.NOT_SELECTED: _("Level {level}, not selected: {name}"),
        }
        return tuple(words[row.tick].format(level=row.depth + 1, name=row.name) for row in self.rows)

    def on_click(self, event: Click) -> None:
        """For those who turn the mouse on: another row is gone to, the one at hand is folded or opened."""
        at = self.top + event.y
        if at == self.at and (row := self._current()) is not None and row.folded is not None:
            self.folded ^= {row.dn}
        elif 0 <= at < len(self.rows):
            self.at = at

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        self._roll(event, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        self._roll(event, -1)

    def action_move(self, by: int) -> None:
        """Past either end the focus goes on."""
        position = self.at + by
        if 0 <= position < len(self.rows):
            self.at = position
        elif by < 0:
            self.screen.focus_previous()
        else:
            self.screen.focus_next()

    def action_page(self, by: int) -> None:
        room = max(1, self.size.height - 1)
        self.at = min(max(0, self.at + by * room), max(0, len(self.rows) - 1))

    def action_edge(self, position: int) -> None:
        self.at = position % len(self.rows) if self.rows else 0

    def action_fold(self) -> None:
        if (row := self._current()) is None:
            return
        if row.folded is False:
            self.folded |= {row.dn}
        elif row.parent is not None:
            self.at = next(index for index, other in enumerate(self.rows) if other.dn == row.parent)

    def action_unfold(self) -> None:
        if (row := self._current()) is None:
            return
        if row.folded:
            self.folded -= {row.dn}
        elif row.folded is False:
            self.at += 1

    def _roll(self, event: MouseEvent, by: int) -> None:
        """The wheel moves the cursor, and the page only where the tree has come to its end."""
        at = min(max(0, self.at + by), len(self.rows) - 1)
        if at != self.at:
            event.stop()
            self.at = at

    def _current(self) -> Row | None:
        rows = self.rows
        return rows[min(self.at, len(rows) - 1)] if rows else None

    def _follow(self, count: int, room: int) -> None:
        """Moves the window just so far that the cursor is in it."""
        at = min(self.at, count - 1)
        self.top = max(0, min(self.top, at, count - room)) if at < self.top + room else at - room + 1

    def _line(self, row: Row, here: bool, width: int) -> Content:
        lead = " " * (INDENT * min(row.depth, DEEPEST))
        is_lit = here and (self.has_focus or self.sought)
        mark = Content.styled(safe_str(row.tick.value), Style(reverse=is_lit))
        more = f"  {_('... folded')}" if row.folded else ""
        return Content.assemble(lead, mark, f" {safe_str(row.name)}{more}").truncate(width)

    @staticmethod
    def _with_count(line: Content, last: int, count: int, width: int) -> Content:
        place = _("{last} of {count}").format(last=last, count=count)
        room = width - len(place) - 2
        cut = line.truncate(room)
        return Content.assemble(cut, " " * (room - cut.cell_length + 2), Content.styled(place, "$label"))
