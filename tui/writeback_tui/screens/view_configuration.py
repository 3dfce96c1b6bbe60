"""View or export current configuration: what the server says, and its own export."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from writeback.domain.facts import ServerFacts, Unknown
from writeback.domain.texts import _
from writeback_tui import server_rows
from writeback_tui.catalogue import Page
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows


class ViewConfigurationScreen(WizardScreen):
    """Reads only; the export is written by the server to its own disk."""

    PAGE = Page.VIEW
    TOPIC = "directories"
    CSS_PATH = "view_configuration.tcss"

    def content(self) -> ComposeResult:
        yield Bar(tone=Tone.DONE, id="exported")
        server = self.wizard.state.server
        if server is None:
            return
        yield Rows(self._summary(server), id="summary")
        yield Static(_("SYNCHRONIZED DIRECTORIES"), classes="caption", markup=False)
        if isinstance(server.directories, Unknown):
            yield Rows([(_("Directories"), server_rows.known(server.directories))])
        else:
            yield Rows([server_rows.directory(each) for each in server.directories], id="directories")
        yield Static(_("SYNCHRONIZATION SETTINGS"), classes="caption", markup=False)
        yield Rows(self._settings(server), id="settings")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), ("export", _("Export")), ("exit", _("Exit")))

    def page_hints(self) -> Sequence[Hint]:
        return ((_("Up/Down"), _("Scroll")),)

    def action_next(self) -> None:
        """There is no next page."""

    def pressed(self, button: str) -> None:
        session = self.wizard.state.session
        if button == "export" and session is not None:
            self.work(_("Exporting on the server"), session.export_configuration, self._exported)
        else:
            super().pressed(button)

    def _exported(self, folder: str) -> None:
        text = _("The server has exported its configuration to {folder}.").format(folder=folder)
        self.query_one("#exported", Bar).show(text)

    @staticmethod
    def _summary(server: ServerFacts) -> tuple[tuple[str, str], ...]:
        return (
            *server_rows.overview(server),
            (_("Connector"), server_rows.known(server.connector)),
        )

    @staticmethod
    def _settings(server: ServerFacts) -> tuple[tuple[str, str], ...]:
        identity = server.application_identity
        return (
            (_("Password hash synchronization"), server_rows.known(server.password_hash_sync)),
            (_("Application-based authentication"), server_rows.known(identity)),
            *_company_features(server),
        )


def _company_features(server: ServerFacts) -> tuple[tuple[str, str], ...]:
    """`Get-ADSyncAADCompanyFeature`, in the server's own words."""
    features = server.company_features
    if isinstance(features, Unknown):
        return ((_("Company features"), server_rows.known(features)),)
    return tuple((name, server_rows.known(value)) for name, value in sorted(features.items()))
