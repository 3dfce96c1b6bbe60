"""Device-code sign-in over an unmodified azure-identity: cancellable, off the loop, tokens in memory."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from azure.identity import AuthenticationRecord, DeviceCodeCredential
from msal import SerializableTokenCache

from writeback.cloud.aadsts import saved_sign_in_ended
from writeback.cloud.authority import transport_options
from writeback.cloud.clouds import graph_scopes
from writeback.cloud.credential import NO_CLAIMS
from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.kept import KeptSignIn
from writeback.cloud.logs import quieten
from writeback.cloud.sign_in_errors import not_a_tenant, translated
from writeback.domain.errors import SignInExpired, TenantFailed, TenantUnreachable
from writeback.domain.facts import Account
from writeback.domain.ports import DeviceCode
from writeback.domain.safe import safe_str
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud
from writeback.domain.texts import _

CODE_SECONDS = 60.0
"""Until there is a code."""
LONGEST_CODE = timedelta(hours=1)
"""Entra's codes last for 15 minutes."""
GRACE_SECONDS = 60.0
"""For the last question after a code has expired."""

_ADDRESS = re.compile(r"https://[\w.~:/?#@!$&'()*+,;=%-]{1,300}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
_TENANT = re.compile(r"[0-9A-Fa-f-]{36}", re.ASCII)

Show = Callable[[DeviceCode], None]


@dataclass(frozen=True, slots=True)
class Application:
    """Where to sign in, to which tenant, as which client, and with which permissions besides readings."""

    cloud: Cloud
    tenant: str
    client_id: str
    permissions: tuple[str, ...] = ()
    claims: str = ""
    """What the sign-in has to satisfy, as an earlier refusal said (Tokens.wanted_claims)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A credential that gives tokens without asking anybody, and whose it is."""

    credential: DeviceCodeCredential
    record: AuthenticationRecord
    account: Account
    cache: SerializableTokenCache

    def kept(self) -> KeptSignIn:
        """What a vault may keep."""
        record = self.record
        return KeptSignIn(
            Secret(self.cache.serialize()), record.serialize(), record.tenant_id, record.home_account_id
        )


async def device_code_sign_in(application: Application, show: Show) -> SignedIn:
    """Shows a code (on the event loop) and waits until a person has used it.

    Always a fresh credential: an old one would hand out its cached token, even a revoked one. Cancelling
    returns at once; the polling thread ends at once, too, or with the exchange that is under way.
    Raises SignIn... errors, TenantUnreachable, TenantBusy, TenantFailed, InvalidInput.
    """
    stop = threading.Event()
    loop = asyncio.get_running_loop()
    shown: asyncio.Future[datetime] = loop.create_future()

    def present(code: DeviceCode) -> None:
        if not shown.done():
            shown.set_result(code.expires)
        show(code)

    def prompt(address: str, code: str, expires: datetime) -> None:
        if not stop.is_set():
            loop.call_soon_threadsafe(present, _checked_code(address, code, expires))

    work = partial(_authenticate, application, prompt, stop)
    signing_in = asyncio.ensure_future(in_daemon_thread(work, "device-code"))
    try:
        return await _in_time(signing_in, shown)
    finally:
        # Whoever gives up tells the thread; after a success it must not be told, its transport lives on.
        if not signing_in.done():
            stop.set()
            signing_in.cancel()
        shown.cancel()


async def _in_time(signing_in: asyncio.Future[SignedIn], shown: asyncio.Future[datetime]) -> SignedIn:
    """Nothing else bounds a service that drips its answers, or names an interval of a year."""
    either: set[asyncio.Future[Any]] = {signing_in, shown}
    await asyncio.wait(either, timeout=CODE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    if not signing_in.done():
        if not shown.done():
            raise TenantUnreachable(
                _("The sign-in service did not answer in time."),
                _("Check this machine's way to the internet."),
            )
        left = (shown.result() - datetime.now(UTC)).total_seconds()
        await asyncio.wait({signing_in}, timeout=max(0.0, left) + GRACE_SECONDS)
    if not signing_in.done():
        raise SignInExpired(_("The code was not used in time."), _("Ask for a new code."))
    return await signing_in


def _checked_code(address: object, code: object, expires: datetime) -> DeviceCode:
    """What a person is told to open and to type. Raises TenantFailed."""
    known = isinstance(address, str) and isinstance(code, str)
    if not known or not _ADDRESS.fullmatch(str(address)) or not _CODE.fullmatch(str(code)):
        raise TenantFailed(_("The sign-in service gave no code that could be used."), _("Try again later."))
    return DeviceCode(str(address), str(code), min(expires, datetime.now(UTC) + LONGEST_CODE))


def account_of(record: AuthenticationRecord) -> Account:
    """Who has signed in. Raises TenantFailed for a name or an id that cannot be one."""
    name, tenant = record.username, record.tenant_id
    is_name = isinstance(name, str) and name != "" and safe_str(name) == name
    if not is_name or not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise TenantFailed(_("The sign-in service names an account that cannot be one."), _("Sign in again."))
    return Account(name, tenant)


def restored(application: Application, kept: KeptSignIn) -> SignedIn:
    """The sign-in that was kept, if it still gives a token; nobody is asked. Blocks.

    Raises SignInRequired when it does not, or is another application's, and as `device_code_sign_in`.
    """
    cache = SerializableTokenCache()
    try:
        msgspec.json.decode(kept.cache.reveal(), type=dict[str, object])
        cache.deserialize(kept.cache.reveal())
        record = _record(application, kept.record)
        credential = _new_credential(application, cache, threading.Event(), authentication_record=record)
    except Exception:  # whatever a damaged entry brings about
        raise saved_sign_in_ended() from None
    return _proven(application, credential, cache, lambda: _silently(application, credential, record))


def _record(application: Application, text: str) -> AuthenticationRecord:
    """With the cloud's own authority, whatever the entry says. Raises ValueError for another client's."""
    stored = AuthenticationRecord.deserialize(text)
    if stored.client_id != application.client_id:
        raise ValueError
    return AuthenticationRecord(
        stored.tenant_id,
        stored.client_id,
        application.cloud.authority,
        stored.home_account_id,
        stored.username,
    )


def _silently(
    application: Application, credential: DeviceCodeCredential, record: AuthenticationRecord
) -> AuthenticationRecord:
    scopes = graph_scopes(application.cloud, application.permissions)
    # Claims, even none, are what makes MSAL pass its cache by: a token in it may be revoked.
    credential.get_token(*scopes, claims=NO_CLAIMS, enable_cae=True)
    return record


def _authenticate(
    application: Application, prompt: Callable[[str, str, datetime], None], stop: threading.Event
) -> SignedIn:
    cache = SerializableTokenCache()
    credential = _new_credential(application, cache, stop, prompt_callback=prompt)
    # With enable_cae, as the Graph SDK asks: other tokens are kept in another cache.
    scopes = graph_scopes(application.cloud, application.permissions)
    claims = application.claims or None
    ask = partial(credential.authenticate, scopes=scopes, claims=claims, enable_cae=True)
    return _proven(application, credential, cache, ask)


def _proven(
    application: Application,
    credential: DeviceCodeCredential,
    cache: SerializableTokenCache,
    ask: Callable[[], AuthenticationRecord],
) -> SignedIn:
    """The credential once it has given a token; closed when it does not."""
    try:
        record = ask()
        return SignedIn(credential, record, account_of(record), cache)
    except Exception as error:  # anything can come out of a hostile answer
        with contextlib.suppress(Exception):  # the refusal matters, not how its connection closes
            credential.close()
        raise translated(error) from None


def _new_credential(
    application: Application, cache: SerializableTokenCache, stop: threading.Event, **own: Any
) -> DeviceCodeCredential:
    quieten()
    if "authentication_record" not in own:  # which brings its own
        # Always given, so that AZURE_AUTHORITY_HOST has no say.
        own["authority"] = application.cloud.authority
    try:
        return DeviceCodeCredential(
            application.client_id,
            tenant_id=application.tenant,
            # Otherwise a dead refresh token starts a new prompt in the middle of a reading.
            disable_automatic_authentication=True,
            # Our own, because it can be kept; the library's own persistence would write it in clear.
            _cae_cache=cache,
            **transport_options(application.cloud, stop),
            **own,
        )
    except ValueError:
        raise not_a_tenant(application.tenant) from None
