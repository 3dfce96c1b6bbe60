"""What a screen says and asks, from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from writeback.domain.texts import N_, _, ngettext
from writeback_tui.screens.frame import PRIMARY, BodyScroll, FramedScreen
from writeback_tui.widgets.bars import Bar
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.chooser import Chooser
from writeback_tui.widgets.container_tree import ContainerTree
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.form_row import FormRow
from writeback_tui.widgets.tick_box import TickBox
from writeback_tui.widgets.yes_no import YesNo

ASKED = (TickBox, YesNo, ChoiceList, Chooser, Field)
"""What can be filled in; each kind has its question in `questions.py`."""
HOLDERS = (Horizontal, Vertical, BodyScroll, FormRow)
"""What only holds others."""
UNSAID = (PageButton,)
"""Part of the numbered actions."""
MARKS = (
    ("[OK] ", N_("Passed: {text}")),
    ("[!!] ", N_("Failed: {text}")),
    ("[! ] ", N_("Warning: {text}")),
    ("[??] ", N_("Not known: {text}")),
    ("[..] ", N_("Going on: {text}")),
    ("[--] ", N_("Left out: {text}")),
    ("[i ] ", N_("Hint: {text}")),
    ("[  ] ", N_("To come: {text}")),
    (". (o) ", N_("Chosen: {text}")),
    (". ( ) ", N_("Not chosen: {text}")),
)
"""Marks at the beginning of a line."""
GAP = re.compile(r"(?<=\S\S) {2,}")
"""Between two columns; a bullet is none."""
LONG = 60
"""Lines of a tree that are read out unasked."""
TERM = 20
"""Characters of a first column that names what stands beside it."""
LEGEND = "[x] "
"""Begins a line that explains marks, which are words here."""


@runtime_checkable
class Speaking(Protocol):
    """A widget that says what it shows in words."""

    def spoken(self) -> Sequence[str]:
        """One line each, unwrapped."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line. `is_result` is for what an action may say once more in the same words."""

    text: str
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Something to fill in; `label` is what stands before it."""

    widget: Widget
    label: str


Item = Said | Asked


def read(screen: FramedScreen[object], *, whole: bool = False) -> Iterator[Item]:
    """The body and the message below it; of a long tree the upper levels only unless it is the `whole`."""
    for item in _read(screen.query_one("#body")):
        if isinstance(item, ContainerTree):
            yield from _lines(item.spoken() if whole else outline(item))
        else:
            yield item
    message = text_of(screen.query_one("#message", Static))
    if message and screen.query_one("#message").display:
        closed = any(button.disabled and is_shown(button) for button in screen.query(f"PageButton#{PRIMARY}"))
        text = _("{button} is off: {reason}").format(button=_onward(screen), reason=message)
        yield Said(text if closed else message, is_result=True)


def outline(tree: ContainerTree) -> Sequence[str]:
    """The levels that are short enough to be listened to, and how many containers are below them."""
    deepest = max((row.depth for row in tree.rows), default=0)
    while deepest and sum(row.depth <= deepest for row in tree.rows) > LONG:
        deepest -= 1
    lines = [text for row, text in zip(tree.rows, tree.spoken(), strict=True) if row.depth <= deepest]
    left = len(tree.rows) - len(lines)
    if not left:
        return lines
    text = ngettext(
        "{count} container below these is not read out.",
        "{count} containers below these are not read out.",
        left,
    )
    return (*lines, text.format(count=left))


def is_cut(screen: FramedScreen[object]) -> bool:
    """Whether a tree has more than its outline."""
    return any(list(outline(tree)) != list(tree.spoken()) for tree in screen.query(ContainerTree))


def is_shown(widget: Widget) -> bool:
    """Whether nothing hides it."""
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))


def text_of(static: Static) -> str:
    """What it shows."""
    content = static.content
    return content.plain if isinstance(content, Content) else str(content)


def unmarked(line: str) -> str:
    """The line with a mark at its beginning as a word."""
    bare = line.strip()
    if bare.startswith(LEGEND):
        return ""
    for mark, words in MARKS:
        if bare.startswith(mark):
            bare = _(words).format(text=bare.removeprefix(mark).strip())
    inline = {"[OK]": _("passed,"), "[!!]": _("failed,"), "[??]": _("not known,")}
    for mark, word in inline.items():
        bare = bare.replace(mark, word)
    return in_one_line(bare)


def in_one_line(text: str) -> str:
    """Columns that only spaces keep apart, with a colon after the first and commas."""
    first, *others = GAP.split(" ".join(text.split("\n")).strip())
    names = bool(others) and ":" not in first and len(first) <= TERM
    return (": " if names else ", ").join([first, ", ".join(others)]) if others else first


def _read(holder: Widget) -> Iterator[Item | ContainerTree]:
    label = ""
    for widget in (child for child in holder.children if child.display):
        if type(widget) is Static:
            yield from _lines([label] if label else ())
            label = text_of(widget)
        elif isinstance(widget, ASKED):
            is_named = isinstance(widget, Field) and label
            yield from _lines([label] if label and not is_named else ())
            yield Asked(widget, label if is_named else "")
            label = ""
        else:
            yield from _lines([label] if label else ())
            label = ""
            yield from _others(widget)
    yield from _lines([label] if label else ())


def _others(widget: Widget) -> Iterator[Item | ContainerTree]:
    if isinstance(widget, HOLDERS):
        yield from _read(widget)
    elif isinstance(widget, ContainerTree):
        yield widget
    elif isinstance(widget, Speaking):
        says = in_one_line if isinstance(widget, Bar) else unmarked
        is_result = widget.id in ("problem", "result")
        yield from (Said(line, is_result) for line in map(says, widget.spoken()) if line)
    elif not isinstance(widget, UNSAID):
        # A test keeps this from being needed.
        yield from _lines(str(widget.render()).splitlines())


def _lines(texts: Sequence[str]) -> Iterator[Said]:
    yield from (Said(line) for line in map(unmarked, texts) if line)


def _onward(screen: Screen[object]) -> str:
    return next((button.label for button in screen.query(f"#{PRIMARY}").results(PageButton)), "")
