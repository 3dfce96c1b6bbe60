"""settings.toml in a whole process: the first page is already as it says."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.pty_driver import Terminal, terminal

F12 = b"\x1b[24~"


def wizard(folder: Path, settings: str) -> Terminal:
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    environment = {
        "WRITEBACK_CONFIG": str(folder),
        "WRITEBACK_STATE": str(folder / "state"),
        "LC_ALL": "C.UTF-8",
    }
    return terminal("-m", "writeback_tui", environment=environment)  # type: ignore[return-value]


def test_language_keys_and_colours_are_those_of_the_file(tmp_path: Path) -> None:
    settings = '[window]\nlanguage = "sv"\ntheme = "ansi"\n[keys]\nquit = "f12"\n'
    with wizard(tmp_path, settings) as opened:
        opened.wait_for("F12 Avsluta")
        assert b"[48;5;" not in opened.sent
        opened.type(F12)
        opened.read(quiet=1.0)
        assert opened.process.wait(timeout=30) == 0


def test_a_broken_file_keeps_nobody_from_working(tmp_path: Path) -> None:
    with wizard(tmp_path, '[window]\nlanguage = "sv"\nmouse = "yes"\n') as opened:
        opened.wait_for("is not used:", "Line 3:", "mouse is one of", "F10 Exit")
