"""What `--json` prints: plain data with stable names."""

from __future__ import annotations

from typing import Any

from writeback.domain.errors import WritebackError
from writeback.domain.evidence import Evidence, Verdict
from writeback.domain.facts import Facts, ServerFacts, TenantFacts, Unknown
from writeback.domain.findings import Finding
from writeback.domain.history import DamagedRun, PastRun
from writeback.domain.run import RunEnded


def findings_content(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """A list of findings."""
    return [
        {
            "id": finding.id,
            "title": finding.title,
            "severity": finding.severity.value,
            "evidence": finding.evidence,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]


def facts_content(facts: Facts) -> dict[str, Any]:
    """The few facts that other programs ask for."""
    content: dict[str, Any] = {"taken": facts.taken.isoformat(timespec="seconds")}
    if isinstance(facts.server, ServerFacts):
        content["server"] = _server_content(facts.server)
    if isinstance(facts.tenant, TenantFacts):
        tenant = facts.tenant
        content["tenant"] = {
            "id": tenant.tenant_id,
            "name": tenant.display_name,
            "account": tenant.account.user_principal_name,
            "roles": None if isinstance(tenant.roles, Unknown) else [r.display_name for r in tenant.roles],
            "premium": None if isinstance(tenant.premium, Unknown) else tenant.premium,
        }
    return content


def verdict_content(verdict: Verdict, evidence: tuple[Evidence, ...]) -> dict[str, Any]:
    """Verdict and evidence."""
    return {
        "verdict": verdict.value,
        "evidence": [
            {"id": e.id, "title": e.title, "says": e.says.value, "text": e.text, "needed": e.needed}
            for e in evidence
        ],
    }


def run_content(run: RunEnded) -> dict[str, Any]:
    """How a run ended."""
    return {"run": run.run_id, "outcome": run.outcome.value, "message": run.message, "journal": run.journal}


def no_run_content(message: str) -> dict[str, Any]:
    """The same where nothing had to be run."""
    return {"run": None, "outcome": "done", "message": message, "journal": None}


def past_run_content(run: PastRun | DamagedRun) -> dict[str, Any]:
    """A run of the past."""
    if isinstance(run, DamagedRun):
        return {"run": run.id, "state": "damaged", "journal": run.journal, "message": run.why}
    return {
        "run": run.id,
        "state": run.state.value,
        "outcome": run.outcome.value if run.outcome else None,
        "message": run.message,
        "unsettled": run.is_unsettled,
        "started": run.started.isoformat(timespec="seconds"),
        "ended": run.ended.isoformat(timespec="seconds") if run.ended else None,
        "by": {
            "user": run.operator.user,
            "host": run.operator.host,
            "pid": run.operator.pid,
            "from": run.operator.origin,
        },
        "profile": run.target.profile,
        "server": run.plan.server,
        "digest": run.plan.digest,
        "steps": [
            {
                "id": record.step.id,
                "title": record.step.title(),
                "begun": record.begun,
                "outcome": record.outcome.value if record.outcome else None,
                "note": record.note,
            }
            for record in run.steps
        ],
        "verdict": run.verdict or None,
        "seen": run.seen,
        "undoes": run.undoes or None,
        "torn": run.torn,
        "journal": run.journal,
    }


def error_content(error: WritebackError) -> dict[str, Any]:
    """An error for programs."""
    return {"error": error.code, "message": error.message, "hint": error.hint, "in_doubt": error.in_doubt}


def _server_content(server: ServerFacts) -> dict[str, Any]:
    record = server.writeback
    return {
        "name": server.computer_name,
        "version": None if isinstance(server.version, Unknown) else str(server.version),
        "edition": server.edition.value,
        "connector": None if isinstance(server.connector, Unknown) else server.connector,
        "writeback": None
        if isinstance(record, Unknown)
        else {
            "enabled": record.enabled,
            "service_status": record.service_status,
            "onboarding_required": record.onboarding_required,
        },
        "scheduler": None
        if isinstance(server.scheduler, Unknown)
        else {
            "enabled": server.scheduler.sync_cycle_enabled,
            "suspended": server.scheduler.scheduler_suspended,
            "staging": server.scheduler.staging_mode_enabled,
            "in_progress": server.scheduler.sync_cycle_in_progress,
        },
    }
