"""The order of the screens and when one is left out: only this place knows what Next and Previous mean."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState

if TYPE_CHECKING:
    from writeback.domain.history import PastRun
    from writeback_tui.screens.wizard import WizardScreen

SCREENS: dict[Page, tuple[str, str]] = {
    Page.START: ("start", "StartScreen"),
    Page.PROFILES: ("profiles", "ProfilesScreen"),
    Page.PROFILE: ("profile", "ProfileScreen"),
    Page.RIGHTS: ("least_rights", "LeastRightsScreen"),
    Page.WELCOME: ("welcome", "WelcomeScreen"),
    Page.INTERRUPTED: ("interrupted_run", "InterruptedRunScreen"),
    Page.RUNS: ("past_runs", "PastRunsScreen"),
    Page.TASKS: ("additional_tasks", "AdditionalTasksScreen"),
    Page.VIEW: ("view_configuration", "ViewConfigurationScreen"),
    Page.TROUBLESHOOT: ("troubleshoot", "TroubleshootScreen"),
    Page.CONNECT: ("connect", "ConnectScreen"),
    Page.DIRECTORIES: ("connect_directories", "ConnectDirectoriesScreen"),
    Page.FILTERING: ("domain_ou_filtering", "DomainOuFilteringScreen"),
    Page.FEATURES: ("optional_features", "OptionalFeaturesScreen"),
    Page.READY: ("ready_to_configure", "ReadyToConfigureScreen"),
    Page.CONFIGURING: ("configuring", "ConfiguringScreen"),
    Page.COMPLETE: ("configuration_complete", "ConfigurationCompleteScreen"),
    Page.PORTAL: ("on_premises_integration", "OnPremisesIntegrationScreen"),
    Page.SUMMARY: ("summary", "SummaryScreen"),
}
"""Module and class of each page; a page is imported when it is first shown."""

CUSTOMIZE = (
    Page.CONNECT,
    Page.DIRECTORIES,
    Page.FILTERING,
    Page.FEATURES,
    Page.READY,
    Page.CONFIGURING,
    Page.COMPLETE,
    Page.PORTAL,
    Page.SUMMARY,
)
UNDO = (Page.CONNECT, Page.READY, Page.CONFIGURING, Page.COMPLETE, Page.SUMMARY)
"""What a run changed in the tenant is taken back with the rest: the page of the switches is left out."""
RUN = frozenset({Page.CONFIGURING, Page.COMPLETE})
"""Left out when there is nothing to do on the server."""
BY_TASK: dict[Task | None, tuple[Page, ...]] = {
    Task.CUSTOMIZE: CUSTOMIZE,
    Task.VIEW: (Page.VIEW,),
    Task.TROUBLESHOOT: (Page.TROUBLESHOOT,),
}
NO_WAY_BACK = frozenset(
    {Page.START, Page.WELCOME, Page.INTERRUPTED, Page.TASKS, Page.CONFIGURING, Page.COMPLETE}
)
"""Pages whose Previous is off: the visited Welcome stays closed, and there is no way back over a run."""


def screen_of(page: Page) -> WizardScreen:
    """A fresh screen for the page; its answers come from the state."""
    module, name = SCREENS[page]
    screen: WizardScreen = getattr(import_module(f"writeback_tui.screens.{module}"), name)()
    return screen


def path(state: WizardState) -> tuple[Page, ...]:
    """All pages of the way that was chosen, in order."""
    met_interrupted = state.unsettled or Page.INTERRUPTED in state.visited
    interrupted = (Page.INTERRUPTED,) if met_interrupted else ()
    if state.resuming is not None:
        return (Page.WELCOME, *interrupted, *_to_go_on(state.resuming))
    if state.undoing is not None:
        lead = (Page.TASKS, Page.RUNS) if state.undo_from is Page.RUNS else interrupted
        return (Page.WELCOME, *lead, *_without_idle_run(UNDO, state))
    pages = _without_idle_run(BY_TASK.get(state.task, ()), state)
    return (Page.WELCOME, *interrupted, Page.TASKS, *pages)


def following(page: Page, state: WizardState) -> Page | None:
    """The page that Next leads to; None at the end."""
    if page is Page.START:
        return Page.WELCOME
    is_chosen = state.resuming is not None or state.undoing is not None
    if state.unsettled and (page is Page.COMPLETE or (page is Page.INTERRUPTED and not is_chosen)):
        return Page.INTERRUPTED
    pages = path(state)
    after = pages[pages.index(page) + 1 :] if page in pages else ()
    return after[0] if after else None


def preceding(page: Page, state: WizardState) -> Page | None:
    """The page that Previous leads to; None where there is no way back."""
    if page in NO_WAY_BACK:
        return None
    if page is Page.RUNS:
        return state.came_from or Page.TASKS
    pages = path(state)
    return pages[pages.index(page) - 1] if page in pages else Page.TASKS


def _to_go_on(run: PastRun) -> tuple[Page, ...]:
    """The sign-in comes first where the run needs one, else before the tenant's half."""
    # Loaded only when there is such a run: every start would pay for it.
    from writeback_tui.contents.past import changes_server, needs_sign_in

    signs_in = needs_sign_in(run)
    first = (Page.CONNECT,) if signs_in else ()
    rest = (Page.SUMMARY,)
    if changes_server(run):
        rest = (*(() if signs_in else (Page.CONNECT,)), Page.PORTAL, Page.SUMMARY)
    return (*first, Page.CONFIGURING, Page.COMPLETE, *rest)


def _without_idle_run(pages: tuple[Page, ...], state: WizardState) -> tuple[Page, ...]:
    if state.plan is not None and state.plan.is_empty:
        return tuple(page for page in pages if page not in RUN)
    return pages
