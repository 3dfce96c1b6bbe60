"""Summary: whether writeback is proven to work, with the evidence, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.evidence import Evidence, Verdict
from writeback.domain.facts import Switches, TenantFacts, Unknown
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.done import rows_of
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import TextBlock
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.evidence_rows import EvidenceRows
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows

TONES = {
    Verdict.PROVEN: Tone.DONE,
    Verdict.NOT_PROVEN: Tone.WARNING,
    Verdict.CONTRADICTED: Tone.WARNING,
}


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
        verdict, evidence = proof
        if verdict is Verdict.CONTRADICTED and self._is_off_as_chosen():
            self._show_off(self.query_one("#verdict", Bar))
        else:
            self.query_one("#verdict", Bar).show(sentence(verdict), TONES[verdict])
        self.query_one("#evidence", EvidenceRows).evidence = evidence

    def _show_off(self, bar: Bar) -> None:
        """Off is what was asked for; a tenant that still promises it to its users is not."""
        facts = self.wizard.state.facts
        tenant = facts.tenant if facts else None
        switches = tenant.switches if isinstance(tenant, TenantFacts) else None
        if isinstance(switches, Switches) and switches.write_back_passwords:
            text = _(
                "Off as chosen, but the tenant's switch is still on: users who reset a password get an error."
            )
            bar.show(text, Tone.WARNING)
        else:
            bar.show(_("Password writeback is off, as chosen."), Tone.INFORMATION)

    def _is_off_as_chosen(self) -> bool:
        state = self.wizard.state
        if state.choices.password_writeback is not False or state.server is None:
            return False
        record = state.server.writeback
        return not isinstance(record, Unknown) and not record.enabled


def sentence(verdict: Verdict) -> str:
    """The verdict in words."""
    return {
        Verdict.PROVEN: _("PROVEN: password writeback works."),
        Verdict.NOT_PROVEN: _(
            "NOT PROVEN: not all evidence is there yet. Some of it takes minutes; F5 checks again."
        ),
        Verdict.CONTRADICTED: _("CONTRADICTED: password writeback does not work."),
    }[verdict]
