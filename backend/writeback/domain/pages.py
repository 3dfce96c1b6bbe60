"""The pages of the wizard, by name: the wizard, its manual and the settings of its keys speak of the same."""

from __future__ import annotations

from enum import Enum


class Page(Enum):
    """One screen of the wizard, in its order; the value names its text in the manual."""

    START = "start"
    PROFILES = "profiles"
    PROFILE = "profile"
    RIGHTS = "rights"
    WELCOME = "welcome"
    INTERRUPTED = "interrupted"
    RUNS = "runs"
    TASKS = "tasks"
    VIEW = "view_configuration"
    TROUBLESHOOT = "troubleshoot"
    CONNECT = "connect"
    DIRECTORIES = "directories"
    FILTERING = "filtering"
    FEATURES = "features"
    READY = "ready"
    CONFIGURING = "configuring"
    COMPLETE = "complete"
    PORTAL = "portal"
    SUMMARY = "summary"


PAGES = tuple(page.value for page in Page)
