"""What of a page can be copied: the values it shows by name, and its whole text. Never a secret."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from writeback.domain.facts import TenantFacts
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.contents.actions import full_plan
from writeback_tui.screens.side import TextBlock, TextScreen
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.text import pasteable
from writeback_tui.widgets.bars import Bar
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.chooser import Chooser
from writeback_tui.widgets.container_tree import ContainerTree
from writeback_tui.widgets.drawn import Drawn
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.form_row import FormRow
from writeback_tui.widgets.qr_picture import QrPicture
from writeback_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from writeback_tui.screens.frame import FramedScreen

EMPTY = frozenset({"", "-", "?", "organizations"})
"""Nothing is known; the last of them stands for any tenant."""


@dataclass(frozen=True, slots=True)
class Value:
    """`lines` are harmless to paste; only a block has more than one."""

    label: str
    lines: tuple[str, ...]

    @property
    def whole(self) -> str:
        """What is copied."""
        return "\n".join(self.lines)


def value(label: str, *lines: object) -> Value:
    """One line, or a block; of a secret nothing is left."""
    shown = ("" if isinstance(line, Secret) else pasteable(line).rstrip() for line in lines)
    return Value(pasteable(label).strip(" :"), tuple(shown))


def values_of(screen: FramedScreen[Any]) -> tuple[Value, ...]:
    """What has the focus first, then from top to bottom, then what the session knows; nothing twice."""
    found: dict[str, Value] = {}
    for one in _all(screen):
        if one.whole.strip() not in EMPTY:
            found.setdefault(one.whole, one)
    return tuple(found.values())


def _all(screen: FramedScreen[Any]) -> Iterator[Value]:
    if screen.focused is not None:
        yield from _of_widget(screen.focused)
    yield from (value(label, *lines) for label, *lines in screen.values())
    if isinstance(screen, TextScreen):
        yield value(screen.heading(), *screen.lines)
    shown = [widget for widget in screen.query_one("#body").query("*") if _is_shown(widget)]
    found = [(widget, one) for widget in shown for one in _of_widget(widget)]
    yield from (one for widget, one in found if not isinstance(widget, Bar) or widget.id == "problem")
    if not isinstance(screen, TextScreen):
        yield from _of_session(screen)
    yield from (one for _widget, one in found)
    yield value(_("Message"), _words(screen.query_one("#message", Static)))
    yield value(_("Everything on this page"), screen.heading(), *_text_of(shown))


def _of_widget(widget: Widget) -> Iterator[Value]:
    match widget:
        case Rows():
            yield from (value(label, text) for label, text in _whole(widget.rows))
        case Field(password=False):
            label = widget.parent.label if isinstance(widget.parent, FormRow) else _("Field")
            yield value(label, widget.value)
        case Chooser():
            yield value(widget.label, widget.values[widget.at])
        case ChoiceList():
            yield value(_("Chosen row"), widget.current.label)
            yield value(_("Beside it"), widget.current.note)
        case ContainerTree() if widget.rows:
            row = widget.rows[min(widget.at, len(widget.rows) - 1)]
            yield value(_("Container"), row.name)
            yield value(_("Distinguished name"), row.dn)
        case Bar():
            yield value(_("Error") if widget.id == "problem" else _("Notice"), widget.text)
        case TextBlock() if len(widget.texts) > 1:
            yield value(_("Text"), *widget.texts)


def _whole(rows: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """A row without a label goes on with the one above it: a path is cut after its folder."""
    joined: list[tuple[str, str]] = []
    for label, text in rows:
        if label or not joined:
            joined.append((label, text))
        else:
            above, before = joined.pop()
            joined.append((above, f"{before}{'' if before.endswith('/') else ' '}{text}"))
    return joined


def _of_session(screen: FramedScreen[Any]) -> Iterator[Value]:
    state = screen.wizard.state
    if state.session is not None:
        yield value(_("Address of the server"), state.session.profile.server.host)
        yield value(_("Tenant"), state.session.profile.tenant)
        tenant = state.session.facts.tenant
        yield value(_("Tenant id"), tenant.tenant_id if isinstance(tenant, TenantFacts) else "")
    yield from (value(_("Run"), run.run_id) for run in reversed(state.runs))
    if state.plan is not None:
        yield value(_("Full plan"), *full_plan(state.plan))
    if isinstance(screen, WizardScreen):
        yield value(_("PowerShell of this page"), *screen.powershell())


# The page as text -----------------------------------------------------------------------


def _text_of(shown: Sequence[Widget]) -> Iterator[str]:
    for widget in shown:
        match widget:
            case Drawn() if not isinstance(widget, QrPicture):
                yield from (line.plain for line in widget.lines(widget.drawn_width))
            case FormRow():
                yield f"{widget.label}  {widget.field.value}"
            case Static() if not isinstance(widget.parent, FormRow):
                yield _words(widget)


def _words(widget: Static) -> str:
    content = widget.content
    return content.plain if isinstance(content, Content) else str(content)


def _is_shown(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
