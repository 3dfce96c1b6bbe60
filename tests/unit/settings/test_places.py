"""Where settings and the last window are, and that remembering them can do no harm."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from writeback.settings import remembered_file, settings_file
from writeback.settings.remembered import remember, remembered


@pytest.mark.parametrize("base", [None, "", "  ", "/somewhere"])
def test_the_files_are_where_the_platform_has_them(base: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WRITEBACK_CONFIG", "WRITEBACK_STATE", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
        if base is not None and name.startswith("XDG"):
            monkeypatch.setenv(name, base)
    assert settings_file() == str(platformdirs.user_config_path("writeback") / "settings.toml")
    assert remembered_file() == str(platformdirs.user_state_path("writeback") / "window.json")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def test_what_is_remembered_is_there_the_next_time_and_for_its_owner_only(state: Path) -> None:
    remember("theme", "ansi")
    assert remembered() == {"theme": "ansi"}
    assert stat.S_IMODE((state / "window.json").stat().st_mode) == 0o600
    assert os.listdir(state) == ["window.json"]


@pytest.mark.parametrize(
    "content", ["", "[", "[" * 4000, "[]", '{"theme": "pink"}', '{"theme": ["ansi"]}', '{"x": 1}', "\udcff"]
)
def test_a_broken_file_is_as_none_and_is_replaced(state: Path, content: str) -> None:
    state.mkdir()
    (state / "window.json").write_text(content, errors="surrogateescape")
    assert remembered() == {}
    remember("theme", "writeback")
    assert remembered() == {"theme": "writeback"}


def test_names_and_values_that_mean_nothing_are_not_kept(state: Path) -> None:
    remember("password", "secret")
    assert "secret" not in (state / "window.json").read_text()


def test_a_place_that_cannot_be_written_is_no_error(state: Path) -> None:
    state.write_text("a file where the folder should be")
    remember("theme", "ansi")
    assert remembered() == {}
