"""The operating system's reasons, in the language that is spoken."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from writeback.domain.system_words import in_words
from writeback.domain.texts import choose_language

LOCALE = Path(__file__).parents[3] / "tui/writeback_tui/locale"


@pytest.fixture
def swedish() -> Iterator[None]:
    choose_language("sv", LOCALE)
    yield
    choose_language("en", LOCALE)


def error_of(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.ECONNREFUSED])
def test_in_english_they_are_the_words_of_the_system(number: int) -> None:
    assert in_words(error_of(number)) == os.strerror(number)


@pytest.mark.usefixtures("swedish")
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "filen eller mappen finns inte"),
        (errno.EACCES, "åtkomst nekad"),
        (errno.ENOSPC, "disken är full"),
        (errno.EROFS, "filsystemet är skrivskyddat"),
        (errno.ECONNREFUSED, "anslutningen vägrades"),
    ],
)
def test_in_swedish_they_are_swedish(number: int, words: str) -> None:
    assert in_words(error_of(number)) == words


@pytest.mark.usefixtures("swedish")
def test_what_is_rare_keeps_the_words_of_the_system() -> None:
    assert in_words(error_of(errno.EXDEV)) == os.strerror(errno.EXDEV)


@pytest.mark.usefixtures("swedish")
def test_the_numbers_of_tls_and_of_name_look_ups_are_not_taken_for_the_systems() -> None:
    assert in_words(ssl.SSLError(errno.EPERM, "handshake failure")) == "handshake failure"
    assert in_words(socket.gaierror(errno.ENOENT, "Name or service not known")) == "Name or service not known"


def test_an_error_without_words_is_named_by_its_kind() -> None:
    assert in_words(OSError()) == "OSError"
    assert in_words(ValueError("/a/path\0")) == "ValueError"
