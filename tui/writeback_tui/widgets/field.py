"""An input field on one row: no blinking, a mask in ASCII, a caret that shows without colour."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Input

from writeback_tui.text import safe_str


class Field(Input):
    """Stock Input draws its mask with bullets and shows its caret by colour alone."""

    DEFAULT_CSS = """
    Field { width: 1fr; }
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
            safe_str(value),
            safe_str(placeholder),
            password=password,
            max_length=max_length,
            compact=True,
            id=id,
        )
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        if self.password:
            return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")
        return super()._value
