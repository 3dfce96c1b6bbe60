"""The passphrase of the sealed file: how short it may be, and how a program hands it over."""

from __future__ import annotations

import os
import select
import time

from writeback.domain.errors import InvalidInput, VaultLocked
from writeback.domain.secret import Secret
from writeback.domain.texts import _

SHORTEST = 12
"""Characters of a new passphrase: whoever gets the file may guess as long as he likes."""
LONGEST = 4096
WAIT_SECONDS = 5.0


def check_new(passphrase: Secret) -> None:
    """Raises InvalidInput when it is too short to seal anything with."""
    if len(passphrase.reveal()) < SHORTEST:
        raise InvalidInput(
            _("The passphrase is too short."),
            _("Take at least {count} characters; several words are easy to remember.").format(count=SHORTEST),
        )


def passphrase_from(file: int) -> Secret:
    """The first line out of an inherited file descriptor, which is closed: it can be read once only.

    Never asks anybody. Raises InvalidInput for a descriptor that cannot be read or is a terminal, and
    VaultLocked when nothing comes within five seconds.
    """
    try:
        if file in (1, 2):  # not to be closed, and not to be read
            raise ValueError
        if os.isatty(file):
            raise InvalidInput(
                _("The passphrase would be typed in clear."), _("Hand over a pipe or a file, not a terminal.")
            )
        line = _line(file)
    except (OSError, ValueError, OverflowError):
        raise InvalidInput(
            _("The passphrase cannot be read from file descriptor {file}.").format(file=file),
            _("Open it for reading in the calling shell, such as: 3< FILE."),
        ) from None
    if not line:
        raise VaultLocked(
            _("No passphrase came from file descriptor {file}.").format(file=file),
            _("Write it there as one line."),
        )
    return Secret(line.decode("utf-8", "surrogateescape"))


def _line(file: int) -> bytes:
    until, data = time.monotonic() + WAIT_SECONDS, b""
    poll = select.poll()
    try:
        poll.register(file, select.POLLIN)
        while b"\n" not in data and len(data) < LONGEST:
            left = max(0.0, until - time.monotonic())
            part = os.read(file, LONGEST) if poll.poll(left * 1000) else b""
            if not part:
                break
            data += part
    finally:
        os.close(file)
    return data.partition(b"\n")[0].rstrip(b"\r")
