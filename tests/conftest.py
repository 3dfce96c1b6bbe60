"""Fixtures that every kind of test may use."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.lab import Lab, running_lab


def pytest_configure() -> None:
    """A suite in the background ignores SIGINT, one under nohup SIGHUP, and so would all that it starts."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            usual = signal.SIG_DFL if number is signal.SIGHUP else signal.default_int_handler
            signal.signal(number, usual)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the matrix of ways to the server, where it was walked."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    walked = [value for one in reports for name, value in one.user_properties if name == "access"]
    if walked:
        from tests.wire.access.table import line

        terminalreporter.section("ways to the server")
        for cells in walked:
            terminalreporter.line(line([str(cell) for cell in cells]))


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
