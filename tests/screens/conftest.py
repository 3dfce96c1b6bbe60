"""Fixtures of the tests of screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from writeback.domain.language import ENGLISH, LANGUAGES
from writeback.domain.texts import choose_language
from writeback_tui.__main__ import LOCALE


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a wizard remembers is nobody's on this machine."""
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """The test runs once in each language; the golden frames of others than English have a folder each."""
    choose_language(request.param, LOCALE)
    yield request.param
    choose_language(ENGLISH, LOCALE)


@pytest.fixture
def swedish() -> Iterator[None]:
    """The test runs in Swedish."""
    choose_language("sv", LOCALE)
    yield
    choose_language(ENGLISH, LOCALE)
