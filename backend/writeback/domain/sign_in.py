"""Which way to sign in fits which profile."""

from __future__ import annotations

from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, SignInMethod
from writeback.domain.texts import _

ANY_TENANT = frozenset({"organizations", "common", "consumers"})
"""Names that let the account decide which tenant it is."""


def unfit(method: SignInMethod, tenant: str, client_id: str, certificate: str | None) -> str:
    """Why the method does not go with these: a clause that begins with the profile's key; '' if it does."""
    if method is SignInMethod.CERTIFICATE and not certificate:
        return _("certificate: the sign-in with a certificate needs its file")
    if not method.is_application:
        return ""
    if tenant in ANY_TENANT:
        return _("tenant: an application signs in to one tenant; name its id or domain")
    if client_id == GRAPH_COMMAND_LINE_TOOLS:
        return _("client-id: an application signs in as itself; name your app registration")
    return ""
