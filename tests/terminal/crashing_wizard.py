"""A wizard that breaks with a secret in its hands: `python -m tests.terminal.crashing_wizard PLACE`.

CHANGING in the environment has a change going on until SIGUSR1 comes.
The secret is in a local variable, in the error's text and in what the error would draw of itself.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import ClassVar

from writeback_tui.__main__ import prepare

prepare(os.environ)

from tests.stand_in import StandInSession, read_session  # noqa: E402
from textual.app import ComposeResult  # noqa: E402
from textual.binding import Binding, BindingType  # noqa: E402
from textual.content import Content  # noqa: E402
from textual.message import Message  # noqa: E402

from writeback_tui import flow  # noqa: E402
from writeback_tui.app import WizardApp  # noqa: E402
from writeback_tui.catalogue import Task  # noqa: E402
from writeback_tui.leaving import end_program, run_wizard  # noqa: E402
from writeback_tui.screens.additional_tasks import AdditionalTasksScreen  # noqa: E402
from writeback_tui.state import WizardState  # noqa: E402
from writeback_tui.widgets.drawn import Drawn  # noqa: E402


class Leaky(Exception):
    """Tells everything it knows."""

    def __rich__(self) -> str:
        return str(self)


def break_down() -> None:
    """Fails with a secret everywhere."""
    secret = os.environ["CANARY"]
    raise Leaky(f"the password is {secret}")


async def break_later() -> None:
    await asyncio.sleep(0)
    break_down()


class Fragile(Drawn):
    """Breaks when it is drawn."""

    def lines(self, width: int) -> list[Content]:
        break_down()
        return []


class Unlucky:
    """Breaks when it is collected."""

    def __del__(self) -> None:
        break_down()


class CrashingScreen(AdditionalTasksScreen):
    """Breaks where it is told to, at the key x unless the place comes earlier."""

    CSS_PATH = None
    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "break", show=False)]

    class Bang(Message):
        """Breaks whoever handles it."""

    def content(self) -> ComposeResult:
        if PLACE == "compose":
            break_down()
        yield from super().content()

    def on_mount(self) -> None:
        if PLACE == "on_mount":
            break_down()

    def enter(self) -> None:
        if PLACE == "enter":
            break_down()

    def on_crashing_screen_bang(self) -> None:
        break_down()

    async def action_break(self) -> None:
        await BREAKS[PLACE](self)
        self.say("Broken.")


async def in_key(_screen: CrashingScreen) -> None:
    break_down()


async def in_worker(screen: CrashingScreen) -> None:
    screen.run_worker(break_later())


async def in_session(screen: CrashingScreen) -> None:
    screen.work("Breaking", break_later, lambda _result: None)


async def in_callback(screen: CrashingScreen) -> None:
    screen.wizard.worker.tell(break_down)


async def in_timer(screen: CrashingScreen) -> None:
    screen.set_timer(0.01, break_down)


async def in_message(screen: CrashingScreen) -> None:
    screen.post_message(CrashingScreen.Bang())


async def in_render(screen: CrashingScreen) -> None:
    await screen.query_one("#body").mount(Fragile())


async def in_thread(_screen: CrashingScreen) -> None:
    threading.Thread(target=break_down).start()


async def in_refresh(screen: CrashingScreen) -> None:
    screen.call_after_refresh(break_down)


async def in_task(_screen: CrashingScreen) -> None:
    lost = asyncio.ensure_future(break_later())
    await asyncio.wait([lost])


async def in_unraisable(_screen: CrashingScreen) -> None:
    Unlucky()


BREAKS: dict[str, Callable[[CrashingScreen], Awaitable[None]]] = {
    "key": in_key,
    "worker": in_worker,
    "session": in_session,
    "timer": in_timer,
    "message": in_message,
    "render": in_render,
    "refresh": in_refresh,
    "callback": in_callback,
    "thread": in_thread,
    "task": in_task,
    "unraisable": in_unraisable,
}
"""What the key x does."""
QUIET = frozenset({"callback", "thread", "task", "unraisable"})
"""Nobody waits for what breaks here: the wizard goes on, and the end says what broke."""
AT_ONCE = frozenset({"on_mount", "compose", "enter", "start"})


class CrashingWizard(WizardApp):
    """Shows the screen that breaks."""

    def on_mount(self) -> None:
        if PLACE == "start":
            break_down()


PLACE = sys.argv[1] if len(sys.argv) > 1 else ""


def main() -> int:
    """Returns the exit status."""
    session: StandInSession = read_session()

    async def opener(profile: str | None, lab: str | None) -> StandInSession:
        return session

    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE, session=session)  # type: ignore[arg-type]
    app = CrashingWizard(state, opener)  # type: ignore[arg-type]
    flow.screen_of = lambda _page: CrashingScreen()  # type: ignore[assignment]
    if "CHANGING" in os.environ:
        hold = asyncio.Event()
        app.worker.change(_held(hold))
        signal.signal(signal.SIGUSR1, lambda _number, _frame: app.worker.tell(hold.set))
    return run_wizard(app)


async def _held(hold: asyncio.Event) -> None:
    await hold.wait()


if __name__ == "__main__":
    end_program(main())
