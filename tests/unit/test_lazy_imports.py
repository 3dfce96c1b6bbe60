"""What a start must not pay for: heavy libraries come after the first paint."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {
    "pypsrp",
    "requests",
    "azure",
    "msal",
    "msgraph",
    "kiota_abstractions",
    "httpx",
    "keyring",
    "secretstorage",
    "jeepney",
    "cryptography",
}


def loaded(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after `code`."""
    report = "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True, env=environment
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        (
            "import writeback.cli.arguments as a; a.build_parser()",
            HEAVY | {"textual", "rich", "asyncio", "msgspec"},
        ),
        ("import writeback_tui.__main__", HEAVY | {"textual", "rich", "asyncio"}),
        ("import writeback_tui.app", HEAVY),
        ("import writeback.service", HEAVY | {"textual", "rich"}),
        ("import writeback.cli.run", HEAVY | {"textual", "rich"}),
        ("import writeback.remoting", HEAVY | {"textual"}),
        ("import writeback.cloud", HEAVY | {"textual"}),
        ("import writeback.domain.plan", HEAVY | {"textual", "platformdirs", "msgspec"}),
    ],
)
def test_importing_it_loads_nothing_heavy(code: str, absent: set[str]) -> None:
    assert loaded(code) & absent == set()


BEFORE_WELCOME = (
    "import writeback_tui.__main__, writeback_tui.app, writeback_tui.leaving, writeback_tui.screens.welcome, "
    "writeback_tui.shadow"
)
LATER = (
    "writeback.choices_file",
    "writeback.cli",
    "writeback.domain.checks",
    "writeback.domain.facts",
    "writeback.domain.plan",
    "writeback.domain.ports",
    "writeback.manual",
    "writeback.service",
    "writeback_tui.palette",
    "writeback_tui.plain",
    "writeback_tui.scrolling",
    "writeback_tui.screens.help",
    "writeback_tui.screens.side",
    "writeback_tui.widgets.choice_list",
    "writeback_tui.widgets.field",
)
"""Facts alone take 15 ms: their tables are made when they are imported, and Welcome is drawn without any."""


def test_welcome_is_drawn_before_what_comes_after_it_is_loaded() -> None:
    report = "; import sys; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_WELCOME + report],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert set(done.stdout.split()).intersection(LATER) == set()
