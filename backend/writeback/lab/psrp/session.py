"""One remote session: a runspace pool, its pipelines, and the cmdlets that they run.

Fragments go in by `receive` and come out through the `deliver` callback; nothing here knows of WSMan.
"""

from __future__ import annotations

import asyncio
import logging
import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from psrpcore import (
    CreatePipelineEvent,
    EndOfPipelineInputEvent,
    GetAvailableRunspacesEvent,
    GetCommandMetadataEvent,
    PipelineHostResponseEvent,
    PipelineInputEvent,
    PSRPPayload,
    ResetRunspaceStateEvent,
    SetMaxRunspacesEvent,
    SetMinRunspacesEvent,
    StreamType,
)
from psrpcore.types import PSVersion

from writeback.lab.powershell.call import Runspace
from writeback.lab.powershell.engine import Command, Engine, Failure, Statement
from writeback.lab.powershell.errors import Category, CmdletError
from writeback.lab.psrp.clixml import from_wire
from writeback.lab.psrp.host import QUESTIONS, ClientHost, has_user_interface
from writeback.lab.psrp.pool import LabPipeline, LabRunspacePool
from writeback.lab.psrp.records import PipelineSink, error_record, scrawled

FRAGMENT_SIZE: Final = 32_768
FRAGMENT_HEADER: Final = 21
_BLOB_SIZE: Final = slice(17, 21)
STOP_GRACE: Final = 5.0
"""Seconds that a cmdlet gets to end after a stop."""

_log = logging.getLogger(__name__)

Deliver = Callable[[uuid.UUID | None, bytes], None]
"""Takes one outgoing fragment, of a pipeline or (None) of the pool."""


@dataclass(slots=True)
class RunningPipeline:
    """One pipeline and what its client sends to it."""

    pipeline: LabPipeline
    host: ClientHost
    input: list[object] = field(default_factory=list)
    input_ended: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self.task is not None and not self.task.done()


