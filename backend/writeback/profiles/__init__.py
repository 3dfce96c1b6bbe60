"""Saved profiles: one TOML file each in the platform's config directory. Never a secret in them."""

from __future__ import annotations

from writeback.profiles.files import (
    NAME,
    Entry,
    change,
    default_name,
    entries,
    folder,
    load,
    names,
    pin,
    read,
    remove,
    save,
)
from writeback.profiles.stored import (
    ProfileInvalid,
    StoredProfile,
    StoredSecrets,
    StoredServer,
    StoredTenant,
    Tables,
    converted,
    keys_of,
    profile_of,
    tables_of,
    to_toml,
)

__all__ = [
    "NAME",
    "Entry",
    "ProfileInvalid",
    "StoredProfile",
    "StoredSecrets",
    "StoredServer",
    "StoredTenant",
    "Tables",
    "change",
    "converted",
    "default_name",
    "entries",
    "folder",
    "keys_of",
    "load",
    "names",
    "pin",
    "profile_of",
    "read",
    "remove",
    "save",
    "tables_of",
    "to_toml",
]
