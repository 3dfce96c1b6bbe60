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

from writeback.domain.errors import TenantMismatch, WritebackError
from writeback.domain.facts import TenantFacts, Unknown
from writeback.domain.findings import Finding, Severity, blocking
from writeback.domain.ports import DeviceCode
from writeback.domain.texts import _
from writeback_tui.catalogue import Page, administrator
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.server_credential import ServerCredentialForm
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.text import safe_str
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.findings import Findings
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from writeback.service import Lab

TENANT = frozenset({"licence", "role", "account-not-federated", "sspr-hint", "same-tenant"})
"""Findings about the account and its tenant."""


class ConnectScreen(WizardScreen):
    """Asks for a code at once; leaving the page ends the wait for it."""

    PAGE = Page.CONNECT
    TOPIC = "connect"
    CSS_PATH = "connect.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "approve", show=False),
        Binding("f6", "code", show=False),
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

    def content(self) -> ComposeResult:
        yield Static(self._instruction(), id="instruction", markup=False)
        with Vertical(id="device-code"):
            yield Rows(id="code-rows")
            yield Static(id="countdown", markup=False)
            yield Bar(tone=Tone.INFORMATION, id="lab")
            yield PageButton(_("Approve (lab)"), id="approve")
        yield Rows(id="account")
        yield ServerCredentialForm(self.wizard.state, id="credential")
        yield Findings(id="findings")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("code", _("Cancel sign-in")), *super().buttons())

    def page_hints(self) -> Sequence[Hint]:
        if self._tenant is not None:
            return ()
        return (("F4", _("Approve (lab)")),) if self.wizard.state.is_lab else (("F6", _("New code")),)

    def enter(self) -> None:
        if self._tenant is None:
            self._ask_for_code()
        else:
            self._show_account()

    def keep(self) -> None:
        self.query_one(ServerCredentialForm).keep()

    def closed(self) -> str:
        if isinstance(self._refused, TenantMismatch):
            return self._refused.message
        if self._tenant is None or self._signing_in is not None:
            return _("Nobody has signed in yet.")
        stopping = blocking(self._findings())
        if stopping:
            return f"{stopping[0].evidence} {stopping[0].remedy}"
        return self.query_one(ServerCredentialForm).missing()

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

    # The sign-in ------------------------------------------------------------------------

    def action_code(self) -> None:
        """Ends the wait for the sign-in, or asks for a new code."""
        if self._signing_in is None:
            self._ask_for_code()
            return
        self._signing_in.cancel()
        self._end_sign_in()
        self.query_one("#problem", Bar).show(_("The sign-in was cancelled. F6 asks for a new code."))
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
        self.query_one("#countdown", Static).update(_("Asking for a code ..."))
        self.query_one("#approve").display = False
        self.query_one("#device-code").display = True
        self.query_one("#instruction").display = True
        self.query_one("#account", Rows).rows = ()
        self.query_one("#findings", Findings).findings = ()
        self._signing_in = self.run_worker(self._sign_in(), exclusive=True, group="sign-in")
        self.check()

    async def _sign_in(self) -> None:
        session = self.wizard.state.session
        if session is None:
            return
        try:
            await self.wizard.worker.run(session.sign_in(self._show_code))
        except WritebackError as error:
            self._end_sign_in()
            self._refused = error
            self.query_one("#problem", Bar).show(f"{error.sentence()} {_('F6 asks for a new code.')}")
        else:
            self._end_sign_in()
            self._show_account()
        self.check()

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
        self._count()
        self._countdown = self.set_interval(1.0, self._count)

    def _offer_approval(self) -> None:
        """A lab needs no browser: its administrator is played by a key, or by Enter on the button."""
        session = self.wizard.state.session
        if session is None or session.lab is None:
            return
        operator = safe_str(session.lab.operator)
        self.query_one("#lab", Bar).show(_("Lab: approve here as {operator}.").format(operator=operator))
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
        self._label(_("New code"))

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
        return tuple(f for f in found if f.id in TENANT and not _shown_as_row(f))

    @on(ServerCredentialForm.Changed)
    def _credential_changed(self) -> None:
        self.check()

    def _instruction(self) -> Content:
        state = self.wizard.state
        connector = state.server.connector if state.server else ""
        text = _("Sign in as {administrator} for {connector}.").format(
            administrator=administrator(state.edition),
            connector=safe_str(connector if isinstance(connector, str) else "?"),
        )
        return Content(text)


def _shown_as_row(finding: Finding) -> bool:
    """A role that suffices has its own row."""
    return finding.id == "role" and finding.severity is Severity.PASSED


def account_rows(tenant: TenantFacts) -> tuple[tuple[str, str], ...]:
    """Who signed in, as what; the tenant's id stands beside its name, which anybody can choose."""
    roles = tenant.roles
    names = roles.why if isinstance(roles, Unknown) else ", ".join(role.display_name for role in roles)
    return (
        (_("Account"), tenant.account.user_principal_name),
        (_("Role"), names or _("none")),
        (_("Tenant"), f"{tenant.display_name} ({tenant.initial_domain or '?'})"),
        ("", tenant.tenant_id),
    )
