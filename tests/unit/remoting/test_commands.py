"""The text of a command is for people; it quotes as PowerShell wants it and shows no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

import writeback.remoting
from writeback.domain.secret import Secret
from writeback.remoting import powershell
from writeback.remoting.commands import Command, Credential, Value, expand, select


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Delta", "Delta"),
        ("Azure AD", "'Azure AD'"),
        ("O'Brien", "'O''Brien'"),
        ("it\u2019s", "'it\u2019\u2019s'"),
        ("$(Get-Date)", "'$(Get-Date)'"),
        ("", "''"),
        (True, "$true"),
        (5, "5"),
        (("Id", "Message"), "Id,Message"),
        ({"LogName": "Application", "Id": 31019}, "@{LogName='Application'; Id=31019}"),
        (Secret("hush"), "$token"),
        (Credential("hedda", Secret("hush")), "(Get-Credential)"),
    ],
)
def test_a_value_is_written_as_one_would_type_it(value: Value, text: str) -> None:
    assert Command("Do-It", {"X": value}).text == f"Do-It -X {text}"


def test_confirm_is_written_as_a_switch() -> None:
    assert Command("Set-It", {"Confirm": False}).text == "Set-It -Confirm:$false"


def test_stages_are_joined_by_pipes() -> None:
    command = Command("Get-It", then=(expand("Inner"), select("A", "B")))

    assert command.text == "Get-It | Select-Object -ExpandProperty Inner | Select-Object -Property A,B"


def test_a_secret_shows_in_no_form_of_a_command() -> None:
    command = Command("Set-It", {"AccessToken": Secret("hush"), "C": Credential("hedda", Secret("hush"))})

    assert "hush" not in f"{command!r} {command} {command.text}"


@pytest.mark.parametrize(
    "topic", ["welcome", "tasks", "connect", "directories", "filtering", "features", "portal"]
)
def test_every_page_can_show_what_it_reads_with(topic: str) -> None:
    lines = powershell(topic)

    assert lines[0] == "Import-Module ADSync"
    assert len(lines) > 1
    assert not any("Set-ADSync" in line for line in lines)


def test_a_page_that_reads_nothing_shows_nothing() -> None:
    assert powershell("farewell") == ()


def test_no_script_text_is_ever_sent() -> None:
    folder = Path(writeback.remoting.__file__).parent

    for file in folder.glob("*.py"):
        assert "add_script" not in file.read_text(encoding="utf-8")
