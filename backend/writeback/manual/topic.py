"""What a topic of the manual is made of, and which topics there are."""

from __future__ import annotations

from dataclasses import dataclass

SUBJECTS = (
    "overview",
    "commands",
    "choices",
    "plain",
    "keys",
    "terminals",
    "settings",
    "profile-file",
    "sign-in",
    "secrets",
    "jea",
    "journal",
    "checks",
    "trouble",
    "status",
    "files",
    "lab",
)
"""The topics that are no page of the wizard, in the order in which somebody who is new reads them."""
WHAT, CHANGES, WRONG, FIELDS, KEYS, DOCUMENTS = "what", "changes", "wrong", "fields", "keys", "documents"
FIXED = (WHAT, CHANGES, WRONG, FIELDS, KEYS, DOCUMENTS)
"""The sections that every page has, in this order; sections of its own stand anywhere between them."""
REMEDY = "remedy"
NOTES = (CHANGES, WRONG, REMEDY)
"""What may be said of an entry besides what it is."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A word and what it means."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A line to type, or of a file: never wrapped where it can be copied."""

    text: str


Block = Paragraph | Item | Command


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a page, or a check: `notes` are pairs of one of NOTES and a text."""

    id: str
    label: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[str, str], ...] = ()

    def note(self, kind: str) -> str:
        """What is said of that kind; "" where nothing is."""
        return dict(self.notes).get(kind, "")


@dataclass(frozen=True, slots=True)
class Section:
    """`key` is one of FIXED, or "" for a section with a `heading` of its own."""

    key: str
    heading: str
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page of Microsoft's documentation."""

    key: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Topic:
    """`brief` says in a few words what it is about."""

    name: str
    title: str
    brief: str
    sections: tuple[Section, ...]
    documents: tuple[Document, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of all sections."""
        return tuple(entry for section in self.sections for entry in section.entries)

    def entry(self, id: str) -> Entry | None:
        """The entry of that field or check, if there is one."""
        return next((entry for entry in self.entries if entry.id == id), None)
