"""A plan on disk: readable JSON, bound by its digest, never with a secret in it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import InvalidInput, PlanUnreadable
from writeback.domain.facts import SwitchMethod
from writeback.domain.plan import FORMAT, Change, Plan
from writeback.domain.steps import step_of
from writeback.domain.system_words import in_words
from writeback.domain.texts import _


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """What `apply` needs of a saved plan: the choices to plan again, and the digest to compare with."""

    choices: Choices
    digest: str
    before: tuple[tuple[str, str], ...]
    profile: str


def plan_content(plan: Plan, profile: str) -> dict[str, Any]:
    """The plan as plain data; the same for the file and for `--json`."""
    return {
        "writeback_plan": FORMAT,
        "profile": profile,
        "server": plan.server,
        "connector": plan.connector,
        "tenant": plan.tenant_id,
        "before": dict(plan.before),
        "choices": choices_content(plan.choices),
        "changes": [{"what": c.what, "before": c.before, "after": c.after} for c in plan.changes],
        "steps": [
            {
                "id": step.id,
                "title": step.title(),
                "half": step.half.value,
                "arguments": step.arguments(),
                "powershell": list(step.powershell()),
            }
            for step in plan.steps
        ],
        "digest": plan.digest,
    }


def plan_of(content: dict[str, Any]) -> Plan:
    """The plan that `plan_content` wrote, the same to the digest.

    Raises KeyError, TypeError or ValueError when it is not one, or not one of this version.
    """
    plan = Plan(
        choices=_choices(content["choices"]),
        server=content["server"],
        connector=content["connector"],
        tenant_id=content["tenant"],
        before=tuple(sorted(content["before"].items())),
        changes=tuple(Change(**change) for change in content["changes"]),
        steps=tuple(step_of(step["id"], step["arguments"]) for step in content["steps"]),
    )
    if content["writeback_plan"] != FORMAT or plan.digest != content["digest"]:
        raise ValueError(content["digest"])
    return plan


def choices_content(choices: Choices) -> dict[str, Any]:
    """Choices as plain data."""
    return {
        "password_writeback": choices.password_writeback,
        "start_sync": choices.start_sync,
        "pause_scheduler": choices.pause_scheduler,
        "server_credential": choices.server_credential.value,
        "write_back_passwords": choices.write_back_passwords,
        "unlock_without_reset": choices.unlock_without_reset,
        "switch_method": choices.switch_method.value,
        "ticket": choices.ticket,
    }


def save(plan: Plan, profile: str, path: Path) -> None:
    """Writes the plan. Raises InvalidInput when the file can't be written."""
    content = plan_content(plan, profile)
    content["sum"] = _sum(content)
    # Escapes keep any character of a name from acting on a terminal, and let every one of them be written.
    text = json.dumps(content, indent=2) + "\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise InvalidInput(
            _("The plan cannot be written to {path}: {why}.").format(path=path, why=in_words(error)),
            _("Choose another file."),
        ) from error


def load(path: Path) -> SavedPlan:
    """Reads a plan. Raises PlanUnreadable when it is missing, damaged, edited, or of another version."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, in_words(error)) from error
    except ValueError as error:
        raise _unreadable(path, _("it is not a plan")) from error
    if not isinstance(content, dict) or content.get("writeback_plan") != FORMAT:
        raise _unreadable(path, _("it is not a plan of this version"))
    if content.get("sum") != _sum(content):
        raise _unreadable(path, _("it was edited after it was made"))
    return SavedPlan(
        choices=_choices(content["choices"]),
        digest=content["digest"],
        before=tuple(sorted(content["before"].items())),
        profile=content["profile"],
    )


def _choices(content: dict[str, Any]) -> Choices:
    return Choices(
        **content
        | {
            "server_credential": ServerCredential(content["server_credential"]),
            "switch_method": SwitchMethod(content["switch_method"]),
        }
    )


def _sum(content: dict[str, Any]) -> str:
    whole = {key: value for key, value in content.items() if key != "sum"}
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def _unreadable(path: Path, why: str) -> PlanUnreadable:
    return PlanUnreadable(
        _("The plan {path} cannot be used: {why}.").format(path=path, why=why),
        _('Make a new one with "writeback plan -o FILE"; nothing was changed.'),
    )
