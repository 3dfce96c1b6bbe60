"""Which language is spoken: what was asked for, else what the locale says, else English.

As GNU gettext does it: LC_ALL, LC_MESSAGES or LANG names the locale, LANGUAGE lists languages in order of
preference and counts unless the locale is C.
"""

from __future__ import annotations

import codecs

TYPE_CHECKING = False
"""As `typing` has it, which takes longer to import than this module's work does."""
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ENGLISH = "en"
LANGUAGES = (ENGLISH, "sv")
LETTERS = {"sv": "åäöéÅÄÖÉ"}
"""All that a language's texts have beyond ASCII."""
OPTION = "--lang"
NO_LOCALE = frozenset({"", "C", "POSIX"})
USUAL_CHARSET = "iso-8859-1"
"""Of a locale that names none, such as sv_SE: so it is in glibc."""


def asked_for(words: Sequence[str]) -> str:
    """The value of the last `--lang` on the command line, empty without one or where it is not known."""
    found = ""
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == OPTION:
            found = value if equals else "".join(words[position + 1 : position + 2])
    return found if found in LANGUAGES else ""


def without_option(words: Sequence[str]) -> list[str]:
    """The words without a `--lang` that is understood; anything else stays, to be looked at or refused."""
    places = [at for at, word in enumerate(words) if word.partition("=")[0] == OPTION]
    if not asked_for(words) or len(places) > 1:
        return list(words)
    following = 1 if "=" in words[places[0]] else 2
    return [*words[: places[0]], *words[places[0] + following :]]


def of_locale(environ: Mapping[str, str]) -> str:
    """What the environment asks for, as far as its charset has the letters."""
    messages = _first(environ, "LC_ALL", "LC_MESSAGES", "LANG")
    if messages in NO_LOCALE:
        return ENGLISH
    charset = _charset(_first(environ, "LC_ALL", "LC_CTYPE", "LANG"))
    for name in _preferred(environ, messages):
        language = name.partition(".")[0].partition("@")[0].partition("_")[0].lower()
        if language in LANGUAGES and _can_encode(charset, LETTERS.get(language, "")):
            return language
    return ENGLISH


def _preferred(environ: Mapping[str, str], messages: str) -> Iterator[str]:
    yield from filter(None, environ.get("LANGUAGE", "").split(":"))
    yield messages


def _first(environ: Mapping[str, str], *names: str) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")


def _charset(name: str) -> str:
    if name in NO_LOCALE:
        return "ascii"
    return name.partition("@")[0].partition(".")[2] or USUAL_CHARSET


def _can_encode(charset: str, letters: str) -> bool:
    try:
        codecs.lookup(charset).encode(letters)
    except (LookupError, UnicodeEncodeError):
        return False
    return True
