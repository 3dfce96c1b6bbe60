"""Which letters the terminal has, and what stands for those that it lacks.

Texts of our own lose their accents, names from outside are escaped, because there every letter counts.
One charset for the process, as there is one terminal; UTF-8 until something else is chosen.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""As `typing` has it, which takes longer to import than everything that is needed here."""
if TYPE_CHECKING:
    from collections.abc import Mapping

UTF_8 = "utf-8"
ASCII = "ascii"
NO_LOCALE = frozenset({"", "C", "POSIX"})
USUAL = "iso-8859-1"
"""Of a locale that names no charset, such as sv_SE: so it is in glibc."""
COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})
"""What Python puts into LC_CTYPE where nobody has said anything (PEP 538): no word on the terminal."""
SIGNS = {"\u23ce": " / ", "\ufffd": "?", "\u2026": "..."}
"""Signs that texts are made harmless with: a new line, a character that acts, the end of what was cut."""
PLAIN = {
    "\u2013": "-",
    "\u2014": "-",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\xa0": " ",
}
"""Punctuation of our own texts; their letters lose their accents."""


class _InUse:
    """What was chosen."""

    charset = UTF_8
    keyboard = UTF_8
    everywhere = False


def choose(terminal: str, *, ascii_only: bool | None = None, everywhere: bool = False) -> None:
    """What is shown and typed from now on is in the terminal's charset.

    `ascii_only` True spares it letters, False sends letters even to one that is said to have none;
    `everywhere`: in pipes and files as well.
    """
    letters = UTF_8 if terminal == ASCII else terminal
    _InUse.charset = ASCII if ascii_only else letters if ascii_only is False else terminal
    # A keyboard that is said to have ASCII alone sends nothing else, or most probably UTF-8.
    _InUse.keyboard = letters
    _InUse.everywhere = everywhere


def of_keyboard() -> str:
    """The codec for what is typed, whatever is shown."""
    return _InUse.keyboard


def is_everywhere() -> bool:
    """Whether what is no terminal is spared letters, too."""
    return _InUse.everywhere


def in_use() -> str:
    """The codec's name, `utf-8` or another."""
    return _InUse.charset


def charset_of(environ: Mapping[str, str], encoding: str, *, coerces: bool) -> str:
    """The terminal's charset: what the locale says, unless Python was told otherwise.

    `encoding` is that of the stream, `coerces` whether Python takes the C locale for UTF-8, which it does
    for the sake of file names. Locales that are not installed count: they say what the terminal is.
    """
    if environ.get("PYTHONIOENCODING") or environ.get("PYTHONUTF8") == "1":
        return _known(encoding)
    name = next((environ[one] for one in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(one)), "")
    if coerces and not environ.get("LC_ALL") and environ.get("LC_CTYPE", "") in COERCED:
        name = environ.get("LANG", "")
    if name in NO_LOCALE:
        return ASCII
    return _known(name.partition("@")[0].partition(".")[2] or USUAL, encoding)


def has(text: str) -> bool:
    """Whether the terminal has all of these characters."""
    return _InUse.charset == UTF_8 or text.isascii() or _can(text)


def shown(text: str) -> str:
    """The text from wherever, as the terminal can show it; again and again the same.

    `<U+E5>` stands for a letter that it lacks. Neither accounts nor host names nor addresses can hold that,
    whereas `\\xe5` could be the account `xe5` of a domain.
    """
    if has(text):
        return text
    return "".join(one if has(one) else SIGNS.get(one) or f"<U+{ord(one):02X}>" for one in text)


def spelt(text: str) -> str:
    """A text of our own, as the terminal can show it: without the accents that it lacks."""
    if has(text):
        return text
    import unicodedata

    return "".join(one if has(one) else _bare(unicodedata.normalize("NFKD", one), one) for one in text)


def _bare(decomposed: str, character: str) -> str:
    plain = "".join(one for one in decomposed if one.isascii())
    return plain or PLAIN.get(character, character)


def _can(text: str) -> bool:
    try:
        text.encode(_InUse.charset)
    except UnicodeEncodeError:
        return False
    return True


def _known(name: str, otherwise: str = ASCII) -> str:
    """The codec's own name for it; UTF-8 of any spelling is `utf-8`."""
    import codecs

    for one in (name, otherwise):
        try:
            return codecs.lookup(one).name
        except LookupError:
            continue
    return ASCII
