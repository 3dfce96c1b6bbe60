"""The JSON schema of a file of choices: for editors and for programs that write one."""

from __future__ import annotations

from typing import Any

import msgspec

from writeback.choices_file import explanations
from writeback.choices_file.shape import SETTINGS, TABLES, VERSION, ChoicesFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """From the same types that read the file, with the explanations that stand in a written one."""
    (whole,), parts = msgspec.json.schema_components([ChoicesFile], ref_template="#/$defs/{name}")
    named = {part["title"]: part for part in parts.values() if "title" in part}
    for part in parts.values():
        part.pop("description", None)
        part.pop("required", None)
    file = named["ChoicesFile"]
    file["properties"]["version"] = {"const": VERSION, "description": explanations.of_version()}
    for table in TABLES:
        part = parts[file["properties"][table]["$ref"].rpartition("/")[2]]
        part["description"] = explanations.of_table(table)
        _explain(part, table)
    return {"$schema": DIALECT, "description": explanations.of_file()} | whole | {"$defs": parts}


def _explain(part: dict[str, Any], table: str) -> None:
    for one in SETTINGS:
        if one.table == table:
            part["properties"][one.key]["description"] = explanations.of_key(one.key)
