"""The words of the command line."""

from __future__ import annotations

import pytest

from writeback.cli.arguments import COMMANDS, build_parser, parse


@pytest.mark.parametrize(
    ("words", "lab", "command"),
    [
        ([], None, None),
        (["--lab"], "", None),
        (["--lab", "contoso"], "contoso", None),
        (["--lab", "check", "--json"], "", "check"),
        (["--lab", "staging", "check"], "staging", "check"),
        (["--lab=staging", "plan"], "staging", "plan"),
        (["--lab", "--profile", "x"], "", None),
        (["check"], None, "check"),
        (["--lab", "runs"], "", "runs"),
        (["--lab", "resume", "--stop"], "", "resume"),
        (["--lab", "report", "x"], "", "report"),
    ],
)
def test_lab_takes_a_scenario_but_never_a_command(
    words: list[str], lab: str | None, command: str | None
) -> None:
    options = parse(words)
    assert (options.lab, options.command) == (lab, command)


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["plan", "--nope"],
        ["lab"],
        ["profile"],
        ["undo"],
        ["schema", "no-such"],
        ["choices", "--run", "a", "--from-plan", "b"],
    ],
)
def test_wrong_usage_ends_with_status_two_and_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse(words)
    assert end.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_password_is_no_argument() -> None:
    with pytest.raises(SystemExit):
        parse(["--password", "x", "check"])


def test_every_word_of_the_parser_is_known_beside_lab() -> None:
    (commands,) = (action for action in build_parser()._actions if action.dest == "command")
    assert commands.choices is not None
    assert set(commands.choices) == set(COMMANDS)


def test_a_run_is_settled_in_one_way_only() -> None:
    assert parse(["resume", "--go-on"]).choice == "go-on"
    with pytest.raises(SystemExit):
        parse(["resume", "--go-on", "--undo"])
