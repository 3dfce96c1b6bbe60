"""WS-Management: the HTTP endpoint that carries remote PowerShell sessions."""

from __future__ import annotations

from writeback.lab.wsman.auth import channel_binding, write_ntlm_users
from writeback.lab.wsman.service import WSManService

__all__ = ["WSManService", "channel_binding", "write_ntlm_users"]
