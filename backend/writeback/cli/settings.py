"""`writeback settings`: where the wizard's settings are, what is in effect, the actions with their keys."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from writeback.domain.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from writeback.cli.console import Console
    from writeback.domain.errors import ExitStatus
    from writeback.settings import Settings

WINDOW = ("theme", "ascii", "no-color", "mouse", "language", "plain")
COMMAND_LINE, FILE, LAST_TIME, NOBODY = "command line", "settings.toml", "last time", "nobody"
"""Who has said it, the strongest first."""


def add_settings(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """Asks nobody and opens no connection. The status says whether the file can be used."""
    from writeback.domain.errors import ExitStatus
    from writeback.settings import load

    settings = load()
    content = _content(options, settings)
    if options.json:
        console.json(content)
    else:
        for line in _lines(settings, content):
            console.data(line)
    return ExitStatus.FAILED if settings.problems else ExitStatus.DONE


def _content(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    from writeback.settings.actions import ACTIONS, keys_in_effect

    keys = keys_in_effect(settings.keys)
    return {
        "file": settings.file,
        "exists": os.path.exists(settings.file),
        "problems": [{"line": one.line, "message": one.sentence()} for one in settings.problems],
        "window": {name: _value(name, options, settings) for name in WINDOW},
        "actions": [
            {
                "id": action.id,
                "keys": list(keys[action.id]),
                "from": FILE if action.id in settings.keys else NOBODY,
                "does": _(action.does),
            }
            for action in ACTIONS
        ],
    }


def _value(name: str, options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    from writeback.settings.remembered import remembered

    given = {"language": "lang"}.get(name, name.replace("-", "_"))
    said = (
        (COMMAND_LINE, getattr(options, given, None)),
        (FILE, getattr(settings.window, name.replace("-", "_"))),
        (LAST_TIME, remembered().get(name)),
    )
    who, value = next((one for one in said if one[1] is not None), (NOBODY, None))
    return {"value": value, "from": who}


def _lines(settings: Settings, content: dict[str, Any]) -> Iterator[str]:
    yield _("Settings: {file}").format(file=settings.file)
    if not content["exists"]:
        yield _("There is no such file: nobody has set anything.")
    if settings.problems:
        yield _("Nothing in it is used until this is mended:")
    for problem in settings.problems:
        yield f"  {problem.sentence()}"
    yield ""
    yield "[window]"
    for name, found in content["window"].items():
        yield f"  {name:<10}{_shown(found['value']):<22}{_who(found['from'])}".rstrip()
    yield ""
    yield "[keys]"
    for action in content["actions"]:
        mark = "*" if action["from"] == FILE else " "
        yield f"{mark} {action['id']:<19}{', '.join(action['keys']):<28}{action['does']}"
    yield ""
    yield _("What begins with * is from the file. Keys are written there as here.")


def _shown(value: object) -> str:
    """As the file has it."""
    if value is None:
        return "-"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _who(name: str) -> str:
    return {
        COMMAND_LINE: _("from the command line"),
        FILE: _("from the file"),
        LAST_TIME: _("as it was the last time"),
        NOBODY: _("the terminal and the locale decide"),
    }[name]
