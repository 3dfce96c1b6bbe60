"""Records of a journal reduced to what may leave the house: nothing gets through that is not named here.

A value passes because its form says what it is (a number, a time, a word of our own vocabulary), or as a
token such as `host-1` that stands for the same name throughout one bundle. Everything else is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from writeback.domain.choices import ServerCredential
from writeback.domain.evidence import Says, Verdict
from writeback.domain.facts import SwitchMethod
from writeback.domain.history import Operator, Target
from writeback.domain.run import RunOutcome, StepOutcome
from writeback.domain.steps import UNLOCK, WRITE_BACK, Effect
from writeback.engine.journal import Record

Reducer = Callable[[Any], Any]
"""Gives what is left of a value, None for nothing."""

_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}", re.ASCII)
_OWN_WORD = re.compile(r"[a-z][a-z-]{0,40}")
"""Ids of steps and of evidence come from this program only."""
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){1,3}", re.ASCII)
_STATES = frozenset(
    {"True", "False", "None", "Started", "Stopped", "Must", "NotRequired", "Optional", "Unknown", "unknown"}
)
"""What the server says of itself, as far as its words are known (adsync.md)."""


class Tokens:
    """Names in the order in which they were met; the same name, the same token, whatever its case."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def of(self, kind: str, name: object) -> str | None:
        """`host-1` for the first host. Nothing for an empty name."""
        text = str(name or "").lower()
        if not text:
            return None
        count = sum(1 for known, _name in self._known if known == kind)
        return self._known.setdefault((kind, text), f"{kind}-{count + 1}")

    def reducer(self, kind: str) -> Reducer:
        """The same as a field's reducer."""
        return lambda name: self.of(kind, name)


def reduced(record: Record, tokens: Tokens) -> dict[str, Any]:
    """What is left of one record."""
    kind = record.get("kind")
    fields = _EVERYWHERE | _fields(tokens).get(kind if isinstance(kind, str) else "", {})
    return pick(record, fields)


def reduced_operator(operator: Operator, tokens: Tokens) -> dict[str, Any]:
    """Who, as tokens."""
    return pick(
        {
            "user": operator.user,
            "host": operator.host,
            "pid": operator.pid,
            "from": operator.origin,
            "boot": operator.boot,
        },
        _operator(tokens),
    )


def reduced_target(target: Target, tokens: Tokens) -> dict[str, Any]:
    """Where, as tokens."""
    content = {"profile": target.profile, "host": target.host, "port": target.port, "lab": target.lab}
    return pick(content, _target(tokens))


def pick(content: Any, fields: Mapping[str, Reducer]) -> dict[str, Any]:
    """The allowed fields, each reduced; without those of which nothing is left."""
    if not isinstance(content, dict):
        return {}
    left = {name: reduce(content[name]) for name, reduce in fields.items() if name in content}
    return {name: value for name, value in left.items() if value is not None}


# Values whose form says what they are ---------------------------------------------------


def run_id(value: Any) -> str | None:
    """An id of a run."""
    return _matching(_RUN_ID)(value)


def version(value: Any) -> str | None:
    """Numbers with dots."""
    return _matching(_VERSION)(value)


def own_word(value: Any) -> str | None:
    """A lower-case word with dashes, from our own source."""
    return _matching(_OWN_WORD)(value)


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], str | None]:
    return lambda value: value if isinstance(value, str) and pattern.fullmatch(value) else None


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, int | float) else None


def _time(value: Any) -> str | None:
    try:
        return datetime.fromisoformat(value).isoformat(timespec="milliseconds")
    except (TypeError, ValueError):
        return None


def _one_of(words: type[Enum]) -> Reducer:
    known = {word.value for word in words}
    return lambda value: value if isinstance(value, str) and value in known else None


def _state(value: Any) -> str | None:
    return value if isinstance(value, str) and value in _STATES else "other"


