"""Every scenario makes a world whose parts agree with one another."""

from __future__ import annotations

import pytest

from writeback.lab.clock import ManualClock
from writeback.lab.scenarios.loader import load_scenario, scenario_names
from writeback.lab.world import World, build
from writeback.lab.world.server import may_configure
from writeback.lab.world.settings import global_settings

WANTED = {
    "access-denied",
    "azure-ad-connect-2021",
    "contoso",
    "credential-required",
    "federated",
    "hostile-names",
    "module-missing",
    "no-licence",
    "scheduler-suspended",
    "small-role",
    "staging",
    "sync-running",
    "wrong-tenant",
}


@pytest.fixture(params=scenario_names())
def world(request: pytest.FixtureRequest) -> World:
    return build(request.param, ManualClock())


def test_the_default_comes_first_and_none_is_missing() -> None:
    names = scenario_names()
    assert names[0] == "contoso"
    assert set(names) >= WANTED


def test_an_unknown_scenario_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_scenario("no-such")


def test_a_scenario_has_a_title_and_an_edition(world: World) -> None:
    assert world.scenario.title
    assert world.scenario.edition in ("entra", "2021")


def test_the_operator_is_one_of_the_people(world: World) -> None:
    assert world.tenant.operator.upn == world.tenant.operator_upn


def test_people_who_are_synchronized_stand_in_the_forest_too(world: World) -> None:
    for user in world.tenant.users.values():
        assert (world.forest.user(user.upn) is not None) == user.synced


def test_every_name_belongs_to_a_verified_domain(world: World) -> None:
    domains = {domain.id for domain in world.tenant.domains}
    assert {upn.rpartition("@")[2] for upn in world.tenant.users} <= domains


def test_the_global_settings_agree_with_the_scheduler(world: World) -> None:
    settings, scheduler = global_settings(world.server), world.server.scheduler
    assert settings["Microsoft.Synchronize.StagingMode"] == str(scheduler.staging_mode_enabled)
    assert settings["Microsoft.Synchronize.SchedulerSuspended"] == str(scheduler.scheduler_suspended)
    assert settings["Microsoft.Synchronize.ServerConfigurationVersion"] == world.server.version


def test_containers_of_the_scope_lie_in_the_forest(world: World) -> None:
    (partition,) = world.server.ad_connectors[0].partitions
    listed = partition.container_inclusion_list + partition.container_exclusion_list
    assert all(dn.endswith(world.forest.root_dn) for dn in listed)
    assert not set(partition.container_inclusion_list) & set(partition.container_exclusion_list)


def test_an_enabled_server_has_left_its_traces_and_no_other_one_has(world: World) -> None:
    logged = {event.id for event in world.server.event_log.events}
    assert ({31005, 31015} <= logged) == world.server.writeback.enabled
    assert (31019 in logged) == (world.server.writeback.service_status == "Started")
    assert bool(world.tenant.audit) == world.server.writeback.enabled


def test_passwords_are_fresh_in_every_lab() -> None:
    first, second = build("contoso", ManualClock()), build("contoso", ManualClock())
    assert first.server.accounts != second.server.accounts
    assert first.tenant.operator.password != second.tenant.operator.password


def test_no_password_shows_in_a_repr(world: World) -> None:
    (password,) = world.server.accounts.values()
    assert password not in repr(world.server)
    assert world.tenant.operator.password not in repr(world.tenant)


def test_the_same_seed_gives_the_same_identifiers() -> None:
    one, two = (build("contoso", ManualClock(), seed=7) for _ in range(2))
    assert one.forest.guid == two.forest.guid
    assert one.guid() == two.guid()


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("staging", lambda w: w.server.staging),
        ("scheduler-suspended", lambda w: w.server.scheduler.scheduler_suspended),
        ("sync-running", lambda w: w.server.scheduler.sync_cycle_in_progress and w.server.busy_connector),
        ("no-licence", lambda w: "AAD_PREMIUM" not in {plan.name for plan in w.tenant.service_plans}),
        ("no-licence", lambda w: [sku.part_number for sku in w.tenant.skus] == ["O365_BUSINESS_PREMIUM"]),
        ("small-role", lambda w: not w.tenant.operator.may_switch_writeback()),
        ("federated", lambda w: w.tenant.federated(w.tenant.operator)),
        ("wrong-tenant", lambda w: w.server.aad_connector.name == "fabrikam.onmicrosoft.com - AAD"),
        ("credential-required", lambda w: not w.server.application_identity),
        ("access-denied", lambda w: not may_configure(w.server.admin_groups)),
        ("hostile-names", lambda w: "\x1b]52;" in w.server.aad_connector.name and w.graffiti),
        ("module-missing", lambda w: not w.server.module_present),
        ("azure-ad-connect-2021", lambda w: w.server.version == "2.0.25.1" and w.scenario.edition == "2021"),
    ],
)
def test_a_scenario_shows_what_its_name_says(name: str, holds: object) -> None:
    assert callable(holds)
    assert holds(build(name, ManualClock()))
