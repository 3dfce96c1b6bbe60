"""A password reset that starts in the cloud and ends, or fails, in the forest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from writeback.lab.world.event_log import Level
from writeback.lab.world.forest import RESET_RIGHTS, AdUser, Forest
from writeback.lab.world.password_reset_events import log, log_engine
from writeback.lab.world.tenant import ResetOperation, User

if TYPE_CHECKING:
    from writeback.lab.world.state import World


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the forest refused: the event of the service, the reason text, what the cloud is told."""

    event: int
    reason: str
    detail: str


def order_reset(world: World, user: User, new_password: str) -> ResetOperation:
    """An administrator's reset of `user`; poll the operation, its outcome comes after `reset_seconds`."""
    operation = ResetOperation(str(world.guid()), user.id, created=world.moment, last_action=world.moment)
    world.tenant.reset_operations[operation.id] = operation
    world.after(world.timing.reset_seconds / 2, lambda: _deliver(world, operation, user, new_password))
    return operation


def _deliver(world: World, operation: ResetOperation, user: User, new_password: str) -> None:
    if not user.synced:
        _succeed(world, operation, user, new_password)
    elif not world.tenant.switches.write_back_passwords:
        _fail(world, operation, "WritebackNotEnabled")
    elif not _listening(world):
        _fail(world, operation, "OnPremisesConnectivityError")
    else:
        log(world, 31009)
        half = world.timing.reset_seconds / 2
        world.after(half, lambda: _write(world, operation, user, new_password))


def _listening(world: World) -> bool:
    server = world.server
    own = server.aad_connector.tenant_domain == world.tenant.initial_domain
    return own and not server.staging and server.writeback.service_status == "Started"


def _write(world: World, operation: ResetOperation, user: User, new_password: str) -> None:
    person = _writable(world, user)
    if isinstance(person, Refusal):
        _refuse(world, operation, person)
        return
    person.pwd_last_set = world.moment
    log(world, 31010)
    _succeed(world, operation, user, new_password)


def _refuse(world: World, operation: ResetOperation, refusal: Refusal) -> None:
    account = world.server.ad_connectors[0].account
    if refusal.event == 33004:
        log_engine(
            world, 6329, f"An unexpected error has occurred: {account}: credentials were denied access."
        )
        world.server.event_log.write(
            4724,
            "Microsoft-Windows-Security-Auditing",
            world.moment,
            f"An attempt was made to reset an account's password. Subject: {account}",
            level=Level.INFORMATION,
            log="Security",
        )
    elif refusal.event == 33008:
        log_engine(
            world, 6329, "BAIL: MMS(2748): A restriction prevents the password from being changed 0x80230619"
        )
    log(world, 31011)
    log(world, refusal.event, reason=refusal.reason)
    _fail(world, operation, refusal.detail)


def _writable(world: World, user: User) -> AdUser | Refusal:
    """The user object whose password can be set, or why it cannot."""
    person = world.forest.user(user.upn)
    if not world.forest.reachable:
        return Refusal(34002, "hr=80230818", "OnPremisesConnectivityError")
    if person is None:
        return Refusal(33002, "hr=80230405", "OnPremisesAdminActionRequired")
    if _access_denied(world.forest, person):
        return Refusal(33004, "hr=80070005, message=Access is denied.", "OnPremisesAdminActionRequired")
    too_young = world.moment - person.pwd_last_set < world.forest.policy.min_password_age
    if too_young or person.cannot_change_password:
        return Refusal(33008, "hr=80230619", "OnPremisesPolicyViolation")
    return person


def _access_denied(forest: Forest, person: AdUser) -> bool:
    return (
        bool(person.admin_count) or person.inheritance_disabled or not forest.account_rights >= RESET_RIGHTS
    )


def _succeed(world: World, operation: ResetOperation, user: User, new_password: str) -> None:
    user.password = new_password
    operation.status, operation.last_action = "succeeded", world.moment


def _fail(world: World, operation: ResetOperation, detail: str) -> None:
    operation.status, operation.status_detail, operation.last_action = "failed", detail, world.moment
