"""The wizard as a process that goes from page to page and says when it has nothing more to draw.

`python -m tests.terminal.walked_wizard EDITION PAGE ...`, on a session in memory. F19 leads to the next of
the pages. F20 asks: once everything that came before it is settled and drawn, `SETTLED` is sent, in the order
of what is drawn, so that what is before it is what the keys cost, on a machine however slow.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from writeback_tui.__main__ import LOCALE, prepare

prepare(os.environ)

from tests import builders  # noqa: E402
from tests.past import ended_run, past_run  # noqa: E402
from tests.stand_in import NOT_SIGNED_IN, StandInSession, session_of  # noqa: E402
from textual.events import Event, Key  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from writeback.domain.choices import Choices  # noqa: E402
from writeback.domain.facts import Edition, Facts  # noqa: E402
from writeback.domain.language import of_locale  # noqa: E402
from writeback.domain.texts import choose_language  # noqa: E402
from writeback.service import history  # noqa: E402
from writeback_tui.app import WizardApp  # noqa: E402
from writeback_tui.catalogue import Page, Task  # noqa: E402
from writeback_tui.leaving import end_program, run_wizard  # noqa: E402
from writeback_tui.screens.wizard import WizardScreen  # noqa: E402
from writeback_tui.state import WizardState  # noqa: E402

SETTLED = "\x1b]99;settled\x07"
FRAME_SECONDS = 0.02
"""Longer than Textual waits before it draws."""
UNSIGNED = frozenset(
    {Page.START, Page.WELCOME, Page.PROFILES, Page.PROFILE, Page.RIGHTS, Page.TASKS, Page.CONNECT}
)
"""Pages that come before the sign-in."""


class HeldSession(StandInSession):
    """Knows when it waits for `hold`."""

    is_held = False

    async def _held(self) -> None:
        self.is_held = self.hold is not None
        await super()._held()
        self.is_held = False


class WalkedWizard(WizardApp):
    """F19 and F20 are for the walk; every other key is for the page."""

    def __init__(self, session: HeldSession, pages: list[Page]) -> None:
        super().__init__(WizardState(lab_name="contoso"), self._open)
        self.walked = session
        self.pages = iter(pages)
        self.first_page = next(self.pages)
        self.walks: set[asyncio.Task[None]] = set()

    async def _open(self, profile: str | None, lab: str | None) -> Any:
        return self.walked

    async def on_event(self, event: Event) -> None:
        if not isinstance(event, Key) or event.key not in ("f19", "f20"):
            await super().on_event(event)
            return
        walk = asyncio.create_task(self._go_on() if event.key == "f19" else self._tell())
        self.walks.add(walk)
        walk.add_done_callback(self.walks.discard)

    async def _go_on(self) -> None:
        page, state, hold = next(self.pages), self.state, self.walked.hold
        if hold is not None:
            # The run ends, and the wizard shows the next page by itself.
            self.walked.hold = None
            self.worker.tell(hold.set)
            while not (isinstance(self.screen, WizardScreen) and self.screen.PAGE is page):
                await self._is_still(Pilot(self))
            return
        self._prepare(page)
        state.visited.add(page)
        self.go_to(page)

    def _prepare(self, page: Page) -> None:
        """The state in which the wizard comes to the page."""
        session, state = self.walked, self.state
        session.signed_in = page not in UNSIGNED
        tenant = session.tenant if session.signed_in else NOT_SIGNED_IN
        session.facts = Facts(builders.NOW, session.server, tenant)
        state.task = None if page in UNSIGNED - {Page.CONNECT} else Task.CUSTOMIZE
        state.choices = Choices(password_writeback=True)
        state.came_from = Page.TASKS if page is Page.RUNS else Page.WELCOME
        state.unsettled = session.past = (past_run(),) if page is Page.INTERRUPTED else ()
        if page is Page.CONFIGURING:
            state.plan = session.plan(state.choices)
            session.hold = asyncio.Event()

    async def _tell(self) -> None:
        await asyncio.gather(*(self.walks - {asyncio.current_task()}))  # type: ignore[arg-type]
        pilot = Pilot(self)
        while not (await self._is_still(pilot) and await self._is_still(pilot)):
            pass
        assert self._driver is not None
        self._driver.write(SETTLED)
        self._driver.flush()

    async def _is_still(self, pilot: Pilot[None]) -> bool:
        """Whether all messages are dealt with, nothing is being read and nothing waits to be drawn."""
        await pilot._wait_for_screen()
        await asyncio.sleep(FRAME_SECONDS)
        screen = self.screen
        waits = screen._layout_required or screen._repaint_required or screen._scroll_required
        works = self.worker.is_changing or (isinstance(screen, WizardScreen) and screen.is_busy)
        return not (waits or screen._dirty_widgets) and (not works or self.walked.is_held)


def main() -> int:
    """Shows the first page and returns the exit status."""
    choose_language(of_locale(os.environ), LOCALE)
    history.runs = lambda: (ended_run(), past_run())
    edition, *pages = sys.argv[1:]
    session = HeldSession(server=session_of(Edition(edition)).server)
    return run_wizard(WalkedWizard(session, [Page(page) for page in pages]))


if __name__ == "__main__":
    end_program(main())
