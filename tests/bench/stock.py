"""The same widgets as Optional features, as Textual draws them by itself; F8 leads to another such page."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Button, Checkbox, Footer, Label

STEPS = ("Welcome", "Tasks", "Connect to Microsoft Entra ID", "Sync", "Optional Features", "Configure")
FEATURES = (
    "Exchange hybrid deployment",
    "Exchange Mail Public Folders",
    "Microsoft Entra ID app and attribute filtering",
    "Password hash synchronization",
    "Password writeback",
    "Group writeback",
    "Device writeback",
    "Directory extension attribute sync",
)
READY = (
    "Password writeback: disabled -> enabled",
    "Export the configuration before and after",
    "Start the synchronization process",
    "Pause the scheduler for the change",
)


class Page(Screen[None]):
    """One page of a wizard."""

    def __init__(self, heading: str, rows: tuple[str, ...]) -> None:
        super().__init__()
        self.heading, self.rows = heading, rows

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="steps"):
                for step in STEPS:
                    yield Label(step)
            with Vertical(id="body"):
                yield Label(self.heading)
                for row in self.rows:
                    yield Checkbox(row, compact=True)
        with Horizontal(id="buttons"):
            yield Button("Previous", compact=True)
            yield Button("Next", compact=True)
        yield Footer()


class Stock(App[None]):
    CSS = "#steps { width: 26; } #body { width: 1fr; } #buttons { height: 1; }"
    BINDINGS = [("f1", "help", "Help"), ("f5", "read", "Read again"), ("f8", "next", "Next")]  # noqa: RUF012

    def on_mount(self) -> None:
        self.push_screen(Page("Optional features", FEATURES))

    def action_next(self) -> None:
        self.switch_screen(Page("Ready to configure", READY))


if __name__ == "__main__":
    Stock().run(mouse=False)
