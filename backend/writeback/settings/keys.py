"""Names of keys: as a person writes them, as Textual has them, and which no action may take."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from writeback.domain.texts import _
from writeback.settings.actions import Action

NAMED = frozenset(
    {
        "escape", "enter", "tab", "space", "backspace", "delete", "insert", "home", "end",
        "pageup", "pagedown", "up", "down", "left", "right",
    }
)  # fmt: skip
PUNCTUATION = {
    "!": "exclamation_mark", '"': "quotation_mark", "#": "number_sign", "$": "dollar_sign",
    "%": "percent_sign", "&": "ampersand", "'": "apostrophe", "(": "left_parenthesis",
    ")": "right_parenthesis", "*": "asterisk", "+": "plus", ",": "comma", "-": "minus", ".": "full_stop",
    "/": "slash", ":": "colon", ";": "semicolon", "<": "less_than_sign", "=": "equals_sign",
    ">": "greater_than_sign", "?": "question_mark", "@": "at", "[": "left_square_bracket",
    "\\": "backslash", "]": "right_square_bracket", "^": "circumflex_accent", "_": "underscore",
    "`": "grave_accent", "{": "left_curly_bracket", "|": "vertical_line", "}": "right_curly_bracket",
    "~": "tilde",
}  # fmt: skip
"""As Textual names them, which goes by Unicode's names."""
MODIFIERS = ("alt", "ctrl", "shift")
"""In the order that Textual gives them."""
FUNCTION = re.compile(r"f([1-9]|1\d|2[0-4])")
TYPED = frozenset({*string.ascii_letters, *string.digits, *PUNCTUATION.values()})
EDITING = frozenset(
    {
        "space", "tab", "shift+tab", "backspace", "delete", "left", "right", "up", "down", "home", "end",
        "pageup", "pagedown", "enter", "shift+left", "shift+right", "shift+home", "shift+end", "ctrl+left",
        "ctrl+right", "ctrl+a", "ctrl+d", "ctrl+e", "ctrl+f", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+k",
        "ctrl+m", "ctrl+u", "ctrl+v", "ctrl+w", "ctrl+x", "ctrl+shift+a", "ctrl+c",
    }
)  # fmt: skip
"""What moves, and what changes a text that is being typed; Ctrl+C always leaves."""


def named(key: str) -> str | None:
    """The key as Textual names it; None where no terminal sends such a key."""
    *modifiers, base = _parts(key.strip())
    base = PUNCTUATION.get(base, base)
    if len(base) > 1:
        base = base.lower()
    held = [name for name in MODIFIERS if name in modifiers]
    if len(held) != len(modifiers) or not _is_sent(held, base):
        return None
    if held and len(base) == 1:
        base = base.lower()
    return "+".join((*held, base))


def stands_for(key: str) -> str:
    """The function key that Alt and a digit send in this program; empty for any other key."""
    held, _plus, base = "".join(key.split()).lower().rpartition("+")
    return f"f{base if base != '0' else '10'}" if held == "alt" and base in string.digits and base else ""


def _parts(key: str) -> list[str]:
    """The modifiers and the key: `ctrl+x`, and `+` alone is a key as well."""
    if key in ("", "+"):
        return [key]
    *modifiers, base = key.split("+")
    return [*(modifier.strip().lower() for modifier in modifiers), base.strip()]


def _is_sent(held: Sequence[str], base: str) -> bool:
    if base in NAMED or FUNCTION.fullmatch(base):
        return True
    if base not in TYPED:
        return False
    # Alt and a digit stand for a function key; with Ctrl and Shift terminals send letters only.
    match held:
        case []:
            return True
        case ["alt"]:
            return not base.isdigit()
        case ["ctrl"]:
            return len(base) == 1 and base.isalpha()
    return False


def objection(action: Action, key: str) -> str:
    """Why the action cannot have the key, a sentence without its full stop; "" where it can.

    A key that an action has by default is never refused. Letters act only where nothing is being typed, which
    is why just those actions can have them that have some by default.
    """
    has_letters = any(default in TYPED for default in action.keys)
    if key in action.keys or (key in TYPED and has_letters):
        return ""
    if key in TYPED:
        return _("the key {key} is needed to type text").format(key=key)
    if key in EDITING:
        return _("the key {key} is needed to type text or to move").format(key=key)
    return ""
