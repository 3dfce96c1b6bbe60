"""The way to the server: opens the session, asks for what is needed, reads. Welcome shows what was read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Static

from writeback.domain.errors import (
    PasswordNeeded,
    ProfileUnknown,
    ServerUnknown,
    WritebackError,
    WrongPassword,
)
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.bars import Bar
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.password_form import PasswordForm

if TYPE_CHECKING:
    from writeback.domain.facts import ServerFacts
    from writeback.service import Session
    from writeback_tui.keeping import Keeping

WITHOUT_VAULT = "without-vault"
"""An answer: somebody chose to go on without what is kept."""


class OpeningScreen(WizardScreen):
    """The page holds a PasswordForm, a Bar `cautions`, and a Static `secrets` in place of `licence`."""

    def __init__(self) -> None:
        super().__init__()
        self._keeping: Keeping | None = None
        self._keeps = False

    def reading(self, session: Session) -> None:
        """The server begins to be read."""

    def has_read(self) -> None:
        """The server has been read."""

    @property
    def asks(self) -> bool:
        """Whether the password is being asked for."""
        # The buttons are labelled before anything of the body is there.
        return any(form.asks for form in self.query(PasswordForm))

    def start(self) -> None:
        """Opens the session if there is none yet, and goes on as far as nobody has to be asked."""
        self.work(_("Opening"), self._open, self._opened, self._not_opened)

    def connect(self) -> None:
        """Takes what was typed, and reads the server."""
        session = self.wizard.state.session
        if session is None:
            self.start()
            return
        password, self._keeps = self.query_one(PasswordForm).take()
        self._label()
        if self._keeps and self._keeping is not None and self._keeping.is_new:
            from writeback_tui.screens.first_contact import ask_to_unlock

            ask_to_unlock(
                self.wizard, session, self._keeping, lambda made: self._read(session, password, made)
            )
        else:
            self._read(session, password, self._keeps)

    async def _open(self) -> Session:
        """On the session's loop: opens it, and takes what is kept for it where nothing has to be unlocked."""
        from writeback_tui import keeping

        state = self.wizard.state
        if state.session is None:
            state.session = await self.wizard.opener(state.profile_name, state.lab_name)
        self._keeping = await keeping.look(state.session)
        if self._keeping is None or not self._keeping.sealed:
            await state.session.look_for_password()
        return state.session

    def _opened(self, session: Session) -> None:
        self.show_title()
        self.wizard.listen(session)
        self._show_secrets()
        self.query_one("#cautions", Bar).show(" ".join((self.wizard.warning, *session.cautions)).strip())
        is_locked = self._keeping is not None and bool(self._keeping.sealed) and not self._keeping.is_new
        if is_locked and session.password_needed and WITHOUT_VAULT not in self.wizard.state.answers:
            self._unlock(session)
        else:
            self._ask_or_connect(session)

    def _not_opened(self, error: WritebackError) -> None:
        state = self.wizard.state
        if isinstance(error, ProfileUnknown) and state.profile_name is None and state.lab_name is None:
            self.wizard.go_to(Page.START)
        else:
            self.problem(error)

    def _ask_or_connect(self, session: Session) -> None:
        if session.password_needed:
            self._ask()
        else:
            self.connect()

    def _ask(self) -> None:
        """Shows the question for the server's password."""
        session = self.wizard.state.session
        if session is not None:
            self.query_one(PasswordForm).ask(session.secret_question, self._keeping)
        self._label()

    def _label(self) -> None:
        self.query_one(f"#{PRIMARY}", PageButton).label = self.next_label()
        self.show_hints()

    def _read(self, session: Session, password: Secret | None, keeps: bool) -> None:
        self._keeps = keeps
        self.reading(session)
        self.work(
            _("Reading the server"),
            lambda: session.connect(password, remember=keeps),
            self._connected,
            partial(self._not_connected, password=password),
        )

    def _connected(self, _facts: ServerFacts) -> None:
        self.has_read()
        if self._keeps:
            self.run_worker(self._look_at_secrets(), group="secrets")

    def _not_connected(self, error: WritebackError, password: Secret | None = None) -> None:
        session = self.wizard.state.session
        if session is not None and session.lab is None:
            if isinstance(error, WrongPassword | PasswordNeeded):
                self._again = None
                self._ask()
            elif isinstance(error, ServerUnknown):
                self._introduce(session, error, password)
        self.problem(error)

    # What a person is asked -------------------------------------------------------------

    def _unlock(self, session: Session) -> None:
        """Asked once; whoever goes on without it is not asked again."""
        from writeback_tui.screens.first_contact import ask_to_unlock

        def unlocked(done: bool) -> None:
            if done:
                self.start()
            else:
                self.wizard.state.answers[WITHOUT_VAULT] = self.PAGE.value
                self._ask_or_connect(session)

        if self._keeping is not None:
            ask_to_unlock(self.wizard, session, self._keeping, unlocked)

    def _introduce(self, session: Session, unknown: ServerUnknown, password: Secret | None) -> None:
        """Nobody vouches for the server: a person may, once. Who just presses Enter says No."""
        from writeback_tui.screens.first_contact import ask_for_trust

        async def pin() -> None:
            session.trust(unknown.identity)

        def read(_none: None) -> None:
            self._read(session, password, self._keeps)

        def answered(yes: bool) -> None:
            if yes:
                self.work(_("Pinning the key"), pin, read)

        ask_for_trust(self.wizard, session, unknown, answered)

    # Where secrets are ------------------------------------------------------------------

    async def _look_at_secrets(self) -> None:
        from writeback_tui import keeping

        session = self.wizard.state.session
        if session is not None:
            self._keeping = await self.wizard.worker.run(keeping.look(session))
            self._show_secrets()

    def _show_secrets(self) -> None:
        """Where they are, and if something is kept there already what and since when."""
        if self._keeping is not None:
            self.place_of_secrets(self._keeping.brief)
        if self._keeping is not None and self._keeping.words and self.is_drawn:
            line = self.query_one("#secrets", Static)
            line.display = True
            line.update(safe_text(self._keeping.words))
            # There is no row for both at 80x24; F1 says the other.
            self.query_one("#licence").display = False
