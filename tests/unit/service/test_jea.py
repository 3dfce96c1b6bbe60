"""The files of a session configuration: what is in them, and that nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from writeback.domain.errors import InvalidInput
from writeback.lab.powershell import data_file
from writeback.remoting.role import allowed_commands
from writeback.service import jea

GROUP = "FABRIKAM\\Resetters"


def test_all_files_are_written_and_told(tmp_path: Path) -> None:
    written = jea.write(tmp_path / "new", GROUP)
    assert {path.relative_to(tmp_path / "new").as_posix() for path in written} == {
        "README.txt",
        "WritebackOperator.pssc",
        "WritebackOperator/WritebackOperator.psd1",
        "WritebackOperator/RoleCapabilities/WritebackOperator.psrc",
    }


def test_windows_powershell_can_read_them(tmp_path: Path) -> None:
    """A byte order mark, or 5.1 takes the ANSI code page; and line ends of Windows."""
    for path in jea.write(tmp_path, GROUP):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n") > 0


def test_the_session_is_restricted_to_the_group_and_works_as_a_virtual_account() -> None:
    session = data_file.load(jea.session_configuration(GROUP))
    assert (session["SessionType"], session["LanguageMode"]) == ("RestrictedRemoteServer", "NoLanguage")
    assert session["RoleDefinitions"] == {GROUP: {"RoleCapabilities": jea.NAME}}
    assert session["RunAsVirtualAccount"] is True
    assert session["RunAsVirtualAccountGroups"] == ["ADSyncAdmins", "Event Log Readers"]


def test_nothing_records_the_token_that_a_run_may_hand_over() -> None:
    assert "TranscriptDirectory" not in jea.session_configuration(GROUP)


def test_the_role_lists_the_commands_that_are_sent_and_no_others() -> None:
    role = data_file.load(jea.role_capability())
    listed = {one if isinstance(one, str) else one["Name"] for one in role["VisibleCmdlets"]}
    assert listed == {one.name for one in allowed_commands()}
    assert (
        not {"VisibleFunctions", "VisibleExternalCommands", "VisibleProviders", "ScriptsToProcess"}
        & role.keys()
    )


def test_the_same_version_makes_the_same_files() -> None:
    assert jea.files(GROUP) == jea.files(GROUP)


def test_the_instructions_name_the_group_the_configuration_and_every_command_to_type() -> None:
    text = jea.files(GROUP)["README.txt"]
    for words in (GROUP, "Register-PSSessionConfiguration -Name WritebackOperator", "--configuration"):
        assert words in text
    assert "{" not in text


def test_nothing_that_exists_is_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "README.txt"
    mine.write_text("mine")
    with pytest.raises(InvalidInput, match="exists already; nothing was written"):
        jea.write(tmp_path, GROUP)
    assert [path.name for path in tmp_path.iterdir()] == ["README.txt"]
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("name", ["", "CONTOSO\\", "CONTOSO\\x\x1b[2J", "two\nlines"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="is no name of a group"):
        jea.write(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_quote_in_a_name_stays_in_its_string() -> None:
    session = data_file.load(jea.session_configuration("CONTOSO\\O'Neil; $(whoami)"))
    assert list(session["RoleDefinitions"]) == ["CONTOSO\\O'Neil; $(whoami)"]


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="cannot be written"):
        jea.write(tmp_path / "file" / "folder", GROUP)
