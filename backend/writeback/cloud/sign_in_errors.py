"""azure-identity's errors as the domain's. Their texts hold raw answers, so they are read and dropped."""

from __future__ import annotations

import re

import msgspec
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.identity import AuthenticationRequiredError

from writeback.cloud import aadsts
from writeback.cloud.json_limits import is_bounded
from writeback.domain.errors import (
    InvalidInput,
    SignInCancelled,
    TenantFailed,
    TenantUnreachable,
    WritebackError,
)
from writeback.domain.texts import _

NO_SUCH_TENANT = "Unable to get authority configuration"
"""How MSAL begins its complaint when discovery finds no such tenant."""
NUMBER = re.compile(r"AADSTS(\d{4,8})")


class Stopped(Exception):
    """The transport was told to send nothing more."""


class OtherHost(Exception):
    """A request was about to leave for another host than the authority's."""


class OddAnswer(Exception):
    """A redirect, something compressed, something large or slow, or no JSON."""


class OutOfService(Exception):
    """The service says that the fault is its own (5xx)."""


class OAuthAnswer(msgspec.Struct):
    """An error body of the token or device-code endpoint."""

    error: str = ""
    error_codes: list[int] = []
    claims: str = ""
    """What a token would have to satisfy, as JSON."""


def translated(error: Exception) -> WritebackError:
    """What to tell. azure-identity wraps nearly every exception in its own; the cause says which it was."""
    if isinstance(error, WritebackError):
        return error
    if isinstance(error, ClientAuthenticationError):
        return _refused(error)
    return _broken(error)


def claims_of(error: AuthenticationRequiredError) -> str:
    """What the next sign-in has to satisfy: the refusal's own claims, else those of the challenge; '' for
    nothing. They are JSON from outside and go back there, never to a screen."""
    answer = _answer(error)
    for claims in (answer.claims if answer else "", error.claims or ""):
        if _is_object(claims):
            return claims
    return ""


def both_claims(one: str, other: str) -> str:
    """What satisfies both; either may be ''. Of what they say about the same thing the other counts."""
    if not (one and other):
        return one or other
    merged = msgspec.json.decode(one, type=dict[str, object])
    for token, wanted in msgspec.json.decode(other, type=dict[str, object]).items():
        known = merged.get(token)
        merged[token] = known | wanted if isinstance(known, dict) and isinstance(wanted, dict) else wanted
    return msgspec.json.encode(merged).decode()


def _is_object(claims: object) -> bool:
    if not isinstance(claims, str) or not is_bounded(claims.encode("utf-8", "replace")):
        return False
    try:
        return bool(msgspec.json.decode(claims, type=dict[str, object]))
    except Exception:  # whatever it is, it is no claims
        return False


def _refused(error: ClientAuthenticationError) -> WritebackError:
    if (answer := _answer(error)) is not None:
        choose = aadsts.silent_refusal if isinstance(error, AuthenticationRequiredError) else aadsts.refusal
        return choose(answer.error, answer.error_codes)
    if isinstance(error, AuthenticationRequiredError):
        return aadsts.saved_sign_in_ended()
    cause = error.__cause__
    if cause is None:
        return _begun_in_vain(error.message)
    return cause if isinstance(cause, WritebackError) else _broken(cause)


def _answer(error: ClientAuthenticationError) -> OAuthAnswer | None:
    if error.response is None:
        return None
    try:
        return msgspec.json.decode(error.response.text(), type=OAuthAnswer)
    except Exception:  # whatever its body is, the answer was no
        return OAuthAnswer()


def _begun_in_vain(message: str) -> WritebackError:
    """Two failures come without a response: no code was given, or nobody used it."""
    if message.startswith("Timed out"):
        return aadsts.refusal("expired_token", ())
    return aadsts.refusal("", [int(number) for number in NUMBER.findall(message)])


def _own(cause: BaseException) -> WritebackError | None:
    """The error for what the transport itself has refused."""
    if isinstance(cause, Stopped):
        return SignInCancelled(_("The sign-in was cancelled."))
    if isinstance(cause, OtherHost):
        return TenantFailed(_("The sign-in service names another host than its own; nothing was sent there."))
    if isinstance(cause, OutOfService):
        return aadsts.refusal("temporarily_unavailable", ())
    return None


def _broken(cause: BaseException) -> WritebackError:
    if own := _own(cause):
        return own
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


def not_a_tenant(name: str) -> InvalidInput:
    """The error for what cannot be a tenant's name."""
    return InvalidInput(_('"{tenant}" is not the id or domain of a tenant.').format(tenant=name))
