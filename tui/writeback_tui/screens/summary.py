"""Summary: whether writeback is proven to work, with the evidence, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.evidence import Evidence, Verdict
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.done import rows_of
from writeback_tui.contents.outcome import outcome
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import TextBlock
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar
from writeback_tui.widgets.evidence_rows import EvidenceRows
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows


class SummaryScreen(WizardScreen):
    """Reads everything again when it is entered, unless the run just has, and whenever F5 asks for it."""

    PAGE = Page.SUMMARY
    TOPIC = "welcome"
    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6", "past_runs", show=False, id="past-runs"),
        Binding("f4", "save_choices", show=False, id="save-choices-after"),
    ]

    def content(self) -> ComposeResult:
        state = self.wizard.state
        yield Bar(id="verdict")
        yield EvidenceRows(id="evidence")
        yield Rows(rows_of(state.runs), id="runs")
        if not state.runs:
            yield TextBlock([_("Nothing was changed in this session.")], id="unchanged")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), ("again", _("Check again")), (PRIMARY, self.next_label()))

    def next_label(self) -> str:
        return _("Exit")

    def hints(self) -> Sequence[Hint]:
        return (("F4", _("Save choices")), ("F6", _("Past runs")), *super().hints())

    def action_past_runs(self) -> None:
        """The way back."""
        self.show_past_runs()

    def action_save_choices(self) -> None:
        """What was chosen on all pages, as a file for --choices."""
        from writeback_tui.screens.save_choices import save_choices

        save_choices(self)

    def enter(self) -> None:
        for run in self.wizard.state.runs:
            self.wizard.outcome_shown(run.run_id)
        session = self.wizard.state.session
        if session is not None and (proof := session.proof_of_run()):
            self._show(proof)
            return
        if self.wizard.state.proof is not None:
            self._show(self.wizard.state.proof)
        self._verify()

    def proceed(self) -> None:
        self.wizard.ask_to_quit()

    def pressed(self, button: str) -> None:
        if button == "again":
            self._verify()
        else:
            super().pressed(button)

    def _verify(self) -> None:
        session = self.wizard.state.session
        if session is not None and not self.is_busy:
            self.work(_("Reading the evidence"), session.verify, self._show)

    def _show(self, proof: tuple[Verdict, tuple[Evidence, ...]]) -> None:
        self.wizard.state.proof = proof
        # The primary button was closed while the evidence was read; it gets the focus back.
        self.set_focus(None)
        state, (_verdict, evidence) = self.wizard.state, proof
        self.query_one("#verdict", Bar).show(*outcome(state.choices, state.facts, evidence))
        self.query_one("#evidence", EvidenceRows).evidence = evidence
