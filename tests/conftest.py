"""Fixtures that every kind of test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.lab import Lab, running_lab


@pytest.fixture(scope="session")
def contoso() -> Iterator[Lab]:
    """The healthy lab, one for the whole session: for tests that leave no trace in it."""
    with running_lab("contoso") as lab:
        yield lab


@pytest.fixture
def start_lab() -> Iterator[Callable[..., Lab]]:
    """Starts labs of the test's own: `start_lab("staging", "--speed", "600")`."""
    with ExitStack() as stack:
        yield lambda scenario="contoso", *arguments: stack.enter_context(running_lab(scenario, *arguments))
