"""Waiting for the server's own events."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.errors import StepFailed
from writeback.domain.facts import LogEvent
from writeback.domain.run import StepOutcome
from writeback.domain.steps.step import POLL_SECONDS, Effect, Half
from writeback.domain.texts import _
from writeback.domain.windows_events import (
    CHANGE_BEGINNINGS,
    CHANGE_FAILURES,
    HEARTBEAT,
    name_of,
    namespace_of,
)
from writeback.domain.work import Done, Work

EVENTS_DEADLINE = 90.0
HEARTBEAT_DEADLINE = 420.0
"""Heartbeats come every 5 minutes a relay (diagnoses.md, section 4)."""


@dataclass(frozen=True, slots=True)
class AwaitEvents:
    """Waits until the server has logged these events since the run began."""

    event_ids: tuple[int, ...]
    heartbeats: int = 0
    """How many different relay namespaces must have sent a heartbeat."""
    id: str = "await-events"
    half: Half = Half.SERVER
    writes: bool = False
    is_ours_alone: bool = False
    passes: bool = False

    def title(self) -> str:
        if self.heartbeats:
            return _("{id} heartbeat of both relays (about 5 minutes)").format(id=HEARTBEAT)
        return "  ".join(f"{event_id} {name_of(event_id)}" for event_id in self.event_ids)

    def powershell(self) -> tuple[str, ...]:
        ids = ",".join(str(event_id) for event_id in self.event_ids or (HEARTBEAT,))
        return (
            "Get-WinEvent -FilterHashtable @{LogName='Application'; ProviderName='PasswordResetService'; "
            f"Id={ids}}} -MaxEvents 20",
        )

    def arguments(self) -> dict[str, object]:
        return {"events": list(self.event_ids), "heartbeats": self.heartbeats}

    async def do(self, work: Work) -> Done:
        shown: set[LogEvent] = set()
        deadline = HEARTBEAT_DEADLINE if self.heartbeats else EVENTS_DEADLINE
        while True:
            events = tuple(e for e in await work.server.events() if e.at >= work.since)
            fresh = tuple(
                sorted((e for e in events if e not in shown and self._tells(e)), key=lambda e: e.at)
            )
            if fresh:
                shown.update(fresh)
                work.tell("", fresh)
            _stop_at_failures(fresh, events)
            missing = self._missing(events)
            if not missing:
                return Done()
            if work.elapsed() > deadline:
                return Done(StepOutcome.NOT_SEEN, _("Not seen yet: {what}.").format(what=", ".join(missing)))
            await work.pause(POLL_SECONDS)

    async def effect(self, work: Work) -> Effect:
        return Effect.of(
            not self._missing(tuple(e for e in await work.server.events() if e.at >= work.since))
        )

    def _tells(self, event: LogEvent) -> bool:
        """The step that waits for heartbeats does not repeat what the step before it has shown."""
        return not self.heartbeats or event.id == HEARTBEAT or event.id in CHANGE_FAILURES

    def _missing(self, events: tuple[LogEvent, ...]) -> list[str]:
        seen = {event.id for event in events}
        missing = [f"{i} {name_of(i)}" for i in self.event_ids if i not in seen]
        beats = {namespace_of(event) for event in events if event.id == HEARTBEAT}
        if len(beats) < self.heartbeats:
            missing.append(f"{HEARTBEAT} {name_of(HEARTBEAT)}")
        return missing


def _stop_at_failures(fresh: tuple[LogEvent, ...], events: tuple[LogEvent, ...]) -> None:
    """A failure before the change began anew is that of an earlier try, which the run has gone on from."""
    began = max((event.at for event in events if event.id in CHANGE_BEGINNINGS), default=None)
    for event in fresh:
        if event.id in CHANGE_FAILURES and (began is None or event.at >= began):
            raise StepFailed(
                _("The server logged {id} {name}.").format(id=event.id, name=name_of(event.id)),
                _("Read the event with Troubleshoot; the record on the server says what is in force."),
            )
