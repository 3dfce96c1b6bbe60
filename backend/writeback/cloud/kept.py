"""A sign-in in the form in which a vault may keep it."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class KeptSignIn:
    """The two halves, which change together, and what they are kept under."""

    cache: Secret
    """MSAL's serialised token cache, with the refresh token."""
    record: str
    """azure-identity's AuthenticationRecord as JSON: names the account, holds no secret."""
    tenant_id: str = ""
    home_account_id: str = ""
    """Both empty in one that comes out of a vault."""
