"""The two switches of On-premises integration: through the portal's API, or by hand."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.domain.errors import StepFailed
from writeback.domain.facts import Switches
from writeback.domain.run import StepOutcome
from writeback.domain.steps.step import Effect, Half
from writeback.domain.texts import _
from writeback.domain.work import Done, Work

WRITE_BACK = "write-back-passwords"
UNLOCK = "unlock-without-reset"


def switch_label(switch: str) -> str:
    """The portal's own words for a switch."""
    if switch == WRITE_BACK:
        return _("Write back passwords to your on-premises directory")
    return _("Allow users to unlock accounts without resetting their password")


def value_of(switch: str, state: Switches) -> bool:
    """What the state says for one switch."""
    return state.write_back_passwords if switch == WRITE_BACK else state.unlock_without_reset


@dataclass(frozen=True, slots=True)
class SaveSwitch:
    """Sets one switch through the portal's own, unsupported API, and reads it back."""

    switch: str  # write-back-passwords, unlock-without-reset
    value: bool
    id: str = "save-switch"
    half: Half = Half.TENANT
    writes: bool = True
    is_ours_alone: bool = False
    passes: bool = False

    def title(self) -> str:
        return _("{switch}: {value}").format(
            switch=switch_label(self.switch), value=_("yes") if self.value else _("no")
        )

    def powershell(self) -> tuple[str, ...]:
        return (f"# portal API (unsupported): {self.switch} = {str(self.value).lower()}",)

    def arguments(self) -> dict[str, object]:
        return {"switch": self.switch, "value": self.value}

    async def do(self, work: Work) -> Done:
        if self.switch == WRITE_BACK:
            await work.switches.write(write_back_passwords=self.value)
        else:
            await work.switches.write(unlock_without_reset=self.value)
        effect = await self.effect(work)
        if effect is not Effect.THERE:
            raise StepFailed(
                _('The portal does not show the new value of "{switch}".').format(
                    switch=switch_label(self.switch)
                ),
                _("Set it by hand in the portal and verify again."),
                in_doubt=effect is Effect.UNKNOWN,
            )
        return Done()

    async def effect(self, work: Work) -> Effect:
        state = await work.switches.read()
        if not isinstance(state, Switches):
            return Effect.UNKNOWN
        return Effect.of(value_of(self.switch, state) == self.value)


@dataclass(frozen=True, slots=True)
class SwitchesByHand:
    """The admin sets the switches in the portal; what is stated is recorded as stated, never as proof."""

    write_back_passwords: bool | None
    unlock_without_reset: bool | None
    id: str = "switches-by-hand"
    half: Half = Half.TENANT
    writes: bool = False
    is_ours_alone: bool = False
    passes: bool = False

    def title(self) -> str:
        return _("Set On-premises integration in the portal (by hand)")

    def powershell(self) -> tuple[str, ...]:
        wanted = ((WRITE_BACK, self.write_back_passwords), (UNLOCK, self.unlock_without_reset))
        return tuple(
            f"# by hand in the portal: {name} = {str(value).lower()}"
            for name, value in wanted
            if value is not None
        )

    def arguments(self) -> dict[str, object]:
        return {WRITE_BACK: self.write_back_passwords, UNLOCK: self.unlock_without_reset}

    async def do(self, work: Work) -> Done:
        return Done(StepOutcome.BY_HAND, _("Stated by the admin, not proven."))

    async def effect(self, work: Work) -> Effect:
        return Effect.UNKNOWN
