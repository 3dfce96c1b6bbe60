"""Prints the matrix of ways to the server as it is walked: `python -m tests.wire.access`."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from unittest.mock import patch

from tests.wire.access.kdc import missing, running_realm
from tests.wire.access.rows import Credentials, Row, kerberos_rows, rows
from tests.wire.access.table import line
from tests.wire.access.ways import Ticket, Ways, tickets_of, ways


async def main() -> int:
    """The number of ways that did not end as they must."""
    with tempfile.TemporaryDirectory() as folder, ways(Path(folder)) as walked:
        wrong = await _walk(walked, rows(), {})
    if missing():
        print(f"Kerberos cannot be tried here: {missing()}")
        return wrong
    with (
        tempfile.TemporaryDirectory() as folder,
        running_realm(Path(folder)) as realm,
        patch.dict(os.environ, realm.environment),
        ways(Path(folder)) as walked,
    ):
        return wrong + await _walk(walked, kerberos_rows(), tickets_of(realm))


async def _walk(walked: Ways, these: Iterable[Row], tickets: Mapping[Credentials, Ticket]) -> int:
    wrong = 0
    for row in these:
        seen = await walked.walk(row, tickets.get(row.credentials))
        fits = seen.error == row.outcome.error and row.outcome.words in seen.sentence
        wrong += not fits
        print("ok " if fits else "NO ", line((*row.cells, seen.error or "works", seen.sentence)), flush=True)
    return wrong


sys.exit(asyncio.run(main()) > 0)
