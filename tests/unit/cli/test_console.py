"""What a command says reaches its reader, or is known not to have."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from typing import TextIO

import pytest

from writeback.cli.console import Console


@pytest.fixture
def pipe() -> Iterator[tuple[int, TextIO]]:
    """A reader's end, and a text stream into it."""
    reader, writer = os.pipe()
    stream = os.fdopen(writer, "w", encoding="utf-8")
    try:
        yield reader, stream
    finally:
        stream.close()
        os.close(reader)


def gone() -> TextIO:
    """A stream whose reader has left."""
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w", encoding="utf-8")


def test_a_reader_that_has_left_is_no_error_but_is_known() -> None:
    console = Console(gone(), gone())
    console.tell("a")
    console.data("b")
    console.finish()
    assert console.narration_lost
    assert isinstance(console.output_lost, BrokenPipeError)


def test_a_full_disk_is_known_by_its_reason() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        console = Console(full, io.StringIO())
        console.data("x")
        console.finish()
    assert console.output_lost is not None
    assert console.output_lost.strerror == "No space left on device"


def test_what_was_read_is_not_lost() -> None:
    console = Console(io.StringIO(), io.StringIO())
    console.tell("a")
    console.finish()
    assert (console.narration_lost, console.output_lost) == (False, None)


def test_nobody_waits_for_a_reader_that_does_not_read_and_nothing_is_lost(pipe: tuple[int, TextIO]) -> None:
    reader, stream = pipe
    console, received = Console(io.StringIO(), stream), bytearray()
    lines = [f"{number:06} {'x' * 900}" for number in range(200)]

    def read_all() -> None:
        while len(received) < sum(len(line) + 1 for line in lines):
            received.extend(os.read(reader, 65_536))

    with console.never_waiting():
        for line in lines:
            console.tell(line)
        # Far more than a pipe holds has been told by now, and nobody has read a byte.
        late = threading.Thread(target=read_all)
        late.start()
    late.join()
    assert received.decode().splitlines() == lines


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\u202eb", "a\ud800b"])
def test_what_is_said_does_not_act(text: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    console = Console(out, err)
    console.tell(text)
    console.data(text)
    assert out.getvalue() == err.getvalue() != text + "\n"
    assert not {"\x1b", "\u202e", "\ud800"} & set(out.getvalue())
