"""The facade that every front end uses: survey, findings, plan, apply, verify, resume, undo."""

from __future__ import annotations

from writeback import profiles
from writeback.engine import plan_file
from writeback.service import history
from writeback.service.lab import Lab, lab_command, scenarios
from writeback.service.opening import open_session
from writeback.service.session import Session

__all__ = ["Lab", "Session", "history", "lab_command", "open_session", "plan_file", "profiles", "scenarios"]
