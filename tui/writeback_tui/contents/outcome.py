"""What Summary says first: whether writeback works, or whether what was switched off is off."""

from __future__ import annotations

from typing import NamedTuple

from writeback.domain.choices import Choices
from writeback.domain.evidence import SWITCHES, Evidence, Verdict, conclude
from writeback.domain.facts import Facts, ServerFacts, Switches, TenantFacts, Unknown
from writeback.domain.texts import _
from writeback_tui.widgets.bars import Tone


class Outcome(NamedTuple):
    """A sentence, and how it is meant."""

    text: str
    tone: Tone


def outcome(choices: Choices, facts: Facts | None, evidence: tuple[Evidence, ...]) -> Outcome:
    """Measured by what was chosen: "works" is no measure for what was to be switched off."""
    if choices.password_writeback is False and _is_off(facts):
        return _server_off(_switches(facts))
    of_server = conclude(tuple(piece for piece in evidence if piece.id != SWITCHES))
    is_as_wanted = choices.password_writeback is None or of_server is not Verdict.CONTRADICTED
    if choices.write_back_passwords is False and choices.password_writeback is not False and is_as_wanted:
        return _switch_off(_switches(facts))
    return _of_verdict(conclude(evidence))


def _of_verdict(verdict: Verdict) -> Outcome:
    text = {
        Verdict.PROVEN: _("PROVEN: password writeback works."),
        Verdict.NOT_PROVEN: _(
            "NOT PROVEN: not all evidence is there yet. Some of it takes minutes; F5 checks again."
        ),
        Verdict.CONTRADICTED: _("CONTRADICTED: password writeback does not work."),
    }[verdict]
    return Outcome(text, Tone.DONE if verdict is Verdict.PROVEN else Tone.WARNING)


def _server_off(switches: Switches | None) -> Outcome:
    """A tenant that still promises it to its users is not what was asked for."""
    if switches is not None and switches.write_back_passwords:
        text = _(
            "Off as chosen, but the tenant's switch is still on: users who reset a password get an error."
        )
        return Outcome(text, Tone.WARNING)
    return Outcome(_("Password writeback is off, as chosen."), Tone.INFORMATION)


def _switch_off(switches: Switches | None) -> Outcome:
    """The tenant's switch alone was to be off."""
    if switches is None:
        text = _("The tenant's switch was to be off; whether it is cannot be read here.")
        return Outcome(text, Tone.WARNING)
    if switches.write_back_passwords:
        return Outcome(_("The tenant's switch was to be off, but it is still on."), Tone.WARNING)
    return Outcome(_("The tenant's switch is off, as chosen."), Tone.INFORMATION)


def _is_off(facts: Facts | None) -> bool:
    server = facts.server if facts else None
    if not isinstance(server, ServerFacts) or isinstance(server.writeback, Unknown):
        return False
    return not server.writeback.enabled


def _switches(facts: Facts | None) -> Switches | None:
    """As the portal has them; None where they could not be read."""
    tenant = facts.tenant if facts else None
    switches = tenant.switches if isinstance(tenant, TenantFacts) else None
    return switches if isinstance(switches, Switches) else None
