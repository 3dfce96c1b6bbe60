"""Saved profiles: one TOML file each in the platform's config directory. Never a secret in them."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from writeback.domain.errors import InvalidInput, ProfileUnknown, ProfileUnreadable
from writeback.domain.facts import SwitchMethod
from writeback.domain.target import (
    GRAPH_COMMAND_LINE_TOOLS,
    PUBLIC,
    Authentication,
    Cloud,
    Profile,
    ServerAddress,
)
from writeback.domain.texts import _

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
CLOUDS = {PUBLIC.name: PUBLIC}


class StoredServer(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """The table [server]."""

    host: str
    user_name: str
    port: int = 5986
    transport: Literal["https", "http"] = "https"
    authentication: Literal["negotiate", "basic"] = "negotiate"
    ca_file: str | None = None
    configuration: str = "Microsoft.PowerShell"


class StoredTenant(msgspec.Struct, rename="kebab", forbid_unknown_fields=True):
    """The table [tenant]."""

    tenant: str = "organizations"
    client_id: str = GRAPH_COMMAND_LINE_TOOLS
    cloud: Literal["public"] = "public"
    switches: Literal["assisted", "portal-api"] = "assisted"
    hand_over_token: bool = False


class StoredProfile(msgspec.Struct, forbid_unknown_fields=True):
    """One file."""

    server: StoredServer
    tenant: StoredTenant = msgspec.field(default_factory=StoredTenant)


def folder() -> Path:
    """Where profiles are; `WRITEBACK_CONFIG` names another place."""
    import platformdirs

    chosen = os.environ.get("WRITEBACK_CONFIG")
    return (Path(chosen) if chosen else platformdirs.user_config_path("writeback")) / "profiles"


def names() -> tuple[str, ...]:
    """All saved profiles, sorted."""
    place = folder()
    return tuple(sorted(path.stem for path in place.glob("*.toml"))) if place.is_dir() else ()


def load(name: str) -> Profile:
    """Raises ProfileUnknown, or ProfileUnreadable with line or key."""
    stored = read(name)
    if stored.server.transport == "http" and stored.server.authentication == "basic":
        raise _unreadable(_path(name), _("basic authentication over http sends the password in clear"))
    return _profile(name, stored)


def read(name: str) -> StoredProfile:
    """The profile as stored. Raises ProfileUnknown, or ProfileUnreadable with line or key."""
    path = _path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(names()) or _("none")
        raise ProfileUnknown(
            _('There is no profile "{name}" (saved: {known}).').format(name=name, known=known),
            _('Add it with "writeback profile add {name}".').format(name=name),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from error
    try:
        return msgspec.convert(tomllib.loads(text), StoredProfile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise _unreadable(path, str(error)) from error


def default_name() -> str | None:
    """The profile named `default`, else the only one."""
    saved = names()
    if "default" in saved:
        return "default"
    return saved[0] if len(saved) == 1 else None


def save(name: str, stored: StoredProfile) -> Path:
    """Writes a new profile; an existing file is never overwritten."""
    path = _path(name)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(to_toml(stored))
    except FileExistsError as error:
        raise InvalidInput(
            _('The profile "{name}" exists already.').format(name=name),
            _("Remove it first, or choose another name."),
        ) from error
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    return path


def remove(name: str) -> None:
    """Raises ProfileUnknown."""
    path = _path(name)
    if not path.exists():
        read(name)
    path.unlink()


def to_toml(stored: StoredProfile) -> str:
    """The file's text."""
    tables: dict[str, dict[str, Any]] = msgspec.to_builtins(stored)
    lines: list[str] = []
    for table, values in tables.items():
        lines.append(f"[{table}]")
        # JSON's strings, numbers and booleans are TOML's too.
        lines += [
            f"{key} = {json.dumps(value, ensure_ascii=False)}"
            for key, value in values.items()
            if value is not None
        ]
        lines.append("")
    return "\n".join(lines)


def _profile(name: str, stored: StoredProfile) -> Profile:
    server, tenant = stored.server, stored.tenant
    cloud: Cloud = CLOUDS[tenant.cloud]
    return Profile(
        name=name,
        server=ServerAddress(
            host=server.host,
            user_name=server.user_name,
            port=server.port,
            tls=server.transport == "https",
            authentication=Authentication(server.authentication),
            ca_file=server.ca_file,
            configuration=server.configuration,
        ),
        tenant=tenant.tenant,
        client_id=tenant.client_id,
        cloud=cloud,
        switches=SwitchMethod(tenant.switches),
        hand_over_token=tenant.hand_over_token,
    )


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise InvalidInput(
            _('"{name}" is no name for a profile.').format(name=name),
            _("Use letters, digits, dot, dash and underscore."),
        )
    return folder() / f"{name}.toml"


def _unreadable(path: Path, why: str) -> ProfileUnreadable:
    return ProfileUnreadable(
        _("The profile {path} cannot be used: {why}.").format(path=path, why=why),
        _("Mend the file or remove the profile; it was not touched."),
    )
