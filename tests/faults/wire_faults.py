"""Faults of the way to the server: cut, refused, held back, rebooted, tampered with."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.fault import (
    CHANGES,
    ENABLE,
    EXPORT,
    PAUSE,
    READ,
    READINGS,
    RESTORE,
    START,
    Fault,
    at_change,
)
from tests.faults.labs import Json
from writeback.lab.wsman.tamper import KINDS

NO_SHELL, TIMED_OUT, DENIED = 2150858843, 2150858793, 5
LONGEST_RUN = 64
"""WSMan messages of a run; a fault at a later one would not be met."""
REBOOT = 0.5
WHEN = ("before", "after")


def wire_faults() -> Iterator[Fault]:
    """All of them."""
    for make in (_at_changes, _at_readings, _anywhere, _soap, _http, _machine, _identity, _tampered):
        yield from make()


def _at_changes() -> Iterator[Fault]:
    for place in CHANGES:
        for when in WHEN:
            for verb in ("Command", "Receive", "Signal", "Get"):
                order = at_change(place, **{f"drop_{when}": {verb: 1}})
                yield Fault(f"drop {when} {verb}", place, order, alone=verb in ("Signal", "Get"))
        lost = {"drop_after": {"Command": 1}}
        yield Fault("answer lost, reopening cut", place, at_change(place, **lost, refuse_next=2))
        twice = {"drop_after": {"Command": 1, "Create": 1}}
        yield Fault("answer lost, Create cut", place, at_change(place, **twice))


def _at_readings() -> Iterator[Fault]:
    for place in READINGS:
        for when in WHEN:
            for verb in ("Command", "Receive", "Signal"):
                name, order = f"drop {when} {verb}", {f"drop_{when}": {verb: 1}}
                yield Fault(name, place, order, alone=(place, verb) != (READ, "Command"))


def _anywhere() -> Iterator[Fault]:
    """The n-th message of any verb is cut: every position of the run."""
    for when in WHEN:
        for verb in ("Create", "Receive", "Command", "Delete"):
            yield Fault(f"drop {when} {verb}", START, {f"drop_{when}": {verb: 1}}, alone=True)
        for n in range(1, LONGEST_RUN + 1):
            order = {"drop_at": {"n": n, "when": when}}
            yield Fault(f"drop {when} message {n:02}", EXPORT, order, alone=True)


def _soap() -> Iterator[Fault]:
    for place in CHANGES:
        for code, name in ((NO_SHELL, "shell gone"), (TIMED_OUT, "timed out"), (DENIED, "access denied")):
            for verb in ("Get", "Command", "Receive"):
                fault = {verb: {"code": code, "subcode": "w:InternalError", "reason": "Scripted."}}
                has_points = place == ENABLE and verb != "Get"
                yield Fault(f"{name} on {verb}", place, at_change(place, fault=fault), alone=not has_points)


def _http() -> Iterator[Fault]:
    for place in (PAUSE, ENABLE, RESTORE):
        for status in (400, 401, 503):
            has_points = (place, status) in ((ENABLE, 503), (RESTORE, 401))
            order = at_change(place, http_status=status)
            yield Fault(f"HTTP {status}", place, order, stays=True, alone=not has_points)


def _machine() -> Iterator[Fault]:
    for place in (PAUSE, ENABLE, RESTORE):
        yield Fault("reboot", place, at_change(place, reboot_seconds=REBOOT), alone=place != ENABLE)
        reboot = {"n": 2, "when": "after", "faults": {"reboot_seconds": REBOOT}}
        yield Fault("reboot after commit", place, at_change(place, at=reboot))
        yield Fault("shells vanish", place, at_change(place, shells_vanish=True), alone=True)
        gone = {"refuse_connections": True, "drop_after": {"Command": 1}}
        yield Fault("gone for good", place, at_change(place, **gone), stays=True, alone=place == PAUSE)
    for place in (PAUSE, ENABLE):
        yield Fault("stall", place, at_change(place, stall_seconds=5.0), alone=True)
    yield Fault("slow", START, {"latency_seconds": 0.02}, alone=True)


def _identity() -> Iterator[Fault]:
    """The line is cut, and who answers then is not who answered before, or offers less (F16, F17)."""
    others: tuple[tuple[str, Json], ...] = (
        ("certificate self-signed", {"certificate": "self-signed"}),
        ("certificate expired", {"certificate": "expired"}),
        ("certificate wrong-name", {"certificate": "wrong-name"}),
        ("TLS 1.1 only", {"tls": "1.1"}),
        ("Basic only", {"offer": "basic"}),
        ("binding foreign", {"channel_binding": "foreign"}),
    )
    for name, other in others:
        for place, when in ((PAUSE, "before"), (ENABLE, "after"), (RESTORE, "after")):
            order = at_change(place, **other, **{f"drop_{when}": {"Command": 1}})
            yield Fault(name, place, order, stays=True, alone=True)


def _tampered() -> Iterator[Fault]:
    for kind in KINDS:
        for verb in ("Command", "Receive"):
            order = at_change(ENABLE, tamper={verb: kind})
            yield Fault(f"tampered {kind} {verb}", ENABLE, order, alone=kind not in ("doctype", "truncated"))
        yield Fault(f"tampered {kind} Receive", READ, {"tamper": {"Receive": kind}}, alone=True)
