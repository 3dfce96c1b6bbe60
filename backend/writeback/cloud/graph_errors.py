"""Graph's error answers as the domain's errors. Their texts stay unread: status and code say enough."""

from __future__ import annotations

import re
from collections.abc import Mapping

from writeback.domain.errors import (
    SignInRequired,
    TenantBusy,
    TenantDenied,
    TenantFailed,
    WritebackError,
)
from writeback.domain.texts import _

NO_PREMIUM = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
"""Code of a 403 that is about the tenant's licence and not about the account."""
WORD = re.compile(r"[\w.-]{1,80}")
BUSY = frozenset({429, 503, 504})


class Throttled(TenantBusy):
    """Graph asks to come back later. `retry_after` is in seconds, None when Graph does not say."""

    def __init__(self, message: str, hint: str, retry_after: float | None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class TokenRefused(SignInRequired):
    """Graph does not take the token; a new one may help."""


class NoPremium(TenantDenied):
    """The tenant's licence does not include the report; no role would help."""


class BadRequest(TenantFailed):
    """Graph does not take this form of the question (400)."""


class NotFound(TenantFailed):
    """Graph has nothing at that address (404)."""


KINDS: dict[int, type[TenantFailed]] = {400: BadRequest, 404: NotFound}


def graph_error(status: int, code: str, headers: Mapping[str, str]) -> WritebackError:
    """The error for an answer of Graph; `code` is its own word, '' where it gives none."""
    if status == 401:
        return TokenRefused(_("Graph does not take this sign-in any more."), _("Sign in again."))
    if status == 403:
        return _denied(code)
    if status in BUSY:
        return Throttled(
            _("Graph is busy or out of service ({status}).").format(status=status),
            _("Try again in a few minutes."),
            seconds_of(headers.get("retry-after")),
        )
    return KINDS.get(status, TenantFailed)(
        _("Graph answered with an error ({status} {code}).").format(status=status, code=_word(code)),
        _("Request id for Microsoft's support: {id}").format(id=_word(headers.get("request-id", ""))),
    )


def seconds_of(header: str | None) -> float | None:
    """Retry-After in seconds. A date in it counts as not said: it would need both clocks to agree."""
    if header is None or not header.strip().isdecimal():
        return None
    return float(header.strip()[:9])


def _denied(code: str) -> TenantDenied:
    if code == NO_PREMIUM:
        return NoPremium(
            _("Graph gives this report only to tenants with Entra ID P1 or P2."),
            _("Add a licence, or look it up in the portal."),
        )
    return TenantDenied(
        _("The account lacks the role or the permission for this reading."),
        _("Sign in with an account that has it."),
    )


def _word(text: str) -> str:
    """The text if it is a single harmless word, else a dash."""
    return text if WORD.fullmatch(text) else "-"
