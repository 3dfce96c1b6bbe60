"""The main job in the real program on the real lab, with Enter, Tab, arrows and Space only."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terminal.pty_driver import Terminal, terminal
from tests.terminal.said import said


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """Folders of the test's own."""
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    return {
        "WRITEBACK_STATE": str(tmp_path / "state"),
        "WRITEBACK_CONFIG": str(tmp_path / "config"),
        "XDG_RUNTIME_DIR": str(runtime),
    }


def wizard(scenario: str, places: dict[str, str]) -> Iterator[Terminal]:
    return terminal("-m", "writeback_tui", "--lab", scenario, environment=places)  # type: ignore[return-value]


def to_features(opened: Terminal) -> None:
    """From Welcome to Optional features."""
    opened.wait_for("Writeback", "[OK]")
    opened.press("enter")
    opened.wait_for("Additional tasks")
    opened.press("enter")
    opened.wait_for("[ Approve (lab) ]")
    opened.press("enter")
    opened.wait_for("Tenant", "hedda@")
    opened.press("enter")
    opened.wait_for("CONFIGURED DIRECTORIES")
    opened.press("enter")
    opened.wait_for("[x] selected")
    opened.press("enter")
    opened.wait_for("Optional features", "Preflight")


@pytest.mark.parametrize("scenario", ["contoso", "azure-ad-connect-2021"])
def test_the_whole_flow_ends_with_a_proof(scenario: str, places: dict[str, str]) -> None:
    with wizard(scenario, places) as opened:  # type: ignore[attr-defined]
        to_features(opened)
        opened.press("space")
        opened.press("enter")
        opened.wait_for("Ready to configure", "sha256")
        opened.press("enter")
        opened.wait_for("Configuration complete", "Writeback is enabled")
        opened.press("enter")
        opened.wait_for("On-premises integration", "was: off")
        opened.press("enter")
        opened.wait_for("PROVEN", "Check again")
        opened.press("enter")
        assert opened.process.wait(timeout=30) == 0
    journals = list((Path(places["WRITEBACK_STATE"]) / "runs").iterdir())
    assert len(journals) == 2


def test_previous_keeps_every_answer(places: dict[str, str]) -> None:
    with wizard("contoso", places) as opened:  # type: ignore[attr-defined]
        to_features(opened)
        opened.press("space")
        opened.press("enter")
        opened.wait_for("Ready to configure", "sha256")
        opened.press("escape")
        opened.wait_for("[x] Password writeback")


def test_unticking_disables_and_is_not_proven_any_more(places: dict[str, str]) -> None:
    with wizard("enabled", places) as opened:  # type: ignore[attr-defined]
        to_features(opened)
        assert "[x] Password writeback" in opened.text
        opened.press("space")
        opened.press("enter")
        opened.wait_for("Disable Password writeback", "sha256")
        opened.press("enter")
        opened.wait_for("Configuration complete", "Writeback is disabled")


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        ("staging", "is in staging mode"),
        ("scheduler-suspended", "scheduler is suspended"),
        ("module-missing", "ADSync"),
    ],
)
def test_what_stands_in_the_way_is_said_on_the_first_page(
    scenario: str, sentence: str, places: dict[str, str]
) -> None:
    with wizard(scenario, places) as opened:  # type: ignore[attr-defined]
        opened.wait_for("(off)", sentence.rsplit(maxsplit=1)[-1])
        assert sentence in " ".join(line[26:].strip() for line in opened.text.splitlines())


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        ("no-licence", "has no licence"),
        ("small-role", "does not suffice"),
        ("federated", "federated domain"),
        ("wrong-tenant", "fabrikam"),
    ],
)
def test_an_account_that_does_not_do_is_said_on_the_sign_in_page(
    scenario: str, sentence: str, places: dict[str, str]
) -> None:
    with wizard(scenario, places) as opened:  # type: ignore[attr-defined]
        opened.wait_for("Writeback", "[OK]")
        opened.press("enter")
        opened.wait_for("Additional tasks")
        opened.press("enter")
        opened.wait_for("[ Approve (lab) ]")
        opened.press("enter")
        assert sentence in said(opened, sentence)
        assert "Next (off)" in opened.text


def test_a_dropped_line_leaves_neither_the_wizard_nor_the_lab_behind(places: dict[str, str]) -> None:
    with wizard("contoso", places) as opened:  # type: ignore[attr-defined]
        opened.wait_for("Writeback", "[OK]")
        labs = _children(opened.process.pid)
        status, _seconds = opened.end(signal.SIGHUP)
        assert status == 128 + signal.SIGHUP
        assert labs
    for lab in labs:
        _wait_until_gone(lab)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _wait_until_gone(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    import select

    assert select.select([handle], [], [], 20)[0]
    os.close(handle)


def test_a_server_gone_in_the_middle_is_in_doubt_and_said_so(places: dict[str, str]) -> None:
    with wizard("contoso", places) as opened:  # type: ignore[attr-defined]
        to_features(opened)
        opened.press("space")
        opened.press("enter")
        opened.wait_for("sha256")
        opened.press("enter")
        opened.wait_for("[..] Enable")
        for lab in _children(opened.process.pid):
            os.kill(lab, signal.SIGKILL)
            _wait_until_gone(lab)
        opened.wait_for("reading the state again")
        assert "IN DOUBT" in said(opened, "IN DOUBT", 60)
        assert opened.process.poll() is None
