"""The passphrase through an inherited file descriptor: one line, once, and nobody is asked."""

from __future__ import annotations

import os
import pty

import pytest

from writeback.domain.errors import ExitStatus, InvalidInput, VaultLocked
from writeback.vault import passphrase, passphrase_from


def pipe_with(data: bytes, *, is_open: bool = False) -> int:
    reader, writer = os.pipe()
    os.write(writer, data)
    if not is_open:
        os.close(writer)
    return reader


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"correct horse\n", "correct horse"),
        (b"no end", "no end"),
        (b"crlf\r\nmore\n", "crlf"),
        (b" a \n", " a "),
    ],
)
def test_the_first_line_is_the_passphrase(data: bytes, text: str) -> None:
    assert passphrase_from(pipe_with(data)).reveal() == text


def test_a_writer_that_stays_open_is_not_waited_for() -> None:
    assert passphrase_from(pipe_with(b"correct horse\n", is_open=True)).reveal() == "correct horse"


def test_it_can_be_read_once_only() -> None:
    file = pipe_with(b"correct horse\nagain\n")
    passphrase_from(file)
    with pytest.raises(InvalidInput):
        passphrase_from(file)


@pytest.mark.parametrize("file", [-1, 1, 2, 10_000, 1 << 40])
def test_a_descriptor_that_is_not_open_for_reading_is_wrong_usage(file: int) -> None:
    with pytest.raises(InvalidInput, match="file descriptor"):
        passphrase_from(file)


def test_a_terminal_is_refused_because_typing_would_show() -> None:
    master, slave = pty.openpty()
    with pytest.raises(InvalidInput, match="in clear"):
        passphrase_from(slave)
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize("is_open", [True, False])
def test_nothing_to_read_ends_with_the_status_of_a_secret_that_is_needed(
    monkeypatch: pytest.MonkeyPatch, is_open: bool
) -> None:
    monkeypatch.setattr(passphrase, "WAIT_SECONDS", 0.0)
    with pytest.raises(VaultLocked) as caught:
        passphrase_from(pipe_with(b"", is_open=is_open))
    assert caught.value.exit_status is ExitStatus.SECRET_NEEDED
