"""Tokens of whoever `az login` has signed in on this machine.

Not azure-identity's AzureCliCredential: it cannot be cancelled, says nothing of whose the token is, and
leaves what `az` complains about in its own words.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import time
from collections.abc import Sequence
from typing import Any

import msgspec
from azure.core.credentials import AccessToken

from writeback.cloud import aadsts
from writeback.cloud.claims import Claims, claims_of
from writeback.cloud.json_limits import is_bounded
from writeback.domain.errors import SignInRefused, SignInRequired, TenantUnreachable, WritebackError
from writeback.domain.target import Cloud
from writeback.domain.texts import _

AZ_SECONDS = 40.0
"""It is a Python program of its own: a cold start takes several seconds."""
LONGEST_ANSWER = 256 << 10
RENEW_SECONDS = 300
"""A token with less time left is asked for anew."""
ANY_TENANT = frozenset({"organizations", "common"})

_NUMBER = re.compile(r"AADSTS(\d{4,8})")
_NOT_SIGNED_IN = ("az login", "az account set")


class Answer(msgspec.Struct):
    """What `az account get-access-token --output json` prints, as far as it is used."""

    access_token: str = msgspec.field(name="accessToken")
    expires_on: int = 0
    """Seconds since 1970; versions before 2.54 do not tell."""


class AzureCliTokens:
    """As of credential.Tokens. A token is kept until shortly before its end."""

    wanted_claims = ""

    def __init__(self, cloud: Cloud, tenant: str) -> None:
        self._cloud = cloud
        self._tenant = tenant
        self._one_at_a_time = asyncio.Lock()
        self._given: dict[str, AccessToken] = {}
        self._refused: set[str] = set()

    async def account(self, scopes: Sequence[str]) -> Claims:
        """Gets a first token and says whose it is."""
        return claims_of((await self.get_token(*scopes)).token, self._cloud)

    async def get_token(self, *scopes: str, claims: str | None = None, **_options: Any) -> AccessToken:
        """As of Tokens. Raises SignInRequired for a challenge: only `az login` itself can answer one."""
        resource = scopes[0].rpartition("/")[0]
        async with self._one_at_a_time:
            token = self._given.get(resource)
            if claims or token is None or token.token in self._refused or _is_ending(token):
                token = await self._asked(resource)
            if claims or token.token in self._refused:
                raise SignInRequired(
                    _("The sign-in of Azure CLI has expired or was revoked."), login_words(self._tenant)
                )
            self._given[resource] = token
            return token

    def refuse(self, scopes: Sequence[str]) -> None:
        """As of Tokens."""
        if token := self._given.get(scopes[0].rpartition("/")[0]):
            self._refused.add(token.token)

    def close(self) -> None:
        """As of Tokens; the sign-in of `az` itself stays."""
        self._given.clear()

    async def _asked(self, resource: str) -> AccessToken:
        words = ["account", "get-access-token", "--output", "json", "--resource", resource]
        if self._tenant not in ANY_TENANT:
            words += ["--tenant", self._tenant]
        status, out, complaint = await run_az(words)
        if status:
            raise _refusal(complaint, self._tenant)
        try:
            answer = msgspec.json.decode(out if is_bounded(out) else b"", type=Answer)
        except msgspec.MsgspecError:
            raise SignInRefused(
                _("Azure CLI gave no token that could be read."), _("Sign in with a device code instead.")
            ) from None
        claims_of(answer.access_token, self._cloud)
        return AccessToken(answer.access_token, answer.expires_on or int(time.time()) + RENEW_SECONDS)


async def run_az(words: list[str]) -> tuple[int, bytes, str]:
    """Status, stdout and stderr of one call. Raises SignInRefused without `az`, TenantUnreachable in time."""
    process = await _started(words)
    try:
        async with asyncio.timeout(AZ_SECONDS):
            out, complaint, status = await asyncio.gather(
                _bounded(process.stdout), _bounded(process.stderr), process.wait()
            )
    except TimeoutError:
        raise TenantUnreachable(
            _("Azure CLI did not answer in time."),
            _('Try "az account show", or sign in with a device code instead.'),
        ) from None
    finally:
        await _ended(process)
    return status, out, complaint.decode("utf-8", "replace")


async def _started(words: list[str]) -> asyncio.subprocess.Process:
    """Raises SignInRefused without `az`."""
    program = shutil.which("az")
    if program is None:
        raise _absent()
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            program,
            *words,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Not where the person stands: Python would look for modules there.
            cwd="/",
            env=os.environ | {"AZURE_CORE_NO_COLOR": "true", "AZURE_CORE_ONLY_SHOW_ERRORS": "true"},
            # `az` is a shell script around the program: both have to go when nobody waits any more.
            start_new_session=True,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            await _ended(await starting)
        raise
    except OSError:
        raise _absent() from None


def login_words(tenant: str) -> str:
    """What to do when `az` needs its person."""
    if tenant in ANY_TENANT:
        return _('Run "az login", then try again.')
    return _('Run "az login --tenant {tenant}", then try again.').format(tenant=tenant)


async def _bounded(stream: asyncio.StreamReader | None) -> bytes:
    """The stream's bytes; what is beyond the limit is read and dropped, so that nobody waits for a pipe."""
    kept = bytearray()
    while stream is not None and (part := await stream.read(65_536)):
        kept += part[: LONGEST_ANSWER - len(kept)]
    return bytes(kept)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _is_ending(token: AccessToken) -> bool:
    return token.expires_on - time.time() < RENEW_SECONDS / 2


def _refusal(complaint: str, tenant: str) -> WritebackError:
    """What `az` complains about, by the number in it; its words stay unread."""
    if numbers := [int(number) for number in _NUMBER.findall(complaint)]:
        found = aadsts.silent_refusal("", numbers)
        is_over = isinstance(found, SignInRequired)
        return SignInRequired(found.message, login_words(tenant)) if is_over else found
    if any(words in complaint for words in _NOT_SIGNED_IN):
        return SignInRequired(_("Azure CLI is not signed in on this machine."), login_words(tenant))
    return SignInRefused(
        _("Azure CLI gave no token."),
        _('Try "az account get-access-token" to see why, or sign in with a device code instead.'),
    )


def _absent() -> SignInRefused:
    return SignInRefused(
        _("Azure CLI (az) is not installed on this machine."),
        _("Install it and run az login, or sign in with a device code instead."),
    )
