"""What the session says by itself: sentences, changes of the connection, and a sign-in that is used up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from writeback.domain.connection import Connection
from writeback.domain.texts import _
from writeback_tui.display import FrugalApp
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.wizard import WizardScreen

if TYPE_CHECKING:
    from writeback.domain.facts import Facts
    from writeback.domain.ports import DeviceCode
    from writeback.service import Session
    from writeback_tui.state import WizardState

READING_SECONDS = 0.5
"""A reading that is over sooner is not shown in the status line."""


@dataclass(eq=False, repr=False)
class Announced(Message):
    """A sentence of the session."""

    sentence: str


@dataclass(eq=False, repr=False)
class Changed(Message):
    """The session's connection or what it knows is another."""

    facts: Facts


@dataclass(eq=False, repr=False)
class SignInAgain(Message):
    """The sign-in is used up in the middle of something, which goes on once somebody has used the code."""

    code: DeviceCode
    facts: Facts


class GoneOn(Message):
    """What may have waited for a sign-in has gone on, with it or without."""


class ListeningApp(FrugalApp):
    """Shows what it is told, and keeps the code of a sign-in as long as something waits for it."""

    state: WizardState
    asked: DeviceCode | None = None
    """The code that somebody has to use before what is going on goes on."""
    _facts_when_asked: Facts | None = None

    def listen(self, session: Session) -> None:
        """Shows what it announces, and the code where somebody has to sign in once more in the middle."""
        session.announce = lambda sentence: self._post(Announced(sentence))
        session.changed = lambda: self._post(Changed(session.facts))
        session.show_again = lambda code: self._post(SignInAgain(code, session.facts))

    def _post(self, message: Message) -> None:
        """From the session's thread, which must not end because nobody listens any more."""
        with suppress(Exception):
            self.post_message(message)

    @on(Announced)
    def _announced(self, event: Announced) -> None:
        for screen in self._on_top():
            screen.say(event.sentence)

    @on(Changed)
    def _changed(self, event: Changed) -> None:
        session = self.state.session
        if event.facts is not self._facts_when_asked:
            # The tenant has been read, or could not be: nobody is waited for any more.
            self.sign_in_over()
        if session is not None and session.connection is Connection.READING:
            # While a cycle is waited for it is read every 2 s: only what lasts is worth its bytes.
            self.set_timer(READING_SECONDS, self._show_status)
        else:
            self._show_status()

    def _show_status(self) -> None:
        for screen in self._on_top():
            screen.show_status()

    def _on_top(self) -> list[FramedScreen[object]]:
        """The screen that is shown; none at the very end, when the session may still have a word to say."""
        return [screen for screen in self.screen_stack[-1:] if isinstance(screen, FramedScreen)]

    # A sign-in that is used up ----------------------------------------------------------

    @on(SignInAgain)
    def _sign_in_again(self, event: SignInAgain) -> None:
        self.sign_in_over()
        self.asked, self._facts_when_asked = event.code, event.facts
        self.set_timer(max(0.1, seconds_left(event.code)), partial(self._expired, event.code))
        self._show_waiting()
        self.show_asked()

    def show_asked(self) -> None:
        """Opens the code that is waited for, where there is one."""
        if self.asked is not None:
            from writeback_tui.screens.device_code import DeviceCodeScreen

            self.push_screen(DeviceCodeScreen(self.asked))

    def asked_in_words(self) -> str:
        """What is waited for, how to see it and how long it is valid; empty where nothing is."""
        if self.asked is None:
            return ""
        left = int(seconds_left(self.asked))
        return _("Waiting for a sign-in: F2 shows its code, {minutes}:{seconds:02} left.").format(
            minutes=left // 60, seconds=left % 60
        )

    def has_gone_on(self) -> None:
        """As `sign_in_over`, from the session's thread and in the order in which it told of the code."""
        self._post(GoneOn())

    @on(GoneOn)
    def sign_in_over(self) -> None:
        """The code has been used, has expired or was given up: it is shown no longer."""
        code, self.asked, self._facts_when_asked = self.asked, None, None
        if code is None:
            return
        from writeback_tui.screens.device_code import DeviceCodeScreen

        for screen in self.screen_stack:
            if isinstance(screen, DeviceCodeScreen) and screen.code is code:
                screen.give_up()
        self._show_waiting()

    def _expired(self, code: DeviceCode) -> None:
        if self.asked is code:
            self.sign_in_over()

    def _show_waiting(self) -> None:
        """On the page, whatever is open over it."""
        for screen in self.screen_stack:
            if isinstance(screen, WizardScreen) and screen.is_drawn:
                screen.show_hints()
                screen.check()


def seconds_left(code: DeviceCode) -> float:
    """How long it can still be used; never less than 0."""
    return max(0.0, (code.expires - datetime.now(UTC)).total_seconds())
