"""Secrets in plain mode: from a terminal without echo, or given beforehand, never from a file of answers."""

from __future__ import annotations

from textual.widget import Widget

from writeback.domain.secret import Secret
from writeback.domain.texts import _
from writeback_tui.plain.lines import Lines
from writeback_tui.plain.questions import put_secret
from writeback_tui.widgets.field import Field
from writeback_tui.widgets.password_form import PasswordForm


class SecretsGiven:
    """`is_first_line`: the first line of standard input is the server's password (`--password-stdin`)."""

    def __init__(self, lines: Lines, *, is_first_line: bool) -> None:
        self._lines = lines
        self._is_first_line = is_first_line
        self._password: Secret | None = None
        self.refused = False
        """A secret was needed that nobody could be asked for."""

    async def take(self) -> None:
        """Before anything is asked. Raises Ended."""
        if self._is_first_line:
            self._password = await self._lines.first_line()

    def answers(self, widget: Widget) -> bool:
        """Whether nobody has to be asked for what goes into the field, or nobody can."""
        if not (isinstance(widget, Field) and widget.password):
            return False
        if self._password and isinstance(widget.parent, PasswordForm):
            # Once: a wrong one is not sent again and again.
            given, self._password = self._password, None
            put_secret(widget, given)
            return True
        if self._lines.is_terminal:
            return False
        self.refused = True
        self._lines.say(
            _(
                "A secret is not read from a file of answers: run this on a terminal, give the server's "
                "password with --password-stdin, or have it kept in the vault."
            )
        )
        return True
