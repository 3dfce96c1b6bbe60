"""One screen as a conversation: what it says, what it asks, and what can be done on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from writeback.domain.texts import _
from writeback_tui import catalogue, step_rows
from writeback_tui.plain import questions
from writeback_tui.plain.actions import Action, actions_of, by_key, has_onward, needs_nobody, way_back
from writeback_tui.plain.commands import Instead, Key, instead_of
from writeback_tui.plain.lines import Lines
from writeback_tui.plain.progress import Teller
from writeback_tui.plain.reading import Asked, is_cut
from writeback_tui.plain.telling import Telling
from writeback_tui.plain.waiting import is_reading, quiet
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.screens.wizard import WizardScreen

if TYPE_CHECKING:
    from writeback_tui.plain.app import PlainApp

T = TypeVar("T")
NEWS_SECONDS = 10.0
"""Between two lines while something goes on."""
LOOK_SECONDS = 0.25
"""Between two looks where nothing on the screen tells that something is over."""


class Visit:
    """Kept as long as the screen, so that nothing is said or asked twice when one comes back to it."""

    def __init__(self, app: PlainApp, screen: FramedScreen[object], lines: Lines) -> None:
        self.app, self.screen, self.lines = app, screen, lines
        self._telling = Telling(screen, lines.say)
        self._teller = Teller(screen, self._say_heard)
        self._waits_on = False
        self._going_on = ""
        """What was said last of what goes on."""

    @property
    def is_over(self) -> bool:
        """Whether another screen is shown now."""
        return self.app.is_leaving or self.app.screen is not self.screen

    async def go(self) -> None:
        """Until another screen is shown. Raises Ended when there are no more answers."""
        self.lines.say()
        if title := self.title():
            self.lines.say(title)
        self.app.say_status()
        while not self.is_over:
            await self._one_thing()
            await quiet(self.app)
        self._teller.tell()

    def title(self) -> str:
        """The page's name, and which of how many it is."""
        screen = self.screen
        if not isinstance(screen, WizardScreen):
            return " ".join(screen.heading().split())
        state = self.app.state
        title = catalogue.title(screen.PAGE, state.edition)
        number, count = step_rows.position(screen.PAGE, state)
        if not number:
            return title
        return _("{title} ({number} of {count})").format(title=title, number=number, count=count)

    def _say_heard(self, text: str) -> None:
        self.lines.say(text)
        self._telling.heard(text)

    async def _one_thing(self) -> None:
        """Waits, asks one question or takes one action: after each of them the page may be another."""
        screen = self.screen
        if is_reading(screen):
            await self._wait(lambda: is_reading(screen))
        elif self._telling.question() is None and self._has_to_wait():
            await self._wait(self._has_to_wait)
        elif (asked := self._telling.tell()) is not None:
            await self._ask(asked)
        elif needs_nobody(screen):
            way_back(screen)
        else:
            await self._choose()

    def _has_to_wait(self) -> bool:
        """Whether there is nothing that somebody could do meanwhile, or who could chose to wait."""
        if not self.screen.going_on():
            self._waits_on = False
            return False
        return self._waits_on or not self.screen.asks_meanwhile()

    async def _ask(self, item: Asked) -> None:
        if self.app.knows_secret(item.widget):
            self._telling.answered(item)
            return
        answer = await self._while_shown(questions.ask(item, self.lines))
        self.app.mark_seen()
        if answer is not None:
            self._perform(answer)
        elif not self.is_over:
            await quiet(self.app)
            self._telling.answered(item)

    # What can be done -------------------------------------------------------------------

    async def _choose(self) -> None:
        actions = self._actions()
        onward = next((action for action in actions if action.is_onward), None)
        for number, action in enumerate(actions, 1):
            self.lines.say(_("{number}. {text}").format(number=number, text=action.words))
        prompt = _("What next? (Enter: {text})").format(text=onward.label) if onward else _("What next?")
        answer = await self._while_shown(self.lines.answer(prompt))
        if answer is None:
            return
        self.app.mark_seen()
        if instead := instead_of(answer):
            self._perform(instead)
        else:
            await self._do(answer, actions, onward)

    def _actions(self) -> tuple[Action, ...]:
        """First the one that Enter takes."""
        actions = actions_of(self.screen)
        is_closed = has_onward(self.screen) and not any(action.is_onward for action in actions)
        again = Action(_("Answer the questions again"), self._telling.ask_again, is_onward=is_closed)
        whole = Action(_("Read the whole tree"), self._telling.read_whole)
        more = (*((again,) if self._telling.has_asked else ()), *((whole,) if self._is_cut() else ()))
        if self.screen.going_on():
            return (Action(_("Wait"), self._wait_on, is_onward=True), *actions, *more)
        return (*more, *actions) if is_closed else (*actions[:1], *more, *actions[1:])

    def _perform(self, instead: Instead) -> None:
        if not isinstance(instead, Key):
            self.app.perform(instead)
        elif press := by_key(self.screen, instead.name):
            self._telling.forget_results()
            press()
        else:
            self.lines.say(_("No such key here."))

    def _is_cut(self) -> bool:
        return not self._telling.whole and is_cut(self.screen)

    def _wait_on(self) -> None:
        self._waits_on = True

    async def _do(self, answer: str, actions: tuple[Action, ...], onward: Action | None) -> None:
        press = self._meant(answer, actions, onward)
        if press is None:
            self.lines.say(_("Answer one of the numbers above."))
            return
        self._telling.forget_results()
        waits = self.screen.asks_meanwhile()
        self._going_on = ""
        press()
        await quiet(self.app)
        # Whatever was done about it, the page still waits for the same.
        self._waits_on = self._waits_on or (waits and not self.is_over)
        self._telling.forget_secrets()

    def _meant(
        self, answer: str, actions: tuple[Action, ...], onward: Action | None
    ) -> Callable[[], object] | None:
        if not answer.strip():
            return onward.press if onward else None
        for action in actions:
            # A letter that the page has for it, such as A for adding.
            if action.key.casefold() == answer.strip().casefold():
                return action.press
        found = questions.chosen(answer, [action.label for action in actions])
        return None if found is None else actions[found].press

    # Waiting ----------------------------------------------------------------------------

    async def _wait(self, goes_on: Callable[[], bool]) -> None:
        """Says what is waited for, then now and then for how long; a line that is typed ends the wait."""
        self._say_what_goes_on()
        typed = asyncio.ensure_future(self.lines.typed())
        began = told = time.monotonic()
        try:
            while goes_on() and not self.is_over and not typed.done():
                await self.app.changed(LOOK_SECONDS)
                self._teller.tell()
                is_time = time.monotonic() - told >= NEWS_SECONDS
                self._say_what_goes_on(int(time.monotonic() - began) if is_time else 0)
                told = time.monotonic() if is_time else told
            is_interrupted = typed.done() and not self.is_over and goes_on()
        finally:
            typed.cancel()
        if is_interrupted:
            await self._choose()

    def _say_what_goes_on(self, seconds: int = 0) -> None:
        words = self.screen.going_on()
        if seconds:
            text = _("{doing} ... {seconds} s")
            self.lines.say(text.format(doing=words or _("One moment"), seconds=seconds))
        elif words and words != self._going_on:
            self.lines.say(_("{doing} ...").format(doing=words))
        self._going_on = words or self._going_on

    async def _while_shown(self, question: Awaitable[T]) -> T | None:
        """The answer; None when the page has changed meanwhile by itself, and the question with it."""
        asking = asyncio.ensure_future(question)
        awaited = self.screen.going_on()
        try:
            while not asking.done() and not self.is_over and self.screen.going_on() == awaited:
                await asyncio.wait((asking,), timeout=LOOK_SECONDS)
            return asking.result() if asking.done() else None
        finally:
            asking.cancel()
