"""Connect to the tenant: sign-in with a device code, and what the account may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker

from writeback.domain.errors import SignInSecretNeeded, TenantMismatch, WritebackError
from writeback.domain.facts import TenantFacts
from writeback.domain.findings import Finding, blocking
from writeback.domain.ports import DeviceCode
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents import sign_in_words
from writeback_tui.contents.account import account_rows, shown_as_row
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.server_credential import ServerCredentialForm
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.findings import Findings
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows
from writeback_tui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from writeback.service import Lab, Session
    from writeback_tui.keeping import Keeping

TENANT = frozenset({"licence", "role", "account-not-federated", "sspr-hint", "same-tenant"})
"""Findings about the account and its tenant."""


class ConnectScreen(WizardScreen):
    """Asks for a code at once; leaving the page ends the wait for it."""

    PAGE = Page.CONNECT
    TOPIC = "connect"
    CSS_PATH = "connect.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "approve", show=False, id="approve"),
        Binding("f6", "code", show=False, id="sign-in"),
        Binding("f2", "picture", show=False, id="qr-code"),
    ]

    @dataclass
    class CodeShown(Message):
        """The tenant has given a code; posted from the session's thread."""

        code: DeviceCode

    def __init__(self) -> None:
        super().__init__()
        self._code: DeviceCode | None = None
        self._signing_in: Worker[None] | None = None
        self._countdown: Timer | None = None
        self._refused: WritebackError | None = None
        self._keeping: Keeping | None = None

    def content(self) -> ComposeResult:
        yield Static(safe_text(sign_in_words.instruction(self.wizard.state)), id="instruction", markup=False)
        with Vertical(id="device-code"):
            yield Rows(id="code-rows")
            yield Static(id="countdown", markup=False)
            yield Bar(tone=Tone.INFORMATION, id="lab")
            yield PageButton(_("Approve (lab)"), id="approve")
        yield TickBox("", id="remember")
        yield Rows(id="account")
        yield ServerCredentialForm(self.wizard.state, id="credential")
        yield Findings(id="findings")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("code", _("Cancel sign-in")), *super().buttons())

    def page_hints(self) -> Sequence[Hint]:
        if self._tenant is not None:
            return ()
        session = self.wizard.state.session
        is_lab = session is not None and session.lab is not None
        if self._code is None:
            is_over = self._signing_in is None
            return (("F6", sign_in_words.again(session) if is_over else _("Cancel sign-in")),)
        if is_lab:
            return (("F4", _("Approve (lab)")), ("F2", _("QR code")))
        return (("F2", _("QR code")), ("F6", _("Cancel sign-in")))

    def enter(self) -> None:
        self.run_worker(self._look_at_secrets(), group="secrets")
        if self._tenant is None:
            self._ask_for_code()
        else:
            self._show_account()

    def keep(self) -> None:
        self.query_one(ServerCredentialForm).keep()

    def is_answered(self) -> bool:
        return False  # a password is no choice, and whoever stays would find its field empty

    def closed(self) -> str:
        if isinstance(self._refused, TenantMismatch):
            return self._refused.message
        if self._tenant is None or self._signing_in is not None:
            return _("Nobody has signed in yet.")
        stopping = blocking(self._findings())
        if stopping:
            return f"{stopping[0].evidence} {stopping[0].remedy}"
        return self.query_one(ServerCredentialForm).missing()

    def going_on(self) -> str:
        return _("Waiting for the sign-in") if self._signing_in is not None else super().going_on()

    def asks_meanwhile(self) -> bool:
        return self._code is not None

    def focus_first(self) -> None:
        """What the server is given has a sensible default, so that Enter goes on after the sign-in."""
        if self.closed():
            super().focus_first()
        else:
            self.set_focus(self.query_one(f"#{PRIMARY}", PageButton))

    def pressed(self, button: str) -> None:
        if button == "code":
            self.action_code()
        elif button == "approve":
            self.action_approve()
        else:
            super().pressed(button)

    # Where the sign-in goes on request --------------------------------------------------

    async def _look_at_secrets(self) -> None:
        from writeback_tui import keeping

        session = self.wizard.state.session
        self._keeping = await self.wizard.worker.run(keeping.look(session)) if session else None
        if self._keeping is None or not self.is_drawn:
            return
        box = self.query_one("#remember", TickBox)
        # A file that is locked takes nothing; it is opened where the server's password is asked for.
        box.display = bool(self._keeping.place) and not self._keeping.sealed
        box.label = _("Keep this sign-in in {place}").format(place=self._keeping.place)
        box.refresh(layout=True)

    @property
    def _keeps(self) -> bool:
        box = self.query_one("#remember", TickBox)
        return box.value and box.display

    @on(TickBox.Changed)
    def _ticked(self, event: TickBox.Changed) -> None:
        """What is kept already is forgotten by `vault forget`, not by a box."""
        event.stop()
        if self._tenant is not None and self._keeps:
            self.run_worker(self._keep_sign_in(), group="secrets")

    async def _keep_sign_in(self) -> None:
        session = self.wizard.state.session
        if session is not None:
            await self.wizard.worker.run(session.keep_sign_in())
            self.query_one("#remember", TickBox).disabled = True

    # The sign-in ------------------------------------------------------------------------

    def action_picture(self) -> None:
        """The address of the sign-in as a QR code."""
        if self._code is not None:
            from writeback_tui.screens.device_code import DeviceCodeScreen

            self.wizard.push_screen(DeviceCodeScreen(self._code))

    def action_code(self) -> None:
        """Ends the wait for the sign-in, or asks for a new code."""
        if self._signing_in is None:
            self._ask_for_code()
            return
        self._signing_in.cancel()
        self._end_sign_in()
        self.query_one("#problem", Bar).show(f"{_('The sign-in was cancelled.')} {self._how_again()}")
        self._show_account()
        self.check()

    def action_retry(self) -> None:
        if self._signing_in is None:
            self._ask_for_code()

    def action_approve(self) -> None:
        """In a lab, plays the administrator who approves the code in a browser."""
        session = self.wizard.state.session
        if session is not None and session.lab is not None and self._code is not None:
            self.run_worker(self._approve(session.lab), group="approve")

    async def _approve(self, lab: Lab) -> None:
        try:
            await self.wizard.worker.run(lab.approve())
        except WritebackError as error:
            self.query_one("#problem", Bar).show(error.sentence())

    def _ask_for_code(self) -> None:
        self._refused = None
        self.problem(None)
        self._label(_("Cancel sign-in"))
        self.query_one("#countdown", Static).update(safe_text(sign_in_words.doing(self.wizard.state.session)))
        self.query_one("#approve").display = False
        self.query_one("#device-code").display = True
        self.query_one("#instruction").display = True
        self.query_one("#account", Rows).rows = ()
        self.query_one("#findings", Findings).findings = ()
        self._signing_in = self.run_worker(self._sign_in(), exclusive=True, group="sign-in")
        self.show_hints()
        self.check()

    async def _sign_in(self) -> None:
        session = self.wizard.state.session
        if session is None:
            return
        keeps = self._keeps
        try:
            await self.wizard.worker.run(session.sign_in(self._show_code, remember=keeps))
        except SignInSecretNeeded:
            self._end_sign_in()
            self._ask_for_secret(session)
        except WritebackError as error:
            self._end_sign_in()
            self._refused = error
            self.query_one("#problem", Bar).show(f"{error.sentence()} {self._how_again()}")
        else:
            self._end_sign_in()
            if self._keeps and not keeps:
                # Ticked while the code was waited for.
                self.run_worker(self._keep_sign_in(), group="secrets")
            self._show_account()
        self.check()

    def _ask_for_secret(self, session: Session) -> None:
        """An application signs in with a secret, or with a certificate whose key may have a passphrase."""
        from writeback_tui.screens.first_contact import ask_for_sign_in_secret

        keeps = self._keeps

        async def take(secret: Secret) -> None:
            await session.sign_in(self._show_code, secret=secret, remember=keeps)

        def taken(done: bool) -> None:
            if done:
                self._show_account()
            self.check()

        ask_for_sign_in_secret(self.wizard, session, take, taken)

    def _show_code(self, code: DeviceCode) -> None:
        """Called on the session's thread."""
        self.post_message(self.CodeShown(code))

    @on(CodeShown)
    def _code_shown(self, event: CodeShown) -> None:
        if self._signing_in is None:
            return
        self._code = event.code
        self.query_one("#code-rows", Rows).rows = (
            (_("Open"), event.code.address),
            (_("Code"), event.code.code),
        )
        self._offer_approval()
        self.show_hints()
        self._count()
        self._countdown = self.set_interval(1.0, self._count)

    def _offer_approval(self) -> None:
        """A lab needs no browser: its administrator is played by a key, or by Enter on the button."""
        session = self.wizard.state.session
        if session is None or session.lab is None:
            return
        text = _("Lab: approve here as {operator}.").format(operator=session.lab.operator)
        self.query_one("#lab", Bar).show(text)
        button = self.query_one("#approve", PageButton)
        button.display = True
        self.set_focus(button)

    def _count(self) -> None:
        if self._code is None:
            return
        left = max(0, int((self._code.expires - datetime.now(UTC)).total_seconds()))
        text = _("Waiting for the sign-in; the code expires in {minutes}:{seconds:02}.").format(
            minutes=left // 60, seconds=left % 60
        )
        self.query_one("#countdown", Static).update(Content(text), layout=False)

    def _end_sign_in(self) -> None:
        self._signing_in = self._code = None
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None
        self.query_one("#code-rows", Rows).rows = ()
        self.query_one("#lab", Bar).show("")
        # Before it is hidden: Textual would give its focus to the next button.
        self.set_focus(None)
        self.query_one("#approve").display = False
        self.query_one("#device-code").display = False
        self._label(sign_in_words.again(self.wizard.state.session))
        self.show_hints()

    def _how_again(self) -> str:
        return sign_in_words.how_again(self.wizard.state.session)

    def _label(self, text: str) -> None:
        self.query_one("#code", PageButton).label = text

    # Who signed in ----------------------------------------------------------------------

    @property
    def _tenant(self) -> TenantFacts | None:
        facts = self.wizard.state.facts
        return facts.tenant if facts and isinstance(facts.tenant, TenantFacts) else None

    def _show_account(self) -> None:
        tenant = self._tenant
        if tenant is None:
            return
        self._label(_("Sign in again"))
        self.query_one("#instruction").display = False
        self.query_one("#account", Rows).rows = account_rows(tenant)
        self.query_one("#findings", Findings).findings = self._findings()
        self.query_one(ServerCredentialForm).offer()
        self.show_hints()
        self.check()

    def _findings(self) -> tuple[Finding, ...]:
        session = self.wizard.state.session
        found = session.findings() if session else ()
        return tuple(f for f in found if f.id in TENANT and not shown_as_row(f))

    @on(ServerCredentialForm.Changed)
    def _credential_changed(self) -> None:
        self.check()
