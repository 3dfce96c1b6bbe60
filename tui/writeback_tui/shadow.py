"""What the terminal shows, cell by cell, and the shortest way from there to what it is to show.

Leans on private parts of Textual 8.2 and of rich; `display` uses the stock display where one is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

from writeback_tui.cursor import NOWHERE, way
from writeback_tui.pens import PLAIN, Pen, PenBox, for_blank, switch
from writeback_tui.text import drawable

Update = LayoutUpdate | ChopsUpdate
Cell = tuple[str, Pen]
"""A character and what draws it."""
Cells = dict[int, dict[int, Cell]]
"""Row, then column."""
Run = tuple[int, int]
"""First and last column of a stretch."""

WIDE_TAIL: Cell = ("", PLAIN)
"""The second column of a double-width character."""
BRIDGE = 4
"""A cursor move costs about 6 bytes: a gap up to this long is cheaper sent again."""
MUST_PAY = 3
"""Cells of a gap, its ends among them, that are sent for less than the move over it where it is in one go."""
WORTH_MOVING = 250
"""What is shorter is not worth a look at what has only moved."""
WORTH_ERASING = 11
"""Blanks in the middle of a run cost two sequences of five bytes to erase and to step over."""
WORTH_CLEARING = 4
"""To the end of a row it takes three bytes, however much of it is blank already."""


class ShadowTerminal:
    """What the terminal shows; None where that is not known.

    `erases` says that erased cells take the pen's background, which all terminals do but GNU screen.
    """

    def __init__(self, *, erases: bool = True) -> None:
        self.size = (0, 0)
        self.rows: list[list[Cell | None]] = []
        self.erases = erases
        self._pens = PenBox()

    def resize(self, width: int, height: int) -> None:
        """Forgets everything when the size changes: terminals reflow as they like."""
        if (width, height) != self.size:
            self.size = (width, height)
            self.forget()

    def forget(self) -> None:
        """To be called when others may have drawn: after a suspend, for a redraw key."""
        width, height = self.size
        self.rows = [[None] * width for _ in range(height)]

    def changes(self, update: Update, console: Console) -> str:
        """The sequences that bring the terminal to `update`; remembers the result."""
        before = [row.copy() for row in self.rows]
        text = self._drawn(self._cells_of(update, console))
        is_known = bool(before) and None not in before[-1]
        return self._moved(before, text) if is_known and len(text) > WORTH_MOVING else text

    def _moved(self, before: list[list[Cell | None]], text: str) -> str:
        """The same by letting the terminal move what has only moved, where that is shorter than `text`."""
        # Not for the first frame.
        from writeback_tui.scrolling import move_between

        after = self.rows
        move = move_between(before, after)
        if move is None:
            return text
        self.rows = move.applied(before, (" ", PLAIN))
        wanted = {
            y: {x: cell for x, cell in enumerate(row) if cell is not None} for y, row in enumerate(after)
        }
        moved = move.sequence + self._drawn(wanted)
        if len(moved) < len(text):
            return moved
        self.rows = after
        return text

    def _drawn(self, cells: Cells) -> str:
        out: list[str] = []
        pen, cursor = PLAIN, NOWHERE
        for y, run in self._stretches(cells):
            out.append(way(cursor, (y, run[0]), self.size[0]))
            pen, at = self._draw(out, pen, self.rows[y], run)
            cursor = (y, at)
        out.append(switch(pen, PLAIN))
        return "".join(out)

    # Where to draw ----------------------------------------------------------------------

    def _stretches(self, update: Cells) -> list[tuple[int, Run]]:
        """What differs, noted as shown from now on: stretches of one colour, like colours together.

        A move costs seven bytes, a change of both colours twenty: so the order is that of the pens.
        """
        found: list[tuple[Pen, int, Run]] = []
        for y, cells in update.items():
            if not 0 <= y < self.size[1]:
                continue
            shown = self.rows[y]
            for start, end in list(self._runs(shown, cells)):
                for x in range(start, end + 1):
                    shown[x] = cells.get(x) or shown[x]
                found += [(pen, y, run) for pen, run in _by_colour(shown, (start, end))]
        found.sort(key=lambda one: (one[0].background, one[0].foreground, one[0].attributes, one[1:]))
        return [(y, run) for _pen, y, run in found]

    # One row ----------------------------------------------------------------------------

    def _draw(self, out: list[str], pen: Pen, shown: list[Cell | None], run: Run) -> tuple[Pen, int]:
        """Appends one run; returns the pen in force and the cursor's column after it."""
        x, end = run
        while x <= end:
            cell = shown[x] or (" ", PLAIN)
            if cell == WIDE_TAIL:
                x += 1
                continue
            wanted = for_blank(pen, cell[1]) if cell[0] == " " else cell[1]
            out.append(switch(pen, wanted))
            pen = wanted
            blanks = self._blanks(shown, x, end)
            if blanks and x + blanks > end:
                out.append("\x1b[K" if _is_all(shown, end + 1, cell) else f"\x1b[{blanks}X")
                return pen, x
            out.append(f"\x1b[{blanks}X\x1b[{blanks}C" if blanks else cell[0])
            x += blanks or 1
        # A double-width character moves the cursor over its tail, which need not be part of the run.
        return pen, x + 1 if x < self.size[0] and shown[x] == WIDE_TAIL else x

    def _blanks(self, shown: list[Cell | None], x: int, end: int) -> int:
        """How many cells from `x` on are cheaper erased than drawn; 0 when it is not worth it."""
        cell = shown[x]
        if not self.erases or cell is None or not _is_blank(cell):
            return 0
        last = x
        while last < end and shown[last + 1] == cell:
            last += 1
        length = last - x + 1
        # At the end of a run the cursor need not step over what was erased.
        to_the_end = WORTH_CLEARING if _is_all(shown, last + 1, cell) else WORTH_ERASING // 2
        return length if length >= (WORTH_ERASING if last < end else to_the_end) else 0

    def _runs(self, shown: list[Cell | None], cells: dict[int, Cell]) -> Iterator[Run]:
        """Changed stretches, bridged over short gaps whose content is known."""
        run: Run | None = None
        width = self.size[0]
        for x in sorted(x for x, cell in cells.items() if 0 <= x < width and shown[x] != cell):
            if run and self._bridges(run[1], x, shown, cells):
                run = (run[0], x)
                continue
            if run:
                yield run
            # A double-width character is drawn from its first column.
            run = (x - 1 if cells[x] == WIDE_TAIL and x else x, x)
        if run:
            yield run

    def _bridges(self, end: int, x: int, shown: list[Cell | None], cells: dict[int, Cell]) -> bool:
        stretch = [cells.get(gap) or shown[gap] for gap in range(end, x + 1)]
        if x - end <= BRIDGE:
            return None not in stretch and not _is_split(stretch)
        # Blanks that are alike on both sides of a gap and in it are erased in one go, however many they are.
        first = stretch[0]
        return self.erases and first is not None and _is_blank(first) and all(c == first for c in stretch)

    # From Textual's updates to cells ----------------------------------------------------

    def _cells_of(self, update: Update, console: Console) -> Cells:
        if isinstance(update, LayoutUpdate):
            return self._layout_cells(update, console)
        return self._chop_cells(update, console)

    def _layout_cells(self, update: LayoutUpdate, console: Console) -> Cells:
        cells: Cells = {}
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                x = self._put(cells.setdefault(y, {}), x, strip, console)
        return cells

    def _chop_cells(self, update: ChopsUpdate, console: Console) -> Cells:
        """Only the spans count: a chop holds more of its line than is to be drawn."""
        cells: Cells = {}
        for y, first, last in update.spans:
            line: dict[int, Cell] = {}
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is not None and x <= last and end > first:
                    self._put(line, x, strip, console)
            cells.setdefault(y, {}).update({x: cell for x, cell in line.items() if first <= x < last})
        return cells

    def _put(self, row: dict[int, Cell], x: int, segments: Iterable[Segment], console: Console) -> int:
        """Notes the segments from column `x` on; returns the column after them."""
        for text, style, control in segments:
            pen = self._pens.of(style, console)
            blank = pen.blank
            for character in "" if control else drawable(text):
                width = 1 if character.isascii() else cell_len(character)
                if width == 0:  # a combining mark belongs to the cell before it
                    if x - 1 in row:
                        row[x - 1] = (row[x - 1][0] + character, row[x - 1][1])
                    continue
                row[x] = (character, blank if character == " " else pen)
                if width == 2:
                    row[x + 1] = WIDE_TAIL
                x += width
        return x


