"""What the step list shows on a page: which entries there are and where the user is."""

from __future__ import annotations

from dataclasses import replace

from writeback.domain.texts import _
from writeback_tui import catalogue, flow
from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState
from writeback_tui.widgets.step_list import Mark, StepRow

SYNC = (Page.DIRECTORIES, Page.FILTERING, Page.FEATURES)
CONFIGURE = (Page.READY, Page.CONFIGURING, Page.COMPLETE)


def rows(page: Page, state: WizardState) -> tuple[StepRow, ...]:
    """The entries of the way that was chosen; until a task is chosen only Welcome and Tasks."""
    if page is Page.START:
        return (_row(Page.START, page, state),)
    shown: list[StepRow] = [_row(Page.WELCOME, page, state), _row(Page.TASKS, page, state)]
    if state.task is None:
        return tuple(shown)
    if state.task is not Task.CUSTOMIZE:
        return (*shown, *(_row(each, page, state) for each in flow.BY_TASK[state.task]))
    return (*shown, *_customize(page, state))


def position(page: Page, state: WizardState) -> tuple[int, int]:
    """The number of the page and how many there are, for screens without room for the list."""
    whole = flow.path(replace(state, task=state.task or Task.CUSTOMIZE, plan=None))
    pages = [each for each in whole if each not in CONFIGURE[1:]]
    where = Page.READY if page in CONFIGURE else page
    return (pages.index(where) + 1 if where in pages else 1, len(pages))


def _customize(page: Page, state: WizardState) -> tuple[StepRow, ...]:
    return (
        _row(Page.CONNECT, page, state),
        StepRow(_("Sync"), heading=True),
        *(_row(each, page, state, level=1) for each in SYNC),
        _row(Page.READY, page, state),
        StepRow(_("Password reset"), heading=True),
        _row(Page.PORTAL, page, state, level=1),
        _row(Page.SUMMARY, page, state),
    )


def _row(entry: Page, page: Page, state: WizardState, level: int = 0) -> StepRow:
    return StepRow(catalogue.entry(entry, state.edition), _mark(entry, page, state), level)


def _mark(entry: Page, page: Page, state: WizardState) -> Mark:
    if entry is page or (entry is Page.READY and page in CONFIGURE):
        return Mark.CURRENT
    if entry not in state.visited:
        return Mark.AHEAD
    # Nothing leads back to Welcome, nor over a run that was carried out.
    return Mark.CLOSED if entry is Page.WELCOME else Mark.VISITED
