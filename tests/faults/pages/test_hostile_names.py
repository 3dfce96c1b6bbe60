"""No name, wherever it comes from, acts on a terminal or ends the wizard; it is shown, made harmless."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from tests.faults.pages.captured import KEYS, USUAL, CapturedWizard, walked
from tests.faults.pages.outside import MARK, NASTY, HostileSession, Names, past, session, several
from tests.faults.pages.sequences import strange
from tests.stand_in import NOT_SIGNED_IN
from writeback.domain import safe
from writeback.domain.choices import Choices
from writeback.domain.errors import CmdletFailed
from writeback.domain.run import RunEnded, RunOutcome
from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState

IS_FULL = os.environ.get("WRITEBACK_FAULTS") == "full"
THOROUGH = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    # With the other tests each page is only walked with all the names that are known to be hostile.
    phases=(Phase.explicit, Phase.generate) if IS_FULL else (Phase.explicit,),
    suppress_health_check=list(HealthCheck),
)
WITHOUT_NAMES = {Page.START}


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)


def wizard_on(
    page: Page, chosen: list[str], change: Callable[[HostileSession], None] = lambda _session: None
) -> CapturedWizard:
    """The page, on a session and with runs of the past whose names are the chosen ones."""
    name = Names(chosen)
    opened = session(name, is_read=page is not Page.WELCOME)
    interrupted = past(name, opened, f"20260619T094000Z-{os.urandom(2).hex()}", ended=False)
    opened.past, opened.ended_unseen = (interrupted,), (interrupted,)
    change(opened)
    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE)
    if page not in (Page.WELCOME, Page.START):
        state.session = opened  # type: ignore[assignment]
        state.choices = Choices(password_writeback=True, ticket=name())
        state.plan = opened.plan(state.choices)
        state.run = RunEnded(name(), RunOutcome.DONE, name(), name())
        state.runs, state.unsettled, state.notice = [state.run], (interrupted,), name()
    return CapturedWizard(opened, page, state)


@pytest.mark.parametrize("page", Page, ids=lambda page: page.value)
@THOROUGH
@example(list(NASTY))
@given(chosen=several)
def test_on_no_page_does_a_name_act(page: Page, chosen: list[str]) -> None:
    app = walked(wizard_on(page, chosen), KEYS.get(page, USUAL))
    assert app._exception is None
    assert not strange(app.raw)
    if page not in WITHOUT_NAMES:
        assert any(MARK in shown for shown in app.shown), app.shown


def _failing(error: str) -> Callable[[HostileSession], None]:
    """An error in the other end's words, when the page asks for something."""

    def change(opened: HostileSession) -> None:
        setattr(opened, error, CmdletFailed(opened.names(), opened.names()))
        if error == "sign_in_error":
            opened.signed_in, opened.facts = False, replace(opened.facts, tenant=NOT_SIGNED_IN)

    return change


@pytest.mark.parametrize("first", range(0, len(NASTY), 7) if IS_FULL else (0,))
@pytest.mark.parametrize(
    ("page", "error"),
    [
        (Page.WELCOME, "connect_error"),
        (Page.CONNECT, "sign_in_error"),
        (Page.CONFIGURING, "apply_error"),
        (Page.INTERRUPTED, "recover_error"),
    ],
)
def test_what_the_other_end_says_of_an_error_does_not_act(page: Page, error: str, first: int) -> None:
    chosen = [*NASTY[first:], *NASTY[:first]]
    app = walked(wizard_on(page, chosen, _failing(error)), ("enter", "f9", "escape"))
    assert app._exception is None
    assert not strange(app.raw)
    assert any(MARK in shown for shown in app.shown), app.shown


def test_a_door_that_lets_everything_through_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe, "ACTING", re.compile("(?!)"))
    app = walked(wizard_on(Page.DIRECTORIES, [NASTY[0]]), ())
    assert any("]52;c" in found for found in strange(app.raw))
