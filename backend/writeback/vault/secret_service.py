"""The desktop's Secret Service, asked through SecretStorage in a way that neither prompts nor creates.

keyring's own backend unlocks a locked collection and creates a missing one, and both prompt. The attributes
and labels are keyring's, so that what is kept here can be seen with its tools as well.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

from writeback.domain.errors import InvalidInput, VaultError, VaultLocked, VaultUnavailable
from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback.vault.items import Item, services

if TYPE_CHECKING:
    from secretstorage import Collection

APPLICATION = "Python keyring library"
PROBE_SECONDS = 2.0


class ServiceState(Enum):
    """What the probe found."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    EMPTY = "empty"
    """It answers, but has no default collection yet."""
    ABSENT = "absent"
    HANGING = "hanging"


class SecretService:
    """A Store in the default collection. Locked, absent or empty it raises, and never asks anybody."""

    def __init__(self) -> None:
        self._bus: Any = None

    def probe(self) -> ServiceState:
        """Asks for the state, without a deadline of its own. A mute bus is HANGING after one second."""
        try:
            with self._connection() as bus:
                return _state(bus)
        except (
            Exception
        ) as error:  # the library lets KeyError, FileNotFoundError and TimeoutError through, too
            return STATES.get(_kind(error), ServiceState.ABSENT)

    def items(self) -> tuple[Item, ...]:
        """Also of a collection that was locked again: names are visible there."""
        with self._collection(names_only=True) as collection:
            return tuple(sorted(_names(collection)))

    def read(self, item: Item) -> Secret | None:
        with self._collection() as collection:
            for found in collection.search_items(_query(item)):
                return Secret(found.get_secret().decode())
        return None

    def write(self, item: Item, value: Secret) -> None:
        label = f"Password for '{item.user_name}' on '{item.service}'"
        with self._collection() as collection:
            attributes = _query(item) | {"application": APPLICATION}
            collection.create_item(label, attributes, value.reveal().encode(), replace=True)
            kept = [found.get_secret() for found in collection.search_items(_query(item))]
        if value.reveal().encode() not in kept:
            raise VaultUnavailable(
                _("The Secret Service did not keep what it was given."),
                _("Look at it with its own tool before you try again."),
            )

    def remove(self, item: Item) -> None:
        """All entries of that name: other tools may have made a second one."""
        with self._collection() as collection:
            for found in list(collection.search_items(_query(item))):
                found.delete()

    def abandon(self) -> None:
        """Wakes the thread that waits for an answer by ending its connection."""
        if self._bus is not None:
            with contextlib.suppress(OSError):
                self._bus.sock.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        import secretstorage

        with closing(secretstorage.dbus_init()) as bus:
            self._bus = bus
            try:
                yield bus
            finally:
                if self._bus is bus:
                    self._bus = None

    @contextmanager
    def _collection(self, *, names_only: bool = False) -> Iterator[Collection]:
        """The default collection; whatever goes wrong with it inside the block becomes a VaultError."""
        from secretstorage import Collection

        try:
            with self._connection() as bus:
                # The constructor creates nothing, and is_locked prompts nobody.
                collection = Collection(bus)
                if not names_only and collection.is_locked():
                    raise error_of(ServiceState.LOCKED)
                yield collection
        except VaultError:
            raise
        except Exception as error:  # D-Bus, its socket, two libraries: none of their texts is for a person
            raise _mapped(error) from None


def error_of(state: ServiceState) -> VaultError:
    """Why a Secret Service in this state cannot be used, and what to do about it."""
    match state:
        case ServiceState.LOCKED:
            return VaultLocked(
                _("The Secret Service is locked."), _("Unlock it on its desktop, then try again.")
            )
        case ServiceState.EMPTY:
            return VaultUnavailable(
                _("The Secret Service has no keyring yet."),
                _("Create its default keyring on the desktop, then try again."),
            )
        case ServiceState.HANGING:
            return VaultUnavailable(
                _("The Secret Service does not answer."), _("Restart it or its D-Bus, then try again.")
            )
        case _:
            return VaultUnavailable(
                _("There is no Secret Service in this session."),
                _("Choose another store in config.toml, or start one."),
            )


def _state(bus: Any) -> ServiceState:
    import secretstorage

    if not secretstorage.check_service_availability(bus):
        return ServiceState.ABSENT
    return ServiceState.LOCKED if secretstorage.Collection(bus).is_locked() else ServiceState.UNLOCKED


def _names(collection: Collection) -> Iterator[Item]:
    for service in services():
        for found in collection.search_items({"service": service}):
            name = found.get_attributes().get("username")
            if name is None and found.is_locked():
                # gnome-keyring shows hashes only, until it was unlocked once (gkr:compat:hashed:username).
                raise error_of(ServiceState.LOCKED)
            with contextlib.suppress(InvalidInput):  # made by something else under our service's name
                yield Item(service, name or "")


def _query(item: Item) -> dict[str, str]:
    return {"service": item.service, "username": item.user_name}


STATES: dict[str, ServiceState] = {
    "LockedException": ServiceState.LOCKED,
    "PromptDismissedException": ServiceState.LOCKED,
    "ItemNotFoundException": ServiceState.EMPTY,
    "SecretServiceNotAvailableException": ServiceState.ABSENT,
    "FileNotFoundError": ServiceState.ABSENT,
    "ImportError": ServiceState.ABSENT,
    "TimeoutError": ServiceState.HANGING,
}


def _mapped(error: Exception) -> VaultError:
    state = STATES.get(_kind(error))
    if state:
        return error_of(state)
    return VaultUnavailable(
        _("The Secret Service failed ({kind}).").format(kind=_kind(error)),
        _("Whether it kept the change is not known; look again before you rely on it."),
    )


def _kind(error: Exception) -> str:
    return type(error).__name__
