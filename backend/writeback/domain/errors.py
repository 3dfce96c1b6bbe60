"""One hierarchy of errors a user can meet: what happened, what it means, what to do next."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from writeback.domain.target import ServerIdentity


class ExitStatus(IntEnum):
    """How a command ends (design, section 6)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BLOCKED = 3
    IN_DOUBT = 4
    CHANGES_PENDING = 5
    NOT_PROVEN = 6
    SECRET_NEEDED = 7


class WritebackError(Exception):
    """Base of all of them.

    `message` is one sentence with what happened and what it means; `hint` is the next step. `in_doubt`
    says that a change may or may not have taken effect.
    """

    exit_status = ExitStatus.FAILED

    def __init__(self, message: str, hint: str = "", *, in_doubt: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.in_doubt = in_doubt
        if in_doubt:
            self.exit_status = ExitStatus.IN_DOUBT

    @property
    def code(self) -> str:
        """The kind of error in a form for programs, such as `wrong-password`."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))

    def sentence(self) -> str:
        """Message and hint as a person reads them."""
        return f"{self.message} {self.hint}".strip()


# The way to the server ------------------------------------------------------------------


class UnknownHost(WritebackError):
    """The server's name has no address."""


class ServerUnreachable(WritebackError):
    """Nothing answers at the server's address."""


class CertificateRefused(WritebackError):
    """The server's certificate is not trusted, has expired, or names another host."""


class ServerUnknown(CertificateRefused):
    """Nobody vouches for the server yet: the profile names no authority and no key, and the system's store
    does not help. A person may compare `identity` with the server, and then pin its key."""

    def __init__(self, message: str, hint: str, identity: ServerIdentity) -> None:
        super().__init__(message, hint)
        self.identity = identity


class ServerKeyChanged(CertificateRefused):
    """The server shows another key than the pinned one: a hard stop, nothing to agree to."""


class WrongPassword(WritebackError):
    """The server refused the user name or the password."""


class ServerTimeout(WritebackError):
    """The server did not answer in time."""


class ConnectionLost(WritebackError):
    """The connection broke after it had worked."""


class AccessDenied(WritebackError):
    """The user lacks a right on the server."""


class EndpointMissing(WritebackError):
    """The server has no session configuration of that name, or no WinRM at that address."""


class UntrustedAnswer(WritebackError):
    """The server's answer breaks the protocol or the guard's limits."""


class ModuleMissing(WritebackError):
    """The server has no ADSync module: Entra Connect is not installed there."""


class CmdletMissing(WritebackError):
    """The server's edition lacks a cmdlet."""


class CmdletFailed(WritebackError):
    """A cmdlet ended with an error of its own."""


class SyncBusy(WritebackError):
    """A sync cycle is running, or another wizard has suspended the scheduler."""


class CredentialNeeded(WritebackError):
    """The server asks for a cloud administrator's credential and none was given."""

    exit_status = ExitStatus.SECRET_NEEDED


class PasswordNeeded(WritebackError):
    """The password for the server is needed and nobody can be asked."""

    exit_status = ExitStatus.SECRET_NEEDED


class ExtraMissing(WritebackError):
    """The profile's way to sign in needs a library that is not installed."""


class TicketNeeded(WritebackError):
    """There is no Kerberos ticket, or it has expired: somebody has to get one."""

    exit_status = ExitStatus.SECRET_NEEDED


class TicketRefused(WritebackError):
    """Kerberos gives no ticket for the server."""


class ClientCertificateUnusable(WritebackError):
    """The profile's own certificate or its key cannot be used: unreadable, expired, of another key."""


# The tenant -----------------------------------------------------------------------------


class SignInCancelled(WritebackError):
    """The user gave up waiting for the sign-in."""


class SignInDeclined(WritebackError):
    """The sign-in was declined in the browser."""


class SignInExpired(WritebackError):
    """The device code was not used in time."""


class SignInRefused(WritebackError):
    """Entra refused the sign-in: policy, consent, extra verification, account."""


class SignInRequired(WritebackError):
    """No usable sign-in: a person has to sign in (again)."""

    exit_status = ExitStatus.SECRET_NEEDED


class SignInSecretNeeded(WritebackError):
    """An application signs in, and its secret or its certificate's passphrase is not known."""

    exit_status = ExitStatus.SECRET_NEEDED


class ReadOnlySignIn(WritebackError):
    """An application signs in, and what is wanted takes a person."""

    exit_status = ExitStatus.BLOCKED


class TenantMismatch(WritebackError):
    """The sign-in belongs to another tenant than the server."""

    exit_status = ExitStatus.BLOCKED


class TenantUnreachable(WritebackError):
    """Entra or Graph does not answer."""


class TenantDenied(WritebackError):
    """The account lacks the role or the permission."""


class TenantBusy(WritebackError):
    """Graph throttles or is out of service."""


class TenantFailed(WritebackError):
    """Graph or the portal answered with an error or something unexpected."""


# Plan, run, profile ---------------------------------------------------------------------


class Blocked(WritebackError):
    """A finding stands in the way of the change."""

    exit_status = ExitStatus.BLOCKED


class PlanUnreadable(WritebackError):
    """The plan's file is damaged, edited, or of another version."""

    exit_status = ExitStatus.USAGE


class PlanStale(WritebackError):
    """The state has moved since the plan was made."""

    exit_status = ExitStatus.BLOCKED


class StepFailed(WritebackError):
    """A step of a run ended without its effect."""


class JournalUnwritable(WritebackError):
    """The journal cannot be written, so nothing is changed."""


class JournalDamaged(WritebackError):
    """A journal was altered or damaged before its end: what it says is not trusted."""


class RunUnknown(WritebackError):
    """There is no run of that id, or several begin with it."""

    exit_status = ExitStatus.USAGE


class RunUnsettled(WritebackError):
    """A run that was interrupted or is in doubt has to be settled before anything else."""

    exit_status = ExitStatus.BLOCKED


class ServerLocked(WritebackError):
    """Another run works on the same server."""

    exit_status = ExitStatus.BLOCKED


class ProfileUnreadable(WritebackError):
    """The profile's file is damaged; it names line and key, and `why` does so without the file's path."""

    exit_status = ExitStatus.USAGE

    def __init__(self, message: str, hint: str = "", why: str = "") -> None:
        super().__init__(message, hint)
        self.why = why


class ProfileUnknown(WritebackError):
    """There is no profile of that name."""

    exit_status = ExitStatus.USAGE


# Secrets that are kept ------------------------------------------------------------------


class VaultError(WritebackError):
    """Base of what can go wrong where secrets are kept. Nothing of it says that a change is in doubt."""


class VaultLocked(VaultError):
    """The store has to be unlocked first."""

    exit_status = ExitStatus.SECRET_NEEDED


class WrongPassphrase(VaultLocked):
    """The passphrase does not open the sealed file, or the file is damaged: the two look alike."""

    exit_status = ExitStatus.FAILED


class VaultDamaged(VaultError):
    """The sealed file is not as it was written, or has parameters that are too weak or too costly."""


class VaultRefused(VaultError):
    """The store is not used, because it would not keep a secret secret."""


class VaultUnavailable(VaultError):
    """The store is absent, does not answer in time, or did not keep what it was given."""


class ConfigurationUnreadable(WritebackError):
    """The file config.toml is damaged; it names line or key."""

    exit_status = ExitStatus.USAGE


class LabFailed(WritebackError):
    """The lab did not start or does not answer."""


class InvalidInput(WritebackError):
    """Something given on the command line or in a file is not usable."""

    exit_status = ExitStatus.USAGE
