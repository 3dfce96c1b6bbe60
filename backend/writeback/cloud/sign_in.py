"""Device-code sign-in over an unmodified azure-identity: cancellable, off the loop, tokens in memory."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.transport import RequestsTransport
from azure.identity import AuthenticationRecord, DeviceCodeCredential

from writeback.cloud.clouds import Origin, certificates, graph_scopes
from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.logs import quieten
from writeback.cloud.sign_in_errors import OtherHost, Stopped, translated
from writeback.domain.errors import InvalidInput
from writeback.domain.ports import DeviceCode
from writeback.domain.target import Cloud
from writeback.domain.texts import _

CONNECT_SECONDS = 10
READ_SECONDS = 30

Show = Callable[[DeviceCode], None]


@dataclass(frozen=True, slots=True)
class Application:
    """Where to sign in, to which tenant, as which client, and with which permissions besides readings."""

    cloud: Cloud
    tenant: str
    client_id: str
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A credential that gives tokens without asking anybody, and whose it is."""

    credential: DeviceCodeCredential
    record: AuthenticationRecord


class StoppableTransport(RequestsTransport):  # type: ignore[misc]  # its module exports by __getattr__
    """Sends to the authority only, and nothing at all once told to stop.

    azure-identity has no cancel: it polls until the code expires. A refused request ends it at its next poll.
    """

    def __init__(self, cloud: Cloud, stop: threading.Event) -> None:
        super().__init__(
            connection_verify=certificates(cloud),
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            use_env_settings=False,
        )
        self._origin = Origin.of(cloud.authority)
        self._stop = stop

    def send(self, request: Any, **options: Any) -> Any:
        """Raises Stopped, or OtherHost for what discovery or the environment would redirect."""
        if self._stop.is_set():
            raise Stopped
        if Origin.of(request.url) != self._origin:
            raise OtherHost
        return super().send(request, **options)


async def device_code_sign_in(application: Application, show: Show) -> SignedIn:
    """Shows a code (on the event loop) and waits until a person has used it.

    Always a fresh credential: an old one would hand out its cached token, even a revoked one. Cancelling
    returns at once; the polling thread is a daemon and ends by itself within a polling interval.
    Raises SignIn... errors, TenantUnreachable, TenantBusy, InvalidInput.
    """
    stop = threading.Event()
    loop = asyncio.get_running_loop()

    def prompt(address: str, code: str, expires: datetime) -> None:
        if not stop.is_set():
            loop.call_soon_threadsafe(show, DeviceCode(address, code, expires))

    try:
        return await in_daemon_thread(partial(_authenticate, application, prompt, stop), "device-code")
    except asyncio.CancelledError:
        stop.set()
        raise


def _authenticate(
    application: Application, prompt: Callable[[str, str, datetime], None], stop: threading.Event
) -> SignedIn:
    credential = _new_credential(application, prompt, stop)
    try:
        # With enable_cae, as the Graph SDK asks: other tokens are kept in another cache.
        scopes = graph_scopes(application.cloud, application.permissions)
        record = credential.authenticate(scopes=scopes, enable_cae=True)
    except ClientAuthenticationError as error:
        with contextlib.suppress(Exception):  # the refusal matters, not how its connection closes
            credential.close()
        raise translated(error) from None
    return SignedIn(credential, record)


def _new_credential(
    application: Application, prompt: Callable[[str, str, datetime], None], stop: threading.Event
) -> DeviceCodeCredential:
    quieten()
    try:
        return DeviceCodeCredential(
            application.client_id,
            # Always given, so that AZURE_AUTHORITY_HOST has no say.
            authority=application.cloud.authority,
            tenant_id=application.tenant,
            prompt_callback=prompt,
            # Otherwise a dead refresh token starts a new prompt in the middle of a reading.
            disable_automatic_authentication=True,
            # Otherwise MSAL asks login.microsoftonline.com about an authority that it does not know.
            disable_instance_discovery=True,
            transport=StoppableTransport(application.cloud, stop),
            # A connection may break once while a person types; a Retry-After is not slept through unseen.
            retry_total=1,
            retry_status=0,
        )
    except ValueError:
        raise InvalidInput(
            _('"{tenant}" is not the id or domain of a tenant.').format(tenant=application.tenant)
        ) from None
