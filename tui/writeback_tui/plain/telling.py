"""What a screen says, each line once, as far as its next question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from textual.widget import Widget

from writeback_tui.plain import questions
from writeback_tui.plain.reading import Asked, Item, Said, read
from writeback_tui.screens.frame import FramedScreen
from writeback_tui.widgets.field import Field


class Telling:
    """Knows what has been said and asked on one screen."""

    def __init__(self, screen: FramedScreen[object], say: Callable[[str], object]) -> None:
        self._screen = screen
        self._say = say
        self._said: Counter[str] = Counter()
        self._results: set[str] = set()
        self._asked: set[Widget] = set()
        self.whole = False
        """Whether long trees are read out to their last container."""

    @property
    def has_asked(self) -> bool:
        """Whether there is anything to answer once more."""
        return bool(self._asked)

    def question(self) -> Asked | None:
        """The next one, without saying what stands before it."""
        return next(
            (
                item
                for item in read(self._screen, whole=self.whole)
                if isinstance(item, Asked) and self._is_new(item)
            ),
            None,
        )

    def tell(self) -> Asked | None:
        """Says what has not been said, down to the next question, which it returns."""
        now: Counter[str] = Counter()
        results: set[str] = set()
        for item in read(self._screen, whole=self.whole):
            if isinstance(item, Asked) and self._is_new(item):
                self._said |= now
                return item
            for text in lines_of(item):
                now[text] += 1
                if now[text] > self._said[text]:
                    self._say(text)
                if isinstance(item, Said) and item.is_result:
                    results.add(text)
        self._said, self._results = now, results
        return None

    def _is_new(self, item: Asked) -> bool:
        return item.widget not in self._asked and questions.is_open(item)

    def answered(self, item: Asked) -> None:
        """Who has just answered need not hear the answer."""
        self._asked.add(item.widget)
        self._said += Counter(lines_of(item))

    def heard(self, text: str) -> None:
        """It has been said by somebody else."""
        self._said[text] += 1

    def read_whole(self) -> None:
        """Once more from the top, with all of a long tree."""
        self.whole = True
        self._said.clear()

    def ask_again(self) -> None:
        """All of them."""
        self._asked.clear()

    def forget_results(self) -> None:
        """What an action leads to is said even in the same words as the time before."""
        for text in self._results:
            self._said[text] = 0

    def forget_secrets(self) -> None:
        """What was typed there has been taken away by the page."""
        gone = {one for one in self._asked if isinstance(one, Field) and one.password and not one.value}
        self._asked -= gone


def lines_of(item: Item) -> tuple[str, ...]:
    """What stands there now."""
    if isinstance(item, Said):
        return (item.text,)
    return questions.state_of(item) if questions.is_open(item) else questions.closed_state_of(item)
