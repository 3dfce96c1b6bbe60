"""The lab as a process: its one line, its private files, its end."""

from __future__ import annotations

import json
import os
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cloud import Web
from tests.lab import SOURCE, Lab

RUN = [sys.executable, "-m", "writeback.lab"]

PARENT = """
import os, subprocess, sys
command = [sys.executable, "-m", "writeback.lab", "serve", "--parent", str(os.getpid())]
lab = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
print(lab.stdout.readline(), end="", flush=True)
sys.stdin.readline()
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCE)}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *arguments], capture_output=True, text=True, env=environment(), timeout=30)


def test_the_ready_line_says_where_everything_is(contoso: Lab) -> None:
    ready = contoso.ready
    assert (ready["writeback_lab"], ready["scenario"], ready["pid"]) == (1, "contoso", contoso.process.pid)
    places = {"host", "https_port", "http_port", "username", "password_file", "fqdn"}
    assert set(ready["server"]) == places | {"client_certificate_file", "client_key_file"}
    assert set(ready["tenant"]) == {"id", "domain", "operator", "authority", "graph", "portal"}


def test_no_secret_is_in_the_ready_line(contoso: Lab) -> None:
    token = Path(contoso.ready["control_token_file"]).read_text(encoding="utf-8")
    assert not [one for one in (contoso.password, contoso.cloud_password, token) if one in contoso.line]


@pytest.mark.parametrize(
    "name", ["password_file", "cloud_password_file", "control_token_file", "client_key_file"]
)
def test_secrets_are_private_files(contoso: Lab, name: str) -> None:
    file = Path({**contoso.ready, **contoso.ready["server"]}[name])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_passwords_are_new_in_each_lab(contoso: Lab, start_lab: Callable[..., Lab]) -> None:
    assert start_lab().password != contoso.password


def test_a_secret_file_sets_every_password(start_lab: Callable[..., Lab], tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("canary-4711\n", encoding="utf-8")
    lab = start_lab("contoso", "--secret-file", str(file))
    assert (lab.password, lab.cloud_password) == ("canary-4711", "canary-4711")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_nothing_behind(start_lab: Callable[..., Lab], number: int) -> None:
    lab = start_lab()
    lab.process.send_signal(number)
    assert lab.wait() == 0
    assert not Path(lab.ca_file).parent.exists()


def test_it_ends_with_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as parent:
        assert parent.stdout is not None
        ready = json.loads(parent.stdout.readline())
        lab = os.pidfd_open(ready["pid"])
        parent.kill()
    try:
        # A pidfd is readable once its process has ended.
        assert select.select([lab], [], [], 10)[0]
    finally:
        os.close(lab)
    assert not Path(ready["ca_file"]).parent.exists()


def test_a_parent_that_is_gone_already_ends_it_at_once() -> None:
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    assert run("serve", "--parent", str(gone.pid)).returncode == 0


def test_a_killed_labs_folder_is_swept_by_the_next(start_lab: Callable[..., Lab]) -> None:
    killed = start_lab()
    killed.process.kill()
    killed.wait()
    start_lab()
    assert not Path(killed.ca_file).parent.exists()


def test_an_announced_lab_is_found_and_then_forgotten(
    start_lab: Callable[..., Lab], announcements: Path
) -> None:
    lab = start_lab("staging", "--announce")
    assert json.loads(announcements.read_text(encoding="utf-8")) == lab.ready
    assert stat.S_IMODE(announcements.stat().st_mode) == 0o600
    lab.stop()
    assert not announcements.exists()


def test_a_dead_labs_announcement_is_replaced(start_lab: Callable[..., Lab], announcements: Path) -> None:
    killed = start_lab("contoso", "--announce")
    killed.process.kill()
    killed.wait()
    lab = start_lab("contoso", "--announce")
    assert json.loads(announcements.read_text(encoding="utf-8"))["pid"] == lab.process.pid


def test_a_second_announced_lab_is_refused(start_lab: Callable[..., Lab], announcements: Path) -> None:
    start_lab("contoso", "--announce")
    second = run("serve", "--announce")
    assert (second.returncode, second.stdout) == (1, "")
    assert "a lab runs already" in second.stderr


def test_scenarios_are_listed_with_title_and_edition() -> None:
    listed = json.loads(run("list", "--json").stdout)
    assert listed[0]["name"] == "contoso"
    assert {one["edition"] for one in listed} == {"entra", "2021"}


def test_an_unknown_scenario_is_wrong_usage() -> None:
    answer = run("serve", "atlantis")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "atlantis" in answer.stderr


@pytest.mark.parametrize("scenario", [one["name"] for one in json.loads(run("list", "--json").stdout)])
def test_every_scenario_starts_and_signs_its_operator_in(
    start_lab: Callable[..., Lab], scenario: str
) -> None:
    lab = start_lab(scenario)
    token = Web(lab).sign_in()["access_token"]
    assert Web(lab).get("/v1.0/me", token).json()["userPrincipalName"] == lab.operator


def test_the_certificate_may_name_another_host(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab("contoso", "--certificate-host", "sync01.contoso.com")
    assert Web(lab).http.get("/device").status_code == 200


@pytest.fixture
def announcements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where labs of this test announce themselves."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path / "writeback" / "lab.json"
