"""Every fault of the campaign (safety.md, section 2, is the list that it answers to)."""

from __future__ import annotations

from tests.faults.acts import Wish
from tests.faults.fault import ENABLE, Fault
from tests.faults.other_faults import other_faults
from tests.faults.wire_faults import wire_faults
from writeback.domain.choices import ServerCredential


def everything() -> tuple[Fault, ...]:
    """All of them, the undisturbed run first: three times, so that each way meets each of its points."""
    return (
        Fault("none"),
        Fault("none, once more", turn=1),
        Fault("none, a third time", turn=2),
        Fault("none, nothing paused", wish=Wish(pause=False), turn=1),
        Fault("none, password handed over", wish=Wish(credential=ServerCredential.PASSWORD), only=ENABLE),
        Fault(
            "none, token handed over",
            wish=Wish(credential=ServerCredential.ACCESS_TOKEN),
            only=ENABLE,
            turn=1,
        ),
        *wire_faults(),
        *other_faults(),
    )


def named(*parts: str) -> tuple[Fault, ...]:
    """The faults whose titles are, or else hold, one of the texts; all without a text."""
    every = everything()
    if not parts:
        return every
    exact = tuple(one for one in every if one.title in parts)
    return exact or tuple(one for one in every if any(part in one.title for part in parts))
