"""Welcome: opens the way to the server in the background and shows what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Static

from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.opening import OpeningScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.drawn import keyed
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.password_form import PasswordForm
from writeback_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from writeback.domain.facts import Facts
    from writeback.domain.findings import Finding
    from writeback.service import Session

WAIT_SECONDS = 2.0
"""Between two readings while a sync cycle is waited for."""
ALWAYS_SHOWN = ("no-sync-running", "not-staging", "scheduler-not-suspended")
LATER = "signed-in"
"""Its turn comes on the sign-in page."""


class WelcomeScreen(OpeningScreen):
    """Next is off while a cycle runs, on a staging server and while another wizard is open."""

    PAGE = Page.WELCOME
    TOPIC = "welcome"
    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "read_again", show=False, id="read-again"),
        Binding("f6", "unseen", show=False, id="ended-unseen"),
        Binding("f2", "profiles", show=False, id="profiles"),
        Binding("f3", "rights", show=False, id="rights"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Timer | None = None
        self._has_looked_back = False

    def content(self) -> ComposeResult:
        """What the first frame shows; what is empty until something has been read comes after it."""
        yield Bar(
            _(
                "The Windows wizard suspends the scheduler while it is open. This program does not: "
                "it only reads until you confirm a plan."
            ),
            Tone.WARNING,
            id="reads-only",
        )
        yield Bar(self.wizard.warning, Tone.WARNING, id="cautions")
        yield Rows(id="server")
        licence = safe_text(keyed(self, _("License terms and privacy notice: press F1")))
        yield Static(licence, id="licence", markup=False)

    def _complete(self) -> None:
        """Each widget costs a start a millisecond: those that show nothing yet wait until it is over."""
        from writeback_tui.widgets.findings import Findings

        self.mount(
            Bar(tone=Tone.WARNING, id="unseen"), Bar(tone=Tone.WARNING, id="unsettled"), before="#reads-only"
        )
        self.mount(PasswordForm(id="sign-in"), before="#server")
        self.mount(Findings(id="findings"), after="#server")
        self.mount(Static(id="secrets", markup=False), after="#licence")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("wait", _("Wait")), (PRIMARY, self.next_label()), ("exit", _("Exit")))

    def next_label(self) -> str:
        if self.asks:
            return _("Connect")
        return _("Next") if self.wizard.state.unsettled else _("Configure")

    def page_hints(self) -> Sequence[Hint]:
        unseen = (("F6", _("How it ended")),) if self.wizard.state.unseen else ()
        return (*unseen, ("F2", _("Profiles")), ("F3", _("Rights")))

    def hints(self) -> Sequence[Hint]:
        return (*super().hints(), (_("Ctrl+R"), _("Re-read")))

    def enter(self) -> None:
        if self.wizard.state.server is None:
            self.call_after_refresh(self._start)
        else:
            self._complete()
            self._has_looked_back = True
            self._show_past()
            self._show()

    def closed(self) -> str:
        if self.asks:
            return ""
        if self.wizard.state.server is None:
            return _("The server has not been read yet.")
        if not self._has_looked_back:
            return _("The journals of past runs are being read.")
        if self.wizard.state.unsettled:
            # Its scheduler may be what stands in the way: that page puts it back.
            return ""
        if self._waiting is not None:
            return _("Waiting for the end of the sync cycle; the server is read every 2 s.")
        from writeback.domain.findings import blocking

        stopping = blocking(self._findings()) or self._passing()
        return f"{stopping[0].evidence} {stopping[0].remedy}" if stopping else ""

    def going_on(self) -> str:
        return super().going_on() or (_("Waiting for the end of the sync cycle") if self._waiting else "")

    def proceed(self) -> None:
        if self.asks:
            self.connect()
        else:
            self._stop_waiting()
            self._mark_seen()
            super().proceed()

    def pressed(self, button: str) -> None:
        if button == "wait":
            self._wait()
        else:
            super().pressed(button)

    def on_unmount(self) -> None:
        self._stop_waiting()

    # The way to the server --------------------------------------------------------------

    def _start(self) -> None:
        """The libraries that this loads would hold up the first frame, which another thread writes."""
        self.wizard.let_frame_out()
        if self.is_drawn:
            self._complete()
            self.start()

    def reading(self, session: Session) -> None:
        if not self._has_looked_back:
            self.run_worker(self._look_back(session), exclusive=True, group="past")

    def has_read(self) -> None:
        self._show()

    # Which server it is -----------------------------------------------------------------

    def action_profiles(self) -> None:
        """Other servers, and another one to add."""
        self.wizard.state.came_from = self.PAGE
        self.wizard.go_to(Page.PROFILES)

    def action_rights(self) -> None:
        """What this profile takes, and what of it is missing."""
        from writeback_tui.screens.least_rights import show_rights

        show_rights(self.wizard, self.PAGE)

    # Runs of the past -------------------------------------------------------------------

    async def _look_back(self, session: Session) -> None:
        """While the server is read: neither waits for the other."""
        from writeback_tui.journals import look_back

        found = await self.wizard.worker.run(look_back(session))
        state = self.wizard.state
        state.unsettled, state.unseen, self._has_looked_back = found.unsettled, found.unseen, True
        self._show_past()
        self.check()

    def _show_past(self) -> None:
        state = self.wizard.state
        if not (state.unsettled or state.unseen):
            return
        from writeback_tui.contents.past import unseen_notice, unsettled_notice

        self.query_one("#unseen", Bar).show(unseen_notice(state.unseen))
        self.query_one("#unsettled", Bar).show(unsettled_notice(state.unsettled))
        # The rows are needed; F1 says the same.
        self.query_one("#reads-only").display = False
        self.query_one("#licence").display = not (state.unsettled and state.unseen)
        self.query_one(f"#{PRIMARY}", PageButton).label = self.next_label()
        self.show_hints()

    def action_unseen(self) -> None:
        """How the runs went whose end nobody saw."""
        unseen = self.wizard.state.unseen
        if unseen:
            from writeback_tui.contents.past import details_of_all

            self.wizard.show_text(_("Ended with nobody to see it"), details_of_all(unseen))
            self._mark_seen()

    def _mark_seen(self) -> None:
        for run in self.wizard.state.unseen:
            self.wizard.outcome_shown(run.id)
        self.wizard.mark_seen()

    # What was read ----------------------------------------------------------------------

    def action_read_again(self) -> None:
        if not self.is_busy and not self.asks:
            self._read_again()

    def _read_again(self) -> None:
        session = self.wizard.state.session
        if session is None or self.wizard.state.server is None:
            self.action_retry()
            return
        self.work(_("Reading the server"), session.survey, self._surveyed)

    def _surveyed(self, facts: Facts) -> None:
        from writeback.domain.facts import ServerFacts

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
        # Loaded with the facts: they take 15 ms, for which the first frame does not wait.
        from writeback.domain.findings import Severity
        from writeback_tui import server_rows
        from writeback_tui.widgets.findings import Findings

        self.query_one("#server", Rows).rows = server_rows.overview(server)
        found = self._findings()
        findings = self.query_one("#findings", Findings)
        findings.display = True
        findings.findings = (
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
        from writeback.domain.findings import Severity

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
