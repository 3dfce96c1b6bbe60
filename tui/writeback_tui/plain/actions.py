"""What can be done on a screen, as numbered actions: its buttons, and the keys that its last row names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import App
from textual.screen import Screen

from writeback.domain.texts import _
from writeback_tui.plain.reading import is_shown
from writeback_tui.screens.frame import PRIMARY, FramedScreen
from writeback_tui.screens.side import SideScreen
from writeback_tui.widgets.bars import Bar
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.hints import Hints

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from writeback_tui.app import WizardApp

LAST = ("previous", "exit")
"""Buttons that come after the others."""
MOVES = frozenset(
    {"previous", "next", "close", "press", "app.quit", "quit", "page_help", "powershell", "app.focus_next"}
)
"""Actions of keys that have a button or a letter of their own, or that need a terminal."""
ELSEWHERE = ("palette", "search", "copy")
"""Beginnings of the names of actions that only make sense on a screen."""
OTHER_NAMES = {"esc": "escape", "del": "delete"}


@dataclass(frozen=True, slots=True)
class Action:
    """`key` is what the texts of the page call it; `press` does it."""

    label: str
    press: Callable[[], object]
    key: str = ""
    is_onward: bool = False

    @property
    def words(self) -> str:
        """The label and the key."""
        return _("{label} ({note})").format(label=self.label, note=self.key) if self.key else self.label


def actions_of(screen: FramedScreen[object]) -> tuple[Action, ...]:
    """The one that goes on comes first, the way back and the end last."""
    buttons = [button for button in screen.query(PageButton) if is_shown(button) and not button.disabled]
    first = [button for button in buttons if button.id == PRIMARY]
    last = [button for button in buttons if button.id in LAST]
    others = [button for button in buttons if button not in (*first, *last)]
    return (
        *map(_of_button, (*first, *others)),
        *_of_hints(screen, buttons),
        *_of_error(screen),
        *map(_of_button, last),
    )


def by_key(screen: FramedScreen[object], answer: str) -> Callable[[], object] | None:
    """What the key does that the answer names, such as F5."""
    found = screen.active_bindings.get(_key_name(answer))
    if found is None or not found.enabled:
        return None
    return _runs(screen.wizard, found.binding.action, found.node)


def has_onward(screen: FramedScreen[object]) -> bool:
    """Whether it has a button that goes on, be it off."""
    return any(is_shown(button) for button in screen.query(f"PageButton#{PRIMARY}"))


def needs_nobody(screen: FramedScreen[object]) -> bool:
    """Whether there is only something to read, from which one goes back."""
    buttons = [button.id for button in screen.query(PageButton) if is_shown(button)]
    if not isinstance(screen, SideScreen) or screen.fields():
        return False
    return not [name for name in buttons if name != PRIMARY]


def by_action(screen: FramedScreen[object], *names: str) -> Callable[[], object] | None:
    """The first of these actions that the screen has a key for, whichever that is."""
    found = {
        active.binding.action: active.node for active in screen.active_bindings.values() if active.enabled
    }
    known = next((name for name in names if name in found), None)
    return _runs(screen.wizard, known, found[known]) if known else None


def way_back(screen: FramedScreen[object]) -> None:
    """As Escape on the screen."""
    if press := by_action(screen, "close", "previous"):
        press()


def _of_button(button: PageButton) -> Action:
    return Action(button.label, button.action_press, is_onward=button.id == PRIMARY)


def _of_hints(screen: FramedScreen[object], buttons: list[PageButton]) -> Iterator[Action]:
    known = {button.label for button in screen.query(PageButton)}
    names = {str(button.id).replace("-", "_") for button in buttons}
    for key, label in screen.query_one(Hints).hints:
        found = screen.active_bindings.get(_key_name(key))
        if found is None or label in known:
            continue
        action, node = found.binding.action, found.node
        if not isinstance(node, Screen | App):
            # What moves within a list, or ticks a box, has its question.
            continue
        if action not in names and action not in MOVES and not action.startswith(ELSEWHERE):
            yield Action(label, _runs(screen.wizard, action, node), key)


def _of_error(screen: FramedScreen[object]) -> Iterator[Action]:
    """F5 after an error, which stands in no row of keys."""
    shown = any(bar.display for bar in screen.query("#problem").results(Bar))
    if shown and (press := by_action(screen, "retry")):
        yield Action(_("Try again"), press, "F5")


def _runs(app: WizardApp, action: str, node: DOMNode) -> Callable[[], object]:
    return lambda: app.call_later(app.run_action, action, node)


def _key_name(key: str) -> str:
    """As Textual calls it."""
    name = key.strip().casefold()
    return OTHER_NAMES.get(name, name)
