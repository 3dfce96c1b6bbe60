"""Connect your directories: the forests of the server, the account in each, and whether it is reached."""

from __future__ import annotations

from textual.app import ComposeResult

from writeback.domain.facts import Directory, Unknown
from writeback.domain.texts import _, ngettext
from writeback_tui.catalogue import Page
from writeback_tui.screens.reading import ReadingScreen
from writeback_tui.screens.side import TextBlock
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.columns import Columns
from writeback_tui.widgets.rows import Rows

MARK, NAME, ACCOUNT = 4, 18, 27
"""Widths of the columns; with the gaps they fill a page of 53."""


class ConnectDirectoriesScreen(ReadingScreen):
    """Read-only: adding a directory stays in the Windows wizard."""

    PAGE = Page.DIRECTORIES
    TOPIC = "directories"
    CSS_PATH = "connect_directories.tcss"

    def content(self) -> ComposeResult:
        server = self.wizard.state.server
        if server is None:
            yield Bar(_("The server has not been read."), Tone.WARNING)
        elif isinstance(server.directories, Unknown):
            yield Bar(server.directories.why, Tone.WARNING)
        else:
            yield from self._directories(server.directories)

    def _directories(self, directories: tuple[Directory, ...]) -> ComposeResult:
        yield TextBlock([_("Shown for information: nothing is changed here.")], id="intro")
        yield Rows(
            (
                (_("DIRECTORY TYPE"), _("Active Directory")),
                (_("FOREST"), ", ".join(directory.name for directory in directories)),
            )
        )
        yield TextBlock([_("CONFIGURED DIRECTORIES")], id="configured")
        yield Columns(
            (MARK, NAME, ACCOUNT),
            [row_of(directory) for directory in directories],
            header=("", _("Directory"), _("Account")),
            id="directories",
        )
        if warning := unreachable(directories):
            yield Bar(warning, Tone.WARNING, id="unreachable")


def row_of(directory: Directory) -> tuple[str, str, str]:
    """`[OK]`, `[!!]` or `[??]`, name and account of one directory."""
    account = _("not read") if isinstance(directory.account, Unknown) else directory.account
    reached = (
        "[??]" if isinstance(directory.reachable, Unknown) else "[OK]" if directory.reachable else "[!!]"
    )
    return reached, _("{name} (Active Directory)").format(name=directory.name), account


def unreachable(directories: tuple[Directory, ...]) -> str:
    """What it means that directories cannot be reached; empty when all can."""
    lost = [directory.name for directory in directories if directory.reachable is False]
    if not lost:
        return ""
    return ngettext(
        "{names} cannot be reached from the server: no password is written back to it. "
        "Check name resolution and ports.",
        "{names} cannot be reached from the server: no password is written back to them. "
        "Check name resolution and ports.",
        len(lost),
    ).format(names=", ".join(lost))
