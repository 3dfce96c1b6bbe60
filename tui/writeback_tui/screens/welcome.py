"""Welcome: opens the way to the server in the background and shows what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from writeback.domain.errors import PasswordNeeded, ProfileUnknown, WritebackError, WrongPassword
from writeback.domain.facts import Facts, ServerFacts
from writeback.domain.findings import Finding, Severity, blocking
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui import server_rows
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.findings import Findings
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows

WAIT_SECONDS = 2.0
"""Between two readings while a sync cycle is waited for."""
ALWAYS_SHOWN = ("no-sync-running", "not-staging", "scheduler-not-suspended")
LATER = "signed-in"
"""Its turn comes on the sign-in page."""


class WelcomeScreen(WizardScreen):
    """Next is off while a cycle runs, on a staging server and while another wizard is open."""

    PAGE = Page.WELCOME
    TOPIC = "welcome"
    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "read_again", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Timer | None = None
        self._asks = False

    def content(self) -> ComposeResult:
        yield Bar(
            _(
                "The Windows wizard suspends the scheduler while it is open. This program does not: "
                "it only reads until you confirm a plan."
            ),
            Tone.WARNING,
        )
        with Vertical(id="sign-in"):
            yield Static(id="question", markup=False)
            yield Field(password=True, id="password")
        yield Rows(id="server")
        yield Findings(id="findings")
        yield Static(_("License terms and privacy notice: press F1"), id="licence", markup=False)

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("wait", _("Wait")), (PRIMARY, self.next_label()), ("exit", _("Exit")))

    def next_label(self) -> str:
        return _("Connect") if self._asks else _("Configure")

    def page_hints(self) -> Sequence[Hint]:
        return ((_("Ctrl+R"), _("Re-read")),)

    def enter(self) -> None:
        if self.wizard.state.server is None:
            # The libraries that this loads would hold up the first frame.
            self.call_after_refresh(self._start)
        else:
            self._show()

    def closed(self) -> str:
        if self._asks:
            return ""
        if self.wizard.state.server is None:
            return _("The server has not been read yet.")
        if self._waiting is not None:
            return _("Waiting for the end of the sync cycle; the server is read every 2 s.")
        stopping = blocking(self._findings()) or self._passing()
        return f"{stopping[0].evidence} {stopping[0].remedy}" if stopping else ""

    def proceed(self) -> None:
        if self._asks:
            self._connect()
        else:
            self._stop_waiting()
            super().proceed()

    def pressed(self, button: str) -> None:
        if button == "wait":
            self._wait()
        else:
            super().pressed(button)

    def on_unmount(self) -> None:
        self._stop_waiting()

    def _start(self) -> None:
        self.work(_("Opening"), self._open, self._opened, self._not_opened)

    # The way to the server --------------------------------------------------------------

    async def _open(self) -> None:
        state = self.wizard.state
        if state.session is None:
            state.session = await self.wizard.opener(state.profile_name, state.lab_name)

    def _opened(self, _nothing: None) -> None:
        self.show_title()
        session = self.wizard.state.session
        if session is not None and session.password_needed:
            self._ask()
        else:
            self._connect()

    def _not_opened(self, error: WritebackError) -> None:
        state = self.wizard.state
        if isinstance(error, ProfileUnknown) and state.profile_name is None and state.lab_name is None:
            self.wizard.go_to(Page.START)
        else:
            self.problem(error)

    def _connect(self) -> None:
        field = self.query_one("#password", Field)
        password = Secret(field.value) if self._asks and field.value else None
        session = self.wizard.state.session
        if session is None:
            self._start()
            return
        field.clear()
        # Textual would hand the focus of a field that goes on to the next button, which is Exit.
        self.set_focus(None)
        self._ask(False)
        self.work(
            _("Reading the server"), lambda: session.connect(password), self._connected, self._not_connected
        )

    def _connected(self, _facts: ServerFacts) -> None:
        self._show()

    def _not_connected(self, error: WritebackError) -> None:
        session = self.wizard.state.session
        if isinstance(error, WrongPassword | PasswordNeeded) and session is not None and session.lab is None:
            self._again = None
            self._ask()
        self.problem(error)

    def _ask(self, asks: bool = True) -> None:
        """Shows or hides the question for the server's password."""
        self._asks = asks
        session = self.wizard.state.session
        if asks and session is not None:
            question = _("Password of {user} on {server}").format(
                user=session.profile.server.user_name, server=session.profile.server.host
            )
            self.query_one("#question", Static).update(safe_text(question))
        self.query_one("#sign-in").display = asks
        self.query_one(f"#{PRIMARY}", PageButton).label = self.next_label()
        self.show_hints()
        if asks:
            self.set_focus(self.query_one("#password", Field))

    # What was read ----------------------------------------------------------------------

    def action_read_again(self) -> None:
        if not self.is_busy and not self._asks:
            self._read_again()

    def _read_again(self) -> None:
        session = self.wizard.state.session
        if session is None or self.wizard.state.server is None:
            self.action_retry()
            return
        self.work(_("Reading the server"), session.survey, self._surveyed)

    def _surveyed(self, facts: Facts) -> None:
        if isinstance(facts.server, ServerFacts):
            self._show()
        else:
            self._stop_waiting()
            if facts.server.error:
                self.problem(facts.server.error)

    def _show(self) -> None:
        self.show_title()
        server = self.wizard.state.server
        if server is None:
            return
        self.query_one("#server", Rows).rows = server_rows.overview(server)
        found = self._findings()
        self.query_one("#findings", Findings).findings = (
            *(finding for finding in found if finding.id in ALWAYS_SHOWN),
            *(f for f in found if f.id not in ALWAYS_SHOWN and f.severity is not Severity.PASSED),
        )
        self._offer_to_wait()

    def _offer_to_wait(self) -> None:
        button = self.query_one("#wait", PageButton)
        if not self._passing():
            self._stop_waiting()
        button.display = bool(self._passing()) and self._waiting is None
        if button.display:
            self.set_focus(button)

    def _findings(self) -> tuple[Finding, ...]:
        session = self.wizard.state.session
        found = session.findings() if session else ()
        return tuple(finding for finding in found if finding.id != LATER)

    def _passing(self) -> tuple[Finding, ...]:
        """What stands in the way now and goes by itself: a running cycle."""
        return tuple(finding for finding in self._findings() if finding.severity is Severity.WAITS)

    def _wait(self) -> None:
        self._waiting = self.set_interval(WAIT_SECONDS, self._look_again)
        # Textual would hand the focus of a button that goes on to the next one, which is Exit.
        self.set_focus(None)
        self._offer_to_wait()
        self.check()

    def _look_again(self) -> None:
        if not self.is_busy:
            self.run_worker(self._read_quietly(), exclusive=True, group="work")

    async def _read_quietly(self) -> None:
        """Every 2 s: nothing is announced, only what was read is drawn."""
        session = self.wizard.state.session
        if session is not None:
            self._surveyed(await self.wizard.worker.run(session.survey()))
            self.check()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
