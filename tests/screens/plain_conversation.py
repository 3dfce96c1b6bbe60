"""Plain mode on a session in memory: answers in, everything that was said out."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import Any

from tests.stand_in import StandInSession, read_session

from writeback_tui import flow
from writeback_tui.catalogue import Page, Task
from writeback_tui.plain.app import SIZE, PlainApp
from writeback_tui.plain.lines import Ended, Lines
from writeback_tui.state import WizardState


class Script(Lines):
    """Answers in order, then the end. A callable among them is called before the next answer is taken."""

    def __init__(self, *answers: str | Callable[[], object], is_terminal: bool = False) -> None:
        super().__init__(out=io.StringIO())
        self.answers = list(answers)
        self._is_terminal = is_terminal

    @property
    def is_terminal(self) -> bool:
        return self._is_terminal

    @property
    def text(self) -> str:
        """All that was said."""
        assert isinstance(self.out, io.StringIO)
        return self.out.getvalue()

    async def typed(self) -> None:
        await asyncio.Event().wait()

    async def _line(self) -> bytes:
        await asyncio.sleep(0)
        while self.answers and not isinstance(self.answers[0], str):
            self.answers.pop(0)()  # type: ignore[operator]
        if not self.answers:
            raise Ended
        return str(self.answers.pop(0)).encode()


class PlainUnderTest(PlainApp):
    """Leaves the signals to the tests."""

    def _listen_to_signals(self) -> None:
        return


def plain_app(page: Page, script: Script, session: StandInSession | None = None, **kept: Any) -> PlainApp:
    """Plain mode on the page; `kept` sets fields of the state."""
    found = session or read_session()

    async def opener(profile: str | None, lab: str | None) -> Any:
        return found

    state = WizardState(lab_name="contoso" if found.lab else None, task=Task.CUSTOMIZE)
    if page is not Page.WELCOME:
        state.session = found  # type: ignore[assignment]
        pages = flow.path(state)
        state.visited.update(pages[: pages.index(page)] if page in pages else ())
    for name, value in kept.items():
        setattr(state, name, value)
    app = PlainUnderTest(state, opener, lines=script)
    app.first_page = page
    return app


async def said_on(
    page: Page, *answers: str | Callable[[], object], session: StandInSession | None = None, **kept: Any
) -> str:
    """What is said from the page on until there are no more answers."""
    script = Script(*answers)
    await run(plain_app(page, script, session, **kept))
    return script.text


async def run(app: PlainApp) -> None:
    """To its end."""
    try:
        await app.run_async(headless=True, size=SIZE)
    finally:
        app.worker.close()
