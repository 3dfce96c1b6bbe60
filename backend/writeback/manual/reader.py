"""Reads the manual's files: strict plain text, the same marks in every language.

```
title | Optional features
brief | what the server does besides synchronizing

# what                          a fixed section (topic.FIXED); its heading comes with the language
Text over as many lines as it takes. An empty line ends the paragraph.
- term | what it means; goes on in lines
  that begin with two blanks
    a line to type begins with four blanks

## A heading                    a section of the topic's own
= field-id | Label              an entry; belongs to the section it stands in
What it is.
changes: what it changes
wrong: what can go wrong        or `remedy:`; each goes on until the next empty line or mark

# documents
tutorial                        keys of documents.txt, one a line
```
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from writeback.domain.language import ENGLISH, LANGUAGES
from writeback.domain.pages import PAGES
from writeback.manual.topic import (
    DOCUMENTS,
    FIXED,
    NOTES,
    SUBJECTS,
    Block,
    Command,
    Document,
    Entry,
    Item,
    Paragraph,
    Section,
    Topic,
)

FOLDER = Path(__file__).parent
"""Of the texts: a folder for each language."""
_COMMAND = "    "
_GOES_ON = "  "


def load(name: str, language: str) -> Topic:
    """The topic in that language; English where the manual does not speak it. `name` is one of `names()`."""
    language = language if language in LANGUAGES else ENGLISH
    text = (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")
    return parse(name, text, documents(language))


def names() -> tuple[str, ...]:
    """All topics in the order of the manual."""
    return (*SUBJECTS, *PAGES)


def documents(language: str) -> dict[str, Document]:
    """Every address that the manual may name, by its key."""
    text = (FOLDER / "documents.txt").read_text(encoding="utf-8")
    rows = [[part.strip() for part in line.split(" | ")] for line in text.splitlines() if line]
    at = 2 + LANGUAGES.index(language)
    return {row[0]: Document(row[0], row[at], row[1]) for row in rows}


def parse(name: str, text: str, known: dict[str, Document]) -> Topic:
    """Raises ValueError with the line's number for a text that is not as it should be."""
    head: dict[str, str] = {}
    lines = list(enumerate(text.splitlines(), 1))
    while lines and not lines[0][1].startswith("#"):
        number, line = lines.pop(0)
        if line:
            key, value = _pair(name, number, line)
            head[key] = value
    if set(head) != {"title", "brief"}:
        raise ValueError(f"{name}: a title and a brief come first")
    sections: list[Section] = []
    cited: list[Document] = []
    for key, heading, body in _sections(name, lines):
        if key == DOCUMENTS:
            cited = [known[line] for _number, line in body if line]
        else:
            sections.append(_section(name, key, heading, body))
    return Topic(name, head["title"], head["brief"], tuple(sections), tuple(cited))


Numbered = list[tuple[int, str]]


def _sections(name: str, lines: Numbered) -> Iterator[tuple[str, str, Numbered]]:
    starts = [at for at, (_number, line) in enumerate(lines) if line.startswith("#")]
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        number, line = lines[at]
        is_own = line.startswith("## ")
        key = "" if is_own else line.removeprefix("# ")
        if not is_own and key not in FIXED:
            raise ValueError(f"{name}, line {number}: no such section: {line}")
        yield key, line.removeprefix("## ") if is_own else "", lines[at + 1 : end]


def _section(name: str, key: str, heading: str, body: Numbered) -> Section:
    starts = [at for at, (_number, line) in enumerate(body) if line.startswith("= ")]
    ends = [*starts[1:], len(body)] if starts else []
    blocks, _notes = _blocks(name, body[: starts[0]] if starts else body)
    entries = tuple(_entry(name, body[at:end]) for at, end in zip(starts, ends, strict=True))
    return Section(key, heading, blocks, entries)


def _entry(name: str, body: Numbered) -> Entry:
    number, line = body[0]
    id, label = _pair(name, number, line.removeprefix("= "))
    blocks, notes = _blocks(name, body[1:])
    return Entry(id, label, blocks, notes)


def _blocks(name: str, body: Numbered) -> tuple[tuple[Block, ...], tuple[tuple[str, str], ...]]:
    blocks: list[Block] = []
    notes: list[tuple[str, str]] = []
    for number, line in _joined(body):
        word = line.partition(":")[0]
        if line.startswith(_COMMAND):
            blocks.append(Command(line.strip()))
        elif line.startswith("- "):
            blocks.append(Item(*_pair(name, number, line.removeprefix("- "))))
        elif word in NOTES:
            notes.append((word, line.partition(":")[2].strip()))
        elif line.startswith(" "):
            raise ValueError(f"{name}, line {number}: what does this belong to?")
        else:
            blocks.append(Paragraph(line))
    return tuple(blocks), tuple(notes)


def _joined(body: Numbered) -> Iterator[tuple[int, str]]:
    """Each block as one line, with the number of its first."""
    begun: tuple[int, str] | None = None
    for number, line in body:
        if begun and _belongs(begun[1], line):
            begun = begun[0], f"{begun[1]} {line.strip()}"
            continue
        if begun:
            yield begun
        begun = (number, line.rstrip()) if line.strip() else None
    if begun:
        yield begun


def _belongs(before: str, line: str) -> bool:
    """Whether the line goes on with the block that has begun."""
    if not line.strip() or before.startswith(_COMMAND) or line.startswith(_COMMAND):
        return False
    if before.startswith("- "):
        return line.startswith(_GOES_ON)
    return not line.startswith(("- ", " ")) and line.partition(":")[0] not in NOTES


def _pair(name: str, number: int, line: str) -> tuple[str, str]:
    first, bar, second = line.partition(" | ")
    if not (bar and first.strip() and second.strip()):
        raise ValueError(f"{name}, line {number}: two parts with ' | ' between them are wanted")
    return first.strip(), second.strip()
