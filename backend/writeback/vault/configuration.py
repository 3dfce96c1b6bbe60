"""Where secrets are to be kept: the table [vault] of config.toml. A broken file is never overwritten."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import msgspec

from writeback.domain.errors import ConfigurationUnreadable
from writeback.domain.system_words import in_words
from writeback.domain.texts import _
from writeback.vault.places import configuration_file

BACKEND_PREFIX = "backend:"
CLASS_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", re.ASCII)


class Rung(Enum):
    """The places that can be chosen, by the word of the configuration."""

    MEMORY = "memory"
    SECRET_SERVICE = "secret-service"  # noqa: S105 - the name of a place
    SEALED_FILE = "sealed-file"
    BACKEND = "backend"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the configuration says; `rung` is None without a word of it: then what fits is taken."""

    rung: Rung | None = None
    backend: str = ""
    """`module.Class` for Rung.BACKEND."""


class StoredVault(msgspec.Struct, forbid_unknown_fields=True):
    """The table [vault]."""

    store: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, which names the key."""
        _choice(self.store)


class StoredConfiguration(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    vault: StoredVault = msgspec.field(default_factory=StoredVault)


def load(path: Path | None = None) -> Choice:
    """Raises ConfigurationUnreadable with line or key; without a file nothing was chosen."""
    path = path or configuration_file()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _choice(msgspec.convert(content, StoredConfiguration).vault.store)
    except FileNotFoundError:
        return Choice()
    except OSError as error:
        raise _unreadable(path, in_words(error)) from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from None


def _choice(store: str | None) -> Choice:
    """Raises ValueError for a word that names no place."""
    if store is None:
        return Choice()
    if store.startswith(BACKEND_PREFIX):
        name = store.removeprefix(BACKEND_PREFIX)
        if not CLASS_NAME.fullmatch(name):
            raise ValueError(_("store: backend: is followed by module.Class, such as backend:pass.Keyring"))
        return Choice(Rung.BACKEND, name)
    words = [rung.value for rung in Rung if rung is not Rung.BACKEND]
    if store not in words:
        raise ValueError(
            _("store: it is one of {words} or backend:module.Class").format(words=", ".join(words))
        )
    return Choice(Rung(store))


def _unreadable(path: Path, why: str) -> ConfigurationUnreadable:
    return ConfigurationUnreadable(
        _("The configuration {path} cannot be used: {why}.").format(path=path, why=why),
        _("Mend the file; it was not touched."),
    )
