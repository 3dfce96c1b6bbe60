"""Outside text reaches the screen through one door, and no source goes around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.screens.text_audit import DOORS, Audit

import writeback_tui
from writeback_tui.screens.side import TextBlock
from writeback_tui.text import safe_cell, safe_str, safe_text, wrapped

SOURCES = sorted(Path(writeback_tui.__file__).parent.rglob("*.py"))


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


@given(st.text(alphabet=st.sampled_from("ab []\x1b\x1c\x0b\t\n\x85\u202e"), max_size=60))
def test_no_column_of_a_block_of_text_is_a_way_around(text: str) -> None:
    drawn = [line.plain for line in TextBlock([text]).lines(40)]
    assert all(safe_str(line) == line for line in drawn)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("  done     all of it was done", ["  done     all of it", "           was done"]),
        ("[OK] Enable Password writeback", ["[OK] Enable Password", "     writeback"]),
        ("  all of it was done as planned", ["  all of it was done", "  as planned"]),
    ],
)
def test_a_block_of_text_hangs_under_its_second_column(text: str, lines: list[str]) -> None:
    assert [line.plain for line in TextBlock([text]).lines(22)] == lines


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_no_text_reaches_the_terminal_but_through_the_door(source: Path) -> None:
    assert Audit(source.read_text(encoding="utf-8")).problems == []


def without_one_door(source: str) -> Iterator[tuple[int, str]]:
    """The source with one call of a door taken away, for each of them: its line, and what is left."""
    count = sum(is_door(node) for node in ast.walk(ast.parse(source)))
    for number in range(count):
        remover = Remover(number)
        changed = remover.visit(ast.parse(source))
        yield remover.line, ast.unparse(changed)


def is_door(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOORS


class Remover(ast.NodeTransformer):
    """Puts the bare text in the place of the n-th call of a door."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.line = 0

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if is_door(node):
            self.left -= 1
            if self.left < 0 and not self.line:
                self.line = node.lineno
                is_list = isinstance(node.func, ast.Name) and node.func.id == "wrapped"
                return ast.List(elts=[node.args[0]], ctx=ast.Load()) if is_list else node.args[0]
        self.generic_visit(node)
        return node


GUARDED = [source for source in SOURCES if source.name != "text.py"]


@pytest.mark.parametrize("source", GUARDED, ids=lambda path: path.name)
def test_taking_any_one_door_away_is_noticed(source: Path) -> None:
    for line, changed in without_one_door(source.read_text(encoding="utf-8")):
        assert Audit(changed).problems, f"line {line}"


def test_there_are_doors_to_take_away() -> None:
    mutations = [one for source in GUARDED for one in without_one_door(source.read_text(encoding="utf-8"))]
    assert len(mutations) > 30


@pytest.mark.parametrize(
    "statement",
    [
        "Static(name)",
        "Static(f'{name}', markup=False)",
        "Static(safe_text(name))",
        "Content('a %s' % name)",
        "Content.assemble('a', (name, 'bold'))",
        "Content(' ').join([name])",
        "self.query_one('#x').update(_('Hello {name}').format(name=name))",
        "self.border_title = name",
        "self.notify(name)",
        "Markdown(name)",
        "print(name)",
        "sys.stderr.write(name)",
        "os.write(2, name.encode())",
        "self.app.copy_to_clipboard(name)",
    ],
)
def test_what_the_audit_refuses(statement: str) -> None:
    assert Audit(f"def f(self, name):\n    {statement}").problems


@pytest.mark.parametrize(
    "statement",
    [
        "Static(safe_text(name), markup=False)",
        "Content(safe_str(name))",
        "return [Content(line) for line in wrapped(name, 10)]",
        "Static(_('Hello'), markup=False)",
        "Content.assemble('a', safe_str(name), ' ' * 3)",
        "print(safe_str(name))",
    ],
)
def test_what_the_audit_lets_pass(statement: str) -> None:
    assert Audit(f"def f(self, name):\n    {statement}").problems == []
