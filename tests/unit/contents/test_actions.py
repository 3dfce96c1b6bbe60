"""Ready to configure, in words."""

from __future__ import annotations

from tests import builders

from writeback.domain.choices import Choices
from writeback.domain.plan import make_plan
from writeback_tui.contents.actions import before_and_after, bullets, full_plan

ENABLING = make_plan(builders.facts_of(), Choices(password_writeback=True, ticket="CHG1"))
DISABLING = make_plan(builders.facts_of(builders.enabled_server()), Choices(password_writeback=False))


def test_the_bullets_are_those_of_the_wizard() -> None:
    configure = "Configure synchronization services on this computer"
    assert bullets(ENABLING) == ("Enable Password writeback", configure)
    assert bullets(DISABLING) == ("Disable Password writeback", configure)


def test_before_and_after_say_what_the_record_will_hold() -> None:
    rows = dict(before_and_after(ENABLING))
    assert rows["before"] == "Disabled / Stopped / Must"
    assert rows["after"] == "Enabled / Started / NotRequired"
    assert dict(before_and_after(DISABLING))["after"] == "Disabled / Stopped"


def test_the_effects_warn_that_monitoring_may_alert() -> None:
    assert "security monitoring may alert" in dict(before_and_after(ENABLING))["effects"]


def test_the_full_plan_has_digest_ticket_and_the_runbook() -> None:
    text = "\n".join(full_plan(ENABLING))
    assert ENABLING.digest[:32] in text
    assert ENABLING.digest[32:] in text
    assert "Ticket     CHG1" in text
    assert "*  3. Enable Password writeback" in text
    assert "-Enable $true" in text
