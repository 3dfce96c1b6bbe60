"""The wizard as a process, on a session in memory: `python -m tests.terminal.stand_in_wizard [PAGE]`.

Set in the environment: STOCK takes Textual's own display; HOSTILE gives the server names that would hurt a
terminal, WIDE such of two columns, NAMED the names that it holds; ASKED_FOR holds options of the command
line; CREDENTIAL makes the server ask for a password; TICKED has Password writeback ticked; HELD keeps the
first step of a run from ending until SIGUSR1 comes, and SAVED names a file that is written when the
session has been closed; NO_HANG_UP takes the handler of that signal away; EARLY is a signal that comes
before the first page. PAST has an interrupted run and one that ended unseen. TELLS says when the session
begins to be opened.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
from pathlib import Path
from typing import Any

from writeback_tui.__main__ import LOCALE, prepare, window_here

prepare(os.environ)

from tests import builders  # noqa: E402
from tests.stand_in import StandInSession, read_session, session_of  # noqa: E402
from textual.app import ComposeResult  # noqa: E402

from writeback.cli.arguments import parse  # noqa: E402
from writeback.domain.choices import Choices, ServerCredential  # noqa: E402
from writeback.domain.facts import Directory  # noqa: E402
from writeback.domain.language import ENGLISH  # noqa: E402
from writeback.domain.texts import choose_language  # noqa: E402
from writeback.settings import Settings  # noqa: E402
from writeback_tui.app import WizardApp  # noqa: E402
from writeback_tui.catalogue import Page, Task  # noqa: E402
from writeback_tui.leaving import end_program, run_wizard  # noqa: E402
from writeback_tui.state import WizardState  # noqa: E402

OPENING = b"\x1b]99;opening\x07"
WIDE = "\u754c\u9762 contoso \u30b5\u30fc\u30d0 e\u0301"
HOSTILE = "evil [/foo] [@click=app.bell] \x1b]52;c;ZXZpbA==\x07 \u202egpj.exe"


def session_for(page: Page) -> StandInSession:
    """Unread on Welcome, signed in from Connect on."""
    name = (
        HOSTILE if "HOSTILE" in os.environ else WIDE if "WIDE" in os.environ else os.environ.get("NAMED", "")
    )
    server = builders.server_facts()
    if name:
        forest = Directory(name, name, True, server.directories[0].partitions)  # type: ignore[index,union-attr]
        server = builders.server_facts(connector=name, directories=(forest,), computer_name=name)
    if page is Page.WELCOME:
        return session_of(server=server, **past_runs())
    if "PAST" in os.environ:
        return read_session(server=server, **past_runs())
    if "SAVED" in os.environ:
        read = read_session(server=server)
        held = HeldSession(server=server, signed_in=True)
        held.facts = read.facts
        return held
    if "CREDENTIAL" in os.environ:
        return read_session(server=server, credentials=(ServerCredential.PASSWORD,))
    return read_session(server=server, signed_in=page is not Page.CONNECT)


def past_runs() -> dict[str, Any]:
    """Settings of a session that has something to settle and something to show."""
    if "PAST" not in os.environ:
        return {}
    from tests.past import ended_run, past_run, with_step

    from writeback.domain.run import StepOutcome

    run = past_run()
    found = with_step(run, 2, StepOutcome.DONE)
    from writeback.service import history

    history.runs = lambda: (ended_run(), run)
    return {"past": (run,), "recovered": found, "ended_unseen": (ended_run(),), "signed_in": True}


class HeldSession(StandInSession):
    """Leaves a word when it is closed."""

    async def close(self) -> None:
        await super().close()
        Path(os.environ["SAVED"]).write_text("\n".join(self.calls))  # noqa: ASYNC240 - a test's own loop


class DeafWizard(WizardApp):
    """Ignores the hang-up, as under nohup."""

    def on_ready(self) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


class HastyWizard(WizardApp):
    """Gets a signal while its first page is being made, on a terminal that is raw already."""

    def compose(self) -> ComposeResult:
        os.kill(os.getpid(), int(os.environ["EARLY"]))
        yield from super().compose()


def wizard_class() -> type[WizardApp]:
    if "EARLY" in os.environ:
        return HastyWizard
    return DeafWizard if "NO_HANG_UP" in os.environ else WizardApp


def main() -> int:
    """Shows the page and returns the exit status."""
    page = Page(sys.argv[1]) if len(sys.argv) > 1 else Page.WELCOME
    session = session_for(page)

    async def opener(profile: str | None, lab: str | None) -> Any:
        await asyncio.sleep(0)
        if "TELLS" in os.environ:
            os.write(2, OPENING)
        return session

    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE)
    if "TICKED" in os.environ:
        state.choices = Choices(password_writeback=True)
        state.plan = session.plan(state.choices) if page is Page.CONFIGURING else None
    asked = parse(shlex.split(os.environ.get("ASKED_FOR", "")))
    choose_language(asked.lang or ENGLISH, LOCALE)
    app = wizard_class()(state, opener, window_here(asked, Settings()))
    if "HELD" in os.environ:
        session.hold = hold = asyncio.Event()
        signal.signal(signal.SIGUSR1, lambda _number, _frame: app.worker.tell(hold.set))
    if page is not Page.WELCOME:
        state.session = session  # type: ignore[assignment]
        state.unsettled = session.past
    app.first_page = page
    if "STOCK" in os.environ:
        app.shadow = None
    return run_wizard(app)


if __name__ == "__main__":
    end_program(main())
