"""Translation of the product's own texts; the front end chooses the language once, at start.

English needs no catalogue, and so nothing is opened for it.
"""

from __future__ import annotations

from writeback.domain.charset import spelt
from writeback.domain.language import ENGLISH

TYPE_CHECKING = False
"""As `typing` has it, which takes longer to import than everything that is needed here."""
if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "writeback"


class _Spoken:
    """What was chosen: one for the process, as a locale is."""

    language = ENGLISH
    catalogue: NullTranslations | None = None


def _(message: str) -> str:
    """The text in the chosen language. Call it when the text is needed, never at import."""
    return message if _Spoken.catalogue is None else spelt(_Spoken.catalogue.gettext(message))


def ngettext(singular: str, plural: str, count: int) -> str:
    """The text in the form that the language uses for `count` things."""
    if _Spoken.catalogue is None:
        return singular if count == 1 else plural
    return spelt(_Spoken.catalogue.ngettext(singular, plural, count))


def N_(message: str) -> str:  # noqa: N802 - the name by which catalogues know it
    """Marks a text of a table that is made at import: it is translated where it is shown, by `_`."""
    return message


def language() -> str:
    """`en` or `sv`."""
    return _Spoken.language


def choose_language(language: str, folder: str) -> None:
    """Speaks this language from now on; without its catalogue in `folder` English stays.

    What has been put on a screen already stays as it is.
    """
    catalogue = None if language == ENGLISH else _read(f"{folder}/{language}/LC_MESSAGES/{DOMAIN}.mo")
    _Spoken.language = ENGLISH if catalogue is None else language
    _Spoken.catalogue = catalogue


def _read(path: str) -> NullTranslations | None:
    import struct
    from gettext import GNUTranslations

    try:
        with open(path, "rb") as file:
            return GNUTranslations(file)
    except (OSError, ValueError, struct.error):
        return None
