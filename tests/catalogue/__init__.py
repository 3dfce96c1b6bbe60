"""Extraction, update and compilation of the catalogues; no date and no path of a machine gets into them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
SOURCES = ("backend/writeback", "tui/writeback_tui")
LOCALE = ROOT / "tui/writeback_tui/locale"
TEMPLATE = LOCALE / "writeback.pot"
PO = LOCALE / "sv/LC_MESSAGES/writeback.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""How many of their arguments are texts."""
HEADERS = [
    ("Project-Id-Version", "entra-writeback"),
    ("MIME-Version", "1.0"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Transfer-Encoding", "8bit"),
]
SWEDISH = [("Language", "sv"), ("Plural-Forms", "nplurals=2; plural=(n != 1);")]
ARGPARSE = (
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "one of the arguments %s is required",
    "not allowed with argument %s",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at least one argument",
    "expected at most one argument",
    "ignored explicit argument %r",
    "ambiguous option: %(option)s could match %(matches)s",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "unknown parser %(parser_name)r (choices: %(choices)s)",
)
"""What Python's argparse says to a user; kept here because it differs a little from version to version."""


class Dateless(Catalog):
    """A catalogue whose header says the same on every machine and every day."""

    extra: list[tuple[str, str]] = []  # noqa: RUF012 - set once for each catalogue

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """All that a reader of the catalogue needs."""
        return [*HEADERS, *self.extra]


def template() -> Dateless:
    """Every text of the sources, and those of argparse."""
    catalogue = _empty([])
    for source, message in _extracted():
        catalogue.add(message, locations=[(source, 0)])
    for message in ARGPARSE:
        catalogue.add(message, locations=[("argparse", 0)])
    return catalogue


def updated(old: Catalog, texts: Catalog) -> Dateless:
    """All texts with the translations that there are; what is no longer used is dropped."""
    catalogue = _empty(SWEDISH)
    for message in texts:
        if message.id:
            known = old.get(message.id)
            catalogue.add(message.id, known.string if known else "", locations=message.locations)
    return catalogue


def read(path: Path) -> Dateless:
    """A catalogue's file; an empty one where there is none."""
    catalogue = _empty(SWEDISH)
    if path.exists():
        for message in read_po(BytesIO(path.read_bytes())):
            if message.id:
                catalogue.add(message.id, message.string, message.locations, message.flags)
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The text form, sorted by file; in the order of a file's texts otherwise."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, include_lineno=False, sort_by_file=True, omit_header=False)
    return buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled form."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def _empty(extra: list[tuple[str, str]]) -> Dateless:
    catalogue = Dateless(locale="sv" if extra else None, header_comment="", fuzzy=False, charset="utf-8")
    catalogue.extra = extra
    return catalogue


def _extracted() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for message in texts_of(file.read_text(encoding="utf-8")):
                yield file.relative_to(ROOT).as_posix(), message


def texts_of(source: str) -> Iterator[str | tuple[str, ...]]:
    """By the syntax tree, in the order of the source: tokens hide what is within an f-string before 3.12."""
    found = [
        (node.lineno, node.col_offset, _message(node))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    ]
    for _line, _column, message in sorted(found, key=lambda one: one[:2]):
        if message:
            yield message


def _message(node: ast.Call) -> str | tuple[str, ...]:
    assert isinstance(node.func, ast.Name)
    wanted = node.args[: KEYWORDS[node.func.id]]
    texts = tuple(one.value for one in wanted if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return texts[0] if len(texts) == 1 else texts
