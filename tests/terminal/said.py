"""Sentences that wrap on the screen, read as one."""

from __future__ import annotations

import time

from tests.terminal.pty_driver import PATIENCE_SECONDS, Terminal


def said(opened: Terminal, sentence: str, patience: float = PATIENCE_SECONDS) -> str:
    """The text of the page on one line, as soon as it holds the sentence; what there is after some time."""
    end = time.monotonic() + patience
    while True:
        opened.read()
        text = " ".join(line[26:].strip() for line in opened.text.splitlines())
        if sentence in text or time.monotonic() > end:
            return text
