"""Faults of the tenant, of the disk, of the server's own state, of other people, and of a second crash."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Callable, Iterator

from tests.faults.acts import GO_ON, STOP, UNDO
from tests.faults.disk import DiskFault
from tests.faults.fault import (
    CYCLE,
    ENABLE,
    FIRST_SWITCH,
    PAUSE,
    QUIET,
    RESTORE,
    SECOND_SWITCH,
    START,
    SWITCHES,
    Fault,
    at_change,
)
from tests.faults.labs import Control, Json

PORTAL = "/api/PasswordReset/OnPremisesPasswordResetPolicies"
ORGANIZATION = "/organization"
ANSWERS: tuple[tuple[str, Json], ...] = (
    ("429 at once", {"status": 429, "retry_after": "0"}),
    ("429", {"status": 429}),
    ("429 soon", {"status": 429, "retry_after": "soon"}),
    ("429 in an hour", {"status": 429, "retry_after": "3600"}),
    ("503", {"status": 503}),
    ("504 after effect", {"status": 504, "after_effect": True}),
    ("401", {"status": 401}),
    ("403", {"status": 403}),
    ("cut", {"cut": True}),
    ("cut after effect", {"cut": True, "after_effect": True}),
    ("not JSON", {"status": 200, "body": "<html>"}),
)
IN_DOUBT = ("504 after effect", "cut after effect")
NOON = "2026-06-19T12:00:00+00:00"
DEEPEST = 64
"""Writes of a run's journal; a disk that fails later is not met."""


def other_faults() -> Iterator[Fault]:
    """All of them."""
    for make in (_tenant, _tokens, _disk, _world, _people, _signals, _clock, _crashes):
        yield from make()


def _tenant() -> Iterator[Fault]:
    for name, answer in ANSWERS:
        for place in SWITCHES:
            order = at_change(place, graph={PORTAL: [answer]})
            has_points = name in IN_DOUBT or (place == FIRST_SWITCH and name == "503")
            yield Fault(f"portal {name}", place, order, alone=not has_points)
        yield Fault(f"portal read {name}", FIRST_SWITCH, {"graph": {PORTAL: [answer]}}, alone=True)
        yield Fault(f"Graph {name}", START, {"graph": {ORGANIZATION: [answer] * 3}}, alone=True)
    for certificate in ("self-signed", "expired", "wrong-name"):
        order = at_change(
            FIRST_SWITCH, tenant_certificate=certificate, drop_request={"n": 1, "when": "before"}
        )
        yield Fault(f"tenant's certificate {certificate}", FIRST_SWITCH, order, stays=True, alone=True)
    for when in ("before", "after"):
        for n in range(1, 9):
            order = {"drop_request": {"n": n, "when": when}}
            yield Fault(f"drop {when} request {n}", FIRST_SWITCH, order, alone=True)


def _tokens() -> Iterator[Fault]:
    for place in (START, *SWITCHES):
        yield Fault("tokens revoked", place, act=lambda control: _revoke(control, refresh=False), alone=True)
        yield Fault(
            "sign-in revoked",
            place,
            act=lambda control: _revoke(control, refresh=True),
            signs_in_again=True,
            alone=place != FIRST_SWITCH,
        )
    for name, seconds in (("ahead", 3600.0), ("behind", -3600.0)):
        yield Fault(f"clock {name}", START, {"clock_skew_seconds": seconds}, alone=True)


def _disk() -> Iterator[Fault]:
    for kind in ("nospace", "io", "sync", "too-large", "short"):
        for at in (*range(1, 12), *range(12, DEEPEST, 11)):
            yield Fault(f"disk {kind} from write {at:02}", disk=DiskFault(kind, at), alone=True)
            yield Fault(f"disk {kind} at write {at:02}", disk=DiskFault(kind, at, times=1), alone=True)
    yield Fault("disk read-only", disk=DiskFault("read-only"), alone=True)


