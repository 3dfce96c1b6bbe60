"""Gets a session ready without a screen: the lab or the profile, the password, the sign-in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from writeback.cli.console import Console
from writeback.cli.execution import is_yes
from writeback.cli.notices import tell_notices
from writeback.cli.question import ASKER, can_ask
from writeback.cli.tenant_sign_in import prepare_sign_in
from writeback.cli.unlocking import open_vault
from writeback.domain.errors import RunUnknown, ServerUnknown
from writeback.domain.history import PastRun, RunState
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.service import Session, open_session, trust


@asynccontextmanager
async def session_of(
    options: argparse.Namespace, console: Console, *, of: PastRun | None = None, resumes: bool = False
) -> AsyncIterator[Session]:
    """The session that the options name, else the one of the run `of`; closed at the end. Not yet connected.

    Tells first what is not settled there, unless the command `resumes` just that.
    Raises RunUnknown when the run was on another server.
    """
    profile, lab = _named(options, of)
    session = await open_session(profile, lab)
    try:
        _narrate(session, console)
        session.announce = console.tell
        if of is not None and not of.target.is_same_server(session.target):
            raise _elsewhere(of, session)
        prepare_sign_in(session, options)
        tell_notices(session, console, with_unsettled=not resumes)
        await open_vault(session, options, console)
        yield session
    finally:
        await session.close()


def _named(options: argparse.Namespace, of: PastRun | None) -> tuple[str | None, str | None]:
    if of is None or options.profile is not None or options.lab is not None:
        return options.profile, options.lab
    if not of.target.lab:
        return of.target.profile, None
    if of.state is RunState.LAB_ENDED:
        raise RunUnknown(
            _("Run {id} worked on a lab that is gone.").format(id=of.id), _("There is nothing left to do.")
        )
    return None, of.target.profile.removeprefix("lab-")


def _elsewhere(of: PastRun, session: Session) -> RunUnknown:
    if of.target.lab:
        return RunUnknown(
            _("Run {id} worked on another lab than this one.").format(id=of.id), _("Nothing was changed.")
        )
    return RunUnknown(
        _("Run {id} was on {host}, not on {other} of the profile {profile}.").format(
            id=of.id,
            host=of.target.host,
            other=session.profile.server.host,
            profile=session.profile.name,
        ),
        _("Name the profile of that server with --profile; nothing was changed."),
    )


async def connect(session: Session, options: argparse.Namespace, console: Console) -> None:
    """Opens the way to the server with a password from the lab, standard input or the terminal.

    Asks a person once about a server that nobody vouches for. Raises ServerUnknown when nobody can be asked.
    """
    password = None
    if options.password_stdin:
        password = Secret(sys.stdin.readline().rstrip("\r\n"))
    elif session.password_needed and can_ask():
        password = await ASKER.ask_secret(f"{session.secret_question}: ")
    for caution in session.cautions:
        console.tell(caution)
    console.tell(_("Reading {server} ...").format(server=session.profile.server.host))
    try:
        await session.connect(password, remember=options.remember)
    except ServerUnknown as unknown:
        await _get_to_know(unknown, session, console)
        await session.connect(password, remember=options.remember)


async def _get_to_know(unknown: ServerUnknown, session: Session, console: Console) -> None:
    """Raises the error when nobody can be asked, or the person does not say yes."""
    address = session.profile.server
    if not can_ask():
        raise unknown
    for line in trust.introduction(unknown.identity, address):
        console.tell(line)
    if not is_yes(await ASKER.ask(trust.question(address))):
        raise unknown
    session.trust(unknown.identity)
    console.tell(_("Its key is pinned in the profile {name}.").format(name=session.profile.name))


def _narrate(session: Session, console: Console) -> None:
    if session.lab is None:
        console.tell(_("Profile {name}.").format(name=session.profile.name))
    elif session.lab.is_ours:
        console.tell(_("Lab {name}, started for this command.").format(name=session.lab.scenario))
    else:
        console.tell(_("Lab {name}, already running.").format(name=session.lab.scenario))
