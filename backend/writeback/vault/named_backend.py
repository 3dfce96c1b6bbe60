"""A backend of keyring that the user named in the configuration, run in a process without a terminal.

Some of them ask for a passphrase with getpass, some hang, and naming one means to run its code. In a process
of its own, in a session without a terminal, it can neither draw over the wizard nor look into its memory,
and a deadline ends it for good.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from writeback.domain.errors import InvalidInput, VaultError, VaultLocked, VaultUnavailable
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.vault import own_file
from writeback.vault.items import Item
from writeback.vault.refusals import refuse

PROGRAM = "writeback.vault.backend_process"
ANSWER_SECONDS = 5.0
PROMPTERS = ("GPG_TTY", "SSH_ASKPASS", "PINENTRY_USER_DATA")
"""Variables by which a child of the backend would find the terminal."""


class NamedBackend:
    """A Store on `module.Class`. `folder` is for the lock that keeps two processes from the list of names."""

    def __init__(self, name: str, folder: Path) -> None:
        """Raises VaultRefused when the name alone is enough to refuse it."""
        refuse([name])
        self.name = name
        self._side = folder / "vault-index"
        self._process: subprocess.Popen[bytes] | None = None

    def check(self) -> None:
        """Raises VaultRefused or VaultUnavailable when the backend cannot or must not be used."""
        self._ask("check")

    def items(self) -> tuple[Item, ...]:
        try:
            return tuple(sorted(Item(*name) for name in json.loads(self._ask("items") or "[]")))
        except (ValueError, TypeError, InvalidInput):
            raise VaultUnavailable(
                _("The list of names in {name} is damaged.").format(name=self.name),
                _("Remove the entries of the services that begin with writeback: with the store's own tool."),
            ) from None

    def read(self, item: Item) -> Secret | None:
        value = self._ask("read", item)
        return None if value is None else Secret(value)

    def write(self, item: Item, value: Secret) -> None:
        with own_file.locked(self._side):
            self._ask("write", item, value.reveal())

    def remove(self, item: Item) -> None:
        with own_file.locked(self._side):
            self._ask("remove", item)

    def abandon(self) -> None:
        process = self._process
        if process is not None:
            # With all that it started: its session is its own.
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)

    def _ask(self, action: str, item: Item | None = None, value: str | None = None) -> str | None:
        """One answer of the process. Raises VaultError kinds."""
        request = {
            "backend": self.name,
            "action": action,
            "service": item.service if item else "",
            "user": item.user_name if item else "",
            "value": value,
        }
        answer = self._answer(json.dumps(request).encode())
        refuse(answer.get("classes", ()))
        problem = answer.get("problem")
        if problem:
            raise self._error(str(problem))
        found = answer.get("value")
        return found if isinstance(found, str) else None

    def _answer(self, request: bytes) -> dict[str, Any]:
        environment = {name: value for name, value in os.environ.items() if name not in PROMPTERS}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._process = process
        try:
            output, _errors = process.communicate(request, timeout=ANSWER_SECONDS)
            answer = json.loads(output)
        except subprocess.TimeoutExpired:
            self.abandon()
            process.communicate()
            raise self._error("timeout") from None
        except ValueError:
            raise self._error("died") from None
        finally:
            self._process = None
        return answer if isinstance(answer, dict) else {"problem": "died"}

    def _error(self, problem: str) -> VaultError:
        if problem == "KeyringLocked":
            return VaultLocked(_("{name} is locked.").format(name=self.name), _("Unlock it, then try again."))
        if problem == "EOFError":
            text = _("{name} wants to ask on the terminal, which is refused.")
        elif problem == "timeout":
            text = _("{name} does not answer.")
        elif problem == "not-kept":
            text = _("{name} did not keep what it was given.")
        else:
            text = _("{name} failed ({problem}).")
        return VaultUnavailable(
            text.format(name=self.name, problem=problem),
            _("Set it up with its own tool, or choose another store in config.toml."),
        )
