"""What somebody asked for: on the command line, else in settings.toml, else the last time."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from writeback.settings import Settings, load

if TYPE_CHECKING:
    from argparse import Namespace

    from writeback_tui.terminal_profile import Wishes


def settings_here(said: str, folder: str) -> Settings:
    """The settings. Their language is spoken from now on unless `said` names one; `folder` has its texts."""
    from writeback.domain.texts import choose_language

    settings = load()
    if settings.window.language and not said:
        choose_language(settings.window.language, folder)
    return settings


def note(settings: Settings) -> None:
    """On stderr, for a command: it goes on as if there were no settings."""
    warning = settings.warning()
    if warning:
        from writeback.domain.charset import shown
        from writeback.domain.safe import safe_str

        print(shown(safe_str(f"writeback: {warning}", 1024)), file=sys.stderr)


def is_plain(asked: Namespace, settings: Settings) -> bool:
    """Whether the pages are to be lines and questions."""
    return bool(settings.window.plain if asked.plain is None else asked.plain)


def wishes_of(asked: Namespace | None, settings: Settings) -> Wishes:
    """For the window, the strongest first; what nobody asked for is the terminal's to decide."""
    # Not for the command line, which has no window.
    from writeback_tui.terminal_profile import Wishes

    said = Wishes(asked.theme, asked.ascii, asked.no_color, asked.mouse) if asked else Wishes()
    window = settings.window
    kept = Wishes(window.theme, window.ascii, window.no_color, window.mouse)
    return said.over(kept).over(_last_time())


def _last_time() -> Wishes:
    from writeback.settings.remembered import remembered
    from writeback_tui.terminal_profile import ANSI, Colours, Wishes, colours_of

    theme = remembered().get("theme")
    # It may have been another terminal, with colours that this one lacks.
    fits = theme == ANSI or colours_of(os.environ) >= Colours.MANY
    return Wishes(theme=theme if fits else None)
