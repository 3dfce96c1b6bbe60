"""No function key is the only way: not every terminal has them, sends them or leaves them to the program."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from tests.screens.pages import text_of, until, wizard_on
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

import writeback_tui
from writeback_tui.app import WizardApp
from writeback_tui.catalogue import Page
from writeback_tui.key_names import STANDS_FOR

FUNCTION_KEYS = frozenset(STANDS_FOR.values())
MNEMONICS = {"f1": "alt+h", "f5": "ctrl+r", "f7": "alt+p", "f8": "alt+n", "f9": "alt+w", "f10": "ctrl+q"}
"""What every page has beside Alt and the digit."""


def owners() -> Iterator[type[DOMNode]]:
    """Every class of ours that may bind keys."""
    for module in pkgutil.walk_packages(writeback_tui.__path__, "writeback_tui."):
        if ".plain" in module.name or module.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            is_ours = isinstance(value, type) and value.__module__ == module.name
            if is_ours and issubclass(value, DOMNode):
                yield value


def keys_by_action(owner: type[DOMNode]) -> dict[str, set[str]]:
    """All keys that its own bindings give an action."""
    found: dict[str, set[str]] = {}
    for binding in owner.__dict__.get("BINDINGS", ()):
        assert isinstance(binding, Binding)
        found.setdefault(binding.action, set()).update(key.strip() for key in binding.key.split(","))
    return found


OWNERS = [owner for owner in owners() if keys_by_action(owner)]


def test_the_classes_with_keys_are_found() -> None:
    assert WizardApp in OWNERS
    assert len([owner for owner in OWNERS if issubclass(owner, Screen)]) > 10


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_every_function_key_that_is_bound_has_a_stand_in(owner: type[DOMNode]) -> None:
    bound = {key for keys in keys_by_action(owner).values() for key in keys}
    function_keys = {key for key in bound if key[0] == "f" and key[1:].isdigit()}
    assert function_keys <= FUNCTION_KEYS
    assert bound.isdisjoint(STANDS_FOR), "Alt and a digit are function keys already"


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_no_key_is_bound_that_multiplexers_keep_for_themselves(owner: type[DOMNode]) -> None:
    bound = {key for keys in keys_by_action(owner).values() for key in keys}
    assert bound.isdisjoint({"ctrl+a", "ctrl+b"})


@pytest.mark.parametrize("key", ["f1", "alt+1", "alt+h", "question_mark"])
async def test_help_opens_with_any_of_its_keys(key: str) -> None:
    async with wizard_on(Page.TASKS) as (pilot, _page):
        await pilot.press(key)
        await until(pilot, lambda: "Help: Additional tasks" in text_of(pilot))
        await pilot.press(key)
        await until(pilot, lambda: "Help:" not in text_of(pilot))


async def test_a_question_mark_that_is_typed_into_a_field_stays_there() -> None:
    async with wizard_on(Page.PROFILE) as (pilot, page):
        await pilot.press("question_mark")
        assert getattr(page.focused, "value", "") == "?"


async def test_keys_with_a_meaning_of_their_own_do_what_function_keys_do() -> None:
    async with wizard_on(Page.TASKS) as (pilot, _page):
        for key in MNEMONICS.values():
            bound = pilot.app.screen.active_bindings
            assert key in bound, key
        for function_key, key in MNEMONICS.items():
            assert bound[function_key].binding.action == bound[key].binding.action


async def test_the_keys_of_one_page_have_stand_ins_too() -> None:
    async with wizard_on(Page.WELCOME) as (pilot, _page):
        await pilot.press("alt+3")
        await until(pilot, lambda: getattr(pilot.app.screen, "PAGE", None) is Page.RIGHTS)
