"""Rights by feature: who has to have what, whether it was seen, and why it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from writeback.domain.findings import Severity
from writeback_tui.text import safe_str, wrapped
from writeback_tui.widgets.drawn import Drawn
from writeback_tui.widgets.findings import MARKS, STYLES, in_words

if TYPE_CHECKING:
    from writeback.service.rights import Need

OPEN = "[  ]"
HANG = 5


class RightsList(Drawn):
    """`with_marks` only where something has been read that tells."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.needs: tuple[Need, ...] = ()
        self.with_marks = False

    def show(self, needs: Sequence[Need], *, with_marks: bool) -> None:
        """Puts others."""
        self.needs, self.with_marks = tuple(needs), with_marks
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        # Loaded with the first needs: the table is of the service, which the first frame does not wait for.
        if not self.needs:
            return []
        from writeback.service.rights import feature_title, grouped

        drawn: list[Content] = []
        for feature, needs in grouped(self.needs):
            drawn += [Content("")] if drawn else []
            drawn.append(Content.styled(safe_str(feature_title(feature).upper()), "$label"))
            said = ""
            for need in needs:
                drawn += self._need(need, width)
                drawn += self._note(need.right.note, width) if need.right.note != said else []
                said = need.right.note
        return drawn

    def spoken(self) -> tuple[str, ...]:
        """One line a right and one a note, each part with its title."""
        if not self.needs:
            return ()
        from writeback.service.rights import feature_title, grouped

        said: list[str] = []
        for feature, needs in grouped(self.needs):
            said.append(feature_title(feature))
            for need in needs:
                word = in_words(need.state) if self.with_marks else "{text}"
                said.append(word.format(text=need.sentence))
                said += [need.right.note] if need.right.note and need.right.note not in said[-2:] else []
        return tuple(said)

    def _need(self, need: Need, width: int) -> list[Content]:
        hang = HANG if self.with_marks else 0
        lead = Content.assemble(self._mark(need.state), " ") if self.with_marks else Content("")
        first, *others = wrapped(need.sentence, width - hang - 2)
        return [Content.assemble(lead, first), *(Content(" " * (hang + 2) + line) for line in others)]

    def _note(self, note: str, width: int) -> list[Content]:
        hang = HANG + 2 if self.with_marks else 2
        lines = wrapped(note, width - hang) if note else []
        return [Content.styled(" " * hang + line, "$label") for line in lines]

    @staticmethod
    def _mark(state: Severity | None) -> Content:
        return Content(OPEN) if state is None else Content.styled(MARKS[state], STYLES[state])
