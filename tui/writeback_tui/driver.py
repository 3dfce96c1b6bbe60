"""The terminal as Textual drives it, but in the terminal's charset, with a cheap mouse, and never choked.

Textual reads UTF-8 alone, and its thread that reads keys dies of the first byte that is none: on a terminal
in Latin-1 of an umlaut, on a bad line of any noise.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import Any, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Paste
from textual.keys import Keys
from textual.message import Message

from writeback.domain.charset import in_use, of_keyboard
from writeback_tui.key_names import STANDS_FOR
from writeback_tui.pastes import Pastes

POLL_SECONDS = 0.1
QUIET_SECONDS = 2.0
"""A paste in which nothing comes for so long has lost its end."""
AT_ONCE = 4096
HOME, SHORT_HOME = "\x1b[1;1H", "\x1b[H"
MOST_WAITING = 256
"""Messages that wait for the screen; while there are more, keys stay with the kernel."""

# Textual takes Alt and a digit for what Option types on an American Mac. Named here they need no wait for the
# rest of a longer sequence, either.
cast("dict[str, tuple[Keys, ...]]", ANSI_SEQUENCES_KEYS).update(
    {f"\x1b{alt[-1]}": (Keys(function),) for alt, function in STANDS_FOR.items()}
)


class WizardDriver(LinuxDriver):
    """What is sent has been made fit for the charset already; whatever has not is sent as `?`."""

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **settings)
        reconfigure = getattr(self._file, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=in_use(), errors="replace")

    def write(self, data: str) -> None:
        """With the short form of the cursor's way home, which ends every frame."""
        super().write(data[: -len(HOME)] + SHORT_HOME if data.endswith(HOME) else data)

    def _enable_mouse_support(self) -> None:
        """Clicks and the wheel: without each movement of the mouse, which would keep a slow line busy."""
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1000l\x1b[?1006l")

    def run_input_thread(self) -> None:
        """Reads keys until the terminal is given back; a terminal that is gone is somebody else's matter."""
        parser, pastes = XTermParser(self._debug), Pastes()
        decode = getincrementaldecoder(of_keyboard())(errors="replace").decode
        last = time.monotonic()
        while not self.exit_event.is_set():
            data = self._read()
            if data:
                last = time.monotonic()
                for one in pastes.sort(decode(data)):
                    self._pass_on([one] if isinstance(one, Paste) else parser.feed(one) if one else ())
            else:
                self._pass_on(pastes.pause())
                if time.monotonic() - last > QUIET_SECONDS:
                    self._pass_on(pastes.end())
            self._pass_on(parser.tick())

    def _read(self) -> bytes:
        """What has come within a moment; nothing while the screen has not caught up."""
        while self._backlog() > MOST_WAITING and not self.exit_event.wait(POLL_SECONDS / 10):
            pass
        if not select.select([self.fileno], [], [], POLL_SECONDS)[0]:
            return b""
        with contextlib.suppress(OSError):
            if data := os.read(self.fileno, AT_ONCE):
                return data
        # The terminal is gone: reading it again at once would go round in circles.
        self.exit_event.wait(POLL_SECONDS)
        return b""

    def _backlog(self) -> int:
        """Messages that wait for whoever gets the keys."""
        app = self._app
        taker = app.focused if app._screen_stack else None
        return max(app.message_queue_size, taker.message_queue_size if taker else 0)

    def _pass_on(self, events: Iterable[Message]) -> None:
        for event in events:
            if not (isinstance(event, Paste) and not event.text):
                self.process_message(event)
