"""Runs of the past as rows: what a row says of a run."""

from __future__ import annotations

import pytest

from writeback.domain.history import DamagedRun
from writeback_tui.contents.past_rows import NOT_KNOWN, rows


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("20260616T080000Z-dead", "06-16 08:00"),
        ("20261399T256100Z-dead", "20261399T256100Z-dead"),
        ("copy of a journal", "copy of a journal"),
    ],
)
def test_a_damaged_run_is_named_for_when_it_began_where_its_name_says_so(name: str, when: str) -> None:
    ((_id, cells, _note),) = rows([DamagedRun(name, "/runs/dead.jsonl", "A record was altered.")])
    assert cells == (when, NOT_KNOWN, NOT_KNOWN)
