"""Gets a session ready without a screen: the lab or the profile, the password, the sign-in."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from writeback.cli.console import Console
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.service import Session, open_session


@asynccontextmanager
async def session_of(options: argparse.Namespace, console: Console) -> AsyncIterator[Session]:
    """The session that the options name, closed at the end. Not yet connected."""
    session = await open_session(options.profile, options.lab)
    try:
        _narrate(session, console)
        session.announce = console.tell
        yield session
    finally:
        await session.close()


async def connect(session: Session, options: argparse.Namespace, console: Console) -> None:
    """Opens the way to the server with a password from the lab, standard input or the terminal."""
    password = None
    if options.password_stdin:
        password = Secret(sys.stdin.readline().rstrip("\r\n"))
    elif session.password_needed and sys.stdin.isatty():
        address = session.profile.server
        prompt = _("Password of {user} on {server}: ").format(user=address.user_name, server=address.host)
        password = Secret(await asyncio.to_thread(getpass.getpass, prompt))
    console.tell(_("Reading {server} ...").format(server=session.profile.server.host))
    await session.connect(password)


async def sign_in(session: Session, console: Console, *, canary: bool = False) -> None:
    """Signs in with a device code; a lab approves its own. `canary` asks for the permission to reset."""
    loop = asyncio.get_running_loop()

    def show(code: DeviceCode) -> None:
        console.device_code(code)
        if session.lab:
            console.tell(_("The lab approves it by itself."))
            asyncio.run_coroutine_threadsafe(session.lab.approve(), loop)

    facts = await session.sign_in(show, canary=canary)
    console.tell(
        _("Signed in as {account} in {tenant}.").format(
            account=facts.account.user_principal_name, tenant=facts.display_name
        )
    )


def _narrate(session: Session, console: Console) -> None:
    if session.lab is None:
        console.tell(_("Profile {name}.").format(name=session.profile.name))
    elif session.lab.is_ours:
        console.tell(_("Lab {name}, started for this command.").format(name=session.lab.scenario))
    else:
        console.tell(_("Lab {name}, already running.").format(name=session.lab.scenario))
