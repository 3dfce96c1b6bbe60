"""`writeback schema`: the schemas say what is really printed."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from tests import builders

from writeback.cli.choices_arguments import SCHEMAS
from writeback.cli.content import (
    error_content,
    facts_content,
    findings_content,
    no_run_content,
    run_content,
    verdict_content,
)
from writeback.cli.schema import schema_of
from writeback.cli.shapes import SHAPES
from writeback.domain.checks import run_checks
from writeback.domain.choices import Choices, SwitchMethod
from writeback.domain.errors import InvalidInput
from writeback.domain.evidence import conclude, gather
from writeback.domain.facts import Facts, Unknown
from writeback.domain.plan import make_plan
from writeback.domain.run import RunEnded, RunOutcome
from writeback.service import plan_file

NOTHING = Unknown("It could not be read.")
WHOLE = Choices(
    True, write_back_passwords=True, unlock_without_reset=False, switch_method=SwitchMethod.PORTAL_API
)


def checked(facts: Facts) -> dict[str, Any]:
    return facts_content(facts) | {"findings": findings_content(run_checks(facts))}


def planned(facts: Facts, choices: Choices) -> dict[str, Any]:
    return plan_file.plan_content(make_plan(facts, choices), "contoso") | {"blocked_by": ["role"]}


def verified(facts: Facts) -> dict[str, Any]:
    evidence = gather(facts)
    return verdict_content(conclude(evidence), evidence)


BARE_SERVER = builders.server_facts(version=NOTHING, connector=NOTHING, writeback=NOTHING, scheduler=NOTHING)
BARE_TENANT = builders.tenant_facts(roles=NOTHING, premium=NOTHING, switches=NOTHING)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("check", checked(builders.facts_of())),
        ("check", checked(builders.facts_of(BARE_SERVER, BARE_TENANT))),
        ("check", checked(Facts(builders.NOW, NOTHING, NOTHING))),
        ("plan", planned(builders.facts_of(), WHOLE)),
        ("plan", planned(builders.facts_of(), Choices())),
        ("verify", verified(builders.facts_of(builders.enabled_server(), builders.enabled_tenant()))),
        ("verify", verified(Facts(builders.NOW, NOTHING, NOTHING))),
        ("apply", run_content(RunEnded("1", RunOutcome.IN_DOUBT, "x", "/j"))),
        ("apply", no_run_content("Nothing to do.")),
        ("error", error_content(InvalidInput("x", "y"))),
    ],
)
def test_what_is_printed_has_the_shape_that_its_schema_describes(name: str, content: dict[str, Any]) -> None:
    printed = json.loads(json.dumps(content))
    shaped = msgspec.convert(printed, SHAPES[name])
    assert msgspec.to_builtins(shaped) == printed


def test_every_name_has_a_schema() -> None:
    assert all(schema_of(name)["$schema"] for name in SCHEMAS)
