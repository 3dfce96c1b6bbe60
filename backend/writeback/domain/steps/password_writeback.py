"""The change itself: `Set-ADSyncAADPasswordResetConfiguration`, and its reading back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import StepFailed
from writeback.domain.steps.step import POLL_SECONDS, Effect, Half, quoted
from writeback.domain.texts import _
from writeback.domain.windows_events import (
    CHANGE_BEGINNINGS,
    CHANGE_FAILURES,
    OFFBOARDING_SUCCESS,
    ONBOARDING_SUCCESS,
)
from writeback.domain.work import Done, Work

READ_BACK_DEADLINE = 90.0
ENDS = frozenset({ONBOARDING_SUCCESS, OFFBOARDING_SUCCESS}) | CHANGE_FAILURES
LONGEST_CHANGE = timedelta(minutes=10)
"""A change that began longer ago by the server's clock and left no end has died; twice our own deadline."""


@dataclass(frozen=True, slots=True)
class SetPasswordWriteback:
    """Turns password writeback on or off for the Azure AD connector: onboarding, key pair, audit entry."""

    connector: str
    enable: bool
    credential: ServerCredential
    id: str = "set-password-writeback"
    half: Half = Half.SERVER
    writes: bool = True
    is_ours_alone: bool = True
    passes: bool = False

    def title(self) -> str:
        return _("Enable Password writeback") if self.enable else _("Disable Password writeback")

    def powershell(self) -> tuple[str, ...]:
        more = {
            ServerCredential.NONE: "",
            ServerCredential.ACCESS_TOKEN: " -AccessToken $token",
            ServerCredential.PASSWORD: " -AADCredential (Get-Credential)",
        }[self.credential]
        return (
            f"Set-ADSyncAADPasswordResetConfiguration -Connector {quoted(self.connector)}"
            f" -Enable ${str(self.enable).lower()}{more}",
        )

    def arguments(self) -> dict[str, object]:
        return {"connector": self.connector, "enable": self.enable, "credential": self.credential.value}

    async def do(self, work: Work) -> Done:
        await work.server.set_password_reset_configuration(
            self.connector, enable=self.enable, credential=work.credential
        )
        return Done()

    async def effect(self, work: Work) -> Effect:
        """The record says when it has ended, the first event of the change when it has begun."""
        if await self._is_recorded(work):
            return Effect.THERE
        events = tuple(event for event in await work.server.events() if event.at >= work.since)
        began = max((event.at for event in events if event.id in CHANGE_BEGINNINGS), default=None)
        if began is None:
            return Effect.ABSENT
        has_ended = any(event.id in ENDS and event.at >= began for event in events)
        if has_ended or await self._is_long_ago(began, work):
            # It may have ended well between the first look at the record and the look at the events.
            return Effect.of(await self._is_recorded(work))
        return Effect.UNDER_WAY

    async def _is_recorded(self, work: Work) -> bool:
        record = await work.server.password_reset_configuration(self.connector)
        return record.enabled == self.enable

    @staticmethod
    async def _is_long_ago(began: datetime, work: Work) -> bool:
        clock = (await work.server.scheduler()).clock
        return clock is not None and clock - began > LONGEST_CHANGE


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The server's own record is the truth: read until it says what was asked for."""

    connector: str
    enable: bool
    id: str = "read-back"
    half: Half = Half.SERVER
    writes: bool = False
    is_ours_alone: bool = False
    passes: bool = False

    def title(self) -> str:
        if self.enable:
            return _("Read back: Enabled / Started / NotRequired")
        return _("Read back: Disabled / Stopped")

    def powershell(self) -> tuple[str, ...]:
        return (f"Get-ADSyncAADPasswordResetConfiguration -Connector {quoted(self.connector)}",)

    def arguments(self) -> dict[str, object]:
        return {"connector": self.connector, "enable": self.enable}

    async def do(self, work: Work) -> Done:
        while True:
            record = await work.server.password_reset_configuration(self.connector)
            if record.is_healthy if self.enable else not record.enabled:
                state = _("Enabled") if record.enabled else _("Disabled")
                return Done(note=f"{state} / {record.service_status} / {record.onboarding_required}")
            if work.elapsed() > READ_BACK_DEADLINE:
                raise StepFailed(
                    _("The server's record says {state} / {service} / {onboarding}.").format(
                        state=_("Enabled") if record.enabled else _("Disabled"),
                        service=record.service_status,
                        onboarding=record.onboarding_required,
                    ),
                    _("Look at the events with Troubleshoot before you try again."),
                )
            await work.pause(POLL_SECONDS)

    async def effect(self, work: Work) -> Effect:
        record = await work.server.password_reset_configuration(self.connector)
        return Effect.of(record.is_healthy if self.enable else not record.enabled)
