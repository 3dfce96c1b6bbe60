"""The steps of a run while it goes: done, running, to come, failed or in doubt, each with its mark."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size

from writeback_tui.contents.run_progress import (
    NEWS_SHOWN,
    RUNNING_MARK,
    RunProgress,
    ShownStep,
    window,
)
from writeback_tui.text import safe_str, wrapped
from writeback_tui.widgets.drawn import Drawn

STYLES = {
    "[OK]": "$text-success",
    "[!!]": "bold $text-error",
    "[??]": "bold $text-warning",
    RUNNING_MARK: "bold $text-primary",
}
INDENT = 5
LEAST = 5


class RunSteps(Drawn):
    """As many steps as there is room for, around the one that runs; its news stand under it."""

    DEFAULT_CSS = f"RunSteps {{ height: 1fr; min-height: {LEAST}; }}"

    def __init__(self, progress: RunProgress, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.progress = progress

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return LEAST

    def lines(self, width: int) -> list[Content]:
        current = self.progress.current
        room = max(LEAST, self.size.height)
        blocks = [
            self._block(step, NEWS_SHOWN if index == current else 0, width)
            for index, step in enumerate(self.progress.steps)
        ]
        self._keep_news(blocks, room, width)
        shown = window([len(block) for block in blocks], current, room)
        return [line for index in shown for line in blocks[index]][:room]

    def spoken(self) -> tuple[str, ...]:
        """One line a step."""
        return tuple(self.progress.in_words(index) for index in range(len(self.progress.steps)))

    def _keep_news(self, blocks: list[list[Content]], room: int, width: int) -> None:
        """What the server has logged stays under the steps that are done, as long as there is room."""
        for index in range(self.progress.current - 1, -1, -1):
            step = self.progress.steps[index]
            spare = room - 1 - sum(len(block) for block in blocks)
            if step.news and spare > 0:
                blocks[index] = self._block(step, min(spare, NEWS_SHOWN), width)

    def _block(self, step: ShownStep, news: int, width: int) -> list[Content]:
        first, *others = wrapped(step.title, width - INDENT)
        mark = Content.styled(safe_str(step.mark), STYLES.get(step.mark, ""))
        hang = " " * INDENT
        return [
            Content.assemble(mark, " ", first),
            *(Content(hang + line) for line in others),
            *(Content(line) for line in self._below(step, news, width)),
        ]

    def _below(self, step: ShownStep, news: int, width: int) -> list[str]:
        """Under a step: its last news, and why it did not succeed.

        What the page says about the whole run is not said twice.
        """
        last = step.news[-news:] if news else []
        said = self.progress.ended.message if self.progress.ended else ""
        notes = [step.note] if step.note and step.mark != "[OK]" and step.note != said else []
        return [line for text in (*last, *notes) for line in wrapped(text, width, " " * (INDENT + 2))]