def _by_colour(shown: list[Cell | None], run: Run) -> Iterator[tuple[Pen, Run]]:
    """The parts of a run that one pair of colours draws, each with its pen; blanks take any foreground."""
    start, pen = run[0], None
    for x in range(run[0], run[1] + 1):
        cell = shown[x]
        if cell is None or cell == WIDE_TAIL:
            continue
        if pen is None or (pen.background == cell[1].background and not pen.foreground):
            pen = cell[1]
        elif not _draws(pen, cell):
            yield pen, (start, x - 1)
            start, pen = x, cell[1]
    yield pen or PLAIN, (start, run[1])


def _draws(pen: Pen, cell: Cell) -> bool:
    """Whether the cell needs no other colours than the pen's; attributes are cheap to change."""
    if cell[1].background != pen.background:
        return False
    return _is_blank(cell) or cell[1].foreground == pen.foreground


def _is_split(stretch: list[Cell | None]) -> bool:
    """Whether different colours draw its two ends: each is drawn on its own, and the gap with neither."""
    first, last = stretch[0], stretch[-1]
    return len(stretch) > MUST_PAY and first is not None and last is not None and not _draws(first[1], last)


def _is_all(shown: list[Cell | None], start: int, cell: Cell) -> bool:
    """Whether the rest of the row is like the cell."""
    return all(other == cell for other in shown[start:])


def _is_blank(cell: Cell) -> bool:
    """Whether erasing draws this cell."""
    return cell[0] == " " and cell[1].erases


class ReadyUpdate(CompositorUpdate):
    """An update whose bytes are already known."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(self.text)

    def render_segments(self, console: Console) -> str:
        """The bytes, as they are."""
        return self.text
