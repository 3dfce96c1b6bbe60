"""Reads the scenario files: TOML, one per scenario, a variant says which one it `extends`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

DEFAULT = "contoso"

LONG = 10_000
STAND_INS = {"\ue001": "x" * LONG}
"""Private-use characters for what nobody wants to read in a scenario file."""
GRAFFITI = "\ue002"
"""Stands for the scenario's `names.graffiti`."""

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named state of the world. `edition` picks the wizard's labels: "entra" or "2021".

    `diagnoses` are the ids of the causes that it shows; `settings` are the tables for server, forest, tenant,
    timing and so on, with everything it extends merged in.
    """

    name: str
    title: str
    edition: str = "entra"
    diagnoses: tuple[str, ...] = ()
    settings: Settings = field(default_factory=dict, repr=False)


def scenario_names() -> list[str]:
    """All of them, the default first, then by name."""
    names = (
        entry.name.removesuffix(".toml") for entry in files(__package__).iterdir() if _is_scenario(entry.name)
    )
    return sorted(names, key=lambda name: (name != DEFAULT, name))


def load_scenario(name: str = DEFAULT) -> Scenario:
    """Read one scenario. KeyError if there is none of that name."""
    if name not in scenario_names():
        raise KeyError(name)
    settings = _merged(name)
    if "names" in settings:
        settings = _spelt_out(settings, {GRAFFITI: settings["names"]["graffiti"], **STAND_INS})
    return Scenario(
        name,
        settings["title"],
        settings["edition"],
        tuple(settings.get("diagnoses", ())),
        {key: value for key, value in settings.items() if isinstance(value, dict)},
    )


def _is_scenario(file_name: str) -> bool:
    return file_name.endswith(".toml")


def _merged(name: str) -> dict[str, Any]:
    own = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    parent = own.pop("extends", None)
    return _merge(_merged(parent), own) if parent else own


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Tables merge key by key, everything else (lists too) is replaced."""
    both = base.keys() & over.keys()
    tables = {
        k: _merge(base[k], over[k]) for k in both if isinstance(base[k], dict) and isinstance(over[k], dict)
    }
    return {**base, **over, **tables}


def _spelt_out(value: Any, stand_ins: Mapping[str, str]) -> Any:
    """The same with every stand-in replaced, in this order."""
    if isinstance(value, dict):
        return {_spelt_out(key, stand_ins): _spelt_out(one, stand_ins) for key, one in value.items()}
    if isinstance(value, list):
        return [_spelt_out(one, stand_ins) for one in value]
    if isinstance(value, str):
        for mark, text in stand_ins.items():
            value = value.replace(mark, text)
    return value
