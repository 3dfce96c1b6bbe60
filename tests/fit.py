"""Which of our own words a screen has no room for."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from writeback_tui.text import wrapped
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.container_tree import ContainerTree
from writeback_tui.widgets.drawn import Drawn
from writeback_tui.widgets.form_row import FormRow
from writeback_tui.widgets.pick_list import PickList
from writeback_tui.widgets.status_line import StatusLine
from writeback_tui.widgets.title_bar import TitleBar
from writeback_tui.widgets.trial_rows import TrialRows

SMALL = (60, 16)
CUT_NAMES_OF_OTHERS = (TitleBar, StatusLine, ContainerTree, TrialRows, PickList)
"""What they show may be of any length, so they cut it on purpose."""


def cut_off(pilot: Pilot[None]) -> list[str]:
    """What is not shown whole; empty where everything fits."""
    screen = pilot.app.screen
    return [
        *_buttons(screen),
        *_drawn(screen),
        *_static(screen, "#heading", 1),
        *_static(screen, "#message", 2),
        *_labels(screen),
    ]


async def cut_off_when_small(pilot: Pilot[None]) -> list[str]:
    """As `cut_off`, on the smallest terminal there is; the size is then as it was."""
    size = pilot.app.size
    await pilot.resize_terminal(*SMALL)
    await pilot.pause()
    found = cut_off(pilot)
    await pilot.resize_terminal(*size)
    await pilot.pause()
    return found


def _buttons(screen: Screen[object]) -> Iterator[str]:
    for button in screen.query(PageButton):
        assert isinstance(button.parent, Widget)
        is_whole = button.region.width >= Content(button._text()).cell_length
        is_inside = button.parent.content_region.intersection(screen.region).contains_region(button.region)
        if button.display and button.parent.display and not (is_whole and is_inside):
            yield f"button: {button._text()}"


def _drawn(screen: Screen[object]) -> Iterator[str]:
    cut: list[str] = []
    truncate = Content.truncate

    def noticed(self: Content, width: int, *args: object, **kwargs: object) -> Content:
        if self.cell_length > width:
            cut.append(f"cut: {self.plain}")
        return truncate(self, width, *args, **kwargs)  # type: ignore[arg-type]

    with mock.patch.object(Content, "truncate", noticed):
        for widget in screen.query(Drawn):
            if widget.display and widget.size.width and not isinstance(widget, CUT_NAMES_OF_OTHERS):
                cut += (
                    f"wide: {line.plain}"
                    for line in widget.lines(widget.size.width)
                    if line.cell_length > widget.size.width
                )
    yield from cut


def _static(screen: Screen[object], query: str, rows: int) -> Iterator[str]:
    for widget in screen.query(query).results(Static):
        text = str(widget.content)
        if len(wrapped(text, widget.size.width or SMALL[0])) > rows:
            yield f"{query}: {text}"


def _labels(screen: Screen[object]) -> Iterator[str]:
    for row in screen.query(FormRow):
        width = row.query_one(Static).size.width
        if width and Content(row.label).cell_length >= width:
            yield f"label: {row.label}"
