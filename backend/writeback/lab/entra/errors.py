"""The refusals of the sign-in endpoints, by name, in the form of the identity platform's error bodies.

Codes and wording (shortened): Microsoft Learn, "Microsoft Entra authentication and authorization error
codes".
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered. `error` is the word that clients branch on, `code` the AADSTS number (0: none)."""

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
        code = f"AADSTS{self.code}: " if self.code else ""
        ids = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
        answer: Json = {
            "error": self.error,
            "error_description": f"{code}{self.text} {ids}",
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


def _grant(code: int, text: str, suberror: str | None = None, claims: Json | None = None) -> Refusal:
    return Refusal("invalid_grant", code, text, suberror, claims)


NAMED: dict[str, Refusal] = {
    "pending": Refusal("authorization_pending", 70016, "Authorization is pending. Continue polling."),
    "slow_down": Refusal("slow_down", 0, "Polling too fast."),
    "declined": Refusal("authorization_declined", 65004, "User declined to consent to access the app."),
    "expired": Refusal("expired_token", 70019, "Verification code expired. Have the user retry the sign-in."),
    "bad-code": Refusal("bad_verification_code", 70018, "Invalid verification code."),
    "mfa": _grant(50076, "You must use multi-factor authentication.", "basic_action", POLICY_CLAIMS),
    "mfa-enrolment": _grant(50079, "You must enrol in multi-factor authentication.", "basic_action"),
    "mfa-registration": _grant(50072, "You must register for multi-factor authentication.", "basic_action"),
    "conditional-access": _grant(
        53003, "Access has been blocked by Conditional Access policies.", "message_only"
    ),
    "device-not-compliant": _grant(
        53000, "Device is not in required device state: compliant.", "message_only"
    ),
    "security-defaults": _grant(530035, "Access has been blocked by security defaults.", "message_only"),
    "external-challenge": _grant(50158, "External security challenge not satisfied.", "basic_action"),
    "consent": _grant(65001, "Nobody has consented to use the application.", "consent_required"),
    "not-preauthorized": _grant(65002, "This application is not preauthorized for this resource."),
    "wrong-password": _grant(50126, "Invalid username or password."),
    "password-expired": _grant(50055, "The password is expired."),
    "account-disabled": _grant(50057, "The user account is disabled."),
    "not-assigned": _grant(50105, "The signed in user is not assigned to a role for the application."),
    "foreign-account": _grant(50020, "User account does not exist in the tenant."),
    "session-expired": _grant(700082, "The refresh token has expired due to inactivity."),
    "session-revoked": _grant(50173, "The provided grant has expired due to it being revoked."),
    "sign-in-frequency": _grant(
        70043, "The refresh token has expired due to sign-in frequency checks.", "token_expired"
    ),
    "bad-refresh-token": _grant(9002313, "Invalid request. Request is malformed or invalid."),
    "tenant-not-found": Refusal("invalid_request", 90002, "Tenant not found. Check the tenant ID."),
    "resource-not-found": Refusal(
        "invalid_resource", 500011, "The resource principal was not found in the tenant."
    ),
    "mixed-resources": Refusal("invalid_scope", 28000, "Scopes of more than one resource were asked for."),
    "app-not-found": Refusal("unauthorized_client", 700016, "Application was not found in the directory."),
    "bad-client-secret": Refusal("invalid_client", 7000215, "Invalid client secret provided.", status=401),
    "bad-client-assertion": Refusal(
        "invalid_client",
        700027,
        "The client assertion is not signed by a registered certificate.",
        status=401,
    ),
    "missing-parameter": Refusal("invalid_request", 900144, "The request body misses a parameter."),
    "grant-type": Refusal("unsupported_grant_type", 70003, "The app returned an unsupported grant type."),
    "server-error": Refusal("server_error", 90033, "A transient error has occurred."),
    "temporarily-unavailable": Refusal(
        "temporarily_unavailable", 90006, "The server is temporarily too busy.", status=503
    ),
}


class OAuthError(Exception):
    """A sign-in endpoint refuses."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.text)
        self.refusal = refusal


def refused(name: str) -> OAuthError:
    """The refusal of that name, to be raised."""
    return OAuthError(NAMED[name])


def scripted(answer: Json | str, now: datetime) -> tuple[int, Json]:
    """Status and body of a scripted answer: a name of `NAMED`, a bare error word, or a body of one's own."""
    if isinstance(answer, str):
        refusal = NAMED.get(answer) or Refusal(answer, 0, "Scripted.")
        return refusal.status, refusal.body(now)
    own = dict(answer)
    status = int(own.pop("status", 400))
    return status, {"error_codes": [], "error_description": "", **own}
