"""The main job without a screen: several commands on one running lab."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.terminal.command_line import CommandLine

BLOCKED, FAILED, USAGE, SECRET_NEEDED = 3, 1, 2, 7


@pytest.fixture
def shell(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.mark.parametrize("scenario", ["contoso", "azure-ad-connect-2021"])
def test_check_plan_apply_verify_do_the_whole_job_and_undo_it(shell: CommandLine, scenario: str) -> None:
    with shell.serving(scenario):
        status, check = shell.json("--lab", "check")
        assert status == 0
        assert not check["server"]["writeback"]["enabled"]
        scheduler = check["server"]["scheduler"]

        status, plan = shell.json("--lab", "plan", "-o", "plan.json")
        assert status == 5
        assert plan["changes"][0] == {"what": "Password writeback", "before": "disabled", "after": "enabled"}

        status, report = shell.json("--lab", "apply", "plan.json", "--yes")
        assert (status, report["outcome"]) == (0, "done")
        assert Path(report["journal"]).exists()

        status, verdict = shell.json("--lab", "verify")
        assert (status, verdict["verdict"]) == (0, "proven")

        again = shell.run("--lab", "plan")
        assert (again.returncode, "Nothing to do" in again.stderr) == (0, True)

        repeated = shell.run("--lab", "apply", "plan.json", "--yes")
        assert (repeated.returncode, "Nothing to do" in repeated.stderr) == (0, True)

        assert shell.json("--lab", "plan", "--disable", "-o", "off.json")[0] == 5
        assert shell.json("--lab", "apply", "off.json", "--yes")[0] == 0
        status, check = shell.json("--lab", "check")
        assert not check["server"]["writeback"]["enabled"]
        assert check["server"]["scheduler"] == scheduler | {
            "in_progress": check["server"]["scheduler"]["in_progress"]
        }
        assert shell.json("--lab", "verify")[0] == 6


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        ("module-missing", "ADSync"),
        ("staging", "staging mode"),
        ("scheduler-suspended", "suspended"),
        ("no-licence", "P1 or P2"),
        ("small-role", "does not suffice"),
        ("federated", "federated"),
        ("wrong-tenant", "fabrikam"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence_and_nothing_is_changed(
    shell: CommandLine, scenario: str, sentence: str
) -> None:
    done = shell.run("--lab", scenario, "check")
    assert done.returncode == BLOCKED
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("--lab", "no-such", "check"), USAGE, "Choose one of"),
        (("check",), USAGE, "No profile is saved"),
        (("--profile", "absent", "check"), USAGE, "no profile"),
        (("--lab", "apply", "absent.json", "--yes"), USAGE, "No such file"),
        (("frobnicate",), USAGE, "invalid choice"),
    ],
)
def test_wrong_usage_is_said_in_a_line(
    shell: CommandLine, words: tuple[str, ...], status: int, sentence: str
) -> None:
    done = shell.run(*words)
    assert (done.returncode, done.stdout) == (status, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_that_nobody_can_be_asked_for_is_status_seven(shell: CommandLine) -> None:
    with shell.serving() as ready:
        shell.add_profile(ready)
        done = shell.run("check")
    assert (done.returncode, "password" in done.stderr) == (SECRET_NEEDED, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "password"),
        ({"--host": "no-such-host.invalid"}, "no-such-host.invalid"),
        ({"--port": "1"}, "localhost"),
        ({"--ca-file": "/etc/ssl/certs/ca-certificates.crt"}, "certificate"),
        ({"--host": "127.0.0.2"}, "127.0.0.2"),
    ],
)
def test_a_server_that_cannot_be_used_is_a_blocking_finding(
    shell: CommandLine, changes: dict[str, str], sentence: str
) -> None:
    if "certificate" in sentence and not os.path.exists(changes["--ca-file"]):
        pytest.skip("no system store of certificates at the usual place")
    with shell.serving() as ready:
        shell.add_profile(ready, **changes)
        done = shell.run("--password-stdin", "check", stdin="wrong-canary-password\n")
    assert done.returncode == BLOCKED
    assert sentence in done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_session_configuration_is_named(shell: CommandLine) -> None:
    with shell.serving() as ready:
        shell.add_profile(ready, **{"--configuration": "NoSuchEndpoint"})
        password = Path(ready["server"]["password_file"]).read_text()
        done = shell.run("--password-stdin", "check", stdin=f"{password}\n")
    assert (done.returncode, "NoSuchEndpoint" in done.stderr) == (BLOCKED, True)


def test_profiles_are_listed_shown_and_removed(shell: CommandLine) -> None:
    shell.add_profile(
        {"server": {"host": "sync01", "username": "C\\a", "https_port": 5986}, "ca_file": "/ca"}
    )
    assert shell.json("profile", "list") == (0, ["test"])
    assert shell.json("profile", "show", "test")[1]["server"]["host"] == "sync01"
    assert shell.run("profile", "remove", "test").returncode == 0
    assert shell.json("profile", "list") == (0, [])


def test_scenarios_are_listed_a_line_each(shell: CommandLine) -> None:
    done = shell.run("lab", "list")
    assert done.returncode == 0
    assert any(line.startswith("contoso ") for line in done.stdout.splitlines())
