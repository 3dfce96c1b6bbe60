"""Plain mode: every page is said, and every widget has words."""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from unittest import mock

import pytest
from tests.past import ended_run, past_run
from tests.screens.plain_conversation import said_on
from tests.stand_in import read_session
from textual.screen import Screen
from textual.widget import Widget

import writeback_tui.screens
import writeback_tui.widgets
from writeback_tui.catalogue import Page, Task
from writeback_tui.plain.reading import ASKED, HOLDERS, UNSAID, Speaking
from writeback_tui.widgets.hints import Hints
from writeback_tui.widgets.status_line import StatusLine
from writeback_tui.widgets.step_list import StepList
from writeback_tui.widgets.title_bar import TitleBar

GOLDEN = Path(__file__).parents[1] / "golden" / "plain"
FRAME = (TitleBar, StatusLine, StepList, Hints)
"""Outside of the body: their words are said in other ways."""
ON_SCREENS_ONLY = frozenset({"SearchLine", "SearchBar", "SearchField", "PickList"})
"""Of the palette and the search, which lines have no use for."""
PAGES = (
    Page.START,
    Page.PROFILES,
    Page.PROFILE,
    Page.RIGHTS,
    Page.RUNS,
    Page.VIEW,
    Page.TROUBLESHOOT,
    Page.PORTAL,
)
"""The others are said by the whole flow."""


def own_widgets() -> Iterator[type[Widget]]:
    """Every class of ours that can be on a page."""
    for package in (writeback_tui.widgets, writeback_tui.screens):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    yield from _below(Widget)


def _below(kind: type[Widget]) -> Iterator[type[Widget]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("writeback_tui.") and not issubclass(one, Screen):
            yield one
        yield from _below(one)


def has_words(kind: type[Widget]) -> bool:
    return issubclass(kind, (*ASKED, *HOLDERS, *UNSAID, *FRAME)) or hasattr(kind, "spoken")


def test_every_widget_of_ours_has_words() -> None:
    speechless = {
        kind.__name__
        for kind in own_widgets()
        if not has_words(kind) and kind.__name__ not in ("Drawn", *ON_SCREENS_ONLY)
    }
    assert not speechless, f"{speechless} need a method spoken(), or a question in plain/questions.py"
    assert issubclass(import_module("writeback_tui.widgets.rows").Rows, Speaking)


@pytest.fixture(autouse=True)
def places(tmp_path: Path) -> Iterator[None]:
    with mock.patch.dict(os.environ, {"WRITEBACK_STATE": str(tmp_path), "WRITEBACK_CONFIG": str(tmp_path)}):
        yield


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.value)
async def test_a_page_is_said_from_top_to_bottom(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    from writeback.service import history

    monkeypatch.setattr(history, "runs", lambda: (ended_run(), past_run()))
    said = await said_on(page, came_from=Page.TASKS)
    check_said(f"page-{page.value}", said)


async def test_an_interrupted_run_is_said_with_its_answers() -> None:
    from tests.past import with_step

    from writeback.domain.run import StepOutcome

    run = past_run()
    found = with_step(run, 2, StepOutcome.DONE)
    session = read_session(past=(run,), recovered=found)
    said = await said_on(
        Page.INTERRUPTED, "F6", "stop", session=session, unsettled=(run,), task=Task.CUSTOMIZE
    )
    check_said("page-interrupted", said)


def check_said(name: str, said: str) -> None:
    """Compares without the introduction; `WRITE_GOLDEN=1` writes it anew."""
    from tests.terminal.plain_transcript import masked

    file = GOLDEN / f"{name}.txt"
    page = masked(said).partition("\n\n")[2]
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(page, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == page
