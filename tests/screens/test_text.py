"""Outside text reaches the screen through one door, and no source goes around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import writeback_tui
from writeback_tui.text import safe_cell, safe_str, safe_text, wrapped

SOURCES = sorted(Path(writeback_tui.__file__).parent.rglob("*.py"))
REFUSED = {"notify", "Markdown", "RichLog", "TextArea", "from_markup", "Label"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("contoso", "contoso"),
        ("\x1b]52;c;x\x07", "\ufffd]52;c;x\ufffd"),
        ("a\r\nb\nc\td", "a\u23ceb\u23cec d"),
        ("user\u202egpj.exe", "user\ufffdgpj.exe"),
        ("\ud800", "\ufffd"),
        ("x" * 600, "x" * 511 + "\u2026"),
    ],
)
def test_what_a_terminal_would_act_on_is_replaced(text: str, shown: str) -> None:
    assert safe_str(text) == shown


@given(st.text(max_size=200))
def test_no_text_keeps_a_control_character(text: str) -> None:
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in safe_str(text))


@pytest.mark.parametrize("markup", ["[bold red]ok[/]", "contoso [/foo]", "[@click=app.bell]x[/]"])
def test_markup_in_data_is_shown_as_it_is(markup: str) -> None:
    assert safe_text(markup).plain == markup
    assert safe_cell(markup).plain == markup


@given(st.text(min_size=1, max_size=120), st.integers(min_value=4, max_value=60))
def test_wrapped_lines_are_never_wider_than_asked(text: str, width: int) -> None:
    assert all(safe_text(line).cell_length <= max(width, 4) for line in wrapped(text, width, "! "))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_widget_reads_markup(source: Path) -> None:
    for name, keywords in calls(source):
        assert name not in REFUSED
        if name == "Static":
            assert "markup" in keywords


def calls(source: Path) -> Iterator[tuple[str, set[str | None]]]:
    """Name and keywords of every call."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield name, {keyword.arg for keyword in node.keywords}
