"""What a person is asked before a server is read: a passphrase, and whether it is that server."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from writeback.domain.texts import _
from writeback_tui import keeping as places
from writeback_tui.screens.secret import Question, SecretScreen
from writeback_tui.screens.trust import TrustScreen

if TYPE_CHECKING:
    from writeback.domain.errors import ServerUnknown
    from writeback.domain.secret import Secret
    from writeback.service import Session
    from writeback_tui.app import WizardApp
    from writeback_tui.keeping import Keeping

Then = Callable[[bool], None]
"""Told whether it was done."""
Take = Callable[["Secret"], Coroutine[Any, Any, None]]
"""Given what was typed, on the session's loop."""


def ask_to_unlock(wizard: WizardApp, session: Session, keeping: Keeping, then: Then) -> None:
    """The passphrase of the sealed file; typed twice for a new one."""
    if keeping.is_new:
        lines = (
            _("There is no sealed file yet; it is made at {file}.").format(file=keeping.sealed),
            _(
                "Choose a passphrase of at least 12 characters. Without it nobody can open the file, not "
                "even you."
            ),
        )
        title, label = _("A passphrase for the sealed file"), _("New passphrase")
    else:
        lines = (
            _("Secrets are kept in {file}, which is locked.").format(file=keeping.sealed),
            _("Without its passphrase nothing is read from it and nothing is kept in it."),
        )
        title, label = _("The sealed file is locked"), _("Passphrase")
    question = Question(
        title, lines, label, _("Without it"), partial(places.unlock, session), twice=keeping.is_new
    )
    wizard.push_screen(SecretScreen(question), lambda done: then(bool(done)))


def ask_for_trust(wizard: WizardApp, session: Session, unknown: ServerUnknown, then: Then) -> None:
    """Shows who the server says it is; then is told whether a person takes it for the right one."""
    from writeback.service.trust import introduction

    address = session.profile.server
    lines = introduction(unknown.identity, address)
    wizard.push_screen(TrustScreen(address.host, lines), lambda yes: then(bool(yes)))


def ask_for_sign_in_secret(wizard: WizardApp, session: Session, take: Take, then: Then) -> None:
    """The secret of an application, or the passphrase of its certificate's key."""
    profile = session.profile
    lines = (
        _("The profile signs in to the tenant as the application {id}.").format(id=profile.client_id),
        _("An application only reads: what it cannot do here takes a person who signs in."),
    )
    label = _("Secret of the application")
    if profile.sign_in_certificate:
        label = _("Passphrase of {file}").format(file=profile.sign_in_certificate)
    question = Question(_("An application signs in"), lines, label, _("Without it"), take)
    wizard.push_screen(SecretScreen(question), lambda done: then(bool(done)))
