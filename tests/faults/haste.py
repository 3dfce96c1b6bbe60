"""Time in the children. Waits are scaled down: a lab acts within milliseconds, so absence counts sooner.

The proportions stay: a poll is shorter than what settles a doubt, that is shorter than a deadline.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self, cast

SCALED: dict[str, dict[str, float]] = {
    "writeback.domain.steps.await_events": {
        "POLL_SECONDS": 0.04,
        "EVENTS_DEADLINE": 4.0,
        "HEARTBEAT_DEADLINE": 4.0,
    },
    "writeback.domain.steps.password_writeback": {"POLL_SECONDS": 0.04, "READ_BACK_DEADLINE": 4.0},
    "writeback.domain.steps.wait_for_quiet_window": {"POLL_SECONDS": 0.04, "QUIET_DEADLINE": 3.0},
    "writeback.engine.runner": {"ATTEMPT_SECONDS": 0.04, "SETTLED_SECONDS": 0.35, "UNDER_WAY_SECONDS": 6.0},
    "writeback.remoting.session": {"PAUSE_SECONDS": 0.01, "PROBE_SECONDS": 2},
    "writeback.cloud.graph": {"DEADLINE": 6.0, "LONGEST_WAIT": 0.2},
    "writeback.cloud.portal_http": {"DEADLINE": 6.0},
    "writeback.cloud.credential": {"TOKEN_SECONDS": 5.0},
    "writeback.cloud.authority": {"PACE_SECONDS": 0.0},
}
LONG = {"DEADLINE", "TOKEN_SECONDS"}
SERVER_DEADLINES = {"read": 8.0, "set": 9.0, "other": 9.0, "grace": 1.0}
SERVER_TIMEOUTS = {"read_timeout": 4, "connection_timeout": 4}
BACKOFF = 0.05
"""Doubled from one attempt to the next, so it must not grow with anything else."""


MOST_PATIENT = 2.0
"""A deadline is far longer than what it bounds, so a busy machine need not make it much longer still."""


def hasten(pace: float = 1.0) -> None:
    """Scales everything down in this process. `pace` is how much slower than usual this machine is now."""
    for module, values in SCALED.items():
        found = importlib.import_module(module)
        for name, value in values.items():
            if not hasattr(found, name):
                raise AttributeError(f"{module}.{name} is gone: the campaign would wait in real time")
            slower = min(pace, MOST_PATIENT) if name in LONG else pace
            setattr(found, name, type(value)(value * slower))
    patience = min(pace, MOST_PATIENT)
    session: Any = importlib.import_module("writeback.remoting.session")
    timeouts = {name: round(value * patience, 2) for name, value in SERVER_TIMEOUTS.items()}
    # Each command's farewell at once, or a fault at a message would meet another one from run to run.
    session.MOST_ENDED = 1
    session.SETTINGS = {
        **session.SETTINGS,
        **timeouts,
        "reconnection_backoff": BACKOFF,
        "operation_timeout": 1,
    }
    server: Any = importlib.import_module("writeback.remoting.server")
    server.Deadlines.__init__.__defaults__ = tuple(v * patience for v in SERVER_DEADLINES.values())


CLOCKS = (
    "writeback.engine.journal",
    "writeback.engine.lock",
    "writeback.service.session",
    "writeback.service.ends",
    "writeback.remoting.survey",
    "writeback.cloud.survey",
)


def move_clock(hours: float) -> None:
    """Sets this machine's clock forward, or back, as this process sees it."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(hours=hours)

    for name in CLOCKS:
        module: Any = importlib.import_module(name)
        if not hasattr(module, "datetime"):
            raise AttributeError(f"{name} asks no clock any more: take it out of the list")
        module.datetime = Moved


def lighten() -> None:
    """Leaves out, in this process, what costs time and no plan rests on."""
    # Copying every command took a quarter of a child's time; only lxml's trees would need it.
    objects: Any = importlib.import_module("pypsrp.complex_objects")
    objects.deepcopy = lambda value: value
    if "sniffio" not in sys.modules and importlib.util.find_spec("sniffio") is None:
        # httpcore looks for it on the disk before each lock that it makes.
        sys.modules["sniffio"] = cast(Any, None)
    # A reading of the directories is five commands each.
    facts: Any = importlib.import_module("writeback.remoting.server_facts")
    facts.directory_names = lambda _results: ()
