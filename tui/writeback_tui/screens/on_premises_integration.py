"""Password reset > On-premises integration: the tenant's two switches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.choices import Choices
from writeback.domain.clouds import portal_link
from writeback.domain.errors import RunUnsettled, WritebackError
from writeback.domain.facts import SwitchMethod, TenantFacts
from writeback.domain.run import RunEnded, RunOutcome
from writeback.domain.steps import UNLOCK, WRITE_BACK
from writeback.domain.texts import _
from writeback_tui.catalogue import Page, is_2021
from writeback_tui.contents.portal_page import (
    agent_rows,
    link_lines,
    right_rows,
    switch_text,
    switches_now,
    was,
)
from writeback_tui.contents.portal_status import portal_status
from writeback_tui.journals import look_back
from writeback_tui.saving import Saved, save_switches
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.portal_link import PortalLinkScreen
from writeback_tui.screens.reading import ReadingScreen
from writeback_tui.state import SWITCH_METHOD
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.choice_list import Choice, ChoiceList
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows
from writeback_tui.widgets.tick_box import TickBox
from writeback_tui.widgets.yes_no import YesNo

SAVED = "saved-in-portal"
YES = "yes"
TWO_ROWS = 100
"""Characters of a status that still fit two rows."""


class OnPremisesIntegrationScreen(ReadingScreen):
    """By default the admin sets the switches in the portal and says so here, which is no proof."""

    PAGE = Page.PORTAL
    TOPIC = "portal"
    CSS_PATH = "on_premises_integration.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "play_admin", show=False, id="play-admin"),
        Binding("f6", "link", show=False, id="portal-link"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._proposed: tuple[Choices, bool] | None = None

    def content(self) -> ComposeResult:
        state = self.wizard.state
        facts = state.facts
        if facts is None:
            yield Bar(_("The server has not been read."), Tone.WARNING)
            return
        # The page is made anew after a save in the portal, which is the change itself.
        state.switches_were = state.switches_were or switches_now(facts)
        status = portal_status(facts, state.edition)
        yield Bar(status.text, Tone.DONE if status.client.works else Tone.WARNING, id="status")
        yield Rows(agent_rows(facts, is_2021(state.edition)), id="agents")
        yield Rows(right_rows(facts, state.session.findings() if state.session else ()), id="rights")
        yield self._switch_box(WRITE_BACK, state.choices.write_back_passwords)
        yield self._switch_box(UNLOCK, state.choices.unlock_without_reset)
        yield ChoiceList(self._methods(), self._method().value, id="method")
        yield TickBox(_("I have saved it in the portal."), state.answers.get(SAVED) == YES, id="saved")

    def on_mount(self) -> None:
        self._proposed = self._answers()
        self._show_method()
        # Questions and a long status take the rows of two gaps; the buttons keep theirs.
        for status in self.query("#status").results(Bar):
            self.set_class(is_2021(self.wizard.state.edition) or len(status.text) > TWO_ROWS, "-tight")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), ("skip", _("Skip")), (PRIMARY, self.next_label()))

    def next_label(self) -> str:
        return _("Save")

    def page_hints(self) -> Sequence[Hint]:
        lab = (("F4", _("Portal (lab)")),) if self.wizard.state.is_lab else ()
        return (*lab, ("F6", _("Portal link")))

    def keep(self) -> None:
        if not self.query("#method"):
            return
        state = self.wizard.state
        state.choices = self._chosen()
        state.answers[SWITCH_METHOD] = self._method().value
        state.answers[SAVED] = YES if self.query_one("#saved", TickBox).value else ""

    def is_answered(self) -> bool:
        """What the page proposes is nobody's choice until Save."""
        return self.wizard.state.choices.wants_switches or self._answers() != self._proposed

    def closed(self) -> str:
        facts = self.wizard.state.facts
        if facts is None or not isinstance(facts.tenant, TenantFacts):
            return _("Nobody has signed in to the tenant; go back to the sign-in page.")
        if not self.query("#method"):
            return ""
        if self._method() is SwitchMethod.ASSISTED and not self.query_one("#saved", TickBox).value:
            return _("Save it in the portal (F6), then tick the box.")
        return ""

    def pressed(self, button: str) -> None:
        if button == "skip":
            self._skip()
        else:
            super().pressed(button)

    # The answers ------------------------------------------------------------------------

    def _switch_box(self, switch: str, chosen: bool | None) -> TickBox | YesNo:
        state = self.wizard.state
        old_names = is_2021(state.edition)
        text, note = switch_text(switch, old_names), was(switch, state.switches_were)
        value = True if chosen is None else chosen
        if old_names:
            return YesNo(text, value, note=note, id=switch)
        return TickBox(text, value, note=note, id=switch)

    def _answers(self) -> tuple[Choices, bool]:
        if not self.query("#method"):
            return self.wizard.state.choices, False
        return self._chosen(), self.query_one("#saved", TickBox).value

    def _value(self, switch: str) -> bool:
        box = self.query_one(f"#{switch}")
        return box.value if isinstance(box, TickBox | YesNo) else True

    def _methods(self) -> tuple[Choice, ...]:
        session = self.wizard.state.session
        allowed = session is not None and session.profile.switches is SwitchMethod.PORTAL_API
        reason = "" if allowed else _("The profile does not opt in to the portal's own interface.")
        return (
            Choice(SwitchMethod.ASSISTED.value, _("I set this in the portal, the tool verifies")),
            Choice(SwitchMethod.PORTAL_API.value, _("Portal API (unsupported)"), closed=reason),
        )

    def _method(self) -> SwitchMethod:
        """The answer on the page, else the one kept, else what the profile says."""
        state = self.wizard.state
        for found in self.query("#method").results(ChoiceList):
            return SwitchMethod(found.chosen)
        usual = state.session.profile.switches if state.session else SwitchMethod.ASSISTED
        kept = SwitchMethod(state.answers.get(SWITCH_METHOD, usual.value))
        # A file of choices may ask for what the profile does not opt in to.
        return kept if kept is SwitchMethod.ASSISTED else usual

    def _chosen(self) -> Choices:
        return replace(
            self.wizard.state.choices,
            write_back_passwords=self._value(WRITE_BACK),
            unlock_without_reset=self._value(UNLOCK),
            switch_method=self._method(),
        )

    @on(ChoiceList.Looked)
    def _looked(self, event: ChoiceList.Looked) -> None:
        self._show_method()
        self.check()
        if event.choice.closed:
            self.say(event.choice.closed)

    @on(TickBox.Changed)
    def _ticked(self) -> None:
        self.check()

    def _show_method(self) -> None:
        for box in self.query("#saved").results(TickBox):
            box.display = self._method() is SwitchMethod.ASSISTED

    # Link, lab, Save --------------------------------------------------------------------

    def action_link(self) -> None:
        """The portal's address and what to set there."""
        facts, session = self.wizard.state.facts, self.wizard.state.session
        if facts is not None and session is not None:
            link = portal_link(session.profile.cloud)
            lines = link_lines(facts, link, self._value(WRITE_BACK), self._value(UNLOCK))
            self.app.push_screen(PortalLinkScreen(link, lines))

    def action_play_admin(self) -> None:
        """In a lab: the admin opens the simulated portal, sets the switches and presses Save."""
        session = self.wizard.state.session
        if session is None or session.lab is None or self.is_busy:
            return
        answers = self._value(WRITE_BACK), self._value(UNLOCK)
        lab = session.lab
        self.work(_("Saving in the simulated portal"), lambda: lab.save_portal(*answers), self._played)

    def _played(self, _nothing: None) -> None:
        self.query_one("#saved", TickBox).value = True
        self.keep()
        session = self.wizard.state.session
        if session is not None:
            self.work(_("Reading the tenant"), session.survey, self._show_again)

    def _skip(self) -> None:
        state = self.wizard.state
        state.choices = replace(state.choices, write_back_passwords=None, unlock_without_reset=None)
        self.wizard.go_next(self.PAGE)

    def proceed(self) -> None:
        """Save."""
        state = self.wizard.state
        session, choices = state.session, state.choices
        if session is not None:
            state.changing = True
            self.work(
                _("Saving"),
                lambda: save_switches(session, choices),
                self._saved,
                self._not_saved,
                changes=True,
            )

    def _saved(self, saved: Saved) -> None:
        state = self.wizard.state
        state.changing = False
        if saved.differs is not None:
            yes, no = _("yes"), _("no")
            text = _("The portal still says: write back passwords {a}, unlock without reset {b}.").format(
                a=yes if saved.differs.write_back_passwords else no,
                b=yes if saved.differs.unlock_without_reset else no,
            )
            self.query_one("#problem", Bar).show(text)
            return
        self._after_run(saved.run)

    def _after_run(self, run: RunEnded | None) -> None:
        state = self.wizard.state
        state.settled = run is None
        if run is not None:
            state.run = run
            state.runs.append(run)
        if run is None or run.outcome is RunOutcome.DONE:
            state.switches_were = None
            self.wizard.go_next(self.PAGE)
            return
        self.wizard.outcome_shown(run.run_id)
        is_in_doubt = run.outcome is RunOutcome.IN_DOUBT
        text = _("IN DOUBT: {message}").format(message=run.message) if is_in_doubt else run.message
        self.query_one("#problem", Bar).show(text)
        if is_in_doubt:
            self.run_worker(self._settle(), group="settle")

    def _not_saved(self, error: WritebackError) -> None:
        self.wizard.state.changing = False
        self.query_one("#problem", Bar).show(error.sentence())
        if isinstance(error, RunUnsettled):
            self.run_worker(self._settle(), group="settle")

    async def _settle(self) -> None:
        """In doubt, or another run is: it is read again before anything else can be done."""
        state = self.wizard.state
        if state.session is not None:
            state.unsettled = (await self.wizard.worker.run(look_back(state.session))).unsettled
            if state.unsettled:
                self.wizard.go_to(Page.INTERRUPTED)
