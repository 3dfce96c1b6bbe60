"""The choice in config.toml: its words, and a broken file that is named by line or key and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from writeback.domain.errors import ConfigurationUnreadable
from writeback.vault import configuration
from writeback.vault.configuration import Choice, Rung
from writeback.vault.places import configuration_file, sealed_file


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path))
    return tmp_path / "config.toml"


def test_without_a_file_nothing_was_chosen() -> None:
    assert configuration.load() == Choice()


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("", Choice()),
        ("[vault]\n", Choice()),
        ('[vault]\nstore = "memory"\n', Choice(Rung.MEMORY)),
        ('[vault]\nstore = "secret-service"\n', Choice(Rung.SECRET_SERVICE)),
        ('[vault]\nstore = "sealed-file"\n', Choice(Rung.SEALED_FILE)),
        ('[vault]\nstore = "backend:keyring_pass.Keyring"\n', Choice(Rung.BACKEND, "keyring_pass.Keyring")),
    ],
)
def test_every_word_is_understood(file: Path, text: str, choice: Choice) -> None:
    file.write_text(text)
    assert configuration.load() == choice


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[vault]\nstore = "memory\n', "line 2"),
        ("[vault]\nstore = 1\n", r"\$\.vault\.store"),
        ('[vault]\nstore = "backend"\n', r"store: .*\$\.vault"),
        ('[vault]\nstore = "plain"\n', r"store: .*\$\.vault"),
        ('[vault]\nstore = "backend:os; x.Y"\n', r"store: .*\$\.vault"),
        ('[vault]\nstore = "backend:Keyring"\n', r"store: .*\$\.vault"),
        ('[vault]\npassphrase = "p"\n', "passphrase"),
        ('[vaults]\nstore = "memory"\n', "vaults"),
    ],
)
def test_a_broken_file_is_named_with_its_line_or_key_and_kept(file: Path, text: str, where: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigurationUnreadable, match=where):
        configuration.load()
    assert file.read_text() == text


def test_a_file_that_is_no_text_is_told_in_a_sentence(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationUnreadable):
        configuration.load()


def test_the_places_can_be_named_by_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    assert configuration_file() == tmp_path / "config.toml"
    assert sealed_file() == tmp_path / "state" / "vault.json"
