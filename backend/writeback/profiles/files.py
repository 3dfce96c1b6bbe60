"""The files of saved profiles: found, read, written once, changed as a whole or not at all."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from writeback.domain.errors import InvalidInput, ProfileUnknown, ProfileUnreadable
from writeback.domain.system_words import in_words
from writeback.domain.target import Profile
from writeback.domain.texts import _
from writeback.profiles.stored import StoredProfile, field_of, profile_of, to_toml
from writeback.toml_lines import line_of

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What TOML forbids, or no file in UTF-8 can hold; line ends are ours."""

_SERVER_TABLE = re.compile(r"^[ \t]*\[[ \t]*server[ \t]*\][^\n]*$", re.MULTILINE)


def folder() -> Path:
    """Where profiles are; `WRITEBACK_CONFIG` names another place."""
    import platformdirs

    chosen = os.environ.get("WRITEBACK_CONFIG")
    return (Path(chosen) if chosen else platformdirs.user_config_path("writeback")) / "profiles"


@dataclass(frozen=True, slots=True)
class Entry:
    """A saved profile; `problem` says why it cannot be used, "" when it can; `why` in fewer words."""

    name: str
    stored: StoredProfile | None
    problem: str = ""
    why: str = ""


def entries() -> tuple[Entry, ...]:
    """All saved profiles, also those that cannot be read."""
    return tuple(_entry(name) for name in names())


def _entry(name: str) -> Entry:
    try:
        return Entry(name, read(name))
    except (ProfileUnreadable, InvalidInput) as error:
        return Entry(name, None, error.sentence(), getattr(error, "why", error.message))


def names() -> tuple[str, ...]:
    """All saved profiles, sorted."""
    place = folder()
    return tuple(sorted(path.stem for path in place.glob("*.toml"))) if place.is_dir() else ()


def load(name: str) -> Profile:
    """Raises ProfileUnknown, or ProfileUnreadable with line or key."""
    return profile_of(name, read(name))


def read(name: str) -> StoredProfile:
    """The profile as stored. Raises ProfileUnknown, or ProfileUnreadable with line or key."""
    path = _path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(names()) or _("none")
        raise ProfileUnknown(
            _('There is no profile "{name}" (saved: {known}).').format(name=name, known=known),
            _('Add it with "writeback profile add {name}".').format(name=name),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    try:
        return msgspec.convert(tomllib.loads(text), StoredProfile)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, str(error)) from error
    except msgspec.ValidationError as error:
        raise _unreadable(path, f"{error}{_line_of(text, str(error))}") from error


def default_name() -> str | None:
    """The profile named `default`, else the only one."""
    saved = names()
    if "default" in saved:
        return "default"
    return saved[0] if len(saved) == 1 else None


def save(name: str, stored: StoredProfile) -> Path:
    """Writes a new profile; an existing file is never overwritten.

    Raises InvalidInput when it exists, or when a value holds what no TOML file may hold.
    """
    path, text = _path(name), _text(stored)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InvalidInput(
            _('The profile "{name}" exists already.').format(name=name),
            _("Remove it first, or choose another name."),
        ) from error
    except OSError as error:
        raise _unreadable(path, in_words(error)) from error
    return path


def change(name: str, stored: StoredProfile) -> Path:
    """Writes other values into a saved profile: the whole file anew, so that remarks in it are lost.

    Raises ProfileUnknown, ProfileUnreadable (a broken file is never overwritten), and InvalidInput.
    """
    path, text = _path(name), _text(stored)
    if read(name) == stored:
        return path
    try:
        _replace(path, text)
    except OSError as error:
        raise InvalidInput(
            _("The profile could not be written to {path}: {why}.").format(path=path, why=in_words(error)),
            _("It is as it was before."),
        ) from None
    return path


def pin(name: str, key: str) -> Path:
    """Adds the server's key to a profile that has none; the rest of the file stays as somebody wrote it.

    Raises ProfileUnknown, ProfileUnreadable, and InvalidInput when a key is pinned already or the file cannot
    be written: then it is as before.
    """
    path, stored = _path(name), read(name)
    if stored.server.pinned_key is not None:
        raise InvalidInput(
            _('The profile "{name}" pins a key already; it was not changed.').format(name=name),
            _("Look at {path}.").format(path=path),
        )
    line = f'pinned-key = "{key}"'
    stored.server.pinned_key = key
    try:
        _replace(path, _with_line(path.read_text(encoding="utf-8"), line, stored))
    except (OSError, ValueError) as error:
        raise InvalidInput(
            _("The key could not be written to {path}: {why}.").format(
                path=path, why=in_words(error) if isinstance(error, OSError) else error
            ),
            _("Put this line under [server] there: {line}").format(line=line),
        ) from None
    return path


def _with_line(text: str, line: str, wanted: StoredProfile) -> str:
    """The file's text with one more line in its table [server]. Raises ValueError if that is not `wanted`."""
    longer = _SERVER_TABLE.sub(lambda found: f"{found.group()}\n{line}", text, count=1)
    if msgspec.convert(tomllib.loads(longer), StoredProfile) != wanted:
        raise ValueError(_("it has no line [server] of its own"))
    return longer


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, whatever happens meanwhile."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.chmod(path.stat().st_mode)
    beside.replace(path)


def remove(name: str) -> None:
    """Raises ProfileUnknown."""
    path = _path(name)
    if not path.exists():
        read(name)
    path.unlink()


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise InvalidInput(
            _('"{name}" is no name for a profile.').format(name=name),
            _("Use letters, digits, dot, dash and underscore."),
        )
    return folder() / f"{name}.toml"


def _text(stored: StoredProfile) -> str:
    text = to_toml(stored)
    if _UNFIT.search(text):
        raise InvalidInput(
            _("A value holds a character that cannot be saved; nothing was saved."),
            _("Type it without control characters."),
        )
    return text


def _line_of(text: str, said: str) -> str:
    """Where in the file the key is that an error is about, or its table; "" when neither is there."""
    _why, table, key = field_of(said)
    number = line_of(text, *filter(None, (table, key)))
    return "" if number is None else _(" (line {number})").format(number=number)


def _unreadable(path: Path, why: str) -> ProfileUnreadable:
    return ProfileUnreadable(
        _("The profile {path} cannot be used: {why}.").format(path=path, why=why),
        _("Mend the file or remove the profile; it was not touched."),
        why,
    )
