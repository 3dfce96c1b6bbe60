"""Being suspended (Ctrl+Z, SIGTSTP) and continued, in place of Textual's own handlers.

Textual begins to draw and to read keys anew at every SIGCONT, whether it was suspended or not: two threads
would read the keyboard, and the raw terminal would be taken for the one to give back in the end. But systemd
sends SIGCONT after SIGTERM, the kernel after SIGHUP, and `kill -STOP` is followed by one, too.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from writeback_tui.terminal import is_terminal_there

KEY_THREAD = "textual-input"
"""How Textual names the thread that reads keys: it lives as long as the terminal is Textual's."""


class Suspendable(Protocol):
    """What holds the terminal: Textual's driver, or an open question."""

    def suspend_application_mode(self) -> None:
        """The terminal as others want it."""

    def resume_application_mode(self) -> None:
        """The terminal as it is needed here."""


class Suspension:
    """The handlers run on the main thread, one within the other if need be.

    `may` says whether the process may be suspended now, `leave` ends the program if it was told to while
    it was stopped, and `redraw` sends everything again.
    """

    def __init__(
        self,
        driver: Suspendable,
        may: Callable[[], bool],
        leave: Callable[[], object],
        redraw: Callable[[], object],
    ) -> None:
        self._driver = driver
        self._may, self._leave, self._redraw = may, leave, redraw
        self._is_suspended = False
        self._is_busy = False
        self._continued = 0
        """How often the process was continued."""

    def listen(self) -> None:
        """Takes both signals over."""
        signal.signal(signal.SIGTSTP, self._suspend)
        signal.signal(signal.SIGCONT, self._continue)

    def _suspend(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_busy or not self._may():
            return
        self._is_busy = True
        if not self._is_suspended:
            self._driver.suspend_application_mode()
            self._is_suspended = True
        os.kill(os.getpid(), signal.SIGSTOP)
        # Here the process goes on after SIGCONT.
        self._resume()
        self._is_busy = False

    def _continue(self, _number: int, _frame: FrameType | None) -> None:
        self._continued += 1
        if self._is_busy:
            return
        if self._is_suspended:
            self._is_busy = True
            self._resume()
            self._is_busy = False
        else:
            # While it was stopped, others may have drawn.
            self._redraw()

    def _resume(self) -> None:
        """Takes the terminal again; in the background that stops the process until it is continued again."""
        tried = -1
        while self._is_suspended and tried != self._continued and is_terminal_there():
            # What was pending while the process was stopped has been noted by now.
            self._leave()
            tried = self._continued
            self._driver.resume_application_mode()
            self._is_suspended = not _reads_keys()
        if not self._is_suspended:
            self._redraw()


def _reads_keys() -> bool:
    return any(thread.name == KEY_THREAD for thread in threading.enumerate())
