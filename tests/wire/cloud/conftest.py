"""A lab tenant and accounts signed in to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from tests.lab import Lab, running_lab

from writeback.cloud import EntraTenant, open_tenant
from writeback.domain.facts import Account, SwitchMethod
from writeback.domain.ports import DeviceCode
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud

AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
EAGER = ("--device-code-interval", "0")
"""The client then asks without a break, so a sign-in takes no second."""


def cloud_of(lab: Lab) -> Cloud:
    """The lab as a profile names it."""
    return Cloud("lab", lab.origin, lab.origin, lab.origin, lab.ca_file, is_lab=True)


def tenant_of(lab: Lab, client_id: str = GRAPH_COMMAND_LINE_TOOLS, **options: object) -> EntraTenant:
    """Its tenant, nobody signed in yet."""
    return open_tenant(cloud_of(lab), "organizations", client_id, **options)  # type: ignore[arg-type]


def portal_tenant_of(lab: Lab) -> EntraTenant:
    """Its tenant through a client that may call the portal."""
    return tenant_of(lab, AZURE_CLI, method=SwitchMethod.PORTAL_API)


async def waiting(
    tenant: EntraTenant, permissions: tuple[str, ...] = ()
) -> tuple[asyncio.Task[Account], DeviceCode]:
    """A sign-in that has shown its code; its own error if it ends before that."""
    shown: asyncio.Future[DeviceCode] = asyncio.get_running_loop().create_future()
    signing_in = asyncio.create_task(tenant.sign_in(shown.set_result, permissions))
    either: set[asyncio.Future[Any]] = {signing_in, shown}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if not shown.done():
        await signing_in
    return signing_in, await shown


async def signed_in(lab: Lab, tenant: EntraTenant, user: str | None = None) -> EntraTenant:
    """Signs in; the person (default: the operator) approves as soon as the code is shown."""
    signing_in, code = await waiting(tenant)
    await asyncio.to_thread(lab.approve, code.code, user)
    await signing_in
    return tenant


class Waits:
    """Takes the place of real waiting, and of the page that tells why."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.sentences: list[str] = []

    async def pause(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture(scope="session")
def shared_lab() -> Iterator[Lab]:
    with running_lab("contoso", *EAGER) as lab:
        yield lab


@pytest.fixture(scope="session")
def shared_portal_lab() -> Iterator[Lab]:
    with running_lab("enabled", *EAGER) as lab:
        yield lab


@pytest.fixture
def lab(shared_lab: Lab) -> Lab:
    """The healthy tenant, without the faults of the test before."""
    shared_lab.faults(reset=True)
    return shared_lab


@pytest.fixture
def portal_lab(shared_portal_lab: Lab) -> Lab:
    """An onboarded tenant with both switches off."""
    shared_portal_lab.faults(reset=True)
    shared_portal_lab.portal(write_back_passwords=False, account_unlock=False)
    return shared_portal_lab


@pytest.fixture
async def tenant(lab: Lab) -> AsyncIterator[EntraTenant]:
    """The operator, signed in."""
    tenant = await signed_in(lab, tenant_of(lab))
    yield tenant
    await tenant.close()


@pytest.fixture
async def portal_tenant(portal_lab: Lab) -> AsyncIterator[EntraTenant]:
    """The operator, signed in through a client that may call the portal."""
    tenant = await signed_in(portal_lab, portal_tenant_of(portal_lab))
    yield tenant
    await tenant.close()
