"""Choices from a file and into one, for front ends: what is now, what a plan or a run wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from writeback.choices_file import (
    Answers,
    ChoicesFileExists,
    ChoicesUnusable,
    given_of,
    in_ascii,
    read,
    schema,
    to_toml,
    without_contradictions,
    write,
)
from writeback.domain.choices import Choices, SwitchMethod
from writeback.domain.facts import ServerFacts, Switches, TenantFacts, Unknown
from writeback.domain.texts import _
from writeback.engine import plan_file
from writeback.service import history

if TYPE_CHECKING:
    from writeback.service.session import Session

Given = dict[str, Any]
"""Values by the fields of `Choices`; what is not known is not in it."""

__all__ = [
    "Answers",
    "ChoicesFileExists",
    "ChoicesUnusable",
    "Given",
    "chosen",
    "decided",
    "impossible",
    "in_ascii",
    "now",
    "of_plan",
    "of_run",
    "read",
    "schema",
    "to_toml",
    "without_contradictions",
    "write",
]


def decided(answers: Answers, session: Session) -> Choices:
    """What the file says, and what it leaves to this server and profile.

    Raises ChoicesUnusable where they do not allow what it says.
    """
    for refused in impossible(answers, session):
        raise refused
    return answers.over(_usual(session))


def impossible(answers: Answers, session: Session) -> tuple[ChoicesUnusable, ...]:
    """What the file says and this server or profile does not allow."""
    return tuple(_impossible(answers, session))


def _impossible(answers: Answers, session: Session) -> Iterator[ChoicesUnusable]:
    credential = answers.given.get("server_credential")
    allowed = session.server_credentials()
    if credential is not None and credential not in allowed:
        words = ", ".join(one.value for one in allowed)
        yield answers.refused(
            "server_credential",
            _("the profile and this server allow only {words}").format(words=words),
            _("Change it or take it out; nothing was changed."),
        )
    method = answers.given.get("switch_method")
    if method is SwitchMethod.PORTAL_API and session.profile.switches is not method:
        yield answers.refused(
            "switch_method",
            _("the profile does not opt in to the portal's own interface"),
            _("Take it out, or allow it in the profile; nothing was changed."),
        )


def now(session: Session) -> Given:
    """The present state of server and tenant as choices: carried out at once they change nothing."""
    server, tenant = session.facts.server, session.facts.tenant
    usual = _usual(session)
    if isinstance(server, ServerFacts) and not isinstance(server.writeback, Unknown):
        usual = replace(usual, password_writeback=server.writeback.enabled)
    if isinstance(tenant, TenantFacts) and isinstance(tenant.switches, Switches):
        usual = replace(
            usual,
            write_back_passwords=tenant.switches.write_back_passwords,
            unlock_without_reset=tenant.switches.unlock_without_reset,
        )
    return given_of(usual)


def chosen(choices: Choices, session: Session, *, has_method: bool) -> Given:
    """What was chosen on the pages; a box that was left as the server is says so, too.

    Without `has_method` nobody has said yet how the switches are set: that is left to the profile.
    """
    server = session.facts.server
    given = given_of(choices)
    if isinstance(server, ServerFacts) and not isinstance(server.writeback, Unknown):
        given.setdefault("password_writeback", server.writeback.enabled)
    if not has_method:
        del given["switch_method"]
    return given


def of_plan(path: str) -> Given:
    """What a saved plan wants. Raises PlanUnreadable."""
    return given_of(plan_file.load(Path(path)).choices)


def of_run(run_id: str) -> Given:
    """What a run of the past wanted. Raises RunUnknown and JournalDamaged."""
    return given_of(history.find(run_id).plan.choices)


def _usual(session: Session) -> Choices:
    """What holds where nothing is said."""
    return Choices(server_credential=session.server_credentials()[0], switch_method=session.profile.switches)
