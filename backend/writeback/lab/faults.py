"""What should go wrong next: one record that every part of the lab looks at.

Everything is off by default. The control API sets fields by name (`POST /lab/faults`); counters and lists
are used up by the part that acts on them, so a fault that has happened is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

Json = dict[str, Any]

POSITIONS = frozenset({"at", "at_request", "drop_at", "drop_request"})
"""Faults that wait for the n-th message."""


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
    """Verb, "401" or "*" (any verb) -> kind of hostile answer (one of `wsman.tamper.KINDS`), once; over HTTPS
    only."""
    endless: str = ""
    """Each Receive of a command has more: "outputs" (small, without end) or "fragments" (never complete)."""
    host_call: str = ""
    """The next pipeline begins with a question to its client's user, whether it declared a host or not:
    "credential", "read-line" or "secret"."""
    redirect_to: str = "http://127.0.0.1:9/wsman"
    """Where a hostile redirect of the server leads."""
    drip_seconds: float = 0.25
    """Real seconds between two bytes of a slow answer."""
    drop_at: Json = field(default_factory=dict)
    """{"n", "when": "before" | "after"}: cut the connection at the n-th WSMan message of any verb from now,
    instead of acting on it or once it was acted on."""
    at: Json = field(default_factory=dict)
    """{"n", "faults": {...}, "when": "before" | "after"}: when the n-th WSMan message from now arrives, these
    faults are set first; or once it was acted on and before its answer leaves."""
    shells_vanish: bool = False
    """Every shell is gone, once: what is asked of them is answered with fault 2150858843."""
    offer: str = ""
    """Which authentication the server offers: "basic", "negotiate", "nothing"; "" both, "credssp" too."""
    channel_binding: str = ""
    """What Negotiate over TLS must prove: "require" the server's own channel, "foreign" that of somebody in
    the middle, "ignore" nothing; "" as the lab was started."""
    certificate: str = ""
    """The server's certificate for new connections, one of `disguise.KINDS`; "" the honest one."""
    tls: str = ""
    """"1.1": the server's HTTPS port speaks nothing newer to new connections."""
    refuse_next: int = 0
    """So many new connections to the server's ports are cut before a byte is read."""
    refuse_seconds: float = 0.0
    """For so many real seconds nobody listens on the server's ports; connections that are open stay."""
    reboot_seconds: float = 0.0
    """The server reboots: shells vanish, connections are cut, nobody listens for so many real seconds."""
    latency_seconds: float = 0.0
    """Real seconds added to each answer of every service, as a slow link would."""
    refuse_connections: bool = False
    """The server's ports (not the tenant's) close each connection unread."""
    graph: dict[str, list[Json]] = field(default_factory=dict)
    """Path below /v1.0 or of the portal -> answers used up from the front: {"status", "code", "retry_after",
    "body", "headers", "after_effect", "hang", "cut", "hostile", "location", "forever"}. The path "*" is any;
    "hostile" is one of `hostile.json_answers.KINDS`; what is "forever" is not used up."""
    oauth: dict[str, list[Json | str]] = field(default_factory=dict)
    """"devicecode", "token" or "discovery" -> error bodies, names of `entra.errors.NAMED`, or {"hostile"}
    as in `graph`, used up from the front."""
    drop_request: Json = field(default_factory=dict)
    """{"n", "when": "before" | "after"}: cut the connection at the n-th request to the tenant's services."""
    at_request: Json = field(default_factory=dict)
    """{"n", "faults": {...}}: when the n-th request to the tenant's services arrives, set these first."""
    tenant_certificate: str = ""
    """As `certificate`, for the port of the tenant's services. The control API has a port of its own."""
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
            if name in POSITIONS:
                _check_position(name, value)
        for name, value in changes.items():
            setattr(self, name, value)

    def reset(self) -> None:
        """All faults off."""
        for one in fields(self):
            setattr(self, one.name, getattr(Faults(), one.name))

    def as_json(self) -> Json:
        """The present settings, for the control API."""
        return asdict(self)


def _check_position(name: str, value: Json) -> None:
    if not value:
        return
    number = value.get("n")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise TypeError(f"{name}: n counts from 1")
    if value.get("when", "before") not in ("before", "after"):
        raise TypeError(f"{name}: when is before or after")
    if name.startswith("at"):
        Faults().update(value["faults"])


def _fits(default: object, value: object) -> bool:
    if isinstance(default, bool | dict | list | str):
        return isinstance(value, type(default))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number or (default is None and value is None)


def take(answers: dict[str, list[Any]], name: str) -> Any:
    """The next scripted answer for `name` or else "*", which is thereby used up; None when there is none."""
    waiting = answers.get(name) or answers.get("*")
    if not waiting:
        return None
    lasting = isinstance(waiting[0], dict) and waiting[0].get("forever")
    return waiting[0] if lasting else waiting.pop(0)


def due(counter: Json) -> bool:
    """Count one message for a fault with an "n"; True at the one meant. The caller then empties it."""
    if "n" not in counter:
        return False
    counter["n"] -= 1
    return bool(counter["n"] <= 0)
