"""The libraries' warnings: time, name, level, place and type, never a word, and never much of it."""

from __future__ import annotations

import logging
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from writeback import library_log

SECRET = "Tr0ub4dor&3"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 [\w.-]+ [A-Z]+ [\w.-]+:\d+( \w+)?")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """A library's logger, in a log of its own."""
    monkeypatch.setattr(library_log, "_LOG", library_log.LibraryLog())
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    library_log.quieten(["chatty"])
    logger = logging.getLogger("chatty")
    yield logger.getChild("wire")
    logger.handlers.clear()
    logger.propagate = True


def test_a_warning_leaves_no_word_of_what_it_says(log: logging.Logger) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("token %s failed for %s", SECRET, {"password": SECRET})
    (line,) = library_log.lines()
    assert LINE.fullmatch(line)
    assert "chatty.wire ERROR test_library_log:" in line
    assert line.endswith(" ValueError")
    assert SECRET not in line


def test_neither_message_nor_arguments_are_looked_at(capfd: pytest.CaptureFixture[str]) -> None:
    class Loud:
        def __str__(self) -> str:
            raise AssertionError

    handler = library_log.LibraryLog()
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        logging.Handler.handle(
            handler, logging.LogRecord("chatty", level, "a.py", 1, Loud(), (Loud(),), None)
        )
    assert len(handler.lines) == 3
    assert capfd.readouterr() == ("", "")


def test_what_is_less_than_a_warning_is_not_even_made(log: logging.Logger) -> None:
    log.info("again")
    assert library_log.lines() == ()
    assert not log.isEnabledFor(logging.INFO)


def test_nothing_reaches_the_screen(log: logging.Logger, capfd: pytest.CaptureFixture[str]) -> None:
    log.error("again")
    assert capfd.readouterr() == ("", "")


def test_a_name_that_is_no_name_is_a_dash(log: logging.Logger) -> None:
    log.handle(logging.LogRecord("chatty \x1b[2J", logging.ERROR, "/x/\x1b.py", 1, "", None, None))
    assert re.search(r" - ERROR -:1$", library_log.lines()[-1])


def test_memory_holds_the_last_two_hundred(log: logging.Logger) -> None:
    for _ in range(300):
        log.warning("again")
    assert len(library_log.lines()) == library_log.MOST_LINES


def test_the_file_has_what_came_before_and_after(log: logging.Logger, tmp_path: Path) -> None:
    log.warning("before")
    library_log.keep(tmp_path)
    library_log.keep(tmp_path)
    log.warning("after")
    file = tmp_path / library_log.FILE_NAME
    assert tuple(file.read_text("ascii").splitlines()) == library_log.lines()
    assert len(library_log.lines()) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_two_files_of_64_kib_are_all_there_ever_is(log: logging.Logger, tmp_path: Path) -> None:
    library_log.keep(tmp_path)
    for _ in range(3000):
        log.warning("again")
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["library.log", "library.log.1"]
    assert all(file.stat().st_size <= library_log.LARGEST_FILE for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_a_link_in_its_place_is_not_followed(log: logging.Logger, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (tmp_path / library_log.FILE_NAME).symlink_to(elsewhere)
    library_log.keep(tmp_path)
    log.warning("again")
    assert elsewhere.read_text() == "mine"


def test_a_folder_that_is_gone_disturbs_nobody(
    log: logging.Logger, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    library_log.keep(tmp_path / "gone")
    log.warning("again")
    assert len(library_log.lines()) == 1
    assert capfd.readouterr() == ("", "")


def test_once_kept_the_root_logger_ends_here_too(
    log: logging.Logger, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    library_log.keep(tmp_path)
    logging.getLogger("somebody.else").error("%s", SECRET)
    assert "somebody.else ERROR" in (tmp_path / library_log.FILE_NAME).read_text("ascii")
    assert capfd.readouterr() == ("", "")
