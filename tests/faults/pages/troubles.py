"""What may go wrong at the other end during a walk, by name; all of it can be put right again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.lab import ControlRefused, Lab
from writeback.lab.wsman.tamper import KINDS

Json = dict[str, Any]
VERBS = ("Create", "Command", "Receive", "Signal", "Delete")
LASTING = ("slow-header", "slow-body", "million-objects", "gzip-bomb", "clixml-bomb")
"""These have tests of their own: a walk would only wait for a deadline, or for the parser."""
FAR_AWAY = "2100-01-01T00:00:00Z"
"""Lab time runs fast: no cycle of its own accord."""
SOAP = {"shell gone": 2150858843, "timed out": 2150858793, "denied": 5}


def _orders() -> dict[str, Json]:
    drops = {
        f"drop {when} {verb} {n}": {f"drop_{when}": {verb: n}}
        for when in ("before", "after")
        for verb in VERBS
        for n in (1, 3)
    }
    anywhere = {
        f"drop {when} message {n}": {"drop_at": {"n": n, "when": when}}
        for when in ("before", "after")
        for n in (1, 4, 9, 16)
    }
    soap = {
        f"{name} at {verb}": {
            "fault": {verb: {"code": code, "subcode": "w:InternalError", "reason": "Scripted."}}
        }
        for name, code in SOAP.items()
        for verb in VERBS[1:3]
    }
    tampered = {f"tampered {kind}": {"tamper": {"*": kind}} for kind in KINDS if kind not in LASTING}
    tenant = {
        f"tenant {status} {after or ''}".strip(): {
            "graph": {"*": [{"status": status, "retry_after": after}] * 2}
        }
        for status, after in (
            (429, "0"),
            (429, "1"),
            (429, "soon"),
            (401, "0"),
            (403, "0"),
            (503, "0"),
            (504, "0"),
        )
    }
    cuts = {
        f"request {n} cut {when}": {"drop_request": {"n": n, "when": when}}
        for n in (1, 3)
        for when in ("before", "after")
    }
    return {
        **drops,
        **anywhere,
        **soap,
        **tampered,
        **tenant,
        **cuts,
        "HTTP 503": {"http_status": 503},
        "HTTP 401": {"http_status": 401},
        "stall": {"stall_seconds": 0.6},
        "slow link": {"latency_seconds": 0.1},
        "shells vanish": {"shells_vanish": True},
        "shells vanish later": {"at": {"n": 6, "faults": {"shells_vanish": True}}},
        "refused for a while": {"refuse_seconds": 0.8},
        "unreachable": {"refuse_connections": True},
        "next one cut": {"refuse_next": 2},
        "reboot": {"reboot_seconds": 0.7},
        "reboot after commit": {"at": {"n": 5, "faults": {"reboot_seconds": 0.7}, "when": "after"}},
        "question of the host": {"host_call": "credential"},
        "no device code": {"oauth": {"devicecode": [{"error": "temporarily_unavailable"}]}},
        "clock ahead": {"clock_skew_seconds": 3600.0},
    }


def _setting(path: str, value: object) -> Callable[[Lab], None]:
    return lambda lab: _quietly(lambda: lab.set(path, value))


def _quietly(act: Callable[[], object]) -> None:
    """What the lab cannot do at this moment does not happen."""
    try:
        act()
    except ControlRefused:
        return


ORDERS = _orders()
ACTS: dict[str, Callable[[Lab], None]] = {
    "a cycle starts": _setting("server.scheduler.sync_cycle_in_progress", True),
    "the scheduler is suspended": _setting("server.scheduler.scheduler_suspended", True),
    "the server is staging": _setting("server.scheduler.staging_mode_enabled", True),
    "somebody else enables": _setting("server.writeback.enabled", True),
    "somebody else disables": _setting("server.writeback.enabled", False),
    "somebody else saves": lambda lab: _quietly(lambda: lab.portal(write_back_passwords=True)),
    "onboarding is refused": _setting("server.writeback.onboarding_fault", "licence"),
    "tokens are revoked": lambda lab: _quietly(lambda: lab.revoke(refresh=False)),
    "the sign-in is revoked": lambda lab: _quietly(lab.revoke),
    "the code is declined": lambda lab: _quietly(lab.decline),
}
NAMES = (*ORDERS, *ACTS)


def happen(lab: Lab, name: str) -> None:
    """Makes it happen now, or when its message comes."""
    if name in ORDERS:
        lab.faults(**ORDERS[name])
    else:
        ACTS[name](lab)


def end(lab: Lab) -> None:
    """The trouble is over: only what was really changed stays changed."""
    lab.faults(reset=True)
    lab.set("server.scheduler.scheduler_suspended", False)
    lab.set("server.scheduler.staging_mode_enabled", False)
    lab.set("server.writeback.onboarding_fault", "none")


def begin(lab: Lab) -> Json:
    """A new world without cycles of its own; its state."""
    lab.reset()
    lab.set("server.scheduler.next_sync_cycle_start_time_in_utc", FAR_AWAY)
    return lab.state()
