"""`writeback choices` and `apply --choices`: what is refused at once, and what is written."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests import builders
from tests.stand_in import read_session

from writeback.choices_file import read
from writeback.cli import choices as command
from writeback.cli import run
from writeback.cli.arguments import parse
from writeback.cli.console import Console
from writeback.domain.choices import Choices
from writeback.domain.errors import ExitStatus
from writeback.domain.facts import Switches, Unknown
from writeback.engine import plan_file
from writeback.service import choices


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.toml").touch()
    (tmp_path / "broken.toml").write_text("[connect]\nx = 1")
    return tmp_path


def tried(*words: str) -> tuple[int, str, str]:
    """Status, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    return run._status(parse(words), Console(out, err)), out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("apply",), "a plan, or a file of choices"),
        (("--choices", "empty.toml", "apply", "plan.json"), "not both"),
        (("apply", "--choices", "empty.toml"), "--yes"),
        (("apply", "--choices", "broken.toml", "--yes"), "line 2, x"),
        (("plan", "--choices", "broken.toml"), "line 2, x"),
        (("--choices", "empty.toml", "runs"), "runs takes no file of choices"),
        (("choices", "-o", "empty.toml"), "exists already"),
        (("choices", "--from-plan", "absent.json"), "absent.json"),
        (("choices", "--run", "no-such"), "no-such"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_before_anything_is_opened(
    words: tuple[str, ...], sentence: str
) -> None:
    status, out, err = tried(*words)
    assert (status, out) == (ExitStatus.USAGE, "")
    assert sentence in err


def test_what_a_plan_wants_becomes_a_file(folder: Path) -> None:
    wanted = Choices(password_writeback=True, write_back_passwords=True, pause_scheduler=True, ticket="CHG1")
    plan_file.save(read_session().plan(wanted), "contoso", folder / "plan.json")
    assert tried("choices", "--from-plan", "plan.json", "-o", "empty.toml", "--yes")[0] == ExitStatus.DONE
    assert read("empty.toml").over(Choices()) == wanted
    assert tried("choices", "--from-plan", "plan.json")[1] == (folder / "empty.toml").read_text()


def test_what_is_now_changes_nothing_when_it_is_carried_out() -> None:
    session = read_session(server=builders.enabled_server(), tenant=builders.enabled_tenant())
    given = choices.now(session)
    assert session.plan(Choices(**given)).is_empty
    assert given["write_back_passwords"] is True


def test_what_cannot_be_read_is_left_out() -> None:
    unknown = Unknown("It could not be read.")
    session = read_session(
        server=builders.server_facts(writeback=unknown), tenant=builders.tenant_facts(switches=unknown)
    )
    assert not {"password_writeback", *command.SWITCHES} & set(choices.now(session))


def test_off_on_the_server_and_on_in_the_tenant_is_told() -> None:
    err = io.StringIO()
    session = read_session(tenant=builders.tenant_facts(switches=Switches(True, False)))
    command._tell_left_out(choices.now(session), Console(io.StringIO(), err))
    assert "as a remark only" in err.getvalue()
