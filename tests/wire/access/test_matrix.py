"""Every way to the server, with its outcome and its sentence; `python -m tests.wire.access` prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.wire.access.rows import Row, rows
from tests.wire.access.ways import Ways, ways


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    with ways(tmp_path_factory.mktemp("ways")) as made:
        yield made


@pytest.mark.parametrize("row", rows(), ids=lambda row: " | ".join(row.cells))
async def test_a_way_to_the_server_ends_as_it_must(
    walked: Ways, row: Row, record_property: Callable[[str, object], None]
) -> None:
    seen = await walked.walk(row)
    record_property("access", (*row.cells, seen.error or "works", seen.sentence))
    assert (seen.error, row.outcome.words in seen.sentence) == (row.outcome.error, True), seen.sentence
    assert not (row.is_before_anything_is_sent and seen.requests)
