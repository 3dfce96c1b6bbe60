"""What a person has set for good: the window and the keys of the wizard, in `settings.toml`.

Only what is needed before the first page is drawn is imported here.
"""

from __future__ import annotations

from writeback.settings.model import Problem, Settings, WindowSettings
from writeback.settings.places import remembered_file, settings_file
from writeback.settings.reading import load

__all__ = ["Problem", "Settings", "WindowSettings", "load", "remembered_file", "settings_file"]
