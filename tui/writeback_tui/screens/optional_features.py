"""Optional features: eight boxes, of which only Password writeback can be changed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from writeback.domain.facts import Edition, Unknown
from writeback.domain.findings import Finding, blocking
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.features import PASSWORD_WRITEBACK, Feature, optional_features
from writeback_tui.screens.preflight import PreflightScreen, summary
from writeback_tui.screens.reading import ReadingScreen
from writeback_tui.screens.side import TextBlock
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.tick_box import TickBox


class OptionalFeaturesScreen(ReadingScreen):
    """Ticking the box plans the enabling, clearing it the disabling."""

    PAGE = Page.FEATURES
    TOPIC = "features"
    CSS_PATH = "optional_features.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "preflight", show=False, id="preflight")]

    def content(self) -> ComposeResult:
        state = self.wizard.state
        if state.server is None:
            yield Bar(_("The server has not been read."), Tone.WARNING)
            return
        yield TextBlock([_("Only Password writeback can be changed here.")], id="intro")
        for feature in optional_features(state.server, state.edition):
            yield self._box(feature)
        yield TextBlock([self._explanation(self._wanted())], id="explanation")
        yield TextBlock([summary(self._findings())], id="preflight")

    def keep(self) -> None:
        state = self.wizard.state
        for box in self.query(f"#{PASSWORD_WRITEBACK}").results(TickBox):
            changed = box.value if box.value != self._is_enabled() else None
            state.choices = replace(state.choices, password_writeback=changed)

    def closed(self) -> str:
        if self._is_enabled() is None:
            return _("The state of password writeback could not be read. F5 reads again.")
        if found := blocking(self._findings()):
            return f"{found[0].evidence} {found[0].remedy}".strip()
        return ""

    def page_hints(self) -> Sequence[Hint]:
        return (_("Space"), _("Tick")), ("F3", _("Preflight")), *super().page_hints()

    def action_preflight(self) -> None:
        self.app.push_screen(PreflightScreen(self._findings()))

    @on(TickBox.Changed)
    def _explain(self, event: TickBox.Changed) -> None:
        self.query_one("#explanation", TextBlock).show([self._explanation(event.value)])

    def _box(self, feature: Feature) -> TickBox:
        ticked = self._wanted() if feature.can_change else bool(feature.ticked)
        closed = not feature.can_change or feature.ticked is None
        return TickBox(feature.name, ticked, note=feature.note, listed=True, disabled=closed, id=feature.key)

    def _is_enabled(self) -> bool | None:
        """Whether writeback is on now; None where that could not be read."""
        server = self.wizard.state.server
        if server is None or isinstance(server.writeback, Unknown):
            return None
        return server.writeback.enabled

    def _wanted(self) -> bool:
        chosen = self.wizard.state.choices.password_writeback
        return bool(self._is_enabled()) if chosen is None else chosen

    def _explanation(self, wanted: bool) -> str:
        return explanation(self.wizard.state.edition, self._is_enabled(), wanted)

    def _findings(self) -> tuple[Finding, ...]:
        session = self.wizard.state.session
        return session.findings() if session else ()


def explanation(edition: Edition, enabled: bool | None, wanted: bool) -> str:
    """What password writeback does, or what it means to turn it off."""
    if enabled and not wanted:
        return _(
            "Cleared: passwords changed in the cloud will no longer be written to your on-premises"
            " directory. Configure will disable password writeback."
        )
    licence = (
        _("Azure AD Premium P1 or P2") if edition is Edition.AZURE_AD_CONNECT else _("Entra ID P1 or P2")
    )
    return _(
        "Sends password changes made in the cloud to your on-premises directory. Needs {licence}."
    ).format(licence=licence)
