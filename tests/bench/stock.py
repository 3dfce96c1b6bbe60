"""The same widgets as Optional features, as Textual draws them by itself."""

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
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


class Stock(App[None]):
    CSS = "#steps { width: 26; } #body { width: 1fr; } #buttons { height: 1; }"
    BINDINGS = [("f1", "help", "Help"), ("f5", "read", "Read again")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="steps"):
                for step in STEPS:
                    yield Label(step)
            with Vertical(id="body"):
                yield Label("Optional features")
                for feature in FEATURES:
                    yield Checkbox(feature, compact=True)
        with Horizontal(id="buttons"):
            yield Button("Previous", compact=True)
            yield Button("Next", compact=True)
        yield Footer()


Stock().run(mouse=False)