def _world() -> Iterator[Fault]:
    for place in (QUIET, PAUSE, ENABLE):
        yield Fault("suspended", place, act=_set("server.scheduler.scheduler_suspended", True), stays=True)
        yield Fault("cycle starts", place, act=_set("server.scheduler.sync_cycle_in_progress", True))
    yield Fault("staging", QUIET, act=_set("server.scheduler.staging_mode_enabled", True), stays=True)
    yield Fault("onboarding refused", ENABLE, act=_set("server.writeback.onboarding_fault", "licence"))
    silent = _set("server.writeback.silent_audit", True)
    yield Fault("server lies: no audit", START, act=silent, is_lie=True, alone=True)
    events = [31005, 31015, 31019]
    yield Fault(
        "server lies: no events", ENABLE, act=_set("server.writeback.silent_events", events), is_lie=True
    )


def _people() -> Iterator[Fault]:
    """Somebody else at the same server, from this machine or another; somebody who edits what is written."""
    paused = _set("server.scheduler.sync_cycle_enabled", False)
    runs = _set("server.scheduler.sync_cycle_enabled", True)
    for name, act in (("enables it", _enable), ("pauses", paused)):
        moved = f"somebody {name} before the run"
        yield Fault(moved, act=act, mend=runs, resumes=False, alone=True, expects="plan-stale")
    yield Fault("somebody is at it", is_taken=True, alone=True, expects="server-locked")
    for place in (QUIET, ENABLE):
        yield Fault("somebody enables it", place, act=_enable, resumes=False)
    yield Fault("somebody pauses", QUIET, act=paused, mend=runs, resumes=False, alone=True)
    yield Fault("somebody enables it after the crash", between=_enable, resumes=False, turn=1)
    for place in SWITCHES:
        name = f"somebody saves the switches after the crash in {place}"
        yield Fault(name, between=_save, resumes=False, turn=1, only=place)
    other_boot = json.dumps(dict(user="alice", host=socket.gethostname(), pid=1, boot="another", since=NOON))
    for name, left in (("of another boot", other_boot), ("that is garbage", "\x00{"), ("that is empty", " ")):
        yield Fault(f"a lock {name}", lock_left=left, only=f"3 {ENABLE}: Command 3, sent")
    yield Fault("edited", edits=True, only="sync 1, synced")


def _signals() -> Iterator[Fault]:
    """At every message of the run, as the command line takes them; the wizard's are tested on its pty."""
    for number in (signal.SIGHUP, signal.SIGTERM):
        yield Fault(f"{number.name} in place of a crash", signals=(number,), only=", sent")
    yield Fault("SIGINT in place of a crash", signals=(signal.SIGINT,), only=f"3 {ENABLE}: ")
    twice = (signal.SIGINT, signal.SIGINT)
    yield Fault("SIGINT twice in place of a crash", signals=twice, only="sync 1, synced")


def _clock() -> Iterator[Fault]:
    """This machine's clock is moved while nobody is at it."""
    for name, hours in (("forward", 1.0), ("back", -1.0)):
        yield Fault(f"clock set {name}, killed", clock=hours, only="Command", turn=1)


def _crashes() -> Iterator[Fault]:
    """The first run dies at a fixed point; each point of the next start is a crash point."""
    put = "PUT OnPremisesPasswordResetPolicies 1, sent"
    for way, place, point in (
        (UNDO, f"2 {PAUSE}", "Command 2, sent"),
        (GO_ON, f"3 {ENABLE}", "Command 3, sent"),
        (UNDO, f"3 {ENABLE}", "Receive 3, answered"),
        (STOP, f"7 {RESTORE}", "Command 2, sent"),
        (GO_ON, f"9 {CYCLE}", "Command 2, answered"),
        (UNDO, f"10 {FIRST_SWITCH} True", put),
        (GO_ON, f"11 {SECOND_SWITCH} True", put),
    ):
        yield Fault(f"killed twice, first at {point}, to {way}", place, again=f"{place}: {point}", way=way)


def _set(path: str, value: object) -> Callable[[Control], None]:
    return lambda control: control.set(path, value)


def _enable(control: Control) -> None:
    """As an onboarding from elsewhere leaves it; the tenant's page comes to life with it."""
    control.set("server.writeback.enabled", True)
    control.set("tenant.switches.object_id", "99999999-8888-4777-8666-555555555555")


def _save(control: Control) -> None:
    if control.state()["switches"]["object_id"]:
        control.call("POST", "portal", {"write_back_passwords": True, "account_unlock": True})


def _revoke(control: Control, *, refresh: bool) -> None:
    control.call("POST", "revoke", {"access": True, "refresh": refresh})
