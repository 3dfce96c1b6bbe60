"""Where keys are in a TOML file, however they are written."""

from __future__ import annotations

import tomllib
from unittest import mock

import pytest

from writeback import toml_lines
from writeback.toml_lines import line_of, lines_of

TEXT = '''\
# A remark, with a "quote"
version = 1

[ connect ]  # a remark
"server-credential" = "none"

[ready-to-configure]
ticket = """
[connect]
version = 2
"""
start-sync = true
many = [
  1,
]
inline = { here = 1, there = { far = 2 } }
dotted . key = 3
[[list]]
name = 1
["a.b".c]
d = 1
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("version",), 2),
        (("connect",), 4),
        (("connect", "server-credential"), 5),
        (("ready-to-configure", "ticket"), 8),
        (("ready-to-configure", "start-sync"), 12),
        (("ready-to-configure", "many"), 13),
        (("ready-to-configure", "inline", "there", "far"), 16),
        (("ready-to-configure", "dotted", "key"), 17),
        (("list", "name"), 19),
        (("a.b", "c", "d"), 21),
    ],
)
def test_a_key_has_the_line_on_which_it_begins(key: tuple[str, ...], line: int) -> None:
    assert line_of(TEXT, *key) == line


def test_a_key_that_is_not_there_has_the_line_of_its_table() -> None:
    assert line_of(TEXT, "connect", "absent") == 4
    assert line_of(TEXT, "absent", "absent") is None


def test_the_keys_come_in_the_order_of_the_file() -> None:
    assert list(lines_of(TEXT).values()) == sorted(lines_of(TEXT).values())


TRICKY = r'''
quotes = """ \""" x"""""
literal = "[ \" # ]" # ] [
many = [ "]", # ]
  """
]""", { a = '#[' } ]
last = 1
'''


def test_what_looks_like_an_end_inside_of_a_value_is_none() -> None:
    assert lines_of(TRICKY) == {
        ("quotes",): 2,
        ("literal",): 3,
        ("many",): 4,
        ("last",): 7,
    }


@pytest.mark.parametrize(
    "text", ['a = """' + "\n" * 50_000 + '"""\nb = 1', "a = [\n" + "1,\n" * 50_000 + "]\nb = 1"]
)
def test_a_long_value_is_read_once(text: str) -> None:
    with mock.patch.object(toml_lines.tomllib, "loads", side_effect=tomllib.loads) as loads:
        assert line_of(text, "b") == text.count("\n") + 1
    assert loads.call_count == 2
