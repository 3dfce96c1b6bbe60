"""Journals of runs that never went, with whatever names a test wants in them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from tests.builders import NOW, OPERATOR, TARGET, facts_of

from writeback.domain.choices import Choices
from writeback.domain.facts import SwitchMethod
from writeback.domain.history import Operator, PastRun, Target
from writeback.domain.plan import Plan, make_plan
from writeback.engine.history import find_run, journal_path
from writeback.engine.journal import Journal
from writeback.engine.lock import operator_content
from writeback.engine.plan_file import plan_content

RUN = "20260619T094000Z-0a1b"
CHOICES = Choices(
    password_writeback=True,
    write_back_passwords=True,
    unlock_without_reset=True,
    switch_method=SwitchMethod.PORTAL_API,
    ticket="CHG-4711",
)
PLAN = make_plan(facts_of(), CHOICES)


def record_run(
    run_id: str = RUN,
    *,
    plan: Plan = PLAN,
    operator: Operator = OPERATOR,
    target: Target = TARGET,
    note: str = "",
    message: str = "Everything was done.",
    outcome: str = "done",
    undoes: str = "",
    end: bool = True,
) -> PastRun:
    """A run in which every step ended well; without `end` it was cut off after the last of them."""
    with Journal(journal_path(run_id)) as journal:

        def write(kind: str, **content: Any) -> None:
            journal.write(kind, run=run_id, **content)

        write(
            "run-started",
            plan=plan_content(plan, target.profile),
            operator=operator_content(operator),
            target=asdict(target),
            since=NOW.isoformat(),
            undoes=undoes,
        )
        for index, step in enumerate(plan.steps):
            write("intent", step=index, id=step.id, arguments=step.arguments())
            write("outcome", step=index, outcome="done", note=note)
        write("note", text=note)
        write("verdict", verdict="proven", evidence=[{"id": "audit", "says": "supports", "text": note}])
        if end:
            write("run-ended", outcome=outcome, message=message, given_up=False)
    return find_run(run_id)


def with_names(name: str) -> dict[str, Any]:
    """Everything that names something is this name."""
    return {
        "plan": replace(
            PLAN, server=name, tenant_id=name, choices=replace(PLAN.choices, ticket=name), connector=name
        ),
        "operator": replace(OPERATOR, user=name, host=name, origin=name, boot=name),
        "target": Target(name, name, 5986, ""),
        "note": name,
        "message": name,
    }
