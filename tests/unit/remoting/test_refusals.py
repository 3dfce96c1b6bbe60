"""Error records of commands and the errors that users meet for them."""

from __future__ import annotations

import pytest

from writeback.domain import errors
from writeback.remoting.commands import Command
from writeback.remoting.outcome import ErrorRecord, Outcome
from writeback.remoting.refusals import clean, refusal

SET = "Set-ADSyncAADPasswordResetConfiguration"
CLASS = "Microsoft.IdentityManagement.PowerShell.Cmdlet.X"
COM = (
    "Retrieving the COM class factory for remote component with CLSID {835BEE60-8731-4159-8BFF-941301D76D05} "
    "from machine SYNC01 failed due to the following error: 80070005 SYNC01."
)
RUNNING = (
    "System.InvalidOperationException: Sync is already running. "
    "Cannot start a new run till this one completes."
)
TABLE = [
    (SET, ErrorRecord("prompt", f"HostFunctionNotImplemented,{CLASS}", 11), errors.CredentialNeeded),
    (SET, ErrorRecord("prompt", f"HostException,{SET}"), errors.CredentialNeeded),
    (SET, ErrorRecord("AADCredential", f"MissingMandatoryParameter,{CLASS}", 5), errors.CredentialNeeded),
    ("Get-X", ErrorRecord("Name", f"MissingMandatoryParameter,{CLASS}", 5), errors.CmdletFailed),
    ("Import-Module", ErrorRecord("none", f"Modules_ModuleNotFound,{CLASS}", 21), errors.ModuleMissing),
    ("Get-X", ErrorRecord("The term 'Get-X' ...", "CommandNotFoundException", 13), errors.CmdletMissing),
    ("Get-X", ErrorRecord(COM, f"System.UnauthorizedAccessException,{CLASS}"), errors.AccessDenied),
    ("Get-X", ErrorRecord("Access is denied.", category=18), errors.AccessDenied),
    ("Start-ADSyncSyncCycle", ErrorRecord(RUNNING, RUNNING, 23), errors.SyncBusy),
    ("Start-ADSyncSyncCycle", ErrorRecord("Showing a modal dialog box ..."), errors.CmdletFailed),
    (SET, ErrorRecord("No licence.", f"System.InvalidOperationException,{CLASS}", 7), errors.CmdletFailed),
]


@pytest.mark.parametrize(("command", "record", "kind"), TABLE)
def test_a_record_becomes_the_error_it_means(
    command: str, record: ErrorRecord, kind: type[errors.WritebackError]
) -> None:
    error = refusal(Command(command), Outcome((), (record,), completed=False))

    assert type(error) is kind
    assert error.message.endswith((".", ".\u2026"))
    assert error.hint.endswith(".")
    assert not error.in_doubt


def test_the_com_text_tells_that_the_groups_are_missing() -> None:
    error = refusal(Command("Get-X"), Outcome((), (ErrorRecord(COM),), completed=False))

    assert "ADSync groups" in error.message
    assert "80070005" not in error.message


def test_a_failure_without_any_record_is_still_a_failure() -> None:
    error = refusal(Command("Get-X"), Outcome(completed=False))

    assert isinstance(error, errors.CmdletFailed)
    assert "Get-X" in error.message


def test_a_servers_text_is_cleaned_before_it_is_quoted() -> None:
    assert clean("a\x1b[31m\r\n  b\x07") == "a\ufffd[31m b\ufffd"
    assert len(clean("x" * 400)) == 300
