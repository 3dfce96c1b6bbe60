"""Keys of a person's own: the table of actions against the screens, and what a page makes of them."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest
from tests.screens.pages import shown, text_of, until, wizard_on
from textual.pilot import Pilot

from writeback.settings import Problem, Settings
from writeback.settings.actions import ACTIONS
from writeback_tui import flow, screens
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.help import HelpScreen
from writeback_tui.screens.side import SideScreen

NOT_ACTIONS = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "enter", "tab", "shift+tab", "ctrl+c"}
    # Textual's own, on every screen.
    | {"ctrl+q", "ctrl+tab", "super+c"}
)
OWN_KEYS = {
    "PreflightScreen": "preflight",
    "FullPlanScreen": "full-plan",
    "DeviceCodeScreen": "qr-code",
    "PortalLinkScreen": "portal-link",
}


def all_screens() -> list[tuple[str, type[FramedScreen[object]]]]:
    """Every screen with its place in the table."""
    for module in pkgutil.iter_modules(screens.__path__):
        import_module(f"{screens.__name__}.{module.name}")
    pages = [(page.value, type(flow.screen_of(page))) for page in Page]
    waiting, sides = [SideScreen], []
    while waiting:
        sides.append(waiting.pop())
        waiting += sides[-1].__subclasses__()
    ours = [side for side in sides if side.__module__.startswith("writeback_tui.screens.")]
    return [*pages, *((OWN_KEYS.get(side.__name__, "side"), side) for side in ours)]


def bound(of: type[FramedScreen[object]] | type[WizardApp]) -> dict[str, str]:
    """The keys that are bound there, each with its action's id."""
    return {key: binding.id or "" for key, binding in of._merge_bindings()}


def test_every_action_of_every_screen_is_in_the_table_with_its_keys() -> None:
    everywhere = bound(WizardApp)
    for place, screen in all_screens():
        found = everywhere | bound(screen)
        here = {key: action.id for action in ACTIONS if place in action.places for key in action.keys}
        # An action of one page goes before one of every page.
        own = {
            key: one.id for one in ACTIONS if place in one.places and len(one.places) == 1 for key in one.keys
        }
        told = {key: name for key, name in found.items() if name or key not in NOT_ACTIONS}
        assert told == here | own, screen.__name__


async def test_a_changed_key_does_it_and_is_shown_and_the_old_one_does_nothing() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await again(pilot, help=("f11", "alt+h"), next=("f12",))
        assert "F11 Help" in text_of(pilot)
        await pilot.press("f1", "f8")
        assert shown(pilot).PAGE is Page.TASKS
        await pilot.press("f11")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("f11")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("f12")
        await until(pilot, lambda: "Connect to" in text_of(pilot) and shown(pilot).PAGE is Page.CONNECT)


async def test_sentences_name_the_keys_as_they_are_now() -> None:
    async with wizard_on(Page.TASKS) as (pilot, screen):
        await again(pilot, retry=("f12",))
        shown(pilot).say("F5 tries again, F6 does not, and SRVF5 is a name.")
        await pilot.pause()
        assert "F12 tries again, F6 does not, and SRVF5 is" in text_of(pilot)
        assert screen.key_names == {}


async def test_a_letter_that_is_a_key_is_still_typed_into_a_field() -> None:
    async with wizard_on(Page.PROFILE) as (pilot, _screen):
        await again(pilot, search=("s",))
        await pilot.press("s")
        assert pilot.app.focused is not None
        assert getattr(pilot.app.focused, "value", "").endswith("s")


@pytest.mark.parametrize("page", [Page.WELCOME, Page.START])
async def test_settings_that_cannot_be_used_are_told_on_the_first_page(page: Page) -> None:
    problem = Problem("ascii is one of: true, false", 3)
    async with wizard_on(Page.TASKS) as (pilot, _screen):
        await again(pilot, page, Settings("/etc/w/settings.toml", problems=(problem,)))
        assert "/etc/w/settings.toml is not used: Line 3" in " ".join(text_of(pilot).split())


async def again(
    pilot: Pilot[None], page: Page = Page.TASKS, settings: Settings | None = None, **keys: tuple[str, ...]
) -> None:
    """The page, opened anew with these settings."""
    app, before = pilot.app, pilot.app.screen
    assert isinstance(app, WizardApp)
    app.take_settings(settings or Settings(keys=keys))
    app.go_to(shown(pilot).PAGE if keys else page)
    await until(pilot, lambda: app.screen is not before and shown(pilot).is_drawn)
    await pilot.pause()
