"""What plain mode has said, without what is another at every run."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.terminal.pty_driver import PATIENCE_SECONDS, Terminal

MASKS = (
    (re.compile(r"\x1b"), "<ESC>"),
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}"), "<run>"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\dZ?"), "<time>"),
    (re.compile(r"\b\d{1,2}:\d\d(:\d\d)?(?=Z| UTC|\.\n)"), "<time>"),
    (re.compile(r"https://localhost:\d+"), "https://localhost:<port>"),
    (re.compile(r"^Code: [A-Z0-9]+$", re.MULTILINE), "Code: <code>"),
    (re.compile(r"sha256( [0-9a-f]{4}){4}"), "sha256 <digest>"),
    (re.compile(r"/\S*/(?=runs/)"), "<state>/"),
    (re.compile(r"_[0-9a-f]{12}$", re.MULTILINE), "_<id>"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<digest>"),
)
FLEETING = re.compile(
    r"^(?:(?!plan: ).* \.\.\.(?: \d+ s)?|(?:LAB|PRODUCTION), .*|no server yet, .*|Step \d+: .*)\n",
    re.MULTILINE,
)
"""Lines of what is waited for, of how the connection stands, and of the server's events."""


def masked(said: str) -> str:
    """One text for all runs."""
    text = FLEETING.sub("", said.replace("\r\n", "\n"))
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


class PlainTerminal(Terminal):
    """A person at a terminal that can do nothing but print lines."""

    @classmethod
    @contextmanager
    def of(cls, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[PlainTerminal]:
        """The program, ended with the test whatever happens."""
        opened = cls(command, {"TERM": "dumb", **(environment or {})})
        try:
            yield opened
        finally:
            opened.close()

    @property
    def text(self) -> str:
        """All that was printed."""
        self.read()
        return self.sent.decode()

    def answer(self, answer: str) -> None:
        """Waits for the next question, then answers it."""
        self.wait_until_asked()
        os.write(self.master, f"{answer}\n".encode())
        self._answered = len(self.sent)

    def wait_until_asked(self) -> str:
        """What was said up to the next question."""
        deadline = time.monotonic() + PATIENCE_SECONDS * 3
        while time.monotonic() < deadline:
            self.read(0.05)
            said = self.sent[self._answered :].decode(errors="replace")
            if said.endswith((") ", "? ")):
                return said
        raise AssertionError(f"nothing was asked after:\n{self.sent.decode()}")

    _answered = 0
