"""What Connect says of a sign-in: who is to sign in, what goes on, and how to begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writeback.domain.target import SignInMethod
from writeback.domain.texts import _
from writeback_tui.catalogue import administrator

if TYPE_CHECKING:
    from writeback.service import Session
    from writeback_tui.state import WizardState


def is_by_code(session: Session | None) -> bool:
    """Whether a code is asked for, rather than a secret of an application used."""
    return session is None or session.profile.sign_in is SignInMethod.DEVICE_CODE


def doing(session: Session | None) -> str:
    """While nothing has come yet."""
    if session is None or is_by_code(session):
        return _("Asking for a code ...")
    return _("Signing in ({method}) ...").format(method=session.profile.sign_in.value)


def again(session: Session | None) -> str:
    """What F6 does once a sign-in has ended."""
    return _("New code") if is_by_code(session) else _("Try again")


def how_again(session: Session | None) -> str:
    """The same as a sentence."""
    return _("F6 asks for a new code.") if is_by_code(session) else _("F6 tries again.")


def instruction(state: WizardState) -> str:
    """Who is to sign in, and for what."""
    connector = state.server.connector if state.server else ""
    return _("Sign in as {administrator} for {connector}.").format(
        administrator=administrator(state.edition),
        connector=connector if isinstance(connector, str) else "?",
    )
