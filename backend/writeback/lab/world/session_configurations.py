"""The machine's session configurations: the full one, and a JEA endpoint for this trade.

The JEA endpoint is read from its files, as on a server; a client's program may have made them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from writeback.lab.powershell import data_file

FILES: Final = Path(__file__).parent / "jea"


def session_configurations() -> dict[str, dict[str, Any]]:
    """By name: language mode, what is visible (None = everything), modules loaded from the start."""
    full: dict[str, Any] = {"language_mode": "FullLanguage", "visible": None, "modules": []}
    return {"Microsoft.PowerShell": full} | {path.stem: read_jea(path) for path in FILES.glob("*.pssc")}


def read_jea(session_file: Path) -> dict[str, Any]:
    """A session configuration file and the role capability beside it that it names.

    Raises ValueError: not the data that these files hold, or not a restricted session.
    """
    session = data_file.load(session_file.read_text(encoding="utf-8"))
    if session.get("SessionType") != "RestrictedRemoteServer":
        raise ValueError("the session type is not RestrictedRemoteServer")
    (role_name,) = {role["RoleCapabilities"] for role in session["RoleDefinitions"].values()}
    (role_file,) = session_file.parent.rglob(f"{role_name}.psrc")
    role = data_file.load(role_file.read_text(encoding="utf-8"))
    modules = role.get("ModulesToImport", [])
    return {
        "language_mode": session.get("LanguageMode", "NoLanguage"),
        "visible": role["VisibleCmdlets"],
        "modules": modules if isinstance(modules, list) else [modules],
        "groups": session.get("RunAsVirtualAccountGroups", []),
    }
