"""The tenant's two switches in a few words, for pages where the portal's own sentences have no room."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, repeat

from writeback.domain.facts import Switches
from writeback.domain.plan import Plan, recorded_switch, switches_of
from writeback.domain.steps import UNLOCK, WRITE_BACK
from writeback.domain.texts import _


def before_and_after(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Rows of what was read of the switches that the plan sets, and of what it sets them to."""
    wanted = switches_of(plan)
    before = {name: recorded_switch(plan, name) for name in wanted}
    return *_rows(_("before"), before), *_rows(_("after"), wanted)


def switches_now(state: Switches) -> str:
    """Both, as they were read."""
    return in_short({WRITE_BACK: state.write_back_passwords, UNLOCK: state.unlock_without_reset})


def in_short(values: Mapping[str, bool | None]) -> str:
    """The switches and their values; None is one that could not be read."""
    return ", ".join(_each(values))


def _rows(label: str, values: Mapping[str, bool | None]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(chain((label,), repeat("")), _each(values), strict=False))


def _each(values: Mapping[str, bool | None]) -> list[str]:
    words = {True: _("yes"), False: _("no"), None: _("not readable")}
    texts = {WRITE_BACK: _("write back passwords: {value}"), UNLOCK: _("unlock without reset: {value}")}
    return [texts[name].format(value=words[value]) for name, value in values.items()]
