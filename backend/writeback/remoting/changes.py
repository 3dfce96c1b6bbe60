"""The commands that change something on the server, or write a file there: each is sent alone, once."""

from __future__ import annotations

from collections.abc import Mapping

from writeback.domain.secret import Secret
from writeback.remoting.commands import Command, Credential, Value


def set_password_reset(connector: str, *, enable: bool, credential: Mapping[str, Value]) -> Command:
    """Onboards or offboards; `credential` is of `by_password`, `by_token`, or empty."""
    given = {"Connector": connector, "Enable": enable, **credential, "Confirm": False}
    return _change("Set-ADSyncAADPasswordResetConfiguration", given)


def export_configuration(folder: str) -> Command:
    """Writes the server's configuration into a folder there."""
    return _change("Get-ADSyncServerConfiguration", {"Path": folder})


def start_sync_cycle() -> Command:
    """A delta cycle now."""
    return _change("Start-ADSyncSyncCycle", {"PolicyType": "Delta"})


def set_sync_cycle_enabled(enabled: bool) -> Command:
    """Pauses the scheduler or puts it back."""
    return _change("Set-ADSyncScheduler", {"SyncCycleEnabled": enabled})


def by_password(user_name: str, password: Secret) -> Mapping[str, Value]:
    """What the writeback cmdlet takes as a cloud administrator's name and password."""
    return {"AADCredential": Credential(user_name, password)}


def by_token(token: Secret) -> Mapping[str, Value]:
    """What it takes as the sign-in's token: plain text on the wire."""
    return {"AccessToken": token}


def _change(name: str, parameters: Mapping[str, Value]) -> Command:
    return Command(name, {**parameters, "ErrorAction": "Stop"})
