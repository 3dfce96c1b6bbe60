"""An input field on one row: no blinking, a mask in ASCII, a caret that shows without colour."""

from __future__ import annotations

from rich.text import Text
from textual.events import Paste
from textual.widgets import Input

from writeback.domain import safe
from writeback.domain.texts import _
from writeback_tui.text import safe_str


class Field(Input):
    """Stock Input draws its mask with bullets and shows its caret by colour alone.

    Without colours of its own it is underlined, and a placeholder is in brackets whatever the colours.
    """

    TAKES_ENTER = True

    DEFAULT_CSS = """
    Field { width: 1fr; }
    Field:ansi { text-style: underline; }
    Field:ansi > .input--placeholder { text-style: none; }
    Field:nocolor:focus > .input--cursor { text-style: reverse; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        password: bool = False,
        placeholder: str = "",
        max_length: int = 256,
        id: str | None = None,
    ) -> None:
        super().__init__(
            # A value goes back to where it came from, whatever the terminal can show of it.
            safe.safe_str(value),
            f"({safe_str(placeholder)})" if placeholder else "",
            password=password,
            max_length=max_length,
            compact=True,
            id=id,
        )
        self.cursor_blink = False

    def _on_paste(self, event: Paste) -> None:
        """The first line, as text; more than the field takes is refused rather than cut unseen."""
        event.prevent_default().stop()
        line = safe.ACTING.sub("", next(iter(event.text.splitlines()), ""))
        self.replace(line, *self.selection)

    def restricted(self) -> None:
        """Said instead of the bell, which many have turned off."""
        text = _("This field takes {limit} characters at most; what was pasted or typed is not in it.")
        say = getattr(self.screen, "say", None)
        if say is not None:
            say(text.format(limit=self.max_length))

    @property
    def _value(self) -> Text:
        if self.password:
            return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")
        if self.disabled:
            # Otherwise only its colours would tell.
            return Text(_("{value} (fixed)").format(value=safe_str(self.value)), no_wrap=True, end="")
        return super()._value
