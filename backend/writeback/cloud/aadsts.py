"""Entra's refusals in words: what the error and its AADSTS number mean, and what to do next.

`error` decides the kind and the number the wording, as Microsoft asks of clients; the raw text, which
names trace ids and sometimes accounts, is never shown. Numbers: Microsoft Learn, "Microsoft Entra
authentication and authorization error codes".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from writeback.domain.errors import (
    SignInDeclined,
    SignInExpired,
    SignInRefused,
    SignInRequired,
    TenantBusy,
    WritebackError,
)
from writeback.domain.texts import _

Table = dict[int, WritebackError]

LASTING = frozenset(
    {65001, 65002, 90094, 53000, 53001, 53003, 530035, 50105, 90002, 90038, 900439, 500011, 700011, 700016}
    | {7000218, 7000215, 7000222, 700027}
)
"""Refusals that signing in again does not cure."""


def refusal(error: str, codes: Iterable[int]) -> WritebackError:
    """The error for an answer of the sign-in service; `error` is OAuth's word, '' if there was none."""
    numbers = tuple(codes)
    if error in _BY_WORD:
        return _BY_WORD[error]()
    table = _wordings()
    known = next((table[number] for number in numbers if number in table), None)
    return known or _unknown(error, numbers)


def silent_refusal(error: str, codes: Iterable[int]) -> WritebackError:
    """The error for a token that could not be renewed: mostly, somebody has to sign in again."""
    numbers = tuple(codes)
    found = refusal(error, numbers)
    if isinstance(found, TenantBusy | SignInRequired) or LASTING.intersection(numbers):
        return found
    if numbers and not _is_unknown(numbers):
        return SignInRequired(found.message, _("Sign in again."))
    return saved_sign_in_ended()


def saved_sign_in_ended() -> SignInRequired:
    """The tokens are used up or revoked."""
    return SignInRequired(_("The sign-in has expired or was revoked."), _("Sign in again."))


def tenant_not_found() -> SignInRefused:
    """90002; discovery reports it without a number."""
    return SignInRefused(
        _("Entra does not know this tenant."), _("Check the tenant's id or domain, and the cloud.")
    )


def _declined() -> WritebackError:
    return SignInDeclined(_("The sign-in was declined in the browser."), _("Sign in again."))


def _expired() -> WritebackError:
    return SignInExpired(_("The code was not used in time."), _("Ask for a new code."))


def _code_unknown() -> WritebackError:
    return SignInExpired(_("Entra does not recognise the code any more."), _("Ask for a new code."))


def _waiting() -> WritebackError:
    return SignInExpired(_("Entra still waits for somebody to use the code."), _("Ask for a new code."))


def _out_of_service() -> WritebackError:
    return TenantBusy(_("Entra is out of service for a moment."), _("Ask for a new code in a minute."))


_BY_WORD: dict[str, Callable[[], WritebackError]] = {
    "authorization_declined": _declined,
    "access_denied": _declined,
    "expired_token": _expired,
    "authorization_pending": _waiting,
    "slow_down": _waiting,
    "bad_verification_code": _code_unknown,
    "server_error": _out_of_service,
    "temporarily_unavailable": _out_of_service,
}


def _wordings() -> Table:
    # Made when it is needed, because the language is not known at import.
    return {**_codes(), **_verification(), **_policies(), **_accounts(), **_applications(), **_saved()}


def _is_unknown(numbers: tuple[int, ...]) -> bool:
    return not any(number in _wordings() for number in numbers)


def _codes() -> Table:
    return {
        65004: _declined(),
        70016: _waiting(),
        70019: _expired(),
        70020: _expired(),
        70018: _code_unknown(),
    }


def _verification() -> Table:
    return {
        50076: SignInRefused(
            _("Extra verification is needed and was not completed."),
            _("Complete the multifactor authentication in the browser and sign in again."),
        ),
        50079: SignInRefused(
            _("Extra verification must be set up for this account first."),
            _("Set up multifactor authentication in the browser and sign in again."),
        ),
        50072: SignInRefused(
            _("This account has to register for multifactor authentication first."),
            _("Register in the browser and sign in again."),
        ),
        50158: SignInRefused(
            _("The check of an external identity provider was not completed."), _("Sign in again.")
        ),
    }


