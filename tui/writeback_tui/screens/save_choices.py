"""Asks for a file and saves the session's choices into it; an existing one only when asked for it twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from writeback.domain.errors import WritebackError
from writeback.domain.texts import _
from writeback_tui import choices_saving
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import SideScreen, TextBlock
from writeback_tui.screens.wizard import WizardScreen
from writeback_tui.state import SWITCH_METHOD
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.hints import Hint


def save_choices(page: WizardScreen) -> None:
    """Opens the question over the page, which then says where they are; so does the terminal at the end."""

    def saved(file: str | None) -> None:
        if file:
            text = _("Choices saved to {file}.").format(file=file)
            if text not in page.wizard.farewell:
                page.wizard.farewell.append(text)
            page.say(text)

    page.wizard.push_screen(SaveChoicesScreen(), saved)


class SaveChoicesScreen(SideScreen[str]):
    """Dismissed with the file's whole name, "" when nothing was saved."""

    CSS_PATH = "save_choices.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,alt+h,question_mark", "page_help", show=False, id="help")
    ]

    def __init__(self) -> None:
        super().__init__()
        self._is_there = ""
        """What was typed when there was such a file: saving it once more overwrites that one."""
        self._is_busy = False

    def heading(self) -> str:
        return _("Save the choices")

    def body(self) -> ComposeResult:
        yield Bar(tone=Tone.WARNING, id="problem")
        yield TextBlock(
            (
                _("What was chosen on the pages is written into a file, without any secret."),
                "",
                _("This carries it out, here or on another server; or the wizard opens with it:"),
                "  writeback apply --choices FILE",
                "  writeback --choices FILE",
            ),
            id="about",
        )
        yield Static(_("File"), classes="caption", markup=False)
        yield Field(choices_saving.USUAL_NAME, id="file")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("back", _("Back")), (PRIMARY, _("Save")))

    def hints(self) -> Sequence[Hint]:
        return ((_("Enter"), _("Save")), (_("Tab"), _("Button")), (_("Esc"), _("Back")))

    def pressed(self, button: str) -> None:
        if button == PRIMARY:
            self._save()
        else:
            self.action_close()

    def action_page_help(self) -> None:
        self.wizard.show_help("choices")

    def action_close(self) -> None:
        self.dismiss("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._save()

    @on(Input.Changed)
    def _typing(self) -> None:
        self._label()

    def _typed(self) -> str:
        return self.query_one("#file", Field).value.strip()

    def _label(self) -> None:
        is_there = bool(self._is_there) and self._typed() == self._is_there
        self.query_one(f"#{PRIMARY}", PageButton).label = _("Overwrite") if is_there else _("Save")
        self.show_enter()

    def _save(self) -> None:
        typed, session = self._typed(), self.wizard.state.session
        if session is None or self._is_busy:
            return
        if not typed:
            self.query_one("#problem", Bar).show(_("Type the name of a file."))
            return
        self._is_busy = True
        self.run_worker(self._saved(typed), exclusive=True, group="save")

    async def _saved(self, typed: str) -> None:
        from writeback.service.choices import ChoicesFileExists

        state = self.wizard.state
        session, choices, path = state.session, state.choices, _path(typed)
        if session is None:
            return
        saving = choices_saving.save(
            session,
            choices,
            path,
            has_method=SWITCH_METHOD in state.answers,
            overwrite=typed == self._is_there,
        )
        try:
            await self.wizard.worker.run(saving)
        except ChoicesFileExists as error:
            self._is_there = typed
            self._problem(_("{why} Enter overwrites it.").format(why=error.message))
        except WritebackError as error:
            self._problem(error.sentence())
        else:
            state.on_file = choices
            self.dismiss(str(path))

    def _problem(self, text: str) -> None:
        self._is_busy = False
        self.query_one("#problem", Bar).show(text)
        self._label()


def _path(typed: str) -> Path:
    """The file's whole name, for whoever looks for it later."""
    path = Path(typed)
    try:
        return path.expanduser().absolute()
    except RuntimeError:  # nobody has that home
        return path.absolute()
