"""Plain mode as a process, on a session in memory: `python -m tests.terminal.plain_stand_in [PAGE]`.

On Welcome the session is no lab's: it asks for a password, refuses the first, and takes the second.
Elsewhere HELD keeps a run from ending until SIGUSR1 comes.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from writeback_tui.__main__ import prepare

prepare(os.environ)

from tests.stand_in import read_session, session_of  # noqa: E402

from writeback.domain.choices import Choices  # noqa: E402
from writeback.domain.errors import WrongPassword  # noqa: E402
from writeback_tui.catalogue import Page, Task  # noqa: E402
from writeback_tui.leaving import end_program  # noqa: E402
from writeback_tui.plain.app import PlainApp, run_plain  # noqa: E402
from writeback_tui.state import WizardState  # noqa: E402


def main() -> int:
    """Shows the page and returns the exit status."""
    page = Page(sys.argv[1]) if len(sys.argv) > 1 else Page.WELCOME
    refused = WrongPassword("sync01 refused the sign-in of CONTOSO\\admin.", "Check the password.")
    session = read_session() if page is not Page.WELCOME else session_of(lab=None, connect_error=refused)

    async def opener(profile: str | None, lab: str | None) -> Any:
        return session

    state = WizardState(profile_name="contoso", task=Task.CUSTOMIZE)
    app = PlainApp(state, opener)
    if page is not Page.WELCOME:
        state.session = session  # type: ignore[assignment]
        state.choices = Choices(password_writeback=True)
    if page is Page.CONFIGURING:
        state.plan = session.plan(state.choices)
        session.hold = hold = asyncio.Event()
        signal.signal(signal.SIGUSR1, lambda _number, _frame: app.worker.tell(hold.set))
    app.first_page = page
    return run_plain(app)


if __name__ == "__main__":
    end_program(main())