def _policies() -> Table:
    other_ways = _(
        "Sign in through Azure CLI where the policy permits, set the switches in the portal by hand, or use a"
        " certificate for what only reads (--sign-in)."
    )
    compliant = _("Open the sign-in page on a compliant device and enter the code there.")
    return {
        53003: SignInRefused(
            _("A Conditional Access policy of the tenant blocks this sign-in, perhaps device codes at all."),
            other_ways,
        ),
        530035: SignInRefused(_("The tenant's security defaults block this sign-in."), other_ways),
        53000: SignInRefused(
            _("The tenant asks for a managed, compliant device."),
            compliant,
        ),
        53001: SignInRefused(_("The tenant asks for a device that is joined to the domain."), compliant),
        50097: SignInRefused(_("The tenant asks the device itself to sign in."), compliant),
    }


def _accounts() -> Table:
    return {
        50126: SignInRefused(_("The user name or password was wrong."), _("Sign in again.")),
        50055: SignInRefused(
            _("The password of the account has expired."), _("Change it in the browser and sign in again.")
        ),
        50034: SignInRefused(
            _("The tenant has no account of that name."), _("Check the name and sign in again.")
        ),
        50053: SignInRefused(
            _("The account is locked after too many attempts."), _("Wait a while, then sign in again.")
        ),
        50057: SignInRefused(_("The account is disabled."), _("Enable it, or sign in with another one.")),
        50105: SignInRefused(
            _("The account is not assigned to the application that signs in."),
            _("Assign it under Enterprise applications, or use another client id."),
        ),
        50020: SignInRefused(
            _("The account is not of this tenant."), _("Sign in with an account of the tenant, or change it.")
        ),
    }


def _applications() -> Table:
    unknown_app = SignInRefused(
        _("The tenant does not know the application that signs in."), _("Check the client id.")
    )
    return {
        65001: SignInRefused(
            _("The permissions of this application are not approved in your organisation."),
            _(
                "Ask a Global Administrator, Privileged Role Administrator or Cloud Application Administrator"
                " to approve them."
            ),
        ),
        90094: SignInRefused(
            _("The permissions of this application need an administrator's approval."),
            _(
                "Ask a Global Administrator, Privileged Role Administrator or Cloud Application Administrator"
                " to approve them."
            ),
        ),
        65002: SignInRefused(
            _("The application that signs in may not call that service."),
            _("Choose another client id, or set the switches in the portal."),
        ),
        90002: tenant_not_found(),
        90038: SignInRefused(_("The tenant is one of another cloud."), _("Name its cloud in the profile.")),
        900439: SignInRefused(
            _("The application that signs in is one of the cloud for US government."),
            _("Name that cloud in the profile."),
        ),
        7000218: SignInRefused(
            _("The application that signs in is not registered as a public client."),
            _('Turn on "Allow public client flows" in its registration, or use another client id.'),
        ),
        7000215: SignInRefused(
            _("The secret of the application is wrong."),
            _("Give the secret's value, not its id; make a new one where it is lost."),
        ),
        7000222: SignInRefused(
            _("The secret of the application has expired."), _("Make a new one in its registration.")
        ),
        700027: SignInRefused(
            _("The tenant does not know the certificate that signs in."),
            _("Upload its public part to the application's registration, or name the right file."),
        ),
        500011: SignInRefused(
            _("The tenant does not know the service that was asked for."),
            _("Check the tenant and the cloud."),
        ),
        700016: unknown_app,
        700011: unknown_app,
    }


def _saved() -> Table:
    return {700082: saved_sign_in_ended(), 70043: saved_sign_in_ended(), 50173: saved_sign_in_ended()}


def _unknown(error: str, numbers: tuple[int, ...]) -> WritebackError:
    if numbers:
        message = _("Entra refused the sign-in (AADSTS{number}).").format(number=numbers[0])
    else:
        message = _("Entra refused the sign-in.")
    return SignInRefused(message, _("Look the number up at Microsoft, or sign in another way."))
