"""A reset of a test user: from the cloud through the server into the forest."""

from __future__ import annotations

import pytest

from writeback.lab.clock import ManualClock
from writeback.lab.world import World, build
from writeback.lab.world.resets import order_reset
from writeback.lab.world.tenant import ResetOperation

TEST_USER = "test.user@contoso.com"


@pytest.fixture
def world() -> World:
    return build("enabled", ManualClock())


def reset(world: World, upn: str = TEST_USER) -> ResetOperation:
    operation = order_reset(world, world.tenant.users[upn], "N3w-Password!")
    world.clock.advance(world.timing.reset_seconds)
    world.settle()
    return operation


def logged(world: World) -> list[int]:
    return [event.id for event in world.server.event_log.events if event.id in range(31001, 31012)][-2:]


def test_a_reset_reaches_the_forest(world: World) -> None:
    operation = reset(world)
    person = world.forest.user(TEST_USER)
    assert operation.status == "succeeded"
    assert logged(world) == [31009, 31010]
    assert person is not None
    assert person.pwd_last_set == world.moment


def test_a_cloud_only_user_needs_no_server(world: World) -> None:
    world.server.writeback.service_status = "Stopped"
    assert reset(world, "ulla@contoso.onmicrosoft.com").status == "succeeded"


def test_an_admin_of_the_forest_is_refused_by_design(world: World) -> None:
    operation = reset(world, "dora@contoso.com")
    assert operation.status_detail == "OnPremisesAdminActionRequired"
    assert logged(world) == [31009, 31011]
    assert {33004, 6329, 4724} <= {event.id for event in world.server.event_log.events}


def test_missing_rights_refuse_everybody() -> None:
    assert reset(build("missing-rights", ManualClock())).status == "failed"


def test_a_password_that_is_too_young_breaks_the_policy() -> None:
    world = build("password-age", ManualClock())
    assert reset(world).status_detail == "OnPremisesPolicyViolation"
    assert 33008 in {event.id for event in world.server.event_log.events}


def test_a_stopped_service_is_a_connectivity_error(world: World) -> None:
    world.server.writeback.service_status = "Stopped"
    assert reset(world).status_detail == "OnPremisesConnectivityError"


def test_a_closed_switch_is_writeback_not_enabled(world: World) -> None:
    world.tenant.switches.write_back_passwords = False
    assert reset(world).status_detail == "WritebackNotEnabled"


def test_an_unreachable_forest_is_a_connectivity_error(world: World) -> None:
    world.forest.reachable = False
    assert reset(world).status_detail == "OnPremisesConnectivityError"
