"""The keys of a screen: what they are called now, and the last row that names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.reactive import Reactive
from textual.widget import Widget

from writeback.domain.texts import _
from writeback_tui.display import BareScreen
from writeback_tui.widgets.button import PageButton
from writeback_tui.widgets.hints import Hint, Hints

if TYPE_CHECKING:
    from writeback_tui.app import WizardApp

R = TypeVar("R")


class KeyRowScreen(BareScreen[R], Generic[R]):
    """What the last row names is up to `hints` and `always`."""

    # The two widgets concerned draw themselves; stock Textual redraws the whole screen as well.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    IS_SIDE: ClassVar[bool] = False
    """It is open over a page; another page waits until it has been closed."""

    def __init__(self) -> None:
        super().__init__()
        self.key_names: dict[str, str] = {}
        """What keys are called now that are others by default, as both are shown."""

    @property
    def wizard(self) -> WizardApp:
        """The application, with its state."""
        app: WizardApp = self.app  # type: ignore[assignment]
        return app

    def hints(self) -> Sequence[Hint]:
        return ()

    def always(self) -> Sequence[Hint]:
        """Keys that work on every page; at the right of the last row."""
        return ()

    def _take_keys(self) -> None:
        """Those of a person's own; a screen over a page speaks of the page's keys, too."""
        if not self.wizard.keys:
            return
        from writeback_tui.remapping import remap

        beneath = [screen for screen in self.app.screen_stack if isinstance(screen, KeyRowScreen)]
        of_page = beneath[0].key_names if self.IS_SIDE and beneath else {}
        self.key_names = of_page | remap(self._bindings, self.wizard.keys)

    def _named(self, hints: Sequence[Hint]) -> tuple[Hint, ...]:
        # What Enter does depends on the focus, too: see `show_enter`.
        enter = _("Enter")
        return tuple((key if key == enter else self.key_names.get(key, key), does) for key, does in hints)

    def _of_page(self) -> tuple[Hint, ...]:
        """The page's own, and before them the key of a sign-in that is waited for."""
        is_asked = not self.IS_SIDE and self.wizard.asked is not None
        code = (("F2", _("Sign-in code")),) if is_asked else ()
        return self._named((*code, *self.hints()))

    def show_hints(self) -> None:
        """Looks again which keys the page has."""
        self.query_one("#hints", Hints).hints = self._of_page()
        self.show_enter()

    def enter_does(self) -> str:
        """Presses the button with the focus, else the one that goes on; empty where that is off."""
        focused = self.focused
        found = [focused] if isinstance(focused, PageButton) else self.query(PageButton).filter(".-primary")
        return next((one.label for one in found if one.display and not one.disabled), "")

    def show_enter(self) -> None:
        """Names in the last row what Enter does now."""
        for hints in self.query("#hints").results(Hints):
            if getattr(self.focused, "NAMES_ITS_KEYS", False):
                hints.enter = None
                return
            key = _("Enter")
            # On a button and in a field that key does it, whatever keys are set.
            is_pressed = getattr(self.focused, "TAKES_ENTER", False)
            hints.enter = (key if is_pressed else self.key_names.get(key, key), self.enter_does())

    def watch_focused(self) -> None:
        self.show_enter()
