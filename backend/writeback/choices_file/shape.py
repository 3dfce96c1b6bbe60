"""What a file of choices may hold: its tables, one for each page that has answers, and their keys.

A field is named as in `Choices`; a key that is left out leaves the page, or the state, as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, get_args

import msgspec
from msgspec import UNSET, UnsetType

from writeback.domain.choices import ServerCredential
from writeback.domain.facts import SwitchMethod
from writeback.domain.texts import _

VERSION = 1
LONGEST_TICKET = 120
"""As the field on Ready to configure."""
ONE_LINE = "^(?![\\s\\S]*[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029])"
"""No control characters and no line ends; for Python and for the dialect of JSON schemas."""
Ticket = Annotated[str, msgspec.Meta(max_length=LONGEST_TICKET, pattern=ONE_LINE)]


class Connect(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """Connect to Microsoft Entra ID."""

    server_credential: ServerCredential | UnsetType = UNSET


class OptionalFeatures(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """Optional features."""

    password_writeback: bool | UnsetType = UNSET


class ReadyToConfigure(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """Ready to configure."""

    start_sync: bool | UnsetType = UNSET
    pause_scheduler: bool | UnsetType = UNSET
    ticket: Ticket | UnsetType = UNSET


class OnPremisesIntegration(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """Password reset > On-premises integration."""

    write_back_passwords: bool | UnsetType = UNSET
    unlock_without_reset: bool | UnsetType = UNSET
    switch_method: SwitchMethod | UnsetType = msgspec.field(name="method", default=UNSET)


class ChoicesFile(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """One file."""

    version: int = VERSION
    connect: Connect = msgspec.field(default_factory=Connect)
    optional_features: OptionalFeatures = msgspec.field(default_factory=OptionalFeatures)
    ready_to_configure: ReadyToConfigure = msgspec.field(default_factory=ReadyToConfigure)
    on_premises_integration: OnPremisesIntegration = msgspec.field(default_factory=OnPremisesIntegration)


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of the file. `field` is its name in `Choices`, `type` what its value must be."""

    table: str
    key: str
    field: str
    type: Any

    @property
    def words(self) -> tuple[str, ...]:
        """The values of which it is one; empty for a switch and for text."""
        is_enum = isinstance(self.type, type) and issubclass(self.type, Enum)
        return tuple(one.value for one in self.type) if is_enum else ()

    def allowed(self) -> str:
        """What may stand behind the equals sign, in words."""
        if self.type is bool:
            return _("true or false")
        if self.words:
            return _("one of {words}").format(words=", ".join(f'"{word}"' for word in self.words))
        return _("one line of text in quotes, at most {count} characters").format(count=LONGEST_TICKET)


def _settings() -> Iterator[Setting]:
    for table in msgspec.structs.fields(ChoicesFile):
        if table.encode_name != "version":
            for one in msgspec.structs.fields(table.type):
                yield Setting(table.encode_name, one.encode_name, one.name, get_args(one.type)[0])


SETTINGS = tuple(_settings())
"""In the order of the pages."""
TABLES: Mapping[str, tuple[str, ...]] = {
    table: tuple(one.key for one in SETTINGS if one.table == table)
    for table in dict.fromkeys(one.table for one in SETTINGS)
}


def setting_of(field: str) -> Setting:
    """The key for that field of `Choices`."""
    return next(one for one in SETTINGS if one.field == field)
