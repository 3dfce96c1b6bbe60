"""The same names on the command line: no command passes on what acts, whatever encoding it has to write."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from tests import builders
from tests.faults.pages.outside import MARK, NASTY, HostileSession, Names, past, session, several
from tests.faults.pages.sequences import strange
from tests.unit.service.journals import RUN
from writeback.cli import ready
from writeback.cli.arguments import parse
from writeback.cli.question import ASKER
from writeback.cli.run import run_command
from writeback.domain.choices import Choices
from writeback.domain.errors import CmdletFailed, ExitStatus, ServerUnknown
from writeback.domain.target import ServerIdentity
from writeback.service import plan_file

IS_FULL = os.environ.get("WRITEBACK_FAULTS") == "full"
THOROUGH = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate) if IS_FULL else (Phase.explicit,),
    suppress_health_check=list(HealthCheck),
)
NUMBERS = [str(number) for number in range(len(NASTY))]
"""Of the texts: in the names of tests they would act, too."""
STATUSES = frozenset(int(status) for status in ExitStatus)
COMMANDS = (
    "check",
    "check --json",
    "plan",
    "plan --json",
    "plan --runbook",
    "plan -o new.json",
    "apply plan.json --yes",
    "apply plan.json --yes --json",
    "verify",
    "verify --json",
    "runs",
    "runs --json",
    f"report {RUN}",
    f"report {RUN} -o report.md",
    "report --bundle bundle.zip --check",
    f"resume {RUN} --stop",
    f"resume {RUN} --go-on",
    f"undo {RUN} --yes --json",
)


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path / "config"))
    return tmp_path


def said(
    words: list[str], monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8"
) -> tuple[int, bytes, bytes]:
    """The status of one command, what it wrote to stdout, and to stderr."""
    out, err = io.BytesIO(), io.BytesIO()
    with monkeypatch.context() as patch:
        # As Python opens them: stderr never refuses a character.
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding, "strict"))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding, "backslashreplace"))
        status = run_command(parse(words))
        sys.stdout.flush()
        sys.stderr.flush()
        return status, out.getvalue(), err.getvalue()


def prepare(chosen: list[str], words: list[str], monkeypatch: pytest.MonkeyPatch) -> HostileSession:
    """Journals, a plan file and the session that the command will open."""
    state = Path(os.environ["WRITEBACK_CONFIG"]).parent / f"state-{os.urandom(4).hex()}"
    monkeypatch.setenv("WRITEBACK_STATE", str(state))
    for file in Path.cwd().glob("*.*"):
        file.unlink()
    name = Names(chosen)
    opened = session(name)
    run = past(name, opened, ended=words[0] != "resume")
    opened.past = (run,) if words[0] == "resume" else ()
    if words[0] == "apply":
        choices = Choices(password_writeback=True, start_sync=True, ticket=name())
        plan_file.save(opened.plan(choices), opened.profile.name, Path("plan.json"))

    async def open_session(_profile: str | None, _lab: str | None) -> Any:
        return opened

    monkeypatch.setattr(ready, "open_session", open_session)
    return opened


@pytest.mark.parametrize("command", COMMANDS)
@THOROUGH
@example(list(NASTY))
@given(chosen=several)
def test_no_command_says_what_acts(command: str, chosen: list[str]) -> None:
    words = command.split()
    with pytest.MonkeyPatch.context() as monkeypatch:
        prepare(chosen, words, monkeypatch)
        status, out, err = said(words, monkeypatch)
    assert status in STATUSES
    assert b"Internal error" not in out + err, (out, err)
    assert not strange(out, draws=False)
    assert not strange(err, draws=False)
    written = b"".join(file.read_bytes() for name in ("*.md", "*.json") for file in Path.cwd().glob(name))
    assert not strange(written, draws=False)
    assert MARK.encode() in out + err + written


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("command", ["check", "plan --runbook", "runs", f"report {RUN}", "verify"])
def test_an_encoding_that_lacks_a_character_is_no_defect(
    command: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(list(NASTY), command.split(), monkeypatch)
    status, out, err = said(command.split(), monkeypatch, encoding)
    assert status in STATUSES
    assert b"Internal error" not in err
    assert MARK.encode() in out + err


@pytest.mark.parametrize("text", NASTY, ids=NUMBERS)
def test_an_error_in_the_other_ends_words_does_not_act(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = prepare([text], ["check"], monkeypatch)
    opened.connect_error = CmdletFailed(MARK + text, MARK + text)
    _status, out, err = said(["check", "--json"], monkeypatch)
    assert not strange(out + err, draws=False)
    assert MARK.encode() in err


@pytest.mark.parametrize("text", NASTY, ids=NUMBERS)
def test_a_certificate_that_nobody_vouches_for_does_not_act(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, asked = prepare([text], ["check"], monkeypatch), []
    name = MARK + text
    opened.connect_error = ServerUnknown(
        name, name, ServerIdentity("ab" * 32, "CD" * 20, name, name, (name,), builders.NOW, builders.NOW)
    )

    async def ask(prompt: str) -> str:
        asked.append(prompt)
        return "no"

    monkeypatch.setattr(ready, "can_ask", lambda: True)
    monkeypatch.setattr(ASKER, "ask", ask)
    status, out, err = said(["check"], monkeypatch)
    assert status in STATUSES
    assert len(asked) == 1
    assert not strange(out + err, draws=False)
    assert MARK.encode() in err


@pytest.mark.parametrize(
    "name", [b"\x1b]52;c;x\x07", b"\xff\xfe", "\u202egpj".encode(), b"[red]x[foo]"], ids=NUMBERS[:4]
)
def test_a_file_among_the_profiles_may_have_any_name(
    name: bytes, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = places / "config" / "profiles"
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name + b".toml")).write_text("[server]\n")
    for words in ("profile list", "profile list --json", "profile show absent", "check"):
        status, out, err = said(words.split(), monkeypatch)
        assert status in STATUSES
        assert b"Internal error" not in err
        assert not strange(out + err, draws=False)


@pytest.mark.parametrize("text", NASTY, ids=NUMBERS)
def test_what_a_profile_holds_is_shown_harmless(
    text: str, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, err = said(["profile", "add", "p", "--host", text, "--user-name", MARK + text], monkeypatch)
    assert status in STATUSES
    assert b"Internal error" not in err
    assert (status == 0) == any(places.rglob("p.toml"))
    for words in ("profile show p", "profile show p --json", "profile remove p") if status == 0 else ():
        status, out, err = said(words.split(), monkeypatch)
        assert (status, b"Internal error" in err) == (0, False)
        assert not strange(out + err, draws=False)


@pytest.mark.parametrize("text", NASTY[:6], ids=NUMBERS[:6])
def test_a_word_that_is_no_command_is_shown_harmless(text: str, capfdbinary: Any) -> None:
    for words in ([text], ["check", text], ["--profile", text, "check"], ["report", text]):
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setenv("WRITEBACK_STATE", str(Path.cwd() / "state"))
            with contextlib.suppress(SystemExit):
                assert run_command(parse(words)) == ExitStatus.USAGE
        out, err = capfdbinary.readouterr()
        assert not strange(out + err, draws=False), words
