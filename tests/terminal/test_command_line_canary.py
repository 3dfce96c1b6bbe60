"""`writeback verify --canary`: the real reset, as a person's shell runs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terminal.command_line import CommandLine

DONE, USAGE, CHANGES_PENDING, NOT_PROVEN = 0, 2, 5, 6
CANARY = "test.user@contoso.com"
CONSEQUENCE = f"The password of {CANARY} will be reset to a random one that nobody knows."


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def serving(shell: CommandLine) -> Iterator[CommandLine]:
    """A shell beside a lab in which writeback works."""
    with shell.serving("enabled"):
        yield shell


def test_after_the_enabling_a_canary_is_seen_to_arrive_and_completes_the_proof(shell: CommandLine) -> None:
    with shell.serving("contoso"):
        assert shell.json("--lab", "plan", "-o", "plan.json")[0] == CHANGES_PENDING
        assert shell.json("--lab", "apply", "plan.json", "--yes")[0] == DONE
        status, verdict = shell.json("--lab", "verify", "--canary", CANARY, "--yes")
    piece = verdict["evidence"][-1]
    assert (piece["id"], piece["says"]) == ("canary", "supports"), piece
    assert (status, verdict["verdict"]) == (DONE, "proven")


def test_a_canary_whom_the_directory_protects_contradicts(serving: CommandLine) -> None:
    done = serving.run("--lab", "verify", "--canary", "dora@contoso.com", "--yes")
    assert done.returncode == NOT_PROVEN
    assert "[!!] Reset of a test user: dora@contoso.com: The directory refused it" in done.stdout
    assert "33004 ADPermissionsError" in done.stdout


def test_the_consequence_is_told_before_the_reset(serving: CommandLine) -> None:
    done = serving.run("--lab", "verify", "--canary", CANARY, "--yes")
    assert done.stderr.index(CONSEQUENCE) < done.stderr.index("has been ordered")


def test_oneself_is_no_canary(serving: CommandLine) -> None:
    done = serving.run("--lab", "verify", "--canary", "hedda@contoso.onmicrosoft.com", "--yes")
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert "nobody resets oneself" in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--canary", CANARY), "Give --yes; nothing was changed."),
        (("--canary", "test.user", "--yes"), "is not a user principal name"),
    ],
)
def test_what_cannot_be_asked_or_meant_ends_before_a_lab_is_started(
    shell: CommandLine, words: tuple[str, ...], sentence: str
) -> None:
    done = shell.run("--lab", "enabled", "verify", *words)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert sentence in done.stderr
    assert "Lab" not in done.stderr
