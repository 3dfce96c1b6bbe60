"""Backends of keyring as users may have them: a good one and those that must not keep a secret."""

from __future__ import annotations

import getpass
import json
import os
import signal
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringLocked

FOLDER = "VAULT_TEST_FOLDER"


class Good(KeyringBackend):
    """Keeps its entries in a file: safe enough for a test."""

    priority = 0.5

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path().write_text(json.dumps(self._entries() | {f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        entries = self._entries()
        del entries[f"{service} {username}"]
        self._path().write_text(json.dumps(entries))

    def _path(self) -> Path:
        return Path(os.environ[FOLDER]) / "entries.json"

    def _entries(self) -> dict[str, str]:
        return dict(json.loads(self._path().read_text())) if self._path().exists() else {}


class Chatty(Good):
    """Prints what it does."""

    def get_password(self, service: str, username: str) -> str | None:
        print("reading", service)
        return super().get_password(service, username)


class Asking(Good):
    """As some that unlock with a passphrase."""

    def get_password(self, service: str, username: str) -> str | None:
        return getpass.getpass("Keyring password: ")


class Hanging(Good):
    """Waits for something that never comes."""

    def get_password(self, service: str, username: str) -> str | None:
        signal.pause()
        return None


class Forgetful(Good):
    """Says that it has kept what it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Locked(Good):
    """Has to be unlocked elsewhere."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("with a secret in its text: kept-Pa55word")


class Dying(Good):
    """Takes its process with it."""

    def get_password(self, service: str, username: str) -> str | None:
        os.abort()


class Silent(null.Keyring):
    """Another name for the one that stores nothing."""


class PlaintextNotes(Good):
    """As keyrings.alt has one."""


class Renamed(PlaintextNotes):
    """The same under a harmless name."""


class Chain(ChainerBackend):
    """Would write to the first of all backends here, one of which keeps plain text."""
