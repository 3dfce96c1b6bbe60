"""The whole reading of a server: two invocations when nothing fails, and one from the second survey on.

The first needs no names; the second asks about the connectors that the first has found. Once they are known
both are asked together; where other connectors are found then, the second is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from writeback.domain.errors import CmdletMissing
from writeback.domain.facts import Directory, LogEvent, ServerFacts, Unknown, Version, WritebackConfiguration
from writeback.domain.target import ServerAddress
from writeback.domain.texts import _
from writeback.remoting import readings, server_facts
from writeback.remoting.batch import Answer, Answers, Invoke, Reading, read_all
from writeback.remoting.server_facts import fact

APPLICATION_IDENTITY_SINCE = Version((2, 5, 3, 0))
_FIRST = (
    readings.SCHEDULER,
    readings.RUN_STATUS,
    readings.CONNECTORS,
    readings.SETTINGS,
    readings.COMPANY_FEATURES,
    *readings.EVENTS,
)


@dataclass(frozen=True, slots=True)
class Survey:
    """The facts, and the names that they were read with."""

    facts: ServerFacts
    connector: str | None
    directories: tuple[str, ...]
    asked: tuple[Reading, ...]
    """What was asked about these names."""
    at_once: bool
    """Nothing failed: all may be asked together the next time."""


def read_everything(
    invoke: Invoke, address: ServerAddress, *, powershell: Callable[[], str], before: Survey | None = None
) -> Survey:
    """Reads all facts of a server. Raises what `invoke` raises, and CmdletMissing when nothing is there.

    `before` is the survey before this one.
    """
    asked = before.asked if before and before.at_once else ()
    found = read_all((*_FIRST, *asked), invoke)
    first = replace(found, answers=found.answers[: len(_FIRST)])
    scheduler, busy, connectors, parameters, features, *events = first.answers
    if isinstance(scheduler, CmdletMissing) and isinstance(connectors, CmdletMissing):
        raise scheduler
    settings = fact(parameters, server_facts.settings)
    version = server_facts.version(settings)
    connector = fact(connectors, server_facts.tenant_connector)
    names = fact(connectors, server_facts.directory_names)
    second = _Second.read(
        invoke,
        connector if isinstance(connector, str) else None,
        names if isinstance(names, tuple) else (),
        version,
        known=(asked, replace(found, answers=found.answers[len(_FIRST) :])),
    )
    facts = ServerFacts(
        computer_name=server_facts.computer_name(events) or address.host,
        user=address.user_name,
        # Without Get-Date (a restricted endpoint) this machine's clock has to stand in for the server's.
        clock=second.found.clock or first.clock or datetime.now(UTC),
        powershell=powershell(),
        version=version,
        scheduler=fact(scheduler, lambda results: server_facts.scheduler(results, first.clock)),
        busy_connectors=fact(busy, server_facts.busy_connectors),
        connector=connector,
        writeback=second.writeback(connector),
        directories=names if isinstance(names, Unknown) else second.directories(),
        password_hash_sync=second.hash_sync(),
        company_features=fact(features, server_facts.company_features),
        settings=settings,
        application_identity=second.application_identity(version),
        events=_events(events),
    )
    return Survey(
        facts,
        connector if isinstance(connector, str) else None,
        second.names,
        second.asked,
        at_once=found.at_once and second.found.at_once,
    )


def _events(answers: list[Answer]) -> tuple[LogEvent, ...] | Unknown:
    failed = next((answer for answer in answers if not isinstance(answer, tuple)), None)
    if failed is not None:
        return Unknown.because(failed)
    known = [answer for answer in answers if isinstance(answer, tuple)]
    return fact((), lambda _none: server_facts.events(known))


@dataclass(frozen=True, slots=True)
class _Second:
    """The second invocation: what was asked, and what came."""

    asked: tuple[Reading, ...]
    found: Answers
    connector: str | None
    names: tuple[str, ...]

    @classmethod
    def read(
        cls,
        invoke: Invoke,
        connector: str | None,
        names: tuple[str, ...],
        version: Version | Unknown,
        *,
        known: tuple[tuple[Reading, ...], Answers],
    ) -> _Second:
        """`known` is what was asked already, and what came of it."""
        # An older build does not know the command, and one unknown command spoils the whole batch.
        may_be_application = isinstance(version, Version) and version >= APPLICATION_IDENTITY_SINCE
        asked = (
            *([readings.password_reset(connector)] if connector else []),
            *([readings.APPLICATION_IDENTITY] if may_be_application else []),
            *(reading(name) for name in names for reading in readings.OF_A_DIRECTORY),
        )
        if asked == known[0]:
            return cls(asked, known[1], connector, names)
        found = read_all(asked, invoke) if asked else Answers((), None, at_once=True)
        return cls(asked, found, connector, names)

    def answer(self, reading: Reading) -> Answer:
        return self.found.answers[self.asked.index(reading)]

    def writeback(self, connector: str | Unknown) -> WritebackConfiguration | Unknown:
        if isinstance(connector, Unknown):
            return connector
        return fact(self.answer(readings.password_reset(connector)), server_facts.configuration)

    def application_identity(self, version: Version | Unknown) -> bool | Unknown:
        if isinstance(version, Unknown):
            return version
        if version < APPLICATION_IDENTITY_SINCE:
            return False
        return fact(self.answer(readings.APPLICATION_IDENTITY), server_facts.application_identity)

    def directories(self) -> tuple[Directory, ...]:
        return tuple(
            server_facts.directory(
                name,
                domains=self.answer(readings.partitions(name)),
                scopes=self.answer(readings.scopes(name)),
                parameters=self.answer(readings.connectivity(name)),
                reach=self.answer(readings.reachability(name)),
            )
            for name in self.names
        )

    def hash_sync(self) -> bool | Unknown:
        """On when it is on for any forest."""
        states = [fact(self.answer(readings.hash_sync(name)), server_facts.hash_sync) for name in self.names]
        if any(state is True for state in states):
            return True
        unknown = [state for state in states if isinstance(state, Unknown)]
        if unknown or not states:
            return unknown[0] if unknown else Unknown(_("The server has no directory."))
        return False
