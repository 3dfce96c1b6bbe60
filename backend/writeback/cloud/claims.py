"""Whose an access token is, as it says itself. Its signature is for the service that it is meant for."""

from __future__ import annotations

import base64
import binascii
import re

import msgspec

from writeback.cloud.clouds import Origin
from writeback.cloud.json_limits import is_bounded
from writeback.domain.errors import SignInRefused
from writeback.domain.facts import Account
from writeback.domain.safe import safe_str
from writeback.domain.target import Cloud
from writeback.domain.texts import _

LONGEST_TOKEN = 32_768
_TENANT = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)
_ISSUER = re.compile(r"https://[A-Za-z0-9.:\[\]-]{1,255}/")


class Claims(msgspec.Struct):
    """The part of the token's body that is used."""

    iss: str
    tid: str
    upn: str = ""
    unique_name: str = ""
    preferred_username: str = ""
    app_displayname: str = ""
    appid: str = ""
    idtyp: str = ""
    scp: str = ""

    @property
    def permissions(self) -> tuple[str, ...]:
        """Delegated permissions."""
        return tuple(self.scp.split())

    @property
    def is_application(self) -> bool:
        return self.idtyp == "app" or not self.scp


def claims_of(token: str, cloud: Cloud) -> Claims:
    """Raises SignInRefused for a token that cannot be read, or that a lab's sign-in did not issue."""
    parts = token.split(".")
    try:
        if len(parts) != 3 or len(token) > LONGEST_TOKEN:
            raise ValueError
        body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = msgspec.json.decode(body if is_bounded(body) else b"", type=Claims)
        if not _TENANT.fullmatch(claims.tid) or not _ISSUER.match(claims.iss):
            raise ValueError
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise SignInRefused(
            _("The sign-in gave a token that cannot be read."), _("Sign in another way.")
        ) from None
    issuer = Origin.of(claims.iss)
    if cloud.is_lab and issuer != Origin.of(cloud.authority):
        raise SignInRefused(
            _("That sign-in is one at {issuer}, not at the lab; its token was not used.").format(
                issuer=issuer.host
            ),
            _("Sign in to the lab with a device code."),
        )
    return claims


def account_from(claims: Claims) -> Account:
    """Who it is. Raises SignInRefused for a name that cannot be one."""
    if claims.is_application:
        name = claims.app_displayname or claims.appid
    else:
        name = claims.upn or claims.unique_name or claims.preferred_username
    if not name or safe_str(name) != name:
        raise SignInRefused(_("The sign-in names an account that cannot be one."), _("Sign in another way."))
    return Account(name, claims.tid, is_application=claims.is_application)
