"""Keys of a person's own: put into a screen's bindings, and into what the screen says of its keys.

Textual's own keymap comes after the keys that a field takes for typing have been set aside, and would so take
letters away from it; here the bindings are changed before anybody looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.binding import Binding, BindingsMap

from writeback.domain.texts import _

Keys = Mapping[str, tuple[str, ...]]
"""By the id of a binding."""
NAMED_KEY = re.compile(r"\b(?:F\d{1,2}|(?:Ctrl|Alt)\+[A-Z])\b")
"""Keys as sentences name them. Enter and Esc do what they say on a button and in a field, whatever is set."""


def remap(bindings: BindingsMap, keys: Keys) -> dict[str, str]:
    """Gives the bindings their own keys; returns what keys by default are called now, as both are shown."""
    names: dict[str, str] = {}
    for one, changed in keys.items():
        found = [binding for _key, binding in bindings if binding.id == one]
        gone = [binding.key for binding in found if binding.key not in changed]
        names.update({shown_key(key): shown_key(changed[0]) for key in gone})
        if found:
            _replace(bindings, one, [found[0].with_key(key=key, key_display=None) for key in changed])
    return names


def _replace(bindings: BindingsMap, one: str, new: list[Binding]) -> None:
    kept = [(key, binding) for key, binding in bindings if binding.id != one]
    bindings.key_to_bindings = {}
    for key, binding in [*kept, *((binding.key, binding) for binding in new)]:
        bindings.key_to_bindings.setdefault(key, []).append(binding)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The sentence with the keys as they are called now."""
    return NAMED_KEY.sub(lambda found: names.get(found[0], found[0]), text) if names else text


def shown_key(key: str) -> str:
    """`ctrl+r` as `Ctrl+R`, `escape` as `Esc`."""
    named = {
        "escape": _("Esc"),
        "enter": _("Enter"),
        "space": _("Space"),
        "slash": "/",
        "question_mark": "?",
        "pageup": "PgUp",
        "pagedown": "PgDn",
    }
    return named.get(key) or "+".join(part.capitalize() for part in key.split("+"))
