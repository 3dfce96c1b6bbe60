"""Where settings.toml is, and what the window is remembered by. Looked at before the first page is drawn.

platformdirs takes 60 ms to import, for two paths that on Linux take two variables of the environment (XDG
Base Directory Specification).
"""

from __future__ import annotations

import os
import sys

APP = "writeback"


def settings_file() -> str:
    """`settings.toml` beside the folder of the profiles; `WRITEBACK_CONFIG` names another place."""
    return os.path.join(_place("WRITEBACK_CONFIG", "XDG_CONFIG_HOME", ".config"), "settings.toml")


def remembered_file() -> str:
    """`window.json` in the state directory; `WRITEBACK_STATE` names another place."""
    return os.path.join(_place("WRITEBACK_STATE", "XDG_STATE_HOME", ".local/state"), "window.json")


def _place(chosen: str, base: str, default: str) -> str:
    folder = os.environ.get(chosen)
    if folder:
        return folder
    if not sys.platform.startswith("linux") or "ANDROID_DATA" in os.environ:
        return _elsewhere(base)
    above = os.environ.get(base, "")
    return os.path.join(above if above.strip() else os.path.expanduser(f"~/{default}"), APP)


def _elsewhere(base: str) -> str:
    import platformdirs

    if base == "XDG_CONFIG_HOME":
        return platformdirs.user_config_dir(APP)
    return platformdirs.user_state_dir(APP)
