"""`writeback profile`: saved servers and tenants, never a secret."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable

from writeback.cli.console import Console
from writeback.cli.content import findings_content
from writeback.cli.profile_arguments import PLAIN_PORT, SETTINGS, given_tables
from writeback.domain.clouds import endpoints
from writeback.domain.errors import ExitStatus
from writeback.domain.findings import blocking
from writeback.domain.texts import _
from writeback.service import profiles

Action = Callable[[argparse.Namespace, Console], Awaitable[ExitStatus]]


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """One of add, edit, list, show, test, remove."""
    return await ACTIONS[options.action](options, console)


async def _add(options: argparse.Namespace, console: Console) -> ExitStatus:
    tables = given_tables(options)
    if tables["server"].get("transport") == "http":
        tables["server"].setdefault("port", PLAIN_PORT)
    path = profiles.save(options.name, profiles.converted(tables))
    console.tell(_("Saved {path}.").format(path=path))
    return ExitStatus.DONE


async def _edit(options: argparse.Namespace, console: Console) -> ExitStatus:
    tables = profiles.tables_of(profiles.read(options.name))
    for one in SETTINGS:
        if one.option in options.clear:
            tables[one.table].pop(one.key, None)
    for table, given in given_tables(options).items():
        tables[table].update(given)
    path = profiles.change(options.name, profiles.converted(tables))
    console.tell(_("Saved {path}.").format(path=path))
    return ExitStatus.DONE


async def _list(options: argparse.Namespace, console: Console) -> ExitStatus:
    saved = profiles.entries()
    if options.json:
        console.json([entry.name for entry in saved])
    else:
        for entry in saved:
            console.data(entry.name)
    for entry in saved:
        if entry.problem:
            console.tell(f"writeback: {entry.problem}")
    if not saved and not options.json:
        console.tell(_('No profile is saved. Add one with "writeback profile add NAME".'))
    return ExitStatus.DONE


async def _show(options: argparse.Namespace, console: Console) -> ExitStatus:
    stored = profiles.read(options.name)
    if options.json:
        console.json(profiles.tables_of(stored))
        return ExitStatus.DONE
    for line in profiles.to_toml(stored).splitlines():
        console.data(line)
    profile = profiles.profile_of(options.name, stored)
    console.tell(
        _("On port 443 this machine has to reach {here}; the server has to reach {there}.").format(
            here=", ".join(endpoints(profile)), there=", ".join(profile.cloud.outbound)
        )
    )
    return ExitStatus.DONE


async def _test(options: argparse.Namespace, console: Console) -> ExitStatus:
    from writeback.service.trial import try_out

    found = []
    async for finding in try_out(profiles.load(options.name)):
        found.append(finding)
        if not options.json:
            console.finding(finding)
    if options.json:
        console.json({"findings": findings_content(tuple(found))})
    return ExitStatus.BLOCKED if blocking(tuple(found)) else ExitStatus.DONE


async def _remove(options: argparse.Namespace, console: Console) -> ExitStatus:
    profiles.remove(options.name)
    console.tell(_("Removed {name}.").format(name=options.name))
    return ExitStatus.DONE


ACTIONS: dict[str, Action] = {
    "add": _add,
    "edit": _edit,
    "list": _list,
    "show": _show,
    "test": _test,
    "remove": _remove,
}
