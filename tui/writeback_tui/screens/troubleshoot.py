"""Troubleshoot: every finding with what was seen, and the server's own events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from writeback.domain.facts import Facts, LogEvent, ServerFacts, Unknown
from writeback.domain.texts import _
from writeback.domain.windows_events import name_of
from writeback_tui import server_rows
from writeback_tui.catalogue import Page
from writeback_tui.screens.side import TextBlock
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.findings import Findings
from writeback_tui.widgets.hints import Hint

EVENTS = 50
"""The newest of them; the server's log holds the rest."""


class TroubleshootScreen(WizardScreen):
    """Reads only."""

    PAGE = Page.TROUBLESHOOT
    TOPIC = "welcome"
    CSS_PATH = "troubleshoot.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "read_again", show=False, id="retry"),
        Binding("f6", "past_runs", show=False, id="past-runs"),
    ]

    def content(self) -> ComposeResult:
        session = self.wizard.state.session
        yield Findings(session.findings() if session else (), detailed=True, id="findings")
        yield Static(_("EVENTS ON THE SERVER, NEWEST FIRST"), classes="caption", markup=False)
        yield TextBlock(event_lines(self.wizard.state.server), id="events")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), ("read", _("Re-read")), ("exit", _("Exit")))

    def page_hints(self) -> Sequence[Hint]:
        return ((_("Up/Down"), _("Scroll")), (_("Ctrl+R"), _("Re-read")), ("F6", _("Past runs")))

    def action_next(self) -> None:
        """There is no next page."""

    def pressed(self, button: str) -> None:
        if button == "read":
            self.action_read_again()
        else:
            super().pressed(button)

    def action_past_runs(self) -> None:
        """What was done before, and the way back."""
        self.show_past_runs()

    def action_read_again(self) -> None:
        session = self.wizard.state.session
        if session is not None and not self.is_busy:
            self.work(_("Reading the server"), session.survey, self._read)

    def _read(self, _facts: Facts) -> None:
        session = self.wizard.state.session
        if session is not None:
            self.query_one("#findings", Findings).findings = session.findings()
        self.query_one("#events", TextBlock).show(event_lines(self.wizard.state.server))


def event_lines(server: ServerFacts | None) -> tuple[str, ...]:
    """One line an event: its time (UTC), number and name."""
    if server is None or isinstance(server.events, Unknown):
        return (server_rows.known(server.events) if server else _("The server has not been read yet."),)
    lines = tuple(_event_line(event) for event in server.events[:EVENTS])
    return lines or (_("The server has no events about password writeback."),)


def _event_line(event: LogEvent) -> str:
    return f"{event.at:%Y-%m-%d %H:%M:%SZ}  {event.id} {name_of(event.id)}"
