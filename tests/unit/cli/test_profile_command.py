"""`writeback profile`: add, edit, list, show, test, remove."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from writeback.cli.arguments import parse
from writeback.cli.console import Console
from writeback.cli.profile import run
from writeback.cli.profile_arguments import SETTINGS
from writeback.domain.errors import ExitStatus, InvalidInput
from writeback.service import profiles

ADD = ("--host", "sync01.contoso.com", "--user-name", "CONTOSO\\adm")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    return tmp_path / "profiles"


async def said(*words: str) -> tuple[ExitStatus, str, str]:
    out, err = StringIO(), StringIO()
    return await run(parse(["profile", *words]), Console(out, err)), out.getvalue(), err.getvalue()


def test_every_key_of_a_profile_has_an_option() -> None:
    by_option = {(one.table, one.key) for one in SETTINGS}
    assert by_option == {
        (table, key) for table in ("server", "tenant", "secrets") for key in profiles.keys_of(table)
    }


async def test_what_was_added_can_be_changed_option_by_option() -> None:
    await said("add", "prod", *ADD, "--ca-file", "/ca.pem", "--hand-over-token")
    await said("edit", "prod", "--cloud", "us-gov", "--clear", "ca-file", "--no-hand-over-token")
    profile = profiles.load("prod")
    assert (profile.cloud.name, profile.server.ca_file, profile.hand_over_token) == ("us-gov", None, False)
    assert profile.server.host == "sync01.contoso.com"


async def test_http_without_a_port_takes_the_port_of_http() -> None:
    await said("add", "prod", *ADD, "--transport", "http")
    assert profiles.load("prod").server.port == 5985


async def test_a_change_that_does_not_fit_leaves_the_file_as_it_was(folder: Path) -> None:
    await said("add", "prod", *ADD)
    before = (folder / "prod.toml").read_text()
    with pytest.raises(InvalidInput, match="pinned-key"):
        await said("edit", "prod", "--pinned-key", "12")
    assert (folder / "prod.toml").read_text() == before


async def test_the_list_names_a_broken_profile_with_its_line(folder: Path) -> None:
    await said("add", "prod", *ADD)
    (folder / "bad.toml").write_text("[server\n")
    status, out, err = await said("list")
    assert (status, out.split()) == (ExitStatus.DONE, ["bad", "prod"])
    assert "line 1" in err


async def test_a_trial_that_fails_is_a_status_of_its_own() -> None:
    await said(
        "add",
        "prod",
        "--host",
        "no-such-host.invalid",
        "--user-name",
        "u",
        "--tenant-proxy",
        "http://127.0.0.1:1",
    )
    status, out, _err = await said("test", "prod")
    assert status is ExitStatus.BLOCKED
    assert "no-such-host.invalid has no address" in out
