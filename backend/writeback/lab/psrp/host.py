"""Calls to the user interface of the client, for clients that declared one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from psrpcore.types import HostMethodIdentifier, PSCredentialTypes, PSCredentialUIOptions

from writeback.lab.powershell.errors import AUTOMATION, CmdletError
from writeback.lab.powershell.objects import PSCredential
from writeback.lab.psrp.clixml import from_wire
from writeback.lab.psrp.pool import LabPipeline

_SIGN_IN: Final = ["Sign in", "Enter the password of your cloud administrator.", "", ""]
QUESTIONS: Final[dict[str, tuple[Any, list[Any]]]] = {
    "credential": (
        HostMethodIdentifier.PromptForCredential2,
        [*_SIGN_IN, PSCredentialTypes.Default, PSCredentialUIOptions.Default],
    ),
    "read-line": (HostMethodIdentifier.ReadLine, []),
    "secret": (HostMethodIdentifier.ReadLineAsSecureString, []),
}
"""What a hostile server asks, by the words of the fault `host_call`."""


class ClientHost:
    """The host of one pipeline's client; an answer never comes if the client ignores the question."""

    def __init__(self, pipeline: LabPipeline, flush: Callable[[], None]) -> None:
        self._pipeline = pipeline
        self._flush = flush
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def prompt_for_credential(self, caption: str, message: str, user_name: str) -> PSCredential | None:
        """Ask for a user name and a password."""
        answer = from_wire(
            await self._ask(
                HostMethodIdentifier.PromptForCredential2,
                [
                    caption,
                    message,
                    user_name,
                    "",
                    PSCredentialTypes.Default,
                    PSCredentialUIOptions.Default,
                ],
            )
        )
        return answer if isinstance(answer, PSCredential) else None

    def answered(self, call_id: int, result: Any, error: Any) -> None:
        """The client's answer to an earlier question arrived."""
        waiting = self._waiting.pop(call_id, None)
        if waiting is None or waiting.done():
            return
        if error is None:
            waiting.set_result(result)
            return
        exception = AUTOMATION + "Host.HostException"
        waiting.set_exception(CmdletError(str(error), "HostException", exception=exception))

    async def _ask(self, method: Any, parameters: list[Any]) -> Any:
        call_id = self._pipeline.host_call(method, parameters)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[call_id] = answer
        self._flush()
        return await answer


def has_user_interface(pipeline: LabPipeline) -> bool:
    """Whether the client declared a host that can ask its user."""
    info = pipeline.metadata.host
    if info.UseRunspaceHost:
        info = pipeline.runspace_pool.host
    return info is not None and not info.IsHostNull and not info.IsHostUINull
