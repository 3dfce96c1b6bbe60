"""The question before the canary's reset."""

from __future__ import annotations

import io

import pytest

from writeback.cli import verify
from writeback.cli.arguments import parse
from writeback.cli.console import Console
from writeback.domain.errors import InvalidInput

WORDS = ["verify", "--canary", "test.user@contoso.com"]
CONSEQUENCE = "The password of test.user@contoso.com will be reset to a random one that nobody knows.\n"


async def asked(monkeypatch: pytest.MonkeyPatch, answer: str, *words: str) -> str:
    """What is told on stderr; raises when the answer is no."""

    async def line(_prompt: str) -> str:
        return answer

    monkeypatch.setattr(verify, "can_ask", lambda: True)
    monkeypatch.setattr(verify.ASKER, "ask", line)
    options = parse([*WORDS, *words])
    told = io.StringIO()
    canary = verify._canary(options)
    assert canary is not None
    await verify._confirm(canary, options, Console(io.StringIO(), told))
    return told.getvalue()


async def test_the_exact_consequence_is_said_and_yes_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await asked(monkeypatch, "yes")).startswith(CONSEQUENCE)


@pytest.mark.parametrize("answer", ["no", "y", "", "yes please"])
async def test_anything_but_yes_ends_it(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    with pytest.raises(InvalidInput, match="Not confirmed"):
        await asked(monkeypatch, answer)


async def test_with_yes_nobody_is_asked_but_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await asked(monkeypatch, "", "--yes") == CONSEQUENCE


def test_where_nobody_can_be_asked_it_takes_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    with pytest.raises(InvalidInput, match="Nobody can be asked"):
        verify._canary(parse(WORDS))


def test_without_a_canary_nothing_is_asked() -> None:
    assert verify._canary(parse(["verify"])) is None


def test_the_help_names_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["verify", "--help"])
    assert "five attempts an hour" in " ".join(capsys.readouterr().out.split())
