"""Signals on the command line.

| signal | while a run is going on | else |
|---|---|---|
| SIGHUP | it goes on without the terminal; status 129 in the end | the command ends, 129 |
| SIGINT, SIGTERM | the first stops it after the step, a second ends at once | the command ends, 130 or 143 |
| SIGTSTP | refused in words | the process is suspended, with the terminal as it was |
| SIGQUIT | the process ends at once, 131 | the same |

Ending takes less than a second, whatever is waited for. A signal that was ignored when the process was
started (nohup, a job in the background of a script) stays ignored.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import asyncio

ENDING_SECONDS = 0.7
"""What an orderly end may take (closing the shell on the server, stopping a lab) before it is cut short."""
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _nothing() -> None:
    return


def _say_nothing(_sentence: str) -> None:
    return


class Interruptions:
    """The policy of one process; the handlers run in its main thread."""

    def __init__(self) -> None:
        self.status = 0
        """128 + the first signal that ends the command; 0 when there was none."""
        self.is_hung_up = False
        """The terminal went away while a run was going on."""
        self.give_back: Callable[[], None] = _nothing
        """Called before the process is suspended or ended: gives the terminal back."""
        self.take: Callable[[], None] = _nothing
        """Called after the process was continued."""
        self.tell: Callable[[str], None] = _say_nothing
        self._loop: asyncio.AbstractEventLoop | None = None
        self._command: asyncio.Task[object] | None = None
        self._stop: Callable[[], None] | None = None
        self._stop_asked = False

    def listen(self) -> None:
        """Takes over the signals, as early as possible."""
        handlers = {
            **dict.fromkeys(ENDING, self._end),
            signal.SIGQUIT: self._end_at_once,
            signal.SIGTSTP: self._suspend,
            signal.SIGALRM: self._too_late,
        }
        for number, handler in handlers.items():
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)

    def attach(self, command: asyncio.Task[object], tell: Callable[[str], None]) -> None:
        """From now on a signal cancels this task, and what is to be said goes to `tell`."""
        self._command, self._loop, self.tell = command, command.get_loop(), tell

    @contextmanager
    def changing(self, stop: Callable[[], None]) -> Iterator[Callable[[], None]]:
        """Inside the block a run may go on; it does from the moment the given function is called.

        `stop` asks the run to end after its step.
        """

        def begin() -> None:
            self._stop, self._stop_asked = stop, False

        try:
            yield begin
        finally:
            self._stop = None

    @property
    def is_changing(self) -> bool:
        return self._stop is not None

    def leave(self) -> NoReturn:
        """Ends the process now, with the terminal given back. Nothing that still waits can hold it up."""
        self.give_back()
        os._exit(self.status)

    # The handlers: they only decide, because the thread may be in the middle of anything. -------------

    def _end(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGHUP and self.is_changing and self._stop_asked:
            self._end_at_once(number, None)
        if not self.is_changing and (self.status or self._loop is None or self._loop.is_closed()):
            self._end_at_once(number, None)
        self.status = self.status or 128 + number
        if self.is_changing:
            self._stop_asked = self._stop_asked or number != signal.SIGHUP
        else:
            # The loop may be busy or blocked: then the alarm ends the process.
            signal.setitimer(signal.ITIMER_REAL, ENDING_SECONDS)
        if self._loop:
            self._loop.call_soon_threadsafe(self._act, number)

    def _end_at_once(self, number: int, _frame: FrameType | None) -> None:
        self.status = self.status or 128 + number
        self.leave()

    def _too_late(self, _number: int, _frame: FrameType | None) -> None:
        if self.status and not self.is_changing:
            self.leave()

    def _suspend(self, _number: int, _frame: FrameType | None) -> None:
        if self.is_changing and self._loop:
            self._loop.call_soon_threadsafe(self._refuse_to_suspend)
            return
        self.give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        # Here the process goes on after SIGCONT.
        signal.signal(signal.SIGTSTP, self._suspend)
        self.take()

    # On the loop -----------------------------------------------------------------------------

    def _act(self, number: int) -> None:
        """Whether a run is going on is decided here again: it may have begun in the meantime."""
        from writeback.domain.texts import _

        if self._stop is None:
            if self._command:
                self._command.cancel()
            return
        signal.setitimer(signal.ITIMER_REAL, 0)
        if number == signal.SIGHUP:
            self.is_hung_up = True
            forget_terminal()
            return
        self._stop_asked = True
        self._stop()
        self.tell(_("Stopping after the step in progress. Once more ends at once, with that step in doubt."))

    def _refuse_to_suspend(self) -> None:
        from writeback.domain.texts import _

        self.tell(_("A change is going on: this program cannot be suspended now."))


INTERRUPTIONS = Interruptions()
"""Signals belong to the whole process, and so does their policy."""


def forget_terminal() -> None:
    """Points the standard streams to nowhere, so that nothing said to a terminal that is gone is an error."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for file in (0, 1, 2):
        os.dup2(nowhere, file)
    if nowhere > 2:
        os.close(nowhere)
