"""The order of the screens and when one is left out: only this place knows what Next and Previous mean."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from writeback_tui.catalogue import Page, Task
from writeback_tui.state import WizardState

if TYPE_CHECKING:
    from writeback_tui.screens.wizard import WizardScreen

SCREENS: dict[Page, tuple[str, str]] = {
    Page.START: ("start", "StartScreen"),
    Page.WELCOME: ("welcome", "WelcomeScreen"),
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
RUN = frozenset({Page.CONFIGURING, Page.COMPLETE})
"""Left out when there is nothing to do on the server."""
BY_TASK: dict[Task | None, tuple[Page, ...]] = {
    Task.CUSTOMIZE: CUSTOMIZE,
    Task.VIEW: (Page.VIEW,),
    Task.TROUBLESHOOT: (Page.TROUBLESHOOT,),
}
NO_WAY_BACK = frozenset({Page.START, Page.WELCOME, Page.TASKS, Page.CONFIGURING, Page.COMPLETE})
"""Pages whose Previous is off: the visited Welcome stays closed, and there is no way back over a run."""


def screen_of(page: Page) -> WizardScreen:
    """A fresh screen for the page; its answers come from the state."""
    module, name = SCREENS[page]
    screen: WizardScreen = getattr(import_module(f"writeback_tui.screens.{module}"), name)()
    return screen


def path(state: WizardState) -> tuple[Page, ...]:
    """All pages of the way that was chosen, in order."""
    pages = BY_TASK.get(state.task, ())
    if state.plan is not None and state.plan.is_empty:
        pages = tuple(page for page in pages if page not in RUN)
    return (Page.WELCOME, Page.TASKS, *pages)


def following(page: Page, state: WizardState) -> Page | None:
    """The page that Next leads to; None at the end."""
    if page is Page.START:
        return Page.WELCOME
    pages = path(state)
    after = pages[pages.index(page) + 1 :] if page in pages else ()
    return after[0] if after else None


def preceding(page: Page, state: WizardState) -> Page | None:
    """The page that Previous leads to; None where there is no way back."""
    if page in NO_WAY_BACK:
        return None
    pages = path(state)
    return pages[pages.index(page) - 1] if page in pages else Page.TASKS
