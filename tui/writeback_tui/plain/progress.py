"""A run as lines: one for each thing that happens, and none is ever drawn again."""

from __future__ import annotations

from collections.abc import Callable

from writeback.domain.texts import _
from writeback_tui.contents.run_progress import RunProgress
from writeback_tui.plain.reading import in_one_line
from writeback_tui.screens.configuring import ConfiguringScreen
from writeback_tui.screens.frame import FramedScreen


class Teller:
    """Says what has happened since it was asked the last time."""

    def __init__(self, screen: FramedScreen[object], say: Callable[[str], object]) -> None:
        self._screen = screen
        self._say: Callable[[str], object] = lambda text: say(in_one_line(text))
        self._states: dict[int, str] = {}
        self._news: dict[int, int] = {}
        self._has_begun = False
        resuming = screen.wizard.state.resuming
        steps = resuming.steps if resuming else ()
        self._earlier = {index for index, record in enumerate(steps) if record.is_done}
        """Steps that were over before, where a run is gone on with."""

    def tell(self) -> None:
        """Nothing on any other page."""
        if not isinstance(self._screen, ConfiguringScreen):
            return
        if not self._has_begun:
            self._has_begun = True
            if words := self._screen.closed():
                self._say(words)
        self._tell(self._screen.progress)

    def _tell(self, progress: RunProgress) -> None:
        for index, step in enumerate(progress.steps):
            if not (step.begun or step.outcome):
                continue
            begun = progress.begun_in_words(index)
            if index not in self._states:
                self._states[index] = begun
                if step.begun and index not in self._earlier:
                    self._say(begun)
            for text in step.news[self._news.get(index, 0) :]:
                self._say(_("Step {number}: {text}").format(number=index + 1, text=text))
            self._news[index] = len(step.news)
            state = progress.in_words(index)
            if state != self._states[index]:
                self._states[index] = state
                self._say(state)
