"""What should go wrong next: one record that every part of the lab looks at.

Everything is off by default. The control API sets fields by name (`POST /lab/faults`); counters and lists
are used up by the part that acts on them, so a fault that has happened is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Faults:
    """Faults of the wire, the server's services and the tenant's services.

    Verbs are named as WSMan actions end: Create, Command, Send, Receive, Signal, Delete, Disconnect, ...
    """

    drop_receive_after: int | None = None
    """Cut the connection under the n-th Receive from now (0 = the next one)."""
    drop_after: dict[str, int] = field(default_factory=dict)
    """Verb -> cut the connection once the n-th message of that verb was acted on: commit, then drop."""
    drop_before: dict[str, int] = field(default_factory=dict)
    """Verb -> cut the connection instead of acting on the n-th message of that verb."""
    stall_seconds: float = 0.0
    """Real seconds that a WSMan answer is held back."""
    http_status: int | None = None
    """Answer every WSMan message with this HTTP status and no envelope."""
    fault: dict[str, Json] = field(default_factory=dict)
    """Verb -> {"code", "subcode", "reason"} of the SOAP fault that answers it, once."""
    tamper: dict[str, str] = field(default_factory=dict)
    """Verb -> kind of hostile answer (one of `wsman.tamper.KINDS`), once; over HTTPS only."""
    latency_seconds: float = 0.0
    """Real seconds added to each answer of every service, as a slow link would."""
    refuse_connections: bool = False
    """The server's ports (not the tenant's) close each connection unread."""
    graph: dict[str, list[Json]] = field(default_factory=dict)
    """Path below /v1.0 or of the portal -> answers used up from the front: {"status", "code", "retry_after",
    "body", "headers", "after_effect", "hang", "cut"}."""
    oauth: dict[str, list[Json | str]] = field(default_factory=dict)
    """"devicecode", "token" or "discovery" -> error bodies, or names of `entra.errors.NAMED`, used up from
    the front."""
    clock_skew_seconds: float = 0.0
    """Added to the Date header of the tenant's services."""

    def update(self, changes: Mapping[str, Any]) -> None:
        """Set fields by name. KeyError names an unknown field, TypeError a value of the wrong shape."""
        shapes = {one.name: getattr(Faults(), one.name) for one in fields(self)}
        for name, value in changes.items():
            if name not in shapes:
                raise KeyError(name)
            if not _fits(shapes[name], value):
                raise TypeError(f"{name}: {type(value).__name__} does not fit")
        for name, value in changes.items():
            setattr(self, name, value)

    def reset(self) -> None:
        """All faults off."""
        for one in fields(self):
            setattr(self, one.name, getattr(Faults(), one.name))

    def as_json(self) -> Json:
        """The present settings, for the control API."""
        return asdict(self)


def _fits(default: object, value: object) -> bool:
    if isinstance(default, bool):
        return isinstance(value, bool)
    if isinstance(default, dict):
        return isinstance(value, dict)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number or (default is None and value is None)


def take(answers: dict[str, list[Any]], name: str) -> Any:
    """The next scripted answer for `name`, which is thereby used up; None when there is none."""
    waiting = answers.get(name)
    return waiting.pop(0) if waiting else None
