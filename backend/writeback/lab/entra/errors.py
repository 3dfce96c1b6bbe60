"""The refusals of the sign-in endpoints, by name, in the form of the identity platform's error bodies.

Codes and wording: Microsoft Learn, "Microsoft Entra authentication and authorization error codes" (shortened).
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OAuthError(Exception):  # noqa: N818 - `Error` would read twice in "error error"
    """A refusal. `error` is the word that clients branch on, `code` the AADSTS number (0: none)."""

    error: str
    code: int
    text: str
    suberror: str | None = None
    claims: Json | None = None
    status: int = 400

    def body(self, now: datetime) -> Json:
        """The JSON that goes out."""
        stamp = now.strftime("%Y-%m-%d %H:%M:%SZ")
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        answer: Json = {
            "error": self.error,
            "error_description": f"{f'AADSTS{self.code}: ' if self.code else ''}{self.text} Trace ID: {trace} "
            f"Correlation ID: {correlation} Timestamp: {stamp}",
            "error_codes": [self.code] if self.code else [],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
        }
        if self.suberror:
            answer["suberror"] = self.suberror
        if self.claims:
            answer["claims"] = json.dumps(self.claims)
        return answer


POLICY_CLAIMS: Json = {"access_token": {"capolids": {"essential": True, "values": ["policy-1"]}}}

NAMED: dict[str, OAuthError] = {
    "pending": OAuthError("authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending."),
    "slow_down": OAuthError("slow_down", 0, "Polling too fast."),
    "declined": OAuthError("authorization_declined", 65004, "User declined to consent to access the app."),
    "expired": OAuthError("expired_token", 70019, "Verification code expired. Have the user retry the sign-in."),
    "bad-code": OAuthError("bad_verification_code", 70018, "Invalid verification code."),
    "mfa": OAuthError(
        "invalid_grant", 50076, "You must use multi-factor authentication.", "basic_action", POLICY_CLAIMS
    ),
    "mfa-enrolment": OAuthError(
        "invalid_grant", 50079, "You must enrol in multi-factor authentication.", "basic_action"
    ),
    "mfa-registration": OAuthError("invalid_grant", 50072, "You must register for multi-factor authentication."),
    "conditional-access": OAuthError(
        "invalid_grant", 53003, "Access has been blocked by Conditional Access policies.", "message_only"
    ),
    "device-not-compliant": OAuthError(
        "invalid_grant", 53000, "Device is not in required device state: compliant.", "message_only"
    ),
    "security-defaults": OAuthError("invalid_grant", 530035, "Access has been blocked by security defaults."),
    "external-challenge": OAuthError(
        "invalid_grant", 50158, "External security challenge not satisfied.", "basic_action"
    ),
    "consent": OAuthError(
        "invalid_grant", 65001, "The user or administrator has not consented to use the application.", "consent_required"
    ),
    "not-preauthorized": OAuthError(
        "invalid_grant", 65002, "Consent between first party application and first party resource must be configured"
        " via preauthorization."
    ),
    "wrong-password": OAuthError("invalid_grant", 50126, "Invalid username or password."),
    "password-expired": OAuthError("invalid_grant", 50055, "The password is expired."),
    "account-disabled": OAuthError("invalid_grant", 50057, "The user account is disabled."),
    "not-assigned": OAuthError("invalid_grant", 50105, "The signed in user is not assigned to a role for the app."),
    "foreign-account": OAuthError("invalid_grant", 50020, "User account does not exist in the tenant."),
    "session-expired": OAuthError("invalid_grant", 700082, "The refresh token has expired due to inactivity."),
    "session-revoked": OAuthError("invalid_grant", 50173, "The provided grant has expired due to it being revoked."),
    "signin-frequency": OAuthError(
        "invalid_grant", 70043, "The refresh token has expired due to sign-in frequency checks.", "token_expired"
    ),
    "bad-refresh-token": OAuthError("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid."),
    "tenant-not-found": OAuthError("invalid_request", 90002, "Tenant not found. Check the tenant ID."),
    "resource-not-found": OAuthError("invalid_resource", 500011, "The resource principal was not found in the tenant."),
    "mixed-resources": OAuthError("invalid_scope", 28000, "Scopes of more than one resource were asked for."),
    "app-not-found": OAuthError("unauthorized_client", 700016, "Application was not found in the directory."),
    "bad-client-secret": OAuthError("invalid_client", 7000215, "Invalid client secret provided.", status=401),
    "bad-client-assertion": OAuthError(
        "invalid_client", 700027, "The certificate with the identifier used to sign the client assertion is not"
        " registered on the application.", status=401
    ),
    "missing-parameter": OAuthError("invalid_request", 900144, "The request body misses a required parameter."),
    "grant-type": OAuthError("unsupported_grant_type", 70003, "The app returned an unsupported grant type."),
    "server-error": OAuthError("server_error", 90033, "A transient error has occurred. Please try again.", status=503),
    "temporarily-unavailable": OAuthError(
        "temporarily_unavailable", 90006, "The server is temporarily too busy.", status=503
    ),
}  # fmt: skip


def scripted(answer: Json | str, now: datetime) -> tuple[int, Json]:
    """Status and body of a scripted answer: a name of `NAMED`, or an error body of one's own.

    KeyError when the name is unknown.
    """
    if isinstance(answer, str):
        return NAMED[answer].status, NAMED[answer].body(now)
    own = dict(answer)
    status = int(own.pop("status", 400))
    return status, {"error_codes": [], "error_description": "", **own}
