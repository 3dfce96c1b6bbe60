"""What was read of the server, as rows of label and value."""

from __future__ import annotations

from datetime import datetime, timedelta

from writeback.domain.facts import Directory, Scheduler, ServerFacts, Unknown
from writeback.domain.texts import _

Row = tuple[str, str]


def overview(server: ServerFacts) -> tuple[Row, ...]:
    """The five rows of Welcome."""
    return (
        (_("Server"), f"{server.computer_name}   PowerShell {server.powershell}"),
        (_("Version"), f"{known(server.version)}   {_staging(server.scheduler)}"),
        (_("Scheduler"), scheduler(server.scheduler)),
        (_("Sync run"), _sync_run(server)),
        (_("Writeback"), writeback(server)),
    )


def known(value: object) -> str:
    """A reading, or why there is none."""
    if isinstance(value, Unknown):
        return _("not readable: {why}").format(why=value.why)
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return str(value)


def writeback(server: ServerFacts) -> str:
    """`Enabled / Started / NotRequired`, in the server's own words."""
    record = server.writeback
    if isinstance(record, Unknown):
        return known(record)
    state = "Enabled" if record.enabled else "Disabled"
    return f"{state} / {record.service_status} / {record.onboarding_required}"


def scheduler(found: Scheduler | Unknown) -> str:
    """Whether it runs, how often, and whether a wizard has suspended it."""
    if isinstance(found, Unknown):
        return known(found)
    state = _("enabled") if found.sync_cycle_enabled else _("disabled")
    suspended = _("suspended") if found.scheduler_suspended else _("not suspended")
    return _("{state}, every {interval}, {suspended}").format(
        state=state, interval=_interval(found.interval), suspended=suspended
    )


def directory(found: Directory) -> Row:
    """A forest with the account of its connector."""
    reached = (
        {True: "[OK]", False: "[!!]"}.get(found.reachable, "[??]")
        if isinstance(found.reachable, bool)
        else "[??]"
    )
    return f"{reached} {found.name}", known(found.account)


def _staging(found: Scheduler | Unknown) -> str:
    if isinstance(found, Unknown):
        return _("staging mode: not known")
    return _("staging mode: yes") if found.staging_mode_enabled else _("staging mode: no")


def _sync_run(server: ServerFacts) -> str:
    found = server.scheduler
    if isinstance(found, Unknown):
        return known(found)
    busy = found.sync_cycle_in_progress or (
        isinstance(server.busy_connectors, tuple) and server.busy_connectors
    )
    state = _("running") if busy else _("idle")
    if found.next_start is None:
        return state
    return _("{state}   next start {time} UTC").format(state=state, time=_clock(found.next_start))


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M")


def _interval(interval: timedelta) -> str:
    hours, rest = divmod(int(interval.total_seconds()), 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
