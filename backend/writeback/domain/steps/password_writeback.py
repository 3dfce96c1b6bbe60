"""The change itself: `Set-ADSyncAADPasswordResetConfiguration`, and its reading back."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import StepFailed
from writeback.domain.steps.step import POLL_SECONDS, Effect, Half, quoted
from writeback.domain.texts import _
from writeback.domain.windows_events import OFFBOARDING_START, ONBOARDING_START
from writeback.domain.work import Done, Work

READ_BACK_DEADLINE = 90.0


@dataclass(frozen=True, slots=True)
class SetPasswordWriteback:
    """Turns password writeback on or off for the Azure AD connector: onboarding, key pair, audit entry."""

    connector: str
    enable: bool
    credential: ServerCredential
    id: str = "set-password-writeback"
    half: Half = Half.SERVER
    writes: bool = True

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
        record = await work.server.password_reset_configuration(self.connector)
        if record.enabled == self.enable:
            return Effect.THERE
        begun = {ONBOARDING_START, OFFBOARDING_START}
        events = await work.server.events()
        if any(event.id in begun and event.at >= work.since for event in events):
            return Effect.UNDER_WAY
        return Effect.ABSENT


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The server's own record is the truth: read until it says what was asked for."""

    connector: str
    enable: bool
    id: str = "read-back"
    half: Half = Half.SERVER
    writes: bool = False

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
