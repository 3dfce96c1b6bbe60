"""What a command's own error means: error records to the errors that users meet."""

from __future__ import annotations

import re
from collections.abc import Callable

from writeback.domain import errors
from writeback.domain.errors import WritebackError
from writeback.domain.safe import safe_str
from writeback.domain.texts import _
from writeback.remoting.commands import Command
from writeback.remoting.outcome import ErrorRecord, Outcome

PERMISSION_DENIED, SECURITY_ERROR = 18, 25
"""Numbers of System.Management.Automation.ErrorCategory."""
LONGEST_QUOTE = 300
_PROMPTING = ("HostFunctionNotImplemented", "HostException", "MissingMandatoryParameter")
_ASKING_COMMANDS = re.compile(r"(Set|Update|Remove)-ADSyncAADPasswordReset\w+", re.IGNORECASE)


def refusal(command: Command, outcome: Outcome) -> WritebackError:
    """Why `command` failed, as its error records say; never in doubt, as the server did answer."""
    if not outcome.errors:
        return errors.CmdletFailed(
            _("{command} failed on the server without saying why.").format(command=command.name),
            _("Look at the server's event log and try again."),
        )
    record = outcome.errors[0]
    for belongs, tell in _TABLE:
        if belongs(command, record):
            return tell(command, record)
    return errors.CmdletFailed(
        _("{command} failed on the server: {reason}").format(
            command=command.name, reason=sentence(record.message or record.error_id)
        ),
        _("Look at the server's event log and try again."),
    )


def clean(text: str) -> str:
    """A server's text as one harmless line, cut where it gets long."""
    return safe_str(" ".join(text.split()), LONGEST_QUOTE)


def sentence(text: str) -> str:
    """A server's text, cleaned, with an end that another sentence can follow."""
    line = clean(text)
    return line if line.endswith((".", "!", "?", "\u2026")) else f"{line}."


def _asks_for_credential(command: Command, record: ErrorRecord) -> bool:
    asks = any(record.is_id(name) for name in _PROMPTING)
    return asks and _ASKING_COMMANDS.fullmatch(command.name) is not None


def _credential_needed(command: Command, record: ErrorRecord) -> WritebackError:
    return errors.CredentialNeeded(
        _("The server asks for the credential of a cloud administrator."),
        _("Give the name and password of a managed Hybrid Identity Administrator; nothing was changed."),
    )


def _module_is_missing(command: Command, record: ErrorRecord) -> bool:
    return record.is_id("Modules_ModuleNotFound") or (
        command.name == "Import-Module" and record.reason == "FileNotFoundException"
    )


def _module_missing(command: Command, record: ErrorRecord) -> WritebackError:
    return errors.ModuleMissing(
        _("The server has no ADSync module: Entra Connect is not installed there."),
        _("Choose the server on which Entra Connect Sync runs."),
    )


def _cmdlet_is_missing(command: Command, record: ErrorRecord) -> bool:
    return record.is_id("CommandNotFoundException")


def _cmdlet_missing(command: Command, record: ErrorRecord) -> WritebackError:
    return errors.CmdletMissing(
        _("The server does not know the command {command}.").format(command=command.name),
        _("Its build of Entra Connect may be too old, or the session configuration hides the command."),
    )


def _is_denied(command: Command, record: ErrorRecord) -> bool:
    return (
        "80070005" in record.message
        or record.category in (PERMISSION_DENIED, SECURITY_ERROR)
        or record.reason in ("UnauthorizedAccessException", "SecurityException")
    )


def _denied(command: Command, record: ErrorRecord) -> WritebackError:
    # What the module's local COM server says to whoever is in none of its groups (adsync.md, section 3).
    if "80070005" in record.message:
        return errors.AccessDenied(
            _("The account may not run {command}: it is not in the server's ADSync groups.").format(
                command=command.name
            ),
            _("Add it to ADSyncAdmins on the server, sign in again and try again."),
        )
    return errors.AccessDenied(
        _("The account lacks a right for {command}: {reason}").format(
            command=command.name, reason=sentence(record.message)
        ),
        _("Use an account of the server's ADSyncAdmins group."),
    )


def _is_busy(command: Command, record: ErrorRecord) -> bool:
    return "already running" in record.message or "already suspended" in record.message


def _busy(command: Command, record: ErrorRecord) -> WritebackError:
    if "already suspended" in record.message:
        return errors.SyncBusy(
            _("The scheduler is suspended: another wizard is open on the server."),
            _("Close it there and try again."),
        )
    return errors.SyncBusy(
        _("A sync cycle is already running on the server."), _("Wait until it ends and try again.")
    )


def _wants_verification(command: Command, record: ErrorRecord) -> bool:
    return "Showing a modal dialog box" in record.message


def _verification_wanted(command: Command, record: ErrorRecord) -> WritebackError:
    return errors.CmdletFailed(
        _("The server's sync account is asked for extra verification, which it cannot give."),
        _("Exclude the sync account from multifactor authentication in the tenant's policies."),
    )


_Belongs = Callable[[Command, ErrorRecord], bool]
_Tell = Callable[[Command, ErrorRecord], WritebackError]
_TABLE: tuple[tuple[_Belongs, _Tell], ...] = (
    (_asks_for_credential, _credential_needed),
    (_module_is_missing, _module_missing),
    (_cmdlet_is_missing, _cmdlet_missing),
    (_is_denied, _denied),
    (_is_busy, _busy),
    (_wants_verification, _verification_wanted),
)
