"""azure-identity's errors as the domain's. Their texts hold raw answers, so they are read and dropped."""

from __future__ import annotations

import re

import msgspec
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.identity import AuthenticationRequiredError

from writeback.cloud import aadsts
from writeback.domain.errors import SignInCancelled, TenantFailed, TenantUnreachable, WritebackError
from writeback.domain.texts import _

NO_SUCH_TENANT = "Unable to get authority configuration"
"""How MSAL begins its complaint when discovery finds no such tenant."""
NUMBER = re.compile(r"AADSTS(\d{4,8})")


class Stopped(Exception):
    """The transport was told to send nothing more."""


class OtherHost(Exception):
    """A request was about to leave for another host than the authority's."""


class OAuthAnswer(msgspec.Struct):
    """An error body of the token or device-code endpoint."""

    error: str = ""
    error_codes: list[int] = []


def translated(error: ClientAuthenticationError) -> WritebackError:
    """What to tell. azure-identity wraps every exception in its own; the cause says which it was."""
    if (answer := _answer(error)) is not None:
        choose = aadsts.silent_refusal if isinstance(error, AuthenticationRequiredError) else aadsts.refusal
        return choose(answer.error, answer.error_codes)
    if isinstance(error, AuthenticationRequiredError):
        return aadsts.saved_sign_in_ended()
    cause = error.__cause__
    if cause is None:
        return _begun_in_vain(error.message)
    return _broken(cause)


def _answer(error: ClientAuthenticationError) -> OAuthAnswer | None:
    if error.response is None:
        return None
    try:
        return msgspec.json.decode(error.response.text(), type=OAuthAnswer)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return OAuthAnswer()


def _begun_in_vain(message: str) -> WritebackError:
    """Two failures come without a response: no code was given, or nobody used it."""
    if message.startswith("Timed out"):
        return aadsts.refusal("expired_token", ())
    return aadsts.refusal("", [int(number) for number in NUMBER.findall(message)])


def _broken(cause: BaseException) -> WritebackError:
    if isinstance(cause, Stopped):
        return SignInCancelled(_("The sign-in was cancelled."))
    if isinstance(cause, OtherHost):
        return TenantFailed(_("The sign-in service names another host than its own; nothing was sent there."))
    if isinstance(cause, ValueError) and str(cause).startswith(NO_SUCH_TENANT):
        return aadsts.tenant_not_found()
    if not isinstance(cause, AzureError):
        return TenantFailed(_("The sign-in service answered something unexpected."), _("Try again later."))
    if "CERTIFICATE_VERIFY_FAILED" in str(cause):
        return TenantUnreachable(
            _("The certificate of the sign-in service is not trusted."),
            _("Check this machine's certificates, and whether a proxy replaces them."),
        )
    return TenantUnreachable(
        _("The sign-in service does not answer."), _("Check this machine's way to the internet.")
    )
