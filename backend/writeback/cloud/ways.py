"""The ways to sign in, each ending in the same thing: an account, its tokens, and what they cover.

Microsoft's libraries are loaded here, in threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from writeback.cloud.clouds import application_scopes, graph_scopes
from writeback.cloud.daemon import in_daemon_thread
from writeback.cloud.kept import KeptSignIn
from writeback.domain.facts import Account
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud

if TYPE_CHECKING:
    from writeback.cloud.credential import Tokens
    from writeback.cloud.graph import Graph
    from writeback.cloud.sign_in import SignedIn

READINGS = "writeback.cloud.readings"

Asked = tuple[Cloud, str, str, tuple[str, ...]]
"""The fields of sign_in.Application: cloud, tenant, client id, permissions besides the readings'."""


@dataclass(slots=True)
class SignIn:
    """What there is once somebody has signed in."""

    account: Account
    credential: Tokens
    scopes: list[str]
    """What Graph is asked with."""
    permissions: tuple[str, ...] = ()
    kept: Callable[[], KeptSignIn] | None = None
    """As a vault may keep it; None where there is nothing of it to be kept."""
    graph: Graph | None = None


async def by_device_code(asked: Asked, claims: str, show: Callable[[DeviceCode], None]) -> SignIn:
    """Shows a code (on the loop) and waits until it is used."""
    await _load("writeback.cloud.sign_in")
    from writeback.cloud.sign_in import Application, device_code_sign_in

    # Loaded while the person types the code: about half a second that nobody waits for.
    threading.Thread(target=import_module, args=(READINGS,), name="load-graph", daemon=True).start()
    return _of_person(asked, await device_code_sign_in(Application(*asked, claims), show))


async def by_kept_sign_in(asked: Asked, kept: KeptSignIn) -> SignIn:
    """With what a vault has kept; nobody is asked."""
    await _load("writeback.cloud.sign_in")
    from writeback.cloud.sign_in import Application, restored

    work = partial(restored, Application(*asked), kept)
    return _of_person(asked, await in_daemon_thread(work, "saved-sign-in"))


async def by_azure_cli(cloud: Cloud, tenant: str) -> SignIn:
    """As whoever `az login` has signed in; what the tokens cover is up to Azure CLI's own registration."""
    await _load("writeback.cloud.azure_cli")
    from writeback.cloud.azure_cli import AzureCliTokens
    from writeback.cloud.claims import account_from

    tokens, scopes = AzureCliTokens(cloud, tenant), graph_scopes(cloud)
    claims = await tokens.account(scopes)
    return SignIn(account_from(claims), tokens, scopes, claims.permissions)


async def as_application(asked: Asked, secret: Secret | None, certificate: str | None) -> SignIn:
    """With the client secret, or with the certificate in that file and its passphrase."""
    await _load("writeback.cloud.application")
    from writeback.cloud.application import ApplicationKey, application_sign_in
    from writeback.cloud.credential import ThreadedCredential
    from writeback.cloud.sign_in import Application

    work = partial(application_sign_in, Application(*asked), ApplicationKey(secret, certificate))
    credential, account = await in_daemon_thread(work, "application-sign-in")
    return SignIn(account, ThreadedCredential(credential), application_scopes(asked[0]))


def _of_person(asked: Asked, done: SignedIn) -> SignIn:
    from writeback.cloud.credential import ThreadedCredential

    cloud, _tenant, _client_id, permissions = asked
    scopes = graph_scopes(cloud, permissions)
    return SignIn(done.account, ThreadedCredential(done.credential), scopes, permissions, done.kept)


async def _load(module: str) -> None:
    await in_daemon_thread(partial(import_module, module), "load-sign-in")
