"""The wizard as a process, on a session in memory: `python -m tests.terminal.stand_in_wizard [PAGE]`.

Set in the environment: STOCK takes Textual's own display; HOSTILE gives the server names that would hurt a
terminal, WIDE such of two columns; CREDENTIAL makes the server ask for a password; TICKED has
Password writeback ticked; HELD keeps the first step of a run from ending; CRASH makes
a second reading fail in a way nobody foresaw; NO_HANG_UP takes the handler of that signal away.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from writeback_tui.__main__ import prepare, take_leave

prepare(os.environ)

from tests import builders  # noqa: E402
from tests.stand_in import StandInSession, read_session, session_of  # noqa: E402

from writeback.domain.choices import Choices, ServerCredential  # noqa: E402
from writeback.domain.facts import Directory, ServerFacts  # noqa: E402
from writeback.domain.secret import Secret  # noqa: E402
from writeback_tui.app import WizardApp  # noqa: E402
from writeback_tui.catalogue import Page, Task  # noqa: E402
from writeback_tui.state import WizardState  # noqa: E402

WIDE = "\u754c\u9762 contoso \u30b5\u30fc\u30d0 e\u0301"
HOSTILE = "evil [/foo] [@click=app.bell] \x1b]52;c;ZXZpbA==\x07 \u202egpj.exe"


def session_for(page: Page) -> StandInSession:
    """Unread on Welcome, signed in from Connect on."""
    name = HOSTILE if "HOSTILE" in os.environ else WIDE if "WIDE" in os.environ else ""
    server = builders.server_facts()
    if name:
        forest = Directory(name, name, True, server.directories[0].partitions)  # type: ignore[index,union-attr]
        server = builders.server_facts(connector=name, directories=(forest,), computer_name=name)
    if page is Page.WELCOME:
        return CrashingSession(server=server) if "CRASH" in os.environ else session_of(server=server)
    if "CREDENTIAL" in os.environ:
        return read_session(server=server, credentials=(ServerCredential.PASSWORD,))
    return read_session(server=server, signed_in=page is not Page.CONNECT)


class CrashingSession(StandInSession):
    """Breaks with a secret in its hands."""

    async def connect(self, password: Secret | None = None) -> ServerFacts:
        if "connect" in self.calls:
            secret = "hunter2"
            raise ValueError(secret)
        return await super().connect(password)


class DeafWizard(WizardApp):
    """Ignores the hang-up, as under nohup."""

    def on_ready(self) -> None:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def main() -> int:
    """Shows the page and returns the exit status."""
    page = Page(sys.argv[1]) if len(sys.argv) > 1 else Page.WELCOME
    session = session_for(page)

    async def opener(profile: str | None, lab: str | None) -> Any:
        await asyncio.sleep(0)
        return session

    state = WizardState(lab_name="contoso", task=Task.CUSTOMIZE)
    if "TICKED" in os.environ:
        state.choices = Choices(password_writeback=True)
        state.plan = session.plan(state.choices) if page is Page.CONFIGURING else None
    if "HELD" in os.environ:
        session.hold = asyncio.Event()
    if page is not Page.WELCOME:
        state.session = session  # type: ignore[assignment]
    app = (DeafWizard if "NO_HANG_UP" in os.environ else WizardApp)(state, opener)
    app.first_page = page
    if "STOCK" in os.environ:
        app.shadow = None
    app.run(mouse=False)
    app.worker.close(app.close_session)
    return take_leave((), app.return_code or 0)


if __name__ == "__main__":
    sys.exit(main())
