"""Names of pages, navigation entries and tasks in both editions, as Microsoft writes them."""

from __future__ import annotations

from enum import Enum

from writeback.domain import pages
from writeback.domain.edition import Edition
from writeback.domain.texts import _

Page = pages.Page


class Task(Enum):
    """The nine entries of Additional tasks, in order."""

    PRIVACY = "privacy"
    VIEW = "view"
    CUSTOMIZE = "customize"
    DEVICES = "devices"
    SCHEMA = "schema"
    STAGING = "staging"
    SIGN_IN = "sign-in"
    FEDERATION = "federation"
    TROUBLESHOOT = "troubleshoot"


def is_2021(edition: Edition) -> bool:
    """Whether the names are those of Azure AD Connect."""
    return edition is Edition.AZURE_AD_CONNECT


def product(edition: Edition) -> str:
    """The window's title."""
    return "Microsoft Azure Active Directory Connect" if is_2021(edition) else "Microsoft Entra Connect Sync"


def directory(edition: Edition) -> str:
    """What the cloud directory is called."""
    return "Azure AD" if is_2021(edition) else "Microsoft Entra ID"


def administrator(edition: Edition) -> str:
    """The roles that the sign-in page names."""
    if is_2021(edition):
        return _("Global Administrator")
    return _("Hybrid Identity Administrator (preferred) or Global Administrator")


def portal(edition: Edition) -> str:
    """Where the two switches of the tenant are."""
    if is_2021(edition):
        return _("Azure portal > Azure Active Directory > Password reset > On-premises integration")
    return _("Microsoft Entra admin center > Entra ID > Password reset > On-premises integration")


def title(page: Page, edition: Edition) -> str:
    """The page's own title, which differs from its navigation entry."""
    welcome = (
        _("Welcome to Azure AD Connect") if is_2021(edition) else _("Welcome to Microsoft Entra Connect Sync")
    )
    return {
        Page.START: _("Enable password writeback"),
        Page.PROFILES: _("Profiles"),
        Page.PROFILE: _("Profile"),
        Page.RIGHTS: _("Least rights"),
        Page.WELCOME: welcome,
        Page.INTERRUPTED: _("Interrupted run"),
        Page.RUNS: _("Past runs"),
        Page.TASKS: _("Additional tasks"),
        Page.VIEW: task_name(Task.VIEW, edition),
        Page.TROUBLESHOOT: _("Troubleshoot"),
        Page.CONNECT: connect_name(edition),
        Page.DIRECTORIES: _("Connect your directories"),
        Page.FILTERING: _("Domain and OU filtering"),
        Page.FEATURES: _("Optional features"),
        Page.READY: _("Ready to configure"),
        Page.CONFIGURING: _("Configuring"),
        Page.COMPLETE: _("Configuration complete"),
        Page.PORTAL: _("On-premises integration"),
        Page.SUMMARY: _("Summary"),
    }[page]


def entry(page: Page, edition: Edition) -> str:
    """The page's name in the step list; Ready, Configuring and Complete share one."""
    return {
        Page.START: _("Start"),
        Page.PROFILES: _("Profiles"),
        Page.PROFILE: _("Profiles"),
        Page.RIGHTS: _("Least rights"),
        Page.WELCOME: _("Welcome"),
        Page.INTERRUPTED: _("Interrupted run"),
        Page.RUNS: _("Past runs"),
        Page.TASKS: _("Tasks"),
        Page.VIEW: _("Configuration"),
        Page.TROUBLESHOOT: _("Troubleshoot"),
        Page.CONNECT: connect_name(edition),
        Page.DIRECTORIES: _("Connect Directories"),
        Page.FILTERING: _("Domain/OU Filtering"),
        Page.FEATURES: _("Optional Features"),
        Page.READY: _("Configure"),
        Page.CONFIGURING: _("Configure"),
        Page.COMPLETE: _("Configure"),
        Page.PORTAL: _("On-prem integration"),
        Page.SUMMARY: _("Summary"),
    }[page]


def connect_name(edition: Edition) -> str:
    """The sign-in page."""
    return _("Connect to Azure AD") if is_2021(edition) else _("Connect to Microsoft Entra ID")


def task_name(task: Task, edition: Edition) -> str:
    """An entry of Additional tasks."""
    view = _("View current configuration") if is_2021(edition) else _("View or export current configuration")
    return {
        Task.PRIVACY: _("Privacy settings"),
        Task.VIEW: view,
        Task.CUSTOMIZE: _("Customize synchronization options"),
        Task.DEVICES: _("Configure device options"),
        Task.SCHEMA: _("Refresh directory schema"),
        Task.STAGING: _("Configure staging mode"),
        Task.SIGN_IN: _("Change user sign-in"),
        Task.FEDERATION: _("Manage federation"),
        Task.TROUBLESHOOT: _("Troubleshoot"),
    }[task]
