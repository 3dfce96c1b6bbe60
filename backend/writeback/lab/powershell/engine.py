"""Runs the statements of one invocation: commands joined by pipes, statements one after the other.

Several statements in one invocation behave in a surprising way, observed on a genuine engine: a failing first
statement is forgiven, the second one runs, and nothing after it; the state then says Completed.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from writeback.lab.powershell.binding import Bound, bind, bind_object
from writeback.lab.powershell.call import Call, Host, Progress, Runspace, Sink
from writeback.lab.powershell.cmdlet import Cmdlet
from writeback.lab.powershell.errors import (
    AUTOMATION,
    RUNTIME_EXCEPTION,
    CmdletError,
    command_not_found,
    host_function_not_implemented,
    scripts_not_allowed,
)

_FORGIVEN_EXCEPTION: Final = AUTOMATION + "ParentContainsErrorRecordException"


@dataclass(frozen=True, slots=True)
class Command:
    """One command as it was sent. Arguments are pairs of name and value; a missing name is positional."""

    text: str
    arguments: list[tuple[str | None, Any]] = field(default_factory=list)
    is_script: bool = False

    @property
    def stops_on_error(self) -> bool:
        """-ErrorAction Stop was given (by its full name or its alias)."""
        return any(
            (name or "").casefold() in ("erroraction", "ea") and str(value).casefold() in ("stop", "1")
            for name, value in self.arguments
        )


Statement = Sequence[Command]


@dataclass(slots=True)
class Failure(Exception):
    """The invocation ends as Failed with this error of this cmdlet."""

    error: CmdletError
    cmdlet_name: str = ""
    class_name: str = ""


class Collected:
    """A sink that keeps the outputs for the next command of the pipe and passes on the other streams."""

    def __init__(self, beyond: Sink) -> None:
        self.values: list[object] = []
        self._beyond = beyond

    def output(self, value: object) -> None:
        self.values.append(value)

    def error(self, error: CmdletError, cmdlet_name: str, class_name: str) -> None:
        self._beyond.error(error, cmdlet_name, class_name)

    def text(self, stream: str, message: str) -> None:
        self._beyond.text(stream, message)

    def information(self, message: object, source: str, tags: tuple[str, ...]) -> None:
        self._beyond.information(message, source, tags)

    def progress(self, record: Progress) -> None:
        self._beyond.progress(record)


class Engine:
    """One session's executor."""

    def __init__(self, runspace: Runspace) -> None:
        self.runspace = runspace

    async def run(
        self,
        statements: Sequence[Statement],
        sink: Sink,
        *,
        piped: list[object] | None = None,
        host: Host | None = None,
    ) -> None:
        """Run all statements; `piped` is input from the client for the first command.

        Raises:
            Failure: the invocation failed; statements after the failing one did not run.
        """
        forgiven = False
        for index, statement in enumerate(statements):
            try:
                await self._statement(statement, sink, piped if index == 0 else None, host)
            except Failure as failure:
                is_last = index == len(statements) - 1
                strict = any(command.stops_on_error for command in statement)
                if index > 0 or is_last or strict:
                    raise
                sink.error(_forgiven(failure.error), failure.cmdlet_name, failure.class_name)
                forgiven = True
                continue
            if forgiven:
                return

    async def _statement(
        self, statement: Statement, sink: Sink, piped: list[object] | None, host: Host | None
    ) -> None:
        """Run the commands of one pipe. When one fails, what it had output still goes down the pipe."""
        found = [self._find(command) for command in statement]
        failure: Failure | None = None
        values = piped
        for position, (command, cmdlet) in enumerate(zip(statement, found, strict=True), start=1):
            target = sink if position == len(found) else Collected(sink)
            try:
                await self._command(command, cmdlet, target, values, host)
            except Failure as caught:
                failure = failure or caught
            if isinstance(target, Collected):
                values = target.values
                if failure is not None and not values:
                    break
        if failure is not None:
            raise failure

    def _find(self, command: Command) -> Cmdlet:
        if command.is_script:
            raise Failure(scripts_not_allowed(command.text))
        cmdlet = self.runspace.find(command.text)
        if cmdlet is None or not self._module_is_there(cmdlet):
            raise Failure(command_not_found(command.text))
        return cmdlet

    def _module_is_there(self, cmdlet: Cmdlet) -> bool:
        """Built in, imported before, or found now by auto-loading."""
        if cmdlet.module is None or self.runspace.has_module(cmdlet.module):
            return True
        server = self.runspace.world.server
        if not (cmdlet.autoload and server.module_autoload and server.module_present):
            return False
        self.runspace.import_module(cmdlet.module)
        return True

    async def _command(
        self,
        command: Command,
        cmdlet: Cmdlet,
        sink: Sink,
        values: list[object] | None,
        host: Host | None,
    ) -> None:
        bound = _bound(cmdlet, command, piped=values is not None)
        try:
            call = Call(
                cmdlet,
                self.runspace,
                sink,
                frozenset(bound.arguments),
                bound.common,
                list(values or []),
                host,
            )
            if await self._should_process(call):
                await self._invoke(call, bound, piped=values is not None)
        except CmdletError as error:
            activity = cmdlet.name if error.activity is None else error.activity
            raise Failure(error, activity, cmdlet.class_name) from error

    async def _should_process(self, call: Call) -> bool:
        """-WhatIf does nothing; a confirmation needs somebody to give it, and nobody ever is there."""
        if not call.cmdlet.should_process:
            return True
        if call.common.get("whatif"):
            return False
        if call.common.get("confirm", call.cmdlet.prompts):
            raise host_function_not_implemented()
        return True

    async def _invoke(self, call: Call, bound: Bound, *, piped: bool) -> None:
        if not piped or call.cmdlet.collects:
            await _call(call, bound.arguments)
            return
        for value in call.input:
            try:
                arguments = bind_object(bound, value)
            except CmdletError as error:
                call.write_error(error)
                continue
            await _call(call, arguments)


def _bound(cmdlet: Cmdlet, command: Command, *, piped: bool) -> Bound:
    try:
        return bind(cmdlet, command.arguments, piped=piped)
    except CmdletError as error:
        activity = cmdlet.name if error.activity is None else error.activity
        raise Failure(error, activity, cmdlet.binder) from error


async def _call(call: Call, arguments: dict[str, Any]) -> None:
    call.world.settle()
    given = {name: value for name, value in arguments.items() if call.is_bound(name)}
    call.runspace.ledger.note(call.name, given)
    with call.runspace.ledger.noting(call.name, given, call.world.clock.now()):
        outcome = call.cmdlet.function(call, **arguments)
        if inspect.isawaitable(outcome):
            await outcome


def _forgiven(error: CmdletError) -> CmdletError:
    """The record of a statement whose failure did not end the invocation: only `throw` keeps its class."""
    if error.exception == RUNTIME_EXCEPTION:
        return error
    return replace(error, exception=_FORGIVEN_EXCEPTION)
