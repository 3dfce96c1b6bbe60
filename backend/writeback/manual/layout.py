"""A topic as lines of text, for a terminal of some width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from textwrap import wrap

from writeback.domain.charset import spelt
from writeback.domain.texts import _
from writeback.manual.topic import (
    CHANGES,
    FIELDS,
    KEYS,
    REMEDY,
    WHAT,
    WRONG,
    Block,
    Command,
    Document,
    Entry,
    Item,
    Paragraph,
    Section,
    Topic,
)

WIDEST = 100
"""Longer lines are hard to read."""
_SHARE = 3
"""A column of terms takes a third of the width at most."""
_PIECES = re.compile(r"[^/]*/+|[^/]+")
_SMALL_PIECES = re.compile(r"[^-]*-|[^-]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """`breaks`: whether commands and addresses are broken, too, because nothing wider can be shown."""

    width: int
    breaks: bool = False

    def topic(self, topic: Topic, field: str = "") -> tuple[str, ...]:
        """The whole topic; the entry of the field comes first where there is one."""
        entry = topic.entry(field) if field else None
        parts = [[_("This field").upper(), *self.entry(entry)]] if entry else []
        parts += [list(self.section(section)) for section in topic.sections]
        parts += [list(self.documents(topic.documents))] if topic.documents else []
        return tuple(_apart_by_a_row(parts))

    def section(self, section: Section) -> Iterator[str]:
        """Its heading and what stands under it."""
        yield from self._wrapped(heading(section).upper(), "")
        yield from self.blocks(section.blocks)
        for number, entry in enumerate(section.entries):
            if number or section.blocks:
                yield ""
            yield from self.entry(entry)

    def entry(self, entry: Entry) -> Iterator[str]:
        """A field or a check, with what is noted of it."""
        yield from self._wrapped(entry.label, "")
        yield from (f"  {line}" if line else "" for line in self._inside().blocks(entry.blocks))
        for kind, text in entry.notes:
            yield from self._wrapped(note(kind).format(text=text), "  ")

    def documents(self, documents: Iterable[Document]) -> Iterator[str]:
        """Titles and addresses."""
        yield from self._wrapped(_("Microsoft documents it at").upper(), "")
        for document in documents:
            yield from self._wrapped(document.title, "  ")
            yield from (f"  {piece}" for piece in self._address(document.address))

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Paragraphs with a row between them; items and commands that stand together stay together."""
        parts = [list(self._alike(list(some))) for _kind, some in groupby(blocks, type)]
        yield from _apart_by_a_row(parts)

    def _alike(self, blocks: list[Block]) -> Iterator[str]:
        match blocks[0]:
            case Item():
                yield from self._items([block for block in blocks if isinstance(block, Item)])
            case Command():
                yield from (line for block in blocks for line in self._command(block.text))
            case Paragraph():
                yield from _apart_by_a_row([self._wrapped(block.text, "") for block in blocks])

    def _items(self, items: list[Item]) -> Iterator[str]:
        column = max(len(item.term) for item in items)
        for item in items:
            if column > self.width // _SHARE:
                yield from self._wrapped(item.term, "  ")
                yield from self._wrapped(item.text, "      ")
            else:
                yield from self._wrapped(item.text, " " * (column + 4), f"  {item.term:{column}}  ")

    def _command(self, text: str) -> list[str]:
        return self._wrapped(text, "      ", "    ") if self.breaks else [f"    {text}"]

    def _address(self, address: str) -> Iterator[str]:
        """Broken after a slash, where it has to be; else after a hyphen."""
        room, line = self.width - 2, ""
        for piece in self._pieces(address, room):
            if line and len(line) + len(piece) > room:
                yield line
                line = ""
            line += piece
        yield line

    def _pieces(self, address: str, room: int) -> Iterator[str]:
        for piece in _PIECES.findall(address) if self.breaks else [address]:
            yield from _SMALL_PIECES.findall(piece) if self.breaks and len(piece) > room else [piece]

    def _inside(self) -> Layout:
        return replace(self, width=self.width - 2)

    def _wrapped(self, text: str, hang: str, first: str | None = None) -> list[str]:
        return wrap(
            spelt(text),
            self.width,
            initial_indent=hang if first is None else first,
            subsequent_indent=hang,
            break_long_words=self.breaks,
            break_on_hyphens=False,
        )


class Spoken(Layout):
    """For whoever hears the text: a line is a paragraph, an item or a note, however long."""

    def _items(self, items: list[Item]) -> Iterator[str]:
        for item in items:
            # A mark is said in words by whoever reads the line out.
            between = " " if item.term.startswith("[") else ": "
            yield spelt(f"{item.term}{between}{item.text}")


SPOKEN = Spoken(1 << 16)


def heading(section: Section) -> str:
    """A section's own, or the one that all pages have for it."""
    if not section.key:
        return section.heading
    return {
        WHAT: _("What it is"),
        CHANGES: _("What it changes"),
        WRONG: _("What can go wrong"),
        FIELDS: _("Fields"),
        KEYS: _("Keys"),
    }[section.key]


def note(kind: str) -> str:
    """The words before a note of an entry, with a place for its text."""
    return {
        CHANGES: _("It changes: {text}"),
        WRONG: _("Can go wrong: {text}"),
        REMEDY: _("What to do: {text}"),
    }[kind]


def _apart_by_a_row(parts: Iterable[list[str]]) -> Iterator[str]:
    for number, part in enumerate(parts):
        if number:
            yield ""
        yield from part
