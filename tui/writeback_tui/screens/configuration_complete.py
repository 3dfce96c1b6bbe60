"""Configuration complete: what was done, what was seen of it, and what is still to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.evidence import Says, server_events, server_record
from writeback.domain.facts import Edition, Facts, ServerFacts, TenantFacts, Unknown
from writeback.domain.plan import Plan, steps_of, switches_of
from writeback.domain.steps import Half, StartSyncCycle
from writeback.domain.steps.switches import value_of
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.done import rows_of, state_before
from writeback_tui.contents.switches import switches_now
from writeback_tui.screens.reading import ReadingScreen
from writeback_tui.screens.side import TextBlock
from writeback_tui.state import WizardState
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows


class ConfigurationCompleteScreen(ReadingScreen):
    """There is no way back over a run; the tenant's half comes next."""

    PAGE = Page.COMPLETE
    CSS_PATH = "configuration_complete.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "past_runs", show=False, id="past-runs")]

    def content(self) -> ComposeResult:
        state = self.wizard.state
        yield TextBlock([succeeded(state)], id="succeeded")
        yield Bar(tone=Tone.DONE, id="record")
        yield Bar(tone=Tone.WARNING, id="events")
        yield Bar(id="switches")
        yield Bar(
            _("The cloud half is still to do: next is Password reset > On-premises integration."), id="cloud"
        )
        yield Rows(rows_of(state.runs[-1:], state_before(state.plan)), id="run")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (*super().buttons(), ("exit", _("Exit")))

    def next_label(self) -> str:
        return _("Next")

    def page_hints(self) -> Sequence[Hint]:
        return (*super().page_hints(), ("F6", _("Undo")))

    def action_past_runs(self) -> None:
        """The way back."""
        self.show_past_runs()

    def on_mount(self) -> None:
        for run in self.wizard.state.runs:
            self.wizard.outcome_shown(run.run_id)
        plan = self.wizard.state.plan
        self.query_one("#cloud", Bar).display = False
        if plan is None or steps_of(plan, Half.SERVER):
            self._show_server(self.wizard.state.server)
        if plan is not None and steps_of(plan, Half.TENANT):
            self.query_one("#switches", Bar).show(*switches_of_tenant(self.wizard.state.facts, plan))

    def _show_server(self, server: ServerFacts | None) -> None:
        if server is None:
            self.query_one("#events", Bar).show(_("The server has not been read since. F5 reads it."))
            return
        self.query_one("#record", Bar).show(record_of(server))
        self.query_one("#cloud", Bar).display = is_enabled(server) and self.wizard.state.undoing is None
        if is_enabled(server):
            events = server_events(server)
            tone = Tone.DONE if events.says is Says.SUPPORTS else Tone.WARNING
            self.query_one("#events", Bar).show(_("Events: {text}.").format(text=events.text), tone)


def succeeded(state: WizardState) -> str:
    """The wizard's own sentences, by edition, where the server was configured."""
    if state.plan is not None and not steps_of(state.plan, Half.SERVER):
        if state.plan.by_hand:
            return _("What was set by hand in the portal is recorded.")
        return _("The switches of the tenant have been set.")
    name = (
        _("Azure AD Connect configuration succeeded.")
        if state.edition is Edition.AZURE_AD_CONNECT
        else _("Microsoft Entra Connect Sync configuration succeeded.")
    )
    steps = state.plan.steps if state.plan else ()
    if any(isinstance(step, StartSyncCycle) for step in steps):
        return f"{name} {_('The synchronization process has been initiated.')}"
    return name


def switches_of_tenant(facts: Facts | None, plan: Plan) -> tuple[str, Tone]:
    """What the tenant says of them, and whether that is what was planned."""
    tenant = facts.tenant if facts else None
    if not isinstance(tenant, TenantFacts):
        return _("The tenant has not been read since. F5 reads it."), Tone.WARNING
    state = tenant.switches
    if isinstance(state, Unknown):
        return _("Switches of the tenant: {state}").format(state=state.why), Tone.WARNING
    is_as_planned = all(value_of(name, state) == value for name, value in switches_of(plan).items())
    text = _("Switches of the tenant: {state}.").format(state=switches_now(state))
    return text, Tone.DONE if is_as_planned else Tone.WARNING


def is_enabled(server: ServerFacts) -> bool:
    """Whether writeback is on as far as was read."""
    return not isinstance(server.writeback, Unknown) and server.writeback.enabled


def record_of(server: ServerFacts) -> str:
    """What the server's own record says now."""
    text = (
        _("Writeback is enabled on {server}: {record}.")
        if is_enabled(server)
        else _("Writeback is disabled on {server}: {record}.")
    )
    return text.format(server=server.computer_name, record=server_record(server).text)
