"""`writeback profile`: saved servers and tenants, never a secret."""

from __future__ import annotations

import argparse

import msgspec

from writeback.cli.console import Console
from writeback.domain.errors import ExitStatus, InvalidInput
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS
from writeback.domain.texts import _
from writeback.service import profiles


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """One of add, list, show, remove."""
    {"add": _add, "list": _list, "show": _show, "remove": _remove}[options.action](options, console)
    return ExitStatus.DONE


def _add(options: argparse.Namespace, console: Console) -> None:
    if options.transport == "http" and options.authentication == "basic":
        raise InvalidInput(
            _("Basic authentication over HTTP would send the password in clear."),
            _("Use HTTPS, or negotiate."),
        )
    stored = profiles.StoredProfile(
        profiles.StoredServer(
            host=options.host,
            user_name=options.user_name,
            port=options.port or (5986 if options.transport == "https" else 5985),
            transport=options.transport,
            authentication=options.authentication,
            ca_file=options.ca_file,
            configuration=options.configuration,
        ),
        profiles.StoredTenant(
            tenant=options.tenant,
            client_id=options.client_id or GRAPH_COMMAND_LINE_TOOLS,
            switches=options.switches,
            hand_over_token=options.hand_over_token,
        ),
    )
    path = profiles.save(options.name, stored)
    console.tell(_("Saved {path}.").format(path=path))


def _list(options: argparse.Namespace, console: Console) -> None:
    saved = profiles.names()
    if options.json:
        console.json(list(saved))
        return
    for name in saved:
        console.data(name)
    if not saved:
        console.tell(_('No profile is saved. Add one with "writeback profile add NAME".'))


def _show(options: argparse.Namespace, console: Console) -> None:
    stored = profiles.read(options.name)
    if options.json:
        console.json(msgspec.to_builtins(stored))
        return
    for line in profiles.to_toml(stored).splitlines():
        console.data(line)


def _remove(options: argparse.Namespace, console: Console) -> None:
    profiles.remove(options.name)
    console.tell(_("Removed {name}.").format(name=options.name))