def _each(fields: Mapping[str, Reducer]) -> Reducer:
    return lambda values: [pick(value, fields) for value in values] if isinstance(values, list) else None


def _within(fields: Mapping[str, Reducer]) -> Reducer:
    return lambda value: pick(value, fields)


# What there is in a record --------------------------------------------------------------

_KINDS = frozenset(
    {
        "run-started",
        "intent",
        "outcome",
        "in-doubt",
        "found",
        "resumed",
        "note",
        "run-ended",
        "verdict",
        "shown",
    }
)
_EVERYWHERE: dict[str, Reducer] = {
    "n": _number,
    "at": _time,
    "monotonic": _number,
    "length": _number,
    "run": run_id,
    "kind": lambda value: value if value in _KINDS else "other",
}
_CHOICES: dict[str, Reducer] = {
    "password_writeback": _number,
    "start_sync": _number,
    "pause_scheduler": _number,
    "server_credential": _one_of(ServerCredential),
    "write_back_passwords": _number,
    "unlock_without_reset": _number,
    "switch_method": _one_of(SwitchMethod),
}
_BEFORE: dict[str, Reducer] = {
    "writeback.enabled": _state,
    "writeback.service": _state,
    "writeback.onboarding": _state,
    "scheduler.enabled": _state,
    "scheduler.suspended": _state,
    "scheduler.staging": _state,
    "server.version": version,
    f"switches.{WRITE_BACK}": _state,
    f"switches.{UNLOCK}": _state,
}


def _fields(tokens: Tokens) -> dict[str, dict[str, Reducer]]:
    arguments: dict[str, Reducer] = {
        "connector": tokens.reducer("connector"),
        "enable": _number,
        "enabled": _number,
        "credential": _one_of(ServerCredential),
        "heartbeats": _number,
        "events": lambda ids: [_number(one) for one in ids] if isinstance(ids, list) else None,
        "label": own_word,
        "switch": own_word,
        "value": _number,
        "policy": own_word,
        WRITE_BACK: _number,
        UNLOCK: _number,
    }
    step: dict[str, Reducer] = {"id": own_word, "half": own_word, "arguments": _within(arguments)}
    plan: dict[str, Reducer] = {
        "writeback_plan": _number,
        "server": tokens.reducer("host"),
        "connector": tokens.reducer("connector"),
        "tenant": tokens.reducer("tenant"),
        "before": _within(_BEFORE),
        "choices": _within(_CHOICES),
        "steps": _each(step),
        # Not the digest itself: names could be guessed and tried on it.
        "digest": tokens.reducer("plan"),
    }
    return {
        "run-started": {
            "plan": _within(plan),
            "operator": _within(_operator(tokens)),
            "target": _within(_target(tokens)),
            "since": _time,
            "undoes": run_id,
        },
        "resumed": {"operator": _within(_operator(tokens))},
        "intent": {"step": _number, "id": own_word, "arguments": _within(arguments)},
        "outcome": {"step": _number, "outcome": _one_of(StepOutcome)},
        "in-doubt": {"step": _number, "id": own_word},
        "found": {"id": own_word, "effect": _one_of(Effect)},
        "run-ended": {"outcome": _one_of(RunOutcome), "given_up": _number},
        "verdict": {
            "verdict": _one_of(Verdict),
            "evidence": _each({"id": own_word, "says": _one_of(Says)}),
        },
    }


def _operator(tokens: Tokens) -> dict[str, Reducer]:
    return {
        "user": tokens.reducer("user"),
        "host": tokens.reducer("host"),
        "pid": _number,
        "boot": tokens.reducer("boot"),
        "since": _time,
        "from": tokens.reducer("address"),
    }


def _target(tokens: Tokens) -> dict[str, Reducer]:
    return {
        "profile": tokens.reducer("profile"),
        "host": tokens.reducer("host"),
        "port": _number,
        "lab": tokens.reducer("lab"),
    }
