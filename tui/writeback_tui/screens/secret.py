"""Asks for a secret on a screen of its own: a passphrase, or what an application signs in with."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from writeback.domain.errors import WritebackError
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.screens.frame import PRIMARY
from writeback_tui.screens.side import SideScreen, TextBlock
from writeback_tui.text import safe_text
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.hints import Hint


@dataclass(frozen=True, slots=True)
class Question:
    """`lines` explain. `take` gets what was typed, on the session's loop, and raises what is wrong with it.

    `twice` is for a new passphrase: nobody could open anything after a slip. `without` is the label of the
    button that goes on without it.
    """

    title: str
    lines: Sequence[str]
    label: str
    without: str
    take: Callable[[Secret], Coroutine[Any, Any, None]]
    twice: bool = False


class SecretScreen(SideScreen[bool]):
    """Dismissed with True once the secret was taken, with False without it."""

    CSS_PATH = "secret.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,alt+h,question_mark", "page_help", show=False, id="help")
    ]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._is_busy = False

    def heading(self) -> str:
        return self.question.title

    def body(self) -> ComposeResult:
        yield Bar(tone=Tone.WARNING, id="problem")
        yield TextBlock(self.question.lines, id="about")
        yield Static(safe_text(self.question.label), classes="caption", markup=False)
        yield Field(password=True, id="secret")
        if self.question.twice:
            yield Static(_("Once more"), classes="caption", markup=False)
            yield Field(password=True, id="again")

    def buttons(self) -> Sequence[tuple[str, str]]:
        return (("without", self.question.without), (PRIMARY, _("Go on")))

    def hints(self) -> Sequence[Hint]:
        return ((_("Enter"), _("Go on")), (_("Tab"), _("Next field")), (_("Esc"), self.question.without))

    def enter_does(self) -> str:
        """From the first of two fields it leads to the second."""
        fields = list(self.query(Field))
        is_first = len(fields) > 1 and self.focused is fields[0]
        return _("Next field") if is_first else super().enter_does()

    def pressed(self, button: str) -> None:
        if button == PRIMARY:
            self._take()
        else:
            self.action_close()

    def going_on(self) -> str:
        return _("One moment") if self._is_busy else ""

    def action_page_help(self) -> None:
        self.wizard.show_help("secrets")

    def action_close(self) -> None:
        self._clear()
        self.dismiss(False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fields = list(self.query(Field))
        if event.input is fields[-1]:
            self._take()
        else:
            self.set_focus(fields[-1])

    def _take(self) -> None:
        typed = [field.value for field in self.query(Field)]
        if self._is_busy:
            return
        if not typed[0] or typed[0] != typed[-1]:
            text = _("Nothing was typed.") if not typed[0] else _("The two do not agree; type both again.")
            self._again(text)
            return
        self._clear()
        self._is_busy = True
        self.say(_("One moment ..."))
        self.run_worker(self._given(Secret(typed[0])), exclusive=True, group="take")

    async def _given(self, secret: Secret) -> None:
        try:
            await self.wizard.worker.run(self.question.take(secret))
        except WritebackError as error:
            self._is_busy = False
            self.say("")
            self._again(error.sentence())
        else:
            self.dismiss(True)

    def _again(self, why: str) -> None:
        self._clear()
        self.query_one("#problem", Bar).show(why)
        self.set_focus(self.query(Field).first())

    def _clear(self) -> None:
        """What was typed stays in no widget."""
        for field in self.query(Field):
            field.clear()
