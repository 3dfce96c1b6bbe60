"""The words that faults may hold, so that a misspelt one is refused when it is set and not when it acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from writeback.lab import disguise
from writeback.lab.hostile import json_answers
from writeback.lab.psrp.host import QUESTIONS
from writeback.lab.wsman import endless, tamper
from writeback.lab.wsman.auth import BINDINGS, OFFERS

_WORDS: Final[Mapping[str, Iterable[str]]] = {
    "tamper": tamper.KINDS,
    "endless": endless.KINDS,
    "host_call": QUESTIONS,
    "offer": OFFERS,
    "channel_binding": BINDINGS,
    "certificate": disguise.KINDS,
    "tenant_certificate": disguise.KINDS,
    "tls": (disguise.OLD_TLS,),
    "graph": json_answers.KINDS,
    "oauth": json_answers.KINDS,
}
_NESTED: Final = ("at", "at_request")


def check_words(order: Mapping[str, Any]) -> None:
    """Look at every word of faults whose shape is right. ValueError names the first unknown one."""
    for name, known in _WORDS.items():
        for word in _used(order.get(name)):
            if word and word not in set(known):
                raise ValueError(f"{name}: {word}")
    for name in _NESTED:
        if order.get(name):
            check_words(order[name]["faults"])


def _used(value: Any) -> list[str]:
    """The words inside one field: itself, the values of a table, the "hostile" of scripted answers."""
    if isinstance(value, dict):
        return [word for one in value.values() for word in _used(one)]
    if isinstance(value, list):
        return [str(one["hostile"]) for one in value if isinstance(one, dict) and "hostile" in one]
    return [str(value)] if value else []
