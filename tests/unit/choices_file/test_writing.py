"""Writing a file of choices: what was written is read again, and nobody's file is lost."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writeback.choices_file import (
    ChoicesFileExists,
    explanations,
    given_of,
    in_ascii,
    read,
    schema,
    to_toml,
    without_contradictions,
    write,
)
from writeback.choices_file.shape import SETTINGS
from writeback.domain.choices import Choices
from writeback.domain.errors import InvalidInput


@given(st.builds(Choices, ticket=st.text(max_size=200)))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_written_is_read_again(tmp_path: Path, choices: Choices) -> None:
    file, values = tmp_path / "c.toml", given_of(choices)
    write(file, to_toml(values, "Made by a test."), overwrite=True)
    kept, left_out = without_contradictions(values)
    assert read(file).given == kept
    assert left_out or read(file).over(Choices()) == replace(choices, ticket=values["ticket"])


def test_in_ascii_it_is_the_same_file() -> None:
    text = to_toml({"ticket": "\u00e5\U0001f600"}, "R\u00e4ksm\u00f6rg\u00e5s")
    assert in_ascii(text).isascii()
    assert tomllib.loads(in_ascii(text)) == tomllib.loads(text)


def test_a_file_has_every_field_of_choices_and_nothing_else() -> None:
    assert {one.field for one in SETTINGS} == {one.name for one in fields(Choices)}


def test_every_key_is_explained_also_one_that_has_no_value() -> None:
    text = to_toml({})
    for one in SETTINGS:
        assert f"# {one.key} = " in text
        assert explanations.of_key(one.key)[:40] in text


def test_what_would_contradict_stands_there_as_a_remark() -> None:
    text = to_toml({"password_writeback": False, "write_back_passwords": True})
    assert "\npassword-writeback = false\n" in text
    assert "\n# write-back-passwords = true\n" in text


def test_no_translation_can_break_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanations, "of_key", lambda _key: 'a\n[connect]\r\n"""b')
    values = given_of(Choices())
    assert tomllib.loads(to_toml(values, "x\ny = 1"))["ready-to-configure"]["start-sync"] is True


def test_an_existing_file_is_overwritten_only_when_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    write(file, "one")
    with pytest.raises(ChoicesFileExists, match="exists already"):
        write(file, "two")
    assert file.read_text() == "one"
    write(file, "two", overwrite=True)
    assert (file.read_text(), list(tmp_path.iterdir())) == ("two", [file])
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "absent/c.toml", "a\0b", "x" * 300])
def test_what_cannot_be_written_is_a_sentence(tmp_path: Path, name: str) -> None:
    for overwrite in (False, True):
        with pytest.raises(InvalidInput, match=r"cannot be written|exists already"):
            write(tmp_path / name, "x", overwrite=overwrite)
    assert list(tmp_path.iterdir()) == []


def test_the_schema_names_every_key_with_its_explanation_and_its_words() -> None:
    whole = schema()
    parts = whole["$defs"]
    for one in SETTINGS:
        table = parts[parts["ChoicesFile"]["properties"][one.table]["$ref"].rpartition("/")[2]]
        about = table["properties"][one.key]
        words = parts[about["$ref"].rpartition("/")[2]]["enum"] if "$ref" in about else []
        assert about["description"] == explanations.of_key(one.key)
        assert sorted(words) == sorted(one.words)
        assert table["additionalProperties"] is False
    assert parts["ChoicesFile"]["properties"]["version"]["const"] == 1
