"""What the server is given to act in the tenant: nothing, this sign-in, or a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from writeback.domain.choices import ServerCredential
from writeback.domain.ports import CloudCredential
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.state import WizardState
from writeback_tui.widgets.choice_list import ChoiceList
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.radio import Radio

USER_NAME = "server-credential-user"


class ServerCredentialForm(Vertical):
    """Shown only where there is something to choose; a password stays in memory."""

    @dataclass
    class Changed(Message):
        """An answer has changed."""

    def __init__(self, state: WizardState, *, id: str) -> None:
        super().__init__(id=id)
        self.state = state

    def compose(self) -> ComposeResult:
        yield Static(_("THE SERVER IS GIVEN, FOR THE CHANGE"), classes="caption", markup=False)
        yield Radio(*((kind.value, label(kind)) for kind in ServerCredential), id="kind")
        with Vertical(id="password-form"):
            yield Field(self.state.answers.get(USER_NAME, ""), placeholder=_("user name"), id="cloud-user")
            kept = self.state.credential is not None and bool(self.state.credential.secret)
            hint = _("kept in memory; type to replace it") if kept else _("password")
            yield Field(password=True, placeholder=hint, id="cloud-password")

    def offer(self) -> None:
        """Shows what this server and profile allow; takes the only answer by itself."""
        kinds = self._kinds()
        if not kinds:
            return
        chosen = self.state.choices.server_credential
        if chosen not in kinds:
            chosen = kinds[0]
        radio = self.query_one("#kind", Radio)
        radio.put([(kind.value, label(kind)) for kind in kinds], chosen.value)
        self.display = kinds != (ServerCredential.NONE,)
        self._show_form()

    def keep(self) -> None:
        """Puts the answer into the state and empties the field of the password."""
        if not self._kinds():
            return
        kind = self._chosen()
        self.state.choices = replace(self.state.choices, server_credential=kind)
        if kind is not ServerCredential.PASSWORD:
            self.state.credential = None
            return
        name, password = self._typed()
        self.state.answers[USER_NAME] = name
        if password:
            self.state.credential = CloudCredential(kind, name, Secret(password))
            self.query_one("#cloud-password", Field).clear()
        elif self.state.credential is not None:
            self.state.credential = replace(self.state.credential, user_name=name)

    def missing(self) -> str:
        """What is still to be typed, as a sentence."""
        if not self._kinds() or self._chosen() is not ServerCredential.PASSWORD:
            return ""
        name, password = self._typed()
        if name and (password or self.state.credential is not None):
            return ""
        return _("Type user name and password of a managed cloud administrator for the server.")

    @on(ChoiceList.Looked)
    def _looked(self, event: ChoiceList.Looked) -> None:
        event.stop()
        self._show_form()
        self.post_message(self.Changed())

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    def _show_form(self) -> None:
        self.query_one("#password-form").display = self._chosen() is ServerCredential.PASSWORD

    def _kinds(self) -> tuple[ServerCredential, ...]:
        state = self.state
        is_known = state.undoing is not None or state.resuming is not None
        if is_known and not state.choices.wants_server_change:
            # The tenant's switches alone: the server is given nothing.
            return ()
        return self.state.session.server_credentials() if self.state.session else ()

    def _chosen(self) -> ServerCredential:
        return ServerCredential(self.query_one("#kind", Radio).chosen)

    def _typed(self) -> Sequence[str]:
        return [self.query_one(f"#{name}", Field).value for name in ("cloud-user", "cloud-password")]


def label(kind: ServerCredential) -> str:
    """The answer in words."""
    return {
        ServerCredential.NONE: _("Nothing: the server has an identity of its own"),
        ServerCredential.ACCESS_TOKEN: _("This sign-in, handed over once"),
        ServerCredential.PASSWORD: _("User name and password of a managed administrator"),
    }[kind]
