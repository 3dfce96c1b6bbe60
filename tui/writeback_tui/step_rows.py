"""What the step list shows on a page: which entries there are and where the user is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from writeback.domain.texts import _
from writeback_tui import catalogue, flow
from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState
from writeback_tui.widgets.step_list import Mark, StepRow

SYNC = (Page.DIRECTORIES, Page.FILTERING, Page.FEATURES)
ASIDE = (Page.PROFILES, Page.PROFILE, Page.RIGHTS)
CONFIGURE = (Page.READY, Page.CONFIGURING, Page.COMPLETE)


def rows(page: Page, state: WizardState) -> tuple[StepRow, ...]:
    """The entries of the way that was chosen; until a task is chosen only Welcome and Tasks."""
    if page is Page.START:
        return (_row(Page.START, page, state),)
    if page in ASIDE:
        return _aside(page, state)
    if state.resuming is not None or state.undoing is not None:
        return tuple(_of_run(page, state))
    shown = [_row(each, page, state) for each in flow.path(replace(state, task=None))]
    if page is not Page.INTERRUPTED:
        shown += _of_task(page, state)
    if page is Page.RUNS:
        shown.append(_row(page, page, state))
    return tuple(shown)


def _aside(page: Page, state: WizardState) -> tuple[StepRow, ...]:
    """Pages before the way proper: about which server it is."""
    before = (Page.START,) if Page.START in state.visited and state.session is None else (Page.WELCOME,)
    return (*(_row(each, page, state) for each in before), _row(page, page, state))


def _of_task(page: Page, state: WizardState) -> list[StepRow]:
    if state.task is None:
        return []
    if state.task is not Task.CUSTOMIZE:
        return [_row(each, page, state) for each in flow.BY_TASK[state.task]]
    return list(_customize(page, state))


def position(page: Page, state: WizardState) -> tuple[int, int]:
    """The number of the page and how many there are, for screens without room for the list.

    The number is 0 for a page beside the way.
    """
    whole = flow.path(replace(state, task=state.task or Task.CUSTOMIZE, plan=None))
    pages = _entries(whole)
    where = Page.READY if page in CONFIGURE else page
    return (pages.index(where) + 1 if where in pages else 0, len(pages))


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


def _of_run(page: Page, state: WizardState) -> Iterator[StepRow]:
    """A run that is gone on with, or taken back: its pages as they come; the run itself is one entry."""
    for each in _entries(flow.path(state)):
        if each is Page.PORTAL:
            yield StepRow(_("Password reset"), heading=True)
        yield _row(each, page, state, level=1 if each is Page.PORTAL else 0)


def _entries(pages: Iterable[Page]) -> list[Page]:
    """The pages with those that share an entry as one."""
    return list(dict.fromkeys(Page.READY if page in CONFIGURE else page for page in pages))


def _row(entry: Page, page: Page, state: WizardState, level: int = 0) -> StepRow:
    return StepRow(catalogue.entry(entry, state.edition), _mark(entry, page, state), level)


def _mark(entry: Page, page: Page, state: WizardState) -> Mark:
    if entry is page or (entry is Page.READY and page in CONFIGURE):
        return Mark.CURRENT
    if entry not in state.visited and not (entry is Page.READY and state.visited.intersection(CONFIGURE)):
        return Mark.AHEAD
    # Nothing leads back to Welcome, nor over a run that was carried out.
    return Mark.CLOSED if entry in (Page.WELCOME, Page.INTERRUPTED) else Mark.VISITED
