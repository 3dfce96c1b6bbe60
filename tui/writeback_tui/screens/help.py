"""F1: what a page is, what it changes, what can go wrong, and where Microsoft documents it."""

from __future__ import annotations

import locale
import os
from pathlib import Path

from writeback.domain.texts import _
from writeback_tui import catalogue
from writeback_tui.catalogue import Page
from writeback_tui.screens.side import TextScreen

FOLDER = Path(__file__).parents[1] / "help"
FALLBACK = "en"


class HelpScreen(TextScreen):
    """The page's text file, in the user's language where there is one."""

    def __init__(self, page: Page) -> None:
        super().__init__("", help_lines(page))
        self.page = page

    def heading(self) -> str:
        name = catalogue.title(self.page, self.wizard.state.edition)
        return _("Help: {page}").format(page=name)


def help_lines(page: Page) -> tuple[str, ...]:
    """The lines of the page's help."""
    for language in (*languages(), FALLBACK):
        file = FOLDER / language / f"{page.value}.txt"
        if file.is_file():
            return tuple(file.read_text(encoding="utf-8").splitlines())
    return (_("There is no help for this page."),)


def languages() -> tuple[str, ...]:
    """The user's languages in order, as two letters, the way gettext finds them."""
    named = next((v for v in map(os.environ.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")) if v), "")
    normal = (locale.normalize(name).partition("_")[0] for name in named.split(":"))
    return tuple(name for name in normal if name.isalpha() and len(name) == 2)
