"""Profile: where a server and a tenant are; tried out while it is filled in, and saved without any secret."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from writeback.domain import safe
from writeback.domain.errors import WritebackError
from writeback.domain.findings import Finding
from writeback.domain.texts import _
from writeback_tui import profile_files
from writeback_tui.catalogue import Page
from writeback_tui.contents.profile_fields import NAME, FormField, field_for, fields, tables_from, values_of
from writeback_tui.contents.trial import Trial, details, server_profile, tenant_profile
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.least_rights import show_rights
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.text import safe_text
from writeback_tui.widgets.chooser import Chooser
from writeback_tui.widgets.form_row import LABEL_COLUMNS, FormRow
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.trial_rows import TrialRows

if TYPE_CHECKING:
    from writeback.domain.target import Profile
    from writeback.profiles import StoredProfile

TYPING_SECONDS = 0.7
"""Nothing is tried before nobody has typed for so long."""
TRY = "try-"
"""Begins the names of the groups of the trials' workers."""
Steps = Callable[["Profile", Callable[[Finding], None]], Coroutine[Any, Any, None]]


class ProfileScreen(WizardScreen):
    """`state.answers["profile"]` names the profile that is changed; empty for a new one."""

    PAGE = Page.PROFILE
    CSS_PATH = "profile.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "details", show=False, id="profile-details"),
        Binding("f3", "rights", show=False, id="rights"),
    ]

    @dataclass
    class Tried(Message):
        """A step of a trial is over; posted from the session's thread."""

        half: str
        number: int
        finding: Finding

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, dict[str, Any]] = {}
        self._saved: dict[str, str] = {}
        self._trial = Trial()
        self._pause: Timer | None = None
        self._asked_to_leave = False
        self._reason = ""

    def content(self) -> ComposeResult:
        yield TrialRows(id="trial")
        yield FormRow(_("Profile"), self._edited, placeholder=_("a name for it"), id=NAME)
        values = values_of(None)
        for field in fields():
            yield from _widgets(field, values[field.id])

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("previous", _("Previous")), (PRIMARY, self.next_label()))

    def next_label(self) -> str:
        return _("Save")

    def page_hints(self) -> Sequence[Hint]:
        return (("F4", _("What was tried")), ("F3", _("Rights")))

    def enter(self) -> None:
        name = self.query_one(f"#{NAME}", Input)
        self.query_one(TrialRows).rows = self._trial.rows()
        if self._edited:
            name.value, name.disabled = self._edited, True
            self.work(_("Reading the profile"), lambda: profile_files.read(self._edited), self._read)
        else:
            self._saved = self._values()

    def closed(self) -> str:
        return self._reason

    def going_on(self) -> str:
        tries = any(one.group.startswith(TRY) and not one.is_finished for one in self.workers)
        return super().going_on() or (_("Trying it out") if tries or self._pause is not None else "")

    def may_go_back(self) -> bool:
        return True

    def check(self) -> None:
        super().check()
        if self.is_drawn and not self.is_busy and not self._reason:
            self.say(self._trial.summary())

    def action_previous(self) -> None:
        """What was typed is given up only when it is asked for twice."""
        if self._values() != self._saved and not self._asked_to_leave:
            self._asked_to_leave = True
            self.say(_("This is not saved. Esc once more leaves without saving."))
            return
        self.wizard.go_to(Page.PROFILES)

    def proceed(self) -> None:
        name = self._values()[NAME]
        try:
            stored = self._stored()
        except WritebackError as error:
            self._refused(error)
            return
        is_new = not self._edited
        self.work(
            _("Saving"),
            lambda: profile_files.save(name, stored, is_new=is_new),
            lambda _none: self.wizard.go_to(Page.PROFILES),
            self._refused,
        )

    def action_details(self) -> None:
        """Every step with all that was seen."""
        self.wizard.show_text(_("What was tried"), details(self._trial))

    def action_rights(self) -> None:
        """What this profile takes; comes back here with what was saved."""
        if not self._edited or self._values() != self._saved:
            self.say(_("Save it first: the rights depend on it."))
            return
        show_rights(self.wizard, self.PAGE, self._edited)

    # The fields -------------------------------------------------------------------------

    @property
    def _edited(self) -> str:
        return self.wizard.state.answers.get("profile", "")

    def _read(self, stored: StoredProfile) -> None:
        from writeback.service import profiles

        self._before = profiles.tables_of(stored)
        for name, value in values_of(stored).items():
            self._put(name, value)
        self._saved = self._values()
        self._try()

    def _put(self, name: str, value: str) -> None:
        widget = self.query_one(f"#{name}")
        if isinstance(widget, Chooser):
            widget.at = widget.values.index(value) if value in widget.values else 0
        elif isinstance(widget, Input):
            with self.prevent(Input.Changed):
                # As it is, whatever the terminal can show of it: it is saved again.
                widget.value = safe.safe_str(value)

    def _values(self) -> dict[str, str]:
        found = {NAME: self.query_one(f"#{NAME}", Input).value.strip()}
        for field in fields():
            widget = self.query_one(f"#{field.id}")
            found[field.id] = widget.values[widget.at] if isinstance(widget, Chooser) else _text(widget)
        return found

    def _stored(self) -> StoredProfile:
        """Raises ProfileInvalid."""
        from writeback.service import profiles

        return profiles.converted(tables_from(self._values(), self._before, self._saved))

    def _refused(self, error: WritebackError) -> None:
        """Says why, and goes to the field that it is about."""
        self._reason = error.sentence()
        named = field_for(getattr(error, "table", ""), getattr(error, "key", ""))
        self.set_focus(self.query_one(f"#{named or NAME}"))
        self.check()

    @on(Input.Changed)
    @on(Chooser.Changed)
    def _changed(self, event: Input.Changed | Chooser.Changed) -> None:
        event.stop()
        self._asked_to_leave = False
        if self._reason:
            self._reason = ""
            self.check()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(TYPING_SECONDS, self._try)

    # Trying out -------------------------------------------------------------------------

    def _try(self) -> None:
        """Tries the halves whose fields have changed; a trial of older values ends."""
        self._pause = None
        tables = tables_from(self._values(), self._before, self._saved)
        self._try_half("server", server_profile(tables), profile_files.try_server)
        self._try_half("tenant", tenant_profile(tables), profile_files.try_tenant)

    def _try_half(self, half: str, profile: Profile | str, steps: Steps) -> None:
        number = self._trial.begin(half, profile)
        self._show()
        if number and not isinstance(profile, str):
            self.run_worker(self._run(half, number, profile, steps), exclusive=True, group=f"{TRY}{half}")

    async def _run(self, half: str, number: int, profile: Profile, steps: Steps) -> None:
        def tell(finding: Finding) -> None:
            self.post_from_session(self.Tried(half, number, finding))

        await self.wizard.worker.run(steps(profile, tell))

    @on(Tried)
    def _tried(self, event: Tried) -> None:
        if self._trial.add(event.half, event.number, event.finding):
            self._show()

    def _show(self) -> None:
        self.query_one(TrialRows).rows = self._trial.rows()
        self.check()


def _widgets(field: FormField, value: str) -> Iterator[Static | FormRow | Chooser]:
    if field.heading:
        yield Static(safe_text(field.heading), classes="caption", markup=False)
    if field.choices:
        yield Chooser(field.label.ljust(LABEL_COLUMNS - 2), field.choices, id=field.id)
    else:
        yield FormRow(field.label, value, placeholder=field.hint, id=field.id)


def _text(widget: object) -> str:
    return widget.value if isinstance(widget, Input) else ""
