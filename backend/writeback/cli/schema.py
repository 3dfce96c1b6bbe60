"""`writeback schema`: JSON schemas of the file of choices and of what commands print with `--json`."""

from __future__ import annotations

import argparse
from typing import Any

from writeback.cli.choices_arguments import SCHEMAS
from writeback.cli.console import Console
from writeback.domain.errors import ExitStatus
from writeback.domain.texts import _

DIALECT = "https://json-schema.org/draft/2020-12/schema"


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """One schema on stdout; without a name the names, a line each."""
    if options.name is None:
        for name in SCHEMAS:
            console.data(f"{name:<9}{_about(name)}")
    else:
        console.json(schema_of(options.name))
    return ExitStatus.DONE


def schema_of(name: str) -> dict[str, Any]:
    """The schema of that name."""
    if name == "choices":
        from writeback.service.choices import schema

        return schema()
    import msgspec

    from writeback.cli.shapes import SHAPES

    return {"$schema": DIALECT, **msgspec.json.schema(SHAPES[name])}


def _about(name: str) -> str:
    if name == "choices":
        return _("the file for --choices")
    if name == "error":
        return _("what any command prints with --json when it fails")
    return _("what writeback {command} --json prints").format(command=name)
