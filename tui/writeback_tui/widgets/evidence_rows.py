"""Pieces of evidence as lines: `[OK]` supports, `[!!]` contradicts, `[??]` says nothing."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from writeback.domain.evidence import Evidence, Says
from writeback.domain.texts import _
from writeback_tui.text import wrapped
from writeback_tui.widgets.drawn import Drawn

MARKS = {
    Says.SUPPORTS: ("[OK]", "$text-success"),
    Says.CONTRADICTS: ("[!!]", "bold $text-error"),
    Says.SILENT: ("[??]", "bold $text-warning"),
}
INDENT = 5


class EvidenceRows(Drawn):
    """A title and what was seen for each; what says nothing but is not needed for a proof is told."""

    evidence: reactive[tuple[Evidence, ...]] = reactive((), layout=True)

    def __init__(self, evidence: Sequence[Evidence] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(EvidenceRows.evidence, tuple(evidence))

    def lines(self, width: int) -> list[Content]:
        return [line for piece in self.evidence for line in self._rows(piece, width)]

    def spoken(self) -> tuple[str, ...]:
        """One line a piece, with its mark as a word."""
        words = {
            Says.SUPPORTS: _("Supports: {text}"),
            Says.CONTRADICTS: _("Contradicts: {text}"),
            Says.SILENT: _("Says nothing: {text}"),
        }
        return tuple(words[piece.says].format(text=_text(piece)) for piece in self.evidence)

    @staticmethod
    def _rows(piece: Evidence, width: int) -> list[Content]:
        mark, style = MARKS[piece.says]
        first, *others = wrapped(_text(piece), width - INDENT)
        head, colon, rest = first.partition(":")
        return [
            Content.assemble(Content.styled(mark, style), " ", Content.styled(head, "bold"), colon, rest),
            *(Content(" " * INDENT + line) for line in others),
        ]


def _text(piece: Evidence) -> str:
    title = piece.title
    if piece.says is Says.SILENT and not piece.needed:
        title = _("{title} (not needed)").format(title=title)
    return _("{title}: {text}").format(title=title, text=piece.text)
