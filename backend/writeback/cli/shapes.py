"""What commands print with `--json`, as types, for `writeback schema`; tests compare the two."""

from __future__ import annotations

from typing import Any, Literal

import msgspec


class Shape(msgspec.Struct, forbid_unknown_fields=True):
    """Every key is always there unless it has a default."""


class Finding(Shape):
    """One check. Texts are in the language that was chosen; `id` and `severity` are not."""

    id: str
    title: str
    severity: Literal["passed", "hint", "warns", "unknown", "waits", "blocks"]
    evidence: str
    remedy: str


class Writeback(Shape):
    """`Get-ADSyncAADPasswordResetConfiguration`."""

    enabled: bool
    service_status: str
    onboarding_required: str


class Scheduler(Shape):
    """`Get-ADSyncScheduler`."""

    enabled: bool
    suspended: bool
    staging: bool
    in_progress: bool


class Server(Shape):
    """What was read of the server; null where it could not be read."""

    name: str
    version: str | None
    edition: str
    connector: str | None
    writeback: Writeback | None
    scheduler: Scheduler | None


class Tenant(Shape):
    """What was read of the tenant; null where it could not be read."""

    id: str
    name: str
    account: str
    roles: list[str] | None
    premium: bool | None


class Check(Shape):
    """`writeback check --json`; without server or tenant where they could not be read at all."""

    taken: str
    findings: list[Finding]
    server: Server | msgspec.UnsetType = msgspec.UNSET
    tenant: Tenant | msgspec.UnsetType = msgspec.UNSET


class PlannedChoices(Shape):
    """What was chosen; null where something is left as it is."""

    password_writeback: bool | None
    start_sync: bool
    pause_scheduler: bool
    server_credential: Literal["none", "access-token", "password"]
    write_back_passwords: bool | None
    unlock_without_reset: bool | None
    switch_method: Literal["assisted", "portal-api"]
    ticket: str


class Change(Shape):
    """One thing that will be different, in words."""

    what: str
    before: str
    after: str


class PlannedStep(Shape):
    """One step; its arguments depend on its id."""

    id: str
    title: str
    half: Literal["server", "tenant"]
    arguments: dict[str, Any]
    powershell: list[str]


class Plan(Shape):
    """`writeback plan --json`. A plan's file has no `blocked_by`, and a `sum` that binds it."""

    writeback_plan: Literal[1]
    profile: str
    server: str
    connector: str
    tenant: str
    before: dict[str, str]
    choices: PlannedChoices
    changes: list[Change]
    steps: list[PlannedStep]
    digest: str
    blocked_by: list[str]


class Evidence(Shape):
    """One piece of evidence."""

    id: str
    title: str
    says: Literal["supports", "contradicts", "silent"]
    text: str
    needed: bool


class Verify(Shape):
    """`writeback verify --json`."""

    verdict: Literal["proven", "not-proven", "contradicted"]
    evidence: list[Evidence]


class Apply(Shape):
    """`writeback apply --json`, and of resume and undo; without a run where nothing was to do."""

    run: str | None
    outcome: Literal["done", "failed", "stopped", "in-doubt"]
    message: str
    journal: str | None


class Error(Shape):
    """What every command prints with `--json` when it ends with an error of ours."""

    error: str
    message: str
    hint: str
    in_doubt: bool


SHAPES: dict[str, type[Shape]] = {
    "check": Check,
    "plan": Plan,
    "verify": Verify,
    "apply": Apply,
    "error": Error,
}
