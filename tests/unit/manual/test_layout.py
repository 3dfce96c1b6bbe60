"""A topic as lines, for terminals of all widths."""

from __future__ import annotations

import pytest

from writeback.manual.layout import SPOKEN, Layout
from writeback.manual.reader import load, names, parse
from writeback.manual.topic import Document

TEXT = """\
title | T
brief | b

# what
A paragraph that is too long for one row.
- a | first
- bc | second thing that goes on
    writeback profile add NAME
# fields
= start | Start
Starts it.
changes: much
# documents
d
"""
ADDRESS = "https://learn.microsoft.com/windows/win32/installation-and-configuration"
TOPIC = parse("t", TEXT, {"d": Document("d", "A document", ADDRESS)})


def test_everything_is_wrapped_and_items_hang_beside_their_terms() -> None:
    assert Layout(24, breaks=True).topic(TOPIC) == (
        "WHAT IT IS",
        "A paragraph that is too",
        "long for one row.",
        "",
        "  a   first",
        "  bc  second thing that",
        "      goes on",
        "",
        "    writeback profile",
        "      add NAME",
        "",
        "FIELDS",
        "Start",
        "  Starts it.",
        "  It changes: much",
        "",
        "MICROSOFT DOCUMENTS IT",
        "AT",
        "  A document",
        "  https://",
        "  learn.microsoft.com/",
        "  windows/win32/",
        "  installation-and-",
        "  configuration",
    )


def test_the_field_that_has_the_focus_comes_first() -> None:
    lines = Layout(40).topic(TOPIC, "start")
    assert lines[:5] == ("THIS FIELD", "Start", "  Starts it.", "  It changes: much", "")
    assert lines[5] == "WHAT IT IS"


def test_what_is_read_out_is_neither_wrapped_nor_in_columns() -> None:
    assert SPOKEN.topic(TOPIC)[1:5] == (
        "A paragraph that is too long for one row.",
        "",
        "a: first",
        "bc: second thing that goes on",
    )


def test_a_widget_without_an_entry_leads_to_the_page() -> None:
    assert Layout(40).topic(TOPIC, "next") == Layout(40).topic(TOPIC)


def test_what_is_copied_from_a_terminal_is_in_one_piece() -> None:
    lines = Layout(24).topic(TOPIC)
    assert f"  {ADDRESS}" in lines
    assert "    writeback profile add NAME" in lines


@pytest.mark.parametrize("width", [36, 53])
@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_line_of_the_manual_is_wider_than_the_page(language: str, width: int) -> None:
    layout = Layout(width, breaks=True)
    for name in names():
        topic = load(name, language)
        fields = ["", *(entry.id for entry in topic.entries)][:2]
        assert not [line for field in fields for line in layout.topic(topic, field) if len(line) > width]
