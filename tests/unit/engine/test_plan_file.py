"""A saved plan is exactly that plan, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.builders import facts_of

from writeback.domain.choices import Choices
from writeback.domain.errors import PlanUnreadable
from writeback.domain.plan import make_plan
from writeback.engine import plan_file

PLAN = make_plan(facts_of(), Choices(password_writeback=True, ticket="CHG0041877"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    plan_file.save(PLAN, "contoso", tmp_path / "plan.json")
    return tmp_path / "plan.json"


def test_what_was_saved_is_loaded(path: Path) -> None:
    saved = plan_file.load(path)
    assert (saved.choices, saved.digest, saved.before) == (PLAN.choices, PLAN.digest, PLAN.before)


def test_an_edited_plan_is_refused(path: Path) -> None:
    content = json.loads(path.read_text())
    content["choices"]["password_writeback"] = False
    path.write_text(json.dumps(content))
    with pytest.raises(PlanUnreadable, match="edited"):
        plan_file.load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"writeback_plan": 99}', "\x00"])
def test_what_is_no_plan_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(PlanUnreadable, match="cannot be used"):
        plan_file.load(path)


def test_a_missing_plan_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PlanUnreadable, match="No such file"):
        plan_file.load(tmp_path / "absent.json")


def test_a_name_that_no_encoding_has_is_saved_and_cannot_act(tmp_path: Path) -> None:
    plan = make_plan(facts_of(), Choices(password_writeback=True, ticket="\ud800\x1b]52;c;x\x07\u202e\x9b"))
    plan_file.save(plan, "contoso", tmp_path / "odd.json")
    assert plan_file.load(tmp_path / "odd.json").digest == plan.digest
    assert all(32 <= byte < 127 or byte == 10 for byte in (tmp_path / "odd.json").read_bytes())
