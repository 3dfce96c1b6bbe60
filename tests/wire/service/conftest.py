"""Sessions on labs: as the command line and the wizard open them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.lab import Lab, running_lab

from writeback.domain.choices import Choices
from writeback.domain.facts import SwitchMethod
from writeback.domain.ports import DeviceCode
from writeback.domain.run import RunEvent
from writeback.service.lab import Lab as RunningLab
from writeback.service.session import Session

FAST = ("--speed", "200", "--device-code-interval", "0")


class Bench:
    """A session, the lab behind it, and what a run has told."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.session = Session(RunningLab(lab.ready, is_ours=False).profile(), RunningLab(lab.ready, False))
        self.events: list[RunEvent] = []

    async def sign_in(self, answer: Callable[[], Any] | None = None) -> None:
        """Signs in; `answer` is what happens once the code is shown, else it is approved."""
        loop = asyncio.get_running_loop()

        def show(_code: DeviceCode) -> None:
            loop.run_in_executor(None, answer or self.lab.approve)

        await self.session.sign_in(show)

    async def ready(self) -> Session:
        """Connected and signed in."""
        await self.session.connect()
        await self.sign_in()
        return self.session

    def choices(self, **changes: Any) -> Choices:
        """Everything on, in the way that suits the server."""
        wanted: dict[str, Any] = {
            "password_writeback": True,
            "write_back_passwords": True,
            "unlock_without_reset": True,
            "switch_method": SwitchMethod.PORTAL_API,
            "server_credential": self.session.server_credentials()[0],
        }
        return Choices(**wanted | changes)

    def scheduler(self) -> dict[str, Any]:
        """What a run must leave as it was."""
        state = self.lab.state()["scheduler"]
        return {name: value for name, value in state.items() if name in KEPT}

    def onboardings(self) -> int:
        """How often the server was onboarded: a repeat would be visible outside."""
        return int(self.lab.state()["writeback"]["onboardings"])


KEPT = ("sync_cycle_enabled", "scheduler_suspended", "staging_mode_enabled", "maintenance_enabled")
OpenBench = Callable[..., Awaitable[Bench]]


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OpenBench]:
    """Opens benches on scenarios: `await bench("staging")`."""
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    async with AsyncExitStack() as stack:

        async def opened(scenario: str = "contoso", *arguments: str) -> Bench:
            lab = stack.enter_context(running_lab(scenario, *FAST, *arguments))
            one = Bench(lab)
            stack.push_async_callback(one.session.close)
            return one

        yield opened
