"""Domain and OU filtering: which containers are synchronized, as a tree to look at."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from writeback.domain.facts import Directory, Unknown
from writeback.domain.texts import _
from writeback_tui.catalogue import Page
from writeback_tui.contents.ou_tree import forest_trees, is_everything
from writeback_tui.screens.reading import ReadingScreen
from writeback_tui.screens.side import TextBlock
from writeback_tui.widgets.bars import Bar, Tone
from writeback_tui.widgets.chooser import Chooser
from writeback_tui.widgets.container_tree import ContainerTree
from writeback_tui.widgets.hints import Hint
from writeback_tui.widgets.rows import Rows


class DomainOuFilteringScreen(ReadingScreen):
    """Read-only: a program that never writes the filter cannot spoil it."""

    PAGE = Page.FILTERING
    TOPIC = "filtering"
    CSS_PATH = "domain_ou_filtering.tcss"

    def content(self) -> ComposeResult:
        server = self.wizard.state.server
        if server is None:
            yield Bar(_("The server has not been read."), Tone.WARNING)
        elif isinstance(server.directories, Unknown):
            yield Bar(server.directories.why, Tone.WARNING)
        elif server.directories:
            yield from self._filter(server.directories)

    def _filter(self, directories: tuple[Directory, ...]) -> ComposeResult:
        first = directories[0]
        yield TextBlock([_("Shown for information: nothing is changed here.")])
        if len(directories) > 1:
            yield Chooser(_("Directory"), [labelled(each) for each in directories], id="directory")
        else:
            yield Rows(((_("Directory"), labelled(first)),), id="directory-name")
        yield TextBlock(kind_lines(first), id="kind")
        yield ContainerTree(forest_trees(first), id="tree")
        yield TextBlock([_("[x] selected   [-] partly   [ ] not selected")], id="legend")

    @on(Chooser.Changed)
    def _show_directory(self, event: Chooser.Changed) -> None:
        server = self.wizard.state.server
        if server is not None and not isinstance(server.directories, Unknown):
            directory = server.directories[event.at]
            self.query_one("#kind", TextBlock).show(kind_lines(directory))
            self.query_one("#tree", ContainerTree).show(forest_trees(directory))

    def page_hints(self) -> Sequence[Hint]:
        return (_("Up/Down"), _("Move")), (_("Left/Right"), _("Fold")), *super().page_hints()


def kind_lines(directory: Directory) -> tuple[str, str]:
    """`(o)` before the kind of filter that is in force."""
    everything = is_everything(forest_trees(directory))
    marks = ("(o)", "( )") if everything else ("( )", "(o)")
    return (
        _(" . {mark} Sync all domains and OUs").format(mark=marks[0]),
        _(" . {mark} Sync selected domains and OUs").format(mark=marks[1]),
    )


def labelled(directory: Directory) -> str:
    """The directory's name and whether the server reaches it."""
    reached = directory.reachable
    answer = _("not read") if isinstance(reached, Unknown) else _("yes") if reached else _("NO")
    return _("{name}   reachable: {answer}").format(name=directory.name, answer=answer)
