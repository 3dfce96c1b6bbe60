"""From facts and choices to the ordered steps, each with before and after, and one digest over all of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from writeback.domain.choices import Choices
from writeback.domain.errors import InvalidInput
from writeback.domain.facts import Facts, ServerFacts, Switches, SwitchMethod, TenantFacts, Unknown
from writeback.domain.steps import (
    UNLOCK,
    WRITE_BACK,
    AwaitEvents,
    ExportConfiguration,
    Half,
    ReadBack,
    SaveSwitch,
    SetPasswordWriteback,
    SetSyncCycleEnabled,
    StartSyncCycle,
    Step,
    SwitchesByHand,
    WaitForQuietWindow,
    switch_label,
)
from writeback.domain.texts import _
from writeback.domain.windows_events import OFFBOARDING_SUCCESS, ONBOARDING_SUCCESS, SERVICE_STARTED

FORMAT = 1
RELAYS = 2
"""The service listens on two relay namespaces (diagnoses.md, section 4)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that will be different, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done, bound by its digest to the state it was made from."""

    choices: Choices
    server: str
    """Computer name of the server."""
    connector: str
    tenant_id: str
    """Empty when nobody has signed in."""
    before: tuple[tuple[str, str], ...]
    """What was read of everything the plan touches or relies on, as name and value."""
    changes: tuple[Change, ...]
    steps: tuple[Step, ...]

    @property
    def is_empty(self) -> bool:
        """True when everything is as chosen already."""
        return not self.steps

    @property
    def by_hand(self) -> bool:
        """True when what is left is for the admin to do in the portal."""
        return bool(self.steps) and all(isinstance(step, SwitchesByHand) for step in self.steps)

    @property
    def digest(self) -> str:
        """SHA-256 over everything that decides what is done; 64 hexadecimal digits."""
        content = {
            "format": FORMAT,
            "server": self.server,
            "connector": self.connector,
            "tenant": self.tenant_id,
            "before": dict(self.before),
            "steps": [{"id": step.id, **step.arguments()} for step in self.steps],
            "ticket": self.choices.ticket,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def short_digest(self) -> str:
        """The first sixteen digits in groups of four, for people."""
        return " ".join(self.digest[i : i + 4] for i in range(0, 16, 4))

    def moved_since(self, older_before: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """Names of what differs from an older reading, with old and new value."""
        now, then = dict(self.before), dict(older_before)
        return tuple(
            f"{name}: {then.get(name, '-')} -> {now.get(name, '-')}"
            for name in sorted(now.keys() | then.keys())
            if now.get(name) != then.get(name)
        )


def make_plan(facts: Facts, choices: Choices) -> Plan:
    """The steps that lead from the facts to the choices; empty when nothing is to do.

    Raises InvalidInput when the facts that the choices need were not read.
    """
    server = facts.server
    if isinstance(server, Unknown):
        raise InvalidInput(_("There is no plan without a reading of the server."), server.why)
    tenant = facts.tenant if isinstance(facts.tenant, TenantFacts) else None
    server_steps, server_changes = _server_half(server, choices)
    tenant_steps, tenant_changes = _tenant_half(tenant, choices)
    return Plan(
        choices=choices,
        server=server.computer_name,
        connector=server.connector if isinstance(server.connector, str) else "",
        tenant_id=tenant.tenant_id if tenant else "",
        before=state_of(server, tenant),
        changes=server_changes + tenant_changes,
        steps=server_steps + tenant_steps,
    )


def changes_in_words(plan: Plan) -> tuple[Change, ...]:
    """As `plan.changes`, made anew from the steps: those of a journal are in the language that was spoken
    when its run began."""
    wanted = [step.enable for step in plan.steps if isinstance(step, SetPasswordWriteback)]
    return (
        *(_writeback_change(enable) for enable in wanted),
        *(
            _switch_change(name, recorded_switch(plan, name), value)
            for name, value in switches_of(plan).items()
        ),
    )


def switches_of(plan: Plan) -> dict[str, bool]:
    """The switches of the tenant that it sets, by name, and to what."""
    wanted: dict[str, bool | None] = {}
    for step in plan.steps:
        if isinstance(step, SaveSwitch):
            wanted[step.switch] = step.value
        elif isinstance(step, SwitchesByHand):
            wanted |= {WRITE_BACK: step.write_back_passwords, UNLOCK: step.unlock_without_reset}
    return {name: value for name, value in wanted.items() if value is not None}


def recorded_switch(plan: Plan, name: str) -> bool | None:
    """What was read of a switch before; None where it could not be."""
    value = dict(plan.before).get(f"switches.{name}")
    return None if value is None else value == str(True)


def steps_of(plan: Plan, half: Half) -> tuple[Step, ...]:
    """The steps on one end."""
    return tuple(step for step in plan.steps if step.half is half)


def state_of(server: ServerFacts, tenant: TenantFacts | None) -> tuple[tuple[str, str], ...]:
    """What a plan rests on, as name and value: parts that could not be read are left out."""
    read: dict[str, str] = {}
    if not isinstance(server.writeback, Unknown):
        read["writeback.enabled"] = str(server.writeback.enabled)
        read["writeback.service"] = server.writeback.service_status
        read["writeback.onboarding"] = server.writeback.onboarding_required
    if not isinstance(server.scheduler, Unknown):
        read["scheduler.enabled"] = str(server.scheduler.sync_cycle_enabled)
        read["scheduler.suspended"] = str(server.scheduler.scheduler_suspended)
        read["scheduler.staging"] = str(server.scheduler.staging_mode_enabled)
    read["server.version"] = str(server.version) if not isinstance(server.version, Unknown) else "unknown"
    if tenant and isinstance(tenant.switches, Switches):
        read["switches.write-back-passwords"] = str(tenant.switches.write_back_passwords)
        read["switches.unlock-without-reset"] = str(tenant.switches.unlock_without_reset)
    return tuple(sorted(read.items()))


def _server_half(server: ServerFacts, choices: Choices) -> tuple[tuple[Step, ...], tuple[Change, ...]]:
    wanted = choices.password_writeback
    if wanted is None:
        return (), ()
    if isinstance(server.writeback, Unknown):
        raise InvalidInput(_("The state of password writeback could not be read."), server.writeback.why)
    if isinstance(server.connector, Unknown):
        raise InvalidInput(_("The server has no connector to the tenant."), server.connector.why)
    if server.writeback.enabled == wanted:
        return (), ()
    return _server_steps(server, server.connector, wanted, choices), (_writeback_change(wanted),)


def _writeback_change(wanted: bool) -> Change:
    on, off = _("enabled"), _("disabled")
    return Change(_("Password writeback"), off if wanted else on, on if wanted else off)


def _server_steps(server: ServerFacts, connector: str, enable: bool, choices: Choices) -> tuple[Step, ...]:
    # Only a scheduler that runs is paused, so that putting it back is always right.
    runs = not isinstance(server.scheduler, Unknown) and server.scheduler.sync_cycle_enabled
    pause = choices.pause_scheduler and runs
    waits = (
        (AwaitEvents((ONBOARDING_SUCCESS, SERVICE_STARTED)), AwaitEvents((), RELAYS))
        if enable
        else (AwaitEvents((OFFBOARDING_SUCCESS,)),)
    )
    return (
        ExportConfiguration("before"),
        WaitForQuietWindow(),
        *([SetSyncCycleEnabled(False)] if pause else []),
        SetPasswordWriteback(connector, enable, choices.server_credential),
        ReadBack(connector, enable),
        *waits,
        *([SetSyncCycleEnabled(True)] if pause else []),
        ExportConfiguration("after"),
        *([StartSyncCycle()] if choices.start_sync else []),
    )


def _tenant_half(tenant: TenantFacts | None, choices: Choices) -> tuple[tuple[Step, ...], tuple[Change, ...]]:
    if not choices.wants_switches:
        return (), ()
    if tenant is None:
        raise InvalidInput(_("The switches of the tenant need a sign-in."), _("Sign in first."))
    state = tenant.switches if isinstance(tenant.switches, Switches) else None
    wanted = {WRITE_BACK: choices.write_back_passwords, UNLOCK: choices.unlock_without_reset}
    now = {
        WRITE_BACK: state.write_back_passwords if state else None,
        UNLOCK: state.unlock_without_reset if state else None,
    }
    differing = {name: value for name, value in wanted.items() if value is not None and now[name] != value}
    if not differing:
        return (), ()
    changes = tuple(_switch_change(name, now[name], value) for name, value in differing.items())
    if choices.switch_method is SwitchMethod.ASSISTED:
        return (SwitchesByHand(differing.get(WRITE_BACK), differing.get(UNLOCK)),), changes
    return tuple(SaveSwitch(name, value) for name, value in differing.items()), changes


def _switch_change(name: str, now: bool | None, wanted: bool) -> Change:
    words = {True: _("yes"), False: _("no"), None: _("not readable")}
    return Change(switch_label(name), words[now], words[wanted])