class Session:
    """A runspace pool with the state that outlives its pipelines.

    Args:
        runspace: the world, the visible cmdlets and the imported modules.
        deliver: called with every outgoing fragment.
        finished: called once when a pipeline has ended, after its last fragment.
        on_bug: called with the exception when a cmdlet of the lab itself is at fault.
    """

    def __init__(
        self,
        runspace: Runspace,
        deliver: Deliver,
        finished: Callable[[uuid.UUID], None],
        on_bug: Callable[[Exception], None],
    ) -> None:
        self.runspace = runspace
        self.pipelines: dict[uuid.UUID, RunningPipeline] = {}
        self._deliver = deliver
        self._finished = finished
        self._on_bug = on_bug
        self.pool = LabRunspacePool(
            application_private_data={"PSVersionTable": _version_table(runspace.world)}
        )

    @property
    def pool_id(self) -> uuid.UUID:
        """The client's id of the runspace pool."""
        return uuid.UUID(str(self.pool.runspace_pool_id))

    @property
    def is_busy(self) -> bool:
        return any(running.is_running for running in self.pipelines.values())

    def open_pipeline(self, pipeline_id: uuid.UUID) -> None:
        """Make the pipeline known before its first fragment is received."""
        pipeline = LabPipeline(self.pool, pipeline_id)
        self.pipelines[pipeline_id] = RunningPipeline(pipeline, ClientHost(pipeline, self.flush))

    def receive(self, data: bytes, pipeline_id: uuid.UUID | None = None) -> None:
        """Take fragments from the client and act on the messages that they complete."""
        self.pool.receive_data(PSRPPayload(data, StreamType.default, pipeline_id))
        while (event := self.pool.next_event()) is not None:
            self._act_on(event)
        self.flush()

    def flush(self) -> None:
        """Hand every outgoing fragment to `deliver`, one at a time."""
        while (payload := self.pool.data_to_send(FRAGMENT_SIZE)) is not None:
            data = payload.data
            while data:
                (blob_size,) = struct.unpack(">I", data[_BLOB_SIZE])
                size = FRAGMENT_HEADER + blob_size
                self._deliver(payload.pipeline_id, data[:size])
                data = data[size:]

    async def stop_pipeline(self, pipeline_id: uuid.UUID) -> None:
        """Cancel what runs; the Stopped state has been delivered when this returns."""
        running = self.pipelines.get(pipeline_id)
        if running is not None and running.task is not None and not running.task.done():
            running.task.cancel()
            await asyncio.wait({running.task}, timeout=STOP_GRACE)

    def forget_pipeline(self, pipeline_id: uuid.UUID) -> None:
        self.pipelines.pop(pipeline_id, None)
        self.pool.pipeline_table.pop(pipeline_id, None)

    async def close(self) -> None:
        """Stop and forget everything."""
        for pipeline_id in list(self.pipelines):
            await self.stop_pipeline(pipeline_id)
            self.forget_pipeline(pipeline_id)

    def _act_on(self, event: Any) -> None:
        if isinstance(event, GetAvailableRunspacesEvent):
            free = self.pool.max_runspaces - sum(one.is_running for one in self.pipelines.values())
            self.pool.runspace_availability_response(event.ci, max(free, 0))
            return
        if isinstance(event, SetMaxRunspacesEvent | SetMinRunspacesEvent | ResetRunspaceStateEvent):
            self.pool.runspace_availability_response(event.ci, True)
            return
        running = self.pipelines.get(getattr(event, "pipeline_id", None) or uuid.UUID(int=0))
        if running is not None:
            self._act_on_pipeline(event, running)

    def _act_on_pipeline(self, event: Any, running: RunningPipeline) -> None:
        if isinstance(event, CreatePipelineEvent | GetCommandMetadataEvent):
            running.task = asyncio.ensure_future(self._run(running))
        elif isinstance(event, PipelineInputEvent):
            running.input.append(from_wire(event.data))
        elif isinstance(event, EndOfPipelineInputEvent):
            running.input_ended.set()
        elif isinstance(event, PipelineHostResponseEvent):
            self.runspace.ledger.host_answers += 1
            running.host.answered(event.ci, event.result, event.error)

    async def _run(self, running: RunningPipeline) -> None:
        """Run to an end whatever happens: a client polls for ever if no end comes."""
        pipeline = running.pipeline
        pipeline.begin()
        self._ask(pipeline)
        try:
            await self._execute(running)
            pipeline.complete()
        except asyncio.CancelledError:
            pipeline.end_stopped()
        except Failure as failure:
            activity = failure.cmdlet_name
            error = scrawled(failure.error, self.runspace.world.graffiti)
            pipeline.fail(error_record(error, activity, failure.class_name))
        except Exception as error:
            # A mistake in a cmdlet of the lab: the client gets a failed pipeline, the log gets the trace.
            _log.exception("the lab itself failed")
            self._on_bug(error)
            pipeline.fail(error_record(_internal(error), "", ""))
        finally:
            self.flush()
            self._finished(pipeline.pipeline_id)

    def _ask(self, pipeline: LabPipeline) -> None:
        """The question of a hostile server, which does not wait for the answer."""
        faults = self.runspace.world.faults
        question, faults.host_call = faults.host_call, ""
        if question:
            method, parameters = QUESTIONS[question]
            pipeline.host_call(method, parameters)

    async def _execute(self, running: RunningPipeline) -> None:
        metadata = running.pipeline.metadata
        if not hasattr(metadata, "commands"):
            raise Failure(_internal(NotImplementedError("command metadata is not served")))
        piped = None
        if not metadata.no_input:
            await running.input_ended.wait()
            piped = running.input
        world = self.runspace.world
        user = f"{world.server.domain}\\{self.runspace.user}"
        sink = PipelineSink(
            running.pipeline, self.flush, world.server.computer_name, user, graffiti=world.graffiti
        )
        host = running.host if has_user_interface(running.pipeline) else None
        await Engine(self.runspace).run(_statements(metadata.commands), sink, piped=piped, host=host)


def _statements(commands: list[Any]) -> list[Statement]:
    """The commands as sent, divided where a statement ends."""
    statements: list[list[Command]] = [[]]
    for command in commands:
        arguments = [
            (None if name is None else str(name), from_wire(value)) for name, value in command.parameters
        ]
        statements[-1].append(Command(str(command.command_text), arguments, bool(command.is_script)))
        if command.end_of_statement:
            statements.append([])
    return [statement for statement in statements if statement]


def _internal(error: Exception) -> CmdletError:
    text = f"The lab failed: {type(error).__name__}: {error}"
    return CmdletError(text, "LabFailure", Category.NotSpecified, suffix=False, activity="")


def _version_table(world: Any) -> dict[str, Any]:
    version = str(world.server.powershell_version)
    build = ".".join(version.split(".")[2:])
    return {
        "PSVersion": PSVersion(version),
        "PSEdition": "Desktop",
        "PSCompatibleVersions": [PSVersion(old) for old in ("1.0", "2.0", "3.0", "4.0", "5.0", version)],
        "CLRVersion": PSVersion("4.0.30319.42000"),
        "BuildVersion": PSVersion(f"10.0.{build}"),
        "WSManStackVersion": PSVersion("3.0"),
        "PSRemotingProtocolVersion": PSVersion("2.3"),
        "SerializationVersion": PSVersion("1.1.0.1"),
    }
