"""Reads settings.toml. Whatever is in it, the program starts: a problem is told, the defaults are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from writeback.domain.language import LANGUAGES
from writeback.domain.texts import _
from writeback.settings.model import THEMES, Problem, Settings, WindowSettings
from writeback.settings.places import settings_file

Values = dict[str, Any]
Found = tuple[tuple[str, ...], str]
"""The key, with its tables, and what is wrong with it."""


def load(file: str | None = None) -> Settings:
    """Never raises. Without a file nothing but the operating system is asked."""
    path = file or settings_file()
    try:
        with open(path, "rb") as opened:
            content = opened.read()
    except (FileNotFoundError, NotADirectoryError):
        return Settings(path)
    except OSError as error:
        from writeback.domain.system_words import in_words

        why = _("it cannot be read ({why})").format(why=in_words(error))
        return Settings(path, problems=(Problem(why),))
    return _read(path, content)


def _read(path: str, content: bytes) -> Settings:
    import tomllib

    try:
        text = content.decode()
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Settings(path, problems=(Problem(_("it is not UTF-8"), line),))
    except tomllib.TOMLDecodeError as error:
        return Settings(path, problems=(Problem(_("it is no TOML: {why}").format(why=error)),))
    except RecursionError:
        return Settings(path, problems=(Problem(_("it is nested too deeply")),))
    found = [*_wrong_tables(values), *_wrong_window(values), *_wrong_keys(values)]
    if found:
        return Settings(path, problems=tuple(_problems(text, found)))
    return Settings(path, _window(values.get("window", {})), _keys(values.get("keys", {})))


def _problems(text: str, found: list[Found]) -> list[Problem]:
    """In the order of the file."""
    from writeback.toml_lines import line_of

    problems = [Problem(why, line_of(text, *key)) for key, why in found]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _window(values: Values) -> WindowSettings:
    return WindowSettings(**{name.replace("-", "_"): value for name, value in values.items()})


def _keys(values: Values) -> dict[str, tuple[str, ...]]:
    from writeback.settings.keys import named

    return {name: tuple(named(key) or "" for key in _listed(keys)) for name, keys in values.items()}


def _listed(keys: str) -> list[str]:
    """Keys are separated by commas; the comma itself is written `comma`."""
    return [key.strip() for key in keys.split(",")]


# What is wrong --------------------------------------------------------------------------


def _wrong_tables(values: Values) -> Iterator[Found]:
    for name, value in values.items():
        if name not in ("window", "keys"):
            yield (name,), _("{name} is not known; the tables are [window] and [keys]").format(name=name)
        elif not isinstance(value, dict):
            yield (name,), _("{name} is a table: write [{name}]").format(name=name)


def _table(values: Values, name: str) -> Values:
    table = values.get(name)
    return table if isinstance(table, dict) else {}


def _wrong_window(values: Values) -> Iterator[Found]:
    tests: dict[str, tuple[Callable[[Any], bool], str]] = {
        "theme": (lambda value: value in THEMES, ", ".join(THEMES)),
        "language": (lambda value: value in LANGUAGES, ", ".join(LANGUAGES)),
        **{name: (_is_switch, "true, false") for name in ("ascii", "no-color", "mouse", "plain")},
    }
    for name, value in _table(values, "window").items():
        if name not in tests:
            known = ", ".join(sorted(tests))
            yield (
                ("window", name),
                _("{name} is not known in [window]; there are {known}").format(name=name, known=known),
            )
        elif not tests[name][0](value):
            yield ("window", name), _("{name} is one of: {values}").format(name=name, values=tests[name][1])


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _wrong_keys(values: Values) -> Iterator[Found]:
    table = _table(values, "keys")
    if not table:
        return
    found = [wrong for name, keys in table.items() for wrong in _wrong_action(name, keys)]
    yield from found
    if not found:
        yield from _clashes(table)


def _wrong_action(name: str, keys: object) -> Iterator[Found]:
    from writeback.settings.actions import BY_ID
    from writeback.settings.keys import named, objection

    place = ("keys", name)
    if name not in BY_ID:
        yield place, _('{name} is no action; "writeback settings" lists them').format(name=name)
    elif not isinstance(keys, str):
        yield place, _('{name} takes its keys as a text, such as "f8" or "f8, alt+n"').format(name=name)
    else:
        for key in _listed(keys):
            known = named(key)
            why = objection(BY_ID[name], known) if known else _no_key(key)
            if why:
                yield place, _("{name}: {why}").format(name=name, why=why)


def _no_key(key: str) -> str:
    from writeback.settings.keys import stands_for

    if not key:
        return _("a key is missing")
    if function := stands_for(key):
        return _("{key} stands for {function}; write {function}").format(key=key, function=function)
    return _("{key} is no key that a terminal sends").format(key=key)


def _clashes(table: Values) -> Iterator[Found]:
    from writeback.settings.actions import clashes

    for action, other, key in clashes(_keys(table)):
        yield (
            ("keys", action.id),
            _("{name}: on the same page the key {key} is that of {other}").format(
                name=action.id, key=key, other=other.id
            ),
        )
