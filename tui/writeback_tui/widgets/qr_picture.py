"""A QR code of half blocks, light on dark whatever the terminal's colours."""

from __future__ import annotations

from textual.content import Content

from writeback_tui.text import safe_str
from writeback_tui.widgets.drawn import Drawn


class QrPicture(Drawn):
    """Drawn only as a whole: half of a code is none."""

    DEFAULT_CSS = "QrPicture { color: #ffffff; background: #000000; width: auto; }"

    def __init__(self, text: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        from writeback.service.qr_code import qr_lines

        self.picture = qr_lines(text)

    def lines(self, width: int) -> list[Content]:
        return [Content(safe_str(line)) for line in self.picture]

    def spoken(self) -> tuple[str, ...]:
        """The address stands beside it; a picture cannot be said."""
        return ()

    def get_content_width(self, *_sizes: object) -> int:
        return len(self.picture[0])
