"""Copies a value to the terminal's clipboard (OSC 52) and always to a file, and says what is known of it.

A terminal does not answer whether it took a copy, so nobody is told that it did.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from writeback.domain.errors import WritebackError
from writeback.domain.system_words import in_words
from writeback.domain.texts import _

if TYPE_CHECKING:
    from writeback_tui.app import WizardApp

FILE = "copied.txt"
"""In the state directory, replaced by the next copy."""
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
LARGEST = 3_000
"""Bytes of a text that goes to the clipboard: 4 kB on the line, four seconds of 9600 bit/s."""
CHUNK = 256
"""Characters between two wrappers for GNU screen, which drops strings of more than 768."""
SILENT = ("linux", "vt1", "vt2", "vt3", "vt4", "vt5", "dumb", "unknown", "ansi", "cons", "putty")
"""Beginnings of TERM for terminals that know no clipboard."""
TMUX_SECONDS = 1.0


class Way(Enum):
    """How a copy gets to the clipboard of the terminal that somebody sits in front of."""

    PLAIN = "plain"
    TMUX = "tmux"
    """Wrapped, so that tmux hands it on."""
    SCREEN = "screen"
    """Wrapped for GNU screen, in pieces."""
    BUFFER = "buffer"
    """tmux passes nothing on, but has a buffer of its own."""
    NONE = "none"


async def copy(app: WizardApp, text: str) -> str:
    """Does what can be done and returns what is to be said of it."""
    way = await asyncio.to_thread(way_from, os.environ)
    size, where = len(text.encode()), _("It is in {file}.")
    if way is Way.BUFFER and await asyncio.to_thread(into_tmux, text, os.environ):
        told = _("It is in tmux's buffer: its prefix, then ], pastes it.")
        where = _("It is also in {file}.")
    elif way in (Way.NONE, Way.BUFFER):
        told = _("This terminal takes no copies.")
    elif size > LARGEST:
        told = _("Too long for a clipboard ({size} bytes).").format(size=size)
    else:
        if app._driver is not None:
            app._driver.write(clipboard_sequence(text, way))
        told = _("Sent to the terminal's clipboard.")
        where = _("If that stays empty, it is in {file}.")
    return f"{told} {await _filed(app, text, where)}"


async def _filed(app: WizardApp, text: str, where: str) -> str:
    """`where` is the sentence that names the file."""
    try:
        file = short(await asyncio.to_thread(write, text))
    except WritebackError as error:
        return error.message
    except OSError as error:
        return _("The file could not be written: {why}.").format(why=in_words(error))
    farewell = _("What was copied last is in {file}.").format(file=file)
    if farewell not in app.farewell:
        app.farewell.append(farewell)
    return where.format(file=file)


# The terminal ---------------------------------------------------------------------------


def way_from(environ: Mapping[str, str]) -> Way:
    """What is known of the terminal; tmux is asked, which takes some milliseconds.

    One multiplexer within another is left alone: which of them is the inner one cannot be known.
    """
    term = environ.get("TERM", "").lower()
    if not term or term.startswith(SILENT) or environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return Way.NONE
    in_tmux, in_screen = "TMUX" in environ, "STY" in environ
    if in_tmux and in_screen:
        return Way.NONE
    if in_screen:
        return Way.SCREEN
    return _way_through_tmux(_ask_tmux(environ)) if in_tmux else Way.PLAIN


def _way_through_tmux(settings: str) -> Way:
    """`set-clipboard/allow-passthrough`; tmux before 3.3 lacks the second and passes everything through."""
    clipboard, slash, passthrough = settings.partition("/")
    if not slash:
        return Way.NONE
    if clipboard == "on":
        return Way.PLAIN
    return Way.TMUX if passthrough in ("", "on", "all", "1", "2") else Way.BUFFER


def _ask_tmux(environ: Mapping[str, str]) -> str:
    """Empty where it does not answer."""
    pane = ("-t", environ["TMUX_PANE"]) if "TMUX_PANE" in environ else ()
    question = ("display-message", "-p", *pane, "#{set-clipboard}/#{allow-passthrough}")
    return (_tmux(question, environ) or "").strip()


def into_tmux(text: str, environ: Mapping[str, str]) -> bool:
    """Whether tmux has taken it. From 3.2 on it also passes it on where `set-clipboard` is `external`."""
    commands = ("load-buffer", "-w", "-"), ("load-buffer", "-")
    return any(_tmux(command, environ, text) is not None for command in commands)


def _tmux(command: tuple[str, ...], environ: Mapping[str, str], text: str = "") -> str | None:
    """What it says to the command; None where it refuses or does not answer."""
    program = shutil.which("tmux", path=environ.get("PATH"))
    with suppress(OSError, subprocess.SubprocessError):
        if program is not None:
            return subprocess.run(  # noqa: S603 - no shell, and the text goes to its standard input
                (program, *command),
                env=dict(environ),
                input=text,
                capture_output=True,
                text=True,
                timeout=TMUX_SECONDS,
                check=True,
            ).stdout
    return None


def clipboard_sequence(text: str, way: Way) -> str:
    """OSC 52 as the way wants it: nothing but ASCII, since the text itself goes in base64."""
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode('ascii')}\x07"
    if way is Way.TMUX:
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if way is Way.SCREEN:
        pieces = (sequence[at : at + CHUNK] for at in range(0, len(sequence), CHUNK))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


# The file -------------------------------------------------------------------------------


def write(text: str) -> Path:
    """Puts the text in the place of the last one, for its owner alone. Raises OSError, JournalUnwritable."""
    from writeback.engine.state_folder import state_folder

    file = state_folder() / FILE
    new = file.with_suffix(".new")
    with suppress(FileNotFoundError):
        os.unlink(new)
    os.close(os.open(new, NEW, 0o600))
    new.write_text(f"{text}\n", encoding="utf-8")
    os.replace(new, file)
    return file


def short(file: Path) -> str:
    """The path with `~` for the home."""
    with suppress(ValueError, RuntimeError):
        return f"~/{file.relative_to(Path.home())}"
    return str(file)
