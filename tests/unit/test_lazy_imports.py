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
    return set(said(code + "; import sys; print(*{name.partition('.')[0] for name in sys.modules})").split())


def said(code: str) -> str:
    """What a fresh interpreter prints."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


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
    "import writeback_tui.__main__\n"
    "from writeback_tui.sparing import without_palette\n"
    "with without_palette():\n"
    "    import writeback_tui.app\n"
    "import writeback_tui.leaving, writeback_tui.screens.welcome, writeback_tui.shadow\n"
)
LATER = (
    "textual.command",
    "textual.widgets._input",
    "textual.widgets._option_list",
    "textual.widgets._select",
    "textual.widgets._tree",
    "writeback.choices_file",
    "writeback.cli",
    "writeback.domain.checks",
    "writeback.domain.facts",
    "writeback.domain.findings",
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
    "writeback_tui.widgets.findings",
)
"""Facts alone take 15 ms: their tables are made when they are imported, and Welcome is drawn without any."""


def test_welcome_is_drawn_before_what_comes_after_it_is_loaded() -> None:
    assert set(said(BEFORE_WELCOME + "import sys; print(*sys.modules)").split()).intersection(LATER) == set()


def test_whoever_wants_the_palette_of_textual_gets_the_real_one() -> None:
    code = BEFORE_WELCOME + "from textual.command import CommandPalette; print(CommandPalette.__mro__)"
    assert "textual.screen.Screen" in said(code)
