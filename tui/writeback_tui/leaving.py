"""How the program ends: the terminal is given back, a change that goes on is waited for, signals are obeyed.

Without a change every signal ends it within a second. With one, a hang-up takes the screen away and nothing
else; SIGTERM and SIGINT end it after the step in progress, the second of them at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from writeback.domain.texts import _
from writeback_tui.crash import guard
from writeback_tui.suspension import Suspendable, Suspension
from writeback_tui.terminal import Attributes, attributes, detach, put_back, restore, say

if TYPE_CHECKING:
    from writeback_tui.app import WizardApp
    from writeback_tui.worker import Worker

SCREEN_SECONDS = 0.7
"""How long the screen may take to leave by itself; a terminal that takes no output holds it for ever."""
ENDING = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
LEAVE_SCREEN = "\x1b[2J\x1b[H"
"""GNU screen by default, the Linux console and DEC's terminals have no alternate screen: what was drawn would
stay under the prompt."""


class Screen(Protocol):
    """What signals ask of the screen; called on its loop."""

    def leave(self) -> None:
        """Ends the screen without drawing another cell."""

    def refuse(self) -> None:
        """Says why the program cannot be suspended."""

    def redraw(self) -> None:
        """Sends everything again."""


class Leaving:
    """Knows which signals came and brings the program to its end in order. `status` is 128+n after one.

    Signals are taken by a thread of their own: the kernel may give one to any thread, and the main thread
    may be held by a terminal that takes no output.
    """

    def __init__(self, worker: Worker, close_session: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.worker = worker
        self.draws = True
        """Whether there is a screen on the terminal, to be taken away before anything is said."""
        self.status = 0
        self.hung_up = False
        self.stopping = False
        """The change that goes on has been told to end after its step."""
        self._close_session = close_session
        self._leave: Callable[[], object] = _nothing
        self._refuse: Callable[[], object] = _nothing
        self._stop: Callable[[], object] = _nothing
        self._wake: Callable[[], object] = _nothing
        self._interrupted: Callable[[], object] | None = None
        self._noted = 0
        """As `status`, on the main thread."""
        self._left = threading.Event()
        self._once = threading.Lock()
        self._attributes: Attributes | None = None
        self._arrived: socket.socket | None = None
        self._arriving: socket.socket | None = None

    def listen_early(self) -> None:
        """Until the screen can be left in order, a signal gives the terminal back and ends the process."""
        self._attributes = attributes()
        for number in ENDING:
            signal.signal(number, self._end_early)

    def listen(self, loop: asyncio.AbstractEventLoop, driver: Suspendable, screen: Screen) -> None:
        """Takes the signals over.

        Belongs on the main thread, once Textual has put its own handlers in place.
        """

        def on_screen(call: Callable[[], object]) -> Callable[[], None]:
            def soon() -> None:
                # The loop may have ended meanwhile.
                with contextlib.suppress(RuntimeError):
                    loop.call_soon_threadsafe(call)

            return soon

        self._leave, self._refuse = on_screen(screen.leave), on_screen(screen.refuse)
        self._wake = on_screen(_nothing)
        for number in ENDING:
            signal.signal(number, self._note)
        Suspension(driver, self._may_be_suspended, self._leave_suspended, on_screen(screen.redraw)).listen()
        self._arrived, self._arriving = socket.socketpair()
        self._arriving.setblocking(False)
        signal.set_wakeup_fd(self._arriving.fileno(), warn_on_full_buffer=False)
        threading.Thread(target=self._watch, name="signals", daemon=True).start()

    def stop_with(self, stop: Callable[[], object]) -> None:
        """`stop` tells a change to end after its step."""
        self._stop = stop

    def interrupted_with(self, interrupted: Callable[[], object]) -> None:
        """`interrupted` is told of SIGINT, which then ends nothing by itself.

        A change that was told already to stop after its step is ended at once all the same.
        """
        self._interrupted = interrupted

    def hang_up(self) -> None:
        """The terminal is gone, and no signal has come."""
        if self._arriving is not None:
            self._arriving.send(bytes([signal.SIGHUP]))

    def finish(self) -> None:
        """The screen has gone: waits for a change, then closes the session."""
        self._left.set()
        with self._once:
            if self.hung_up:
                detach()
            else:
                put_back(self._attributes)
            say(self._what_is_waited_for())
            self.worker.close(self._close_session)

    # On the thread of the signals -------------------------------------------------------

    def _watch(self) -> None:
        """A screen that does not leave in time is left without its help."""
        while not self.status:
            self._take_signals(None)
        deadline = time.monotonic() + SCREEN_SECONDS
        while not self._left.is_set() and (seconds := deadline - time.monotonic()) > 0:
            self._take_signals(seconds)
        if not self._left.is_set():
            threading.Thread(target=self._take_over, name="leaving", daemon=True).start()
        while True:
            self._take_signals(None)

    def _take_signals(self, seconds: float | None) -> None:
        """Waits for signals; each is one byte."""
        arrived = self._arrived
        if arrived is not None and select.select([arrived], [], [], seconds)[0]:
            for number in arrived.recv(64):
                self._signalled(number)
            # Handlers in Python run on the main thread, which may not be the one that was interrupted.
            self._wake()

    def _signalled(self, number: int) -> None:
        if number == signal.SIGTSTP and self.worker.is_changing:
            self._say_why_not_suspended()
        if number not in ENDING:
            return
        if self._is_a_question(number):
            return
        self.status = self.status or 128 + number
        if number == signal.SIGHUP:
            self.hung_up = True
            if self._left.is_set():
                detach()
        elif self.stopping:
            self._end_at_once(128 + number)
        else:
            self.stopping = True
            self._stop()
        self._leave()

    def _is_a_question(self, number: int) -> bool:
        is_second = self.stopping and self.worker.is_changing
        if number != signal.SIGINT or self._interrupted is None or is_second or self._left.is_set():
            return False
        self._interrupted()
        return True

    def _take_over(self) -> None:
        """The screen is held by a terminal that takes no output."""
        self._restore(self._what_is_waited_for())
        detach()
        self.finish()
        os._exit(self.status)

    def _end_at_once(self, status: int) -> None:
        """The journal has what was begun: the next start reads the rest."""
        if not self._left.is_set():
            self._restore()
        os._exit(status)

    def _say_why_not_suspended(self) -> None:
        if self._left.is_set():
            say(_("A change is going on: this program cannot be suspended now."))
        else:
            self._refuse()

    # Within -----------------------------------------------------------------------------

    def _restore(self, text: str = "") -> None:
        if self.draws:
            restore(self._attributes, text)
        else:
            put_back(self._attributes)
            say(text)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        """The byte that the signal leaves behind does the rest, but not while the process is suspended."""
        self._noted = self._noted or 128 + number

    def _end_early(self, number: int, _frame: FrameType | None) -> None:
        self._restore()
        os._exit(128 + number)

    def _may_be_suspended(self) -> bool:
        return not (self._noted or self._left.is_set() or self.worker.is_changing)

    def _leave_suspended(self) -> None:
        """Told to end while it was suspended: the terminal is somebody else's, and is not touched again."""
        if self._noted:
            self.finish()
            os._exit(self._noted)

    def _what_is_waited_for(self) -> str:
        if self.hung_up or not self.worker.is_changing:
            return ""
        if self.stopping:
            return _(
                "The change ends after the step it is at, and this program with it. A second signal (Ctrl+C) "
                "ends it at once; the next start then reads what took effect."
            )
        return _("The change goes on without the screen. Ctrl+C ends it after the step it is at.")


def run_wizard(app: WizardApp) -> int:
    """From the first frame to the end of everything; the exit status."""
    guard(app.worker.mishaps)
    app.leaving.listen_early()
    app.run(mouse=app.window.mouse)
    app.leaving.finish()
    lines = (*app.farewell, *app.worker.mishaps.lines)
    status = app.leaving.status or app.return_code or 0
    return take_leave(lines, status, clears=app.window.keeps_drawing)


def take_leave(lines: Sequence[str], status: int, *, clears: bool) -> int:
    """What is worth keeping, on the terminal that the user had before."""
    if status < 128:
        if clears:
            sys.stderr.write(LEAVE_SCREEN)
            sys.stderr.flush()
        for line in lines:
            say(line)
    return status


def end_program(status: int) -> NoReturn:
    """Ends the process now: a thread that waits for a server that does not answer is not waited for."""
    # With `>&-` there is none.
    if sys.stdout is not None:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
    os._exit(status)


def _nothing(*_arguments: object) -> None:
    """A handler: the byte that the signal leaves behind is what counts."""
