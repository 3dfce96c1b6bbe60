"""M: the smallest Textual application."""

from textual.app import App, ComposeResult
from textual.widgets import Label


class Minimal(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("ready-marker")


Minimal().run()
