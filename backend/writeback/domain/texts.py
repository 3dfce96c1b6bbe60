"""Translation of the product's own texts; the front end binds the catalogue's folder once at start."""

from __future__ import annotations

import gettext

DOMAIN = "writeback"


def _(message: str) -> str:
    """The text in the chosen language. Call it when the text is needed, never at import."""
    return gettext.dgettext(DOMAIN, message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The text in the form that the language uses for `count` things."""
    return gettext.dngettext(DOMAIN, singular, plural, count)
