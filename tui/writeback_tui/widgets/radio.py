"""A question with a few answers, of which all can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from writeback_tui.widgets.choice_list import Choice, ChoiceList


class Radio(ChoiceList):
    """`Radio(("none", "Nothing"), ("password", "A password"), chosen="none")`: pairs of id and label."""

    def __init__(self, *answers: tuple[str, str], chosen: str = "", id: str | None = None) -> None:
        super().__init__([Choice(name, label) for name, label in answers], chosen, id=id)

    def put(self, answers: Sequence[tuple[str, str]], chosen: str) -> None:
        """Puts other answers."""
        self.show([Choice(name, label) for name, label in answers], chosen)
