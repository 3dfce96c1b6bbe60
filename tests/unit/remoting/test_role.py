"""The list of what an account must be allowed: read off the commands themselves."""

from __future__ import annotations

import re

import pytest

from writeback.domain.steps import ExportConfiguration
from writeback.remoting.role import AllowedParameter, allowed_commands

ALLOWED = {one.name: one for one in allowed_commands()}


def test_what_is_fixed_in_a_command_is_fixed_in_the_role() -> None:
    assert ALLOWED["Start-ADSyncSyncCycle"].parameters == (AllowedParameter("PolicyType", ("Delta",)),)


def test_the_folder_of_an_export_is_held_to_our_own() -> None:
    (path,) = ALLOWED["Get-ADSyncServerConfiguration"].parameters
    folder = ExportConfiguration("before").folder("20261123-101500-0a1b2c")
    assert re.fullmatch(path.pattern, folder)
    assert not re.fullmatch(path.pattern, f"{folder}\\..\\..\\elsewhere")


def test_a_command_named_with_its_module_is_not_restricted() -> None:
    select = ALLOWED["Microsoft.PowerShell.Utility\\Select-Object"]
    assert select.parameters
    assert not select.restricts


@pytest.mark.parametrize("verb", ["Remove-", "Invoke-", "Import-", "New-", "Stop-", "Restart-"])
def test_no_command_of_other_verbs_is_needed(verb: str) -> None:
    assert not [name for name in ALLOWED if name.startswith(verb)]
