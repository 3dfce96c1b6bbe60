"""Signs in to the tenant on the command line: shows the code, asks for an application's secret."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable

from writeback.cli.console import Console
from writeback.cli.question import ASKER, can_ask
from writeback.domain.charset import has
from writeback.domain.errors import InvalidInput, SignInSecretNeeded
from writeback.domain.facts import TenantFacts, Unknown
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.target import SignInMethod
from writeback.domain.texts import _
from writeback.service import Session
from writeback.service.qr_code import HALVES, qr_lines


def prepare_sign_in(session: Session, options: argparse.Namespace) -> None:
    """The way that the options name, and whether the command can be done at all by whoever signs in so.

    Raises InvalidInput, and ReadOnlySignIn before anything is tried.
    """
    if options.sign_in is not None:
        session.choose_sign_in(SignInMethod(options.sign_in))
    if options.sign_in_secret_fd is not None and not session.profile.sign_in.is_application:
        raise InvalidInput(
            _("Only an application has a secret to sign in with."),
            _("Leave out --sign-in-secret-fd, or sign in with a certificate or a client secret."),
        )
    if _changes(options):
        session.refuse_read_only()


async def sign_in(
    session: Session, options: argparse.Namespace, console: Console, *, canary: bool = False
) -> None:
    """Signs in the profile's way; a lab approves its own code. `canary` asks for the permission to reset.

    Whenever the sign-in is used up later, the next code is shown, too.
    """
    session.show_again = show = _shown(session, options, console)
    secret = None
    if options.sign_in_secret_fd is not None:
        from writeback.service.secrets import passphrase_from

        secret = passphrase_from(options.sign_in_secret_fd)
    try:
        facts = await session.sign_in(show, canary=canary, secret=secret, remember=options.remember)
    except SignInSecretNeeded as needed:
        if not can_ask():
            raise
        secret = await _asked(session, needed)
        facts = await session.sign_in(show, canary=canary, secret=secret, remember=options.remember)
    _tell_account(facts, console)


def _changes(options: argparse.Namespace) -> bool:
    """Whether it is about a change; `resume` without its words may end in one, and says so itself."""
    goes_on = getattr(options, "choice", None) in {"go-on", "undo"}
    return options.command in {"apply", "undo"} or goes_on or getattr(options, "canary", None) is not None


def _shown(session: Session, options: argparse.Namespace, console: Console) -> Callable[[DeviceCode], None]:
    loop = asyncio.get_running_loop()

    def show(code: DeviceCode) -> None:
        console.device_code(code)
        if options.qr:
            for line in qr_lines(code.address, ascii_only=not _has_blocks(sys.stderr.encoding)):
                console.tell(line)
        if session.lab:
            console.tell(_("The lab approves it by itself."))
            asyncio.run_coroutine_threadsafe(session.lab.approve(), loop)

    return show


async def _asked(session: Session, needed: SignInSecretNeeded) -> Secret:
    if session.profile.sign_in is SignInMethod.CERTIFICATE:
        question = _("Passphrase of {file}: ").format(file=session.profile.sign_in_certificate)
    else:
        question = _("Secret of the application {id}: ").format(id=session.profile.client_id)
    secret = await ASKER.ask_secret(question)
    if not secret:
        raise needed
    return secret


def _tell_account(facts: TenantFacts, console: Console) -> None:
    console.tell(
        _("Signed in as {account} in {tenant}.").format(
            account=facts.account.user_principal_name, tenant=facts.display_name
        )
    )
    console.tell(_("Role: {roles}. {licence}").format(roles=_roles(facts), licence=_licence(facts)))


def _roles(facts: TenantFacts) -> str:
    if isinstance(facts.roles, Unknown):
        return _("not known")
    return ", ".join(role.display_name for role in facts.roles) or _("none")


def _licence(facts: TenantFacts) -> str:
    if isinstance(facts.premium, Unknown):
        return _("Whether there is a licence for writeback could not be read.")
    if facts.premium:
        return _("The tenant has a licence with Entra ID P1 or P2.")
    return _("The tenant has no licence with Entra ID P1 or P2.")


def _has_blocks(encoding: str | None) -> bool:
    blocks = "".join(HALVES.values())
    if not has(blocks):
        return False
    try:
        blocks.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
