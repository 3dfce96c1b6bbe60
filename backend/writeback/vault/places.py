"""Where the configuration and the sealed file are on this platform."""

from __future__ import annotations

import os
from pathlib import Path


def configuration_file() -> Path:
    """config.toml beside the folder of the profiles; `WRITEBACK_CONFIG` names another place."""
    import platformdirs

    chosen = os.environ.get("WRITEBACK_CONFIG")
    return (Path(chosen) if chosen else platformdirs.user_config_path("writeback")) / "config.toml"


def sealed_file() -> Path:
    """vault.json in the state directory; `WRITEBACK_STATE` names another place. Makes nothing."""
    import platformdirs

    chosen = os.environ.get("WRITEBACK_STATE")
    return (Path(chosen) if chosen else platformdirs.user_state_path("writeback")) / "vault.json"
