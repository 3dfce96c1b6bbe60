"""Ctrl+P: everything that can be done on the page that is shown, with its key, and why what is off is off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from writeback.domain.texts import _
from writeback_tui import catalogue, flow
from writeback_tui.remapping import shown_key
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.palette import PaletteScreen
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.terminal_profile import Colours, Window, colours_of
from writeback_tui.themes import OWN
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.hints import Hints
from writeback_tui.widgets.pick_list import Entry

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from writeback_tui.screens.frame import FramedScreen

QUIT = "quit"
ALIASES = {"read": "read_again", "again": "retry", "exit": QUIT, "leave": QUIT}
"""Buttons whose id is not the name of the action that does the same."""
ALWAYS = ("page_help", "powershell", "close", "search", "copy", "redraw", "pause")
"""Actions that are there whether or not a page names them; on a page of the wizard also Next and Previous."""


def open_palette(screen: FramedScreen[Any]) -> None:
    """Shows the palette over the screen; what is picked is done once it has closed."""
    if not screen.is_too_small:
        screen.app.push_screen(PaletteScreen(entries(screen)), partial(_run, screen))


def _run(screen: FramedScreen[Any], entry: Entry | None) -> None:
    if entry is not None and screen.is_current:
        entry.run()


def entries(screen: FramedScreen[Any]) -> tuple[Entry, ...]:
    """The page's own actions first; what is off comes last. Of those with the same name the first."""
    found: dict[str, Entry] = {}
    for entry in (*_actions(screen), *_pages(screen), *_themes(screen), *_quit(screen)):
        found.setdefault(entry.label, entry)
    return tuple(sorted(found.values(), key=lambda entry: bool(entry.closed)))


# What the page can do -------------------------------------------------------------------


@dataclass(slots=True)
class _Bound:
    """An action that has a key now, the owner of the binding, and all its keys as they are shown."""

    action: str
    node: DOMNode
    keys: list[str]

    @property
    def name(self) -> str:
        return self.action.rpartition(".")[2]


def _actions(screen: FramedScreen[Any]) -> Iterator[Entry]:
    bound = _bound(screen)
    hinted = dict(screen.query_one("#hints", Hints).hints)
    done = {QUIT}
    for button in sorted(screen.query(PageButton), key=lambda button: button.id != PRIMARY):
        name = ALIASES.get(button.id or "", button.id or "")
        if button.display and name not in done:
            done.add(name)
            yield _of_button(screen, button, bound[name].keys[0] if name in bound else "")
    for name, one in bound.items():
        key = next((key for key in one.keys if key in hinted), one.keys[0])
        label = hinted.get(key) or (_names().get(name, "") if _is_always(screen, name) else "")
        if label and name not in done:
            yield Entry(label, partial(_act, screen, one), key)


def _quit(screen: FramedScreen[Any]) -> Iterator[Entry]:
    bound = _bound(screen).get(QUIT)
    if bound is not None:
        yield Entry(_("Leave this program"), partial(_act, screen, bound), bound.keys[0])


def _of_button(screen: FramedScreen[Any], button: PageButton, key: str) -> Entry:
    reason = screen.why_off(button.id or "") or _("This is not possible now.")
    return Entry(button.label, button.action_press, key, reason if button.disabled else "")


def _bound(screen: FramedScreen[Any]) -> dict[str, _Bound]:
    """By name, without the moves within a widget and from one to the next."""
    found: dict[str, _Bound] = {}
    for active in screen.active_bindings.values():
        one = _Bound(active.binding.action, active.node, [])
        if active.node in (screen, screen.app):
            found.setdefault(one.name, one).keys.append(shown_key(active.binding.key))
    return found


def _is_always(screen: FramedScreen[Any], name: str) -> bool:
    if isinstance(screen, WizardScreen):
        return name in ALWAYS or (name == "retry" and screen.can_retry)
    return name in ALWAYS


def _act(screen: FramedScreen[Any], one: _Bound) -> None:
    screen.call_later(screen.app.run_action, one.action, one.node)


# Where one can go -----------------------------------------------------------------------


def _pages(screen: FramedScreen[Any]) -> Iterator[Entry]:
    """The pages that Previous leads to, one after the other."""
    if not isinstance(screen, WizardScreen) or screen.wizard.is_changing or not screen.may_go_back():
        return
    state = screen.wizard.state
    page = flow.preceding(screen.PAGE, state) if screen.PAGE in flow.path(state) else None
    while page is not None:
        title = catalogue.title(page, state.edition)
        yield Entry(_("Back to: {page}").format(page=title), partial(_go_back, screen, page))
        page = flow.preceding(page, state)


def _go_back(screen: WizardScreen, page: catalogue.Page) -> None:
    screen.keep()
    screen.wizard.go_to(page)


def _themes(screen: FramedScreen[Any]) -> Iterator[Entry]:
    app = screen.wizard
    for name in themes(app.window, colours_of(os.environ)):
        note = _("now") if name == app.theme else ""
        yield Entry(_("Theme: {name}").format(name=name), partial(choose_theme, screen, name), note)


def choose_theme(screen: FramedScreen[Any], name: str) -> None:
    """Draws everything in the theme, at the next start as well unless settings.toml has another."""
    app = screen.wizard
    app.theme = name
    app.remember("theme", name)
    if app.theme_on_file not in ("", name):
        text = _("For this time: the next start takes {theme}, as settings.toml says.")
        screen.say(text.format(theme=app.theme_on_file))


def themes(window: Window, colours: Colours) -> tuple[str, ...]:
    """Our own, whose contrast is known; no choice where the terminal's own colours are all there are."""
    if window.no_color or colours < Colours.MANY:
        return ()
    return tuple(OWN)


# In words -------------------------------------------------------------------------------


def _names() -> dict[str, str]:
    """Actions that no button and no hint names."""
    return {
        "page_help": _("Help on this page"),
        "powershell": _("PowerShell of this page"),
        "retry": _("Try again"),
        "close": _("Back"),
        "search": _("Find on this page"),
        "copy": _("Copy a value"),
        "redraw": _("Draw the screen again"),
        "pause": _("Suspend this program"),
    }
