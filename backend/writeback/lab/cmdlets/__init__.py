"""The cmdlets of the simulated server, one file per family."""

from __future__ import annotations

from importlib import import_module

from writeback.lab.powershell import Registry

_FAMILIES = (
    "adsync_connectors",
    "adsync_export",
    "adsync_features",
    "adsync_runs",
    "adsync_scheduler",
    "adsync_settings",
    "adsync_writeback",
    "modules",
    "windows",
    "windows_events",
)


def load() -> Registry:
    """Every cmdlet there is; which of them a session sees is up to its configuration and its modules."""
    registry = Registry()
    for family in _FAMILIES:
        name = f"{__name__}.{family}"
        import_module(name)
        registry.add_module(name)
    return registry
