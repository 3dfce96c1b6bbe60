"""What the wizard keeps from page to page: the session, the choices and every answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from writeback.domain.choices import Choices
from writeback.domain.edition import Edition
from writeback_tui.catalogue import Page, Task

if TYPE_CHECKING:
    # The facts' own tables take 15 ms to make, and the first page is drawn before there are any.
    from writeback.choices_file import Answers
    from writeback.domain.evidence import Evidence, Verdict
    from writeback.domain.facts import Facts, ServerFacts, Switches
    from writeback.domain.history import PastRun
    from writeback.domain.plan import Plan
    from writeback.domain.ports import CloudCredential
    from writeback.domain.run import RunEnded
    from writeback.service import Session

SWITCH_METHOD = "switch-method"
"""An answer: how the tenant's switches are set; without one as the profile says."""
OF_A_RUN = frozenset({Page.READY, Page.CONFIGURING, Page.COMPLETE, Page.SUMMARY})
"""Pages that are ahead again when another run is prepared."""


@dataclass(slots=True, eq=False, repr=False)
class WizardState:
    """Lives as long as the program; screens come and go."""

    profile_name: str | None = None
    lab_name: str | None = None
    """Scenario of the lab; empty for the default one, None outside of a lab."""
    session: Session | None = None
    task: Task | None = None
    choices: Choices = field(default_factory=Choices)
    filled: Answers | None = None
    """What the file of --choices says: the pages are filled in with it."""
    on_file: Choices | None = None
    """Choices that a file holds, so that nothing is lost with them."""
    secrets: str = ""
    """Where secrets go, for the status line; empty before anybody has looked."""
    credential: CloudCredential | None = None
    """What the server is given for the change; in memory only."""
    answers: dict[str, str] = field(default_factory=dict)
    """Texts typed on the pages, by field; never a secret."""
    notice: str = ""
    """What the next page is to say first; it takes it away."""
    visited: set[Page] = field(default_factory=set)
    plan: Plan | None = None
    """The plan that was confirmed."""
    run: RunEnded | None = None
    """How the last run ended."""
    runs: list[RunEnded] = field(default_factory=list)
    """All runs of this program, the last one at the end."""
    proof: tuple[Verdict, tuple[Evidence, ...]] | None = None
    switches_were: Switches | None = None
    """What On-premises integration found when it was first shown, until a run has saved something."""
    settled: bool = False
    """Save found everything as chosen already: nothing is left that a run would have to carry out."""
    changing: bool = False
    """A run is going on: nothing may suspend or quit the program unasked."""
    unsettled: tuple[PastRun, ...] = ()
    """Runs on this server that were interrupted or are in doubt: they come before any task."""
    unseen: tuple[PastRun, ...] = ()
    """Runs that have ended without anybody having been shown how."""
    resuming: PastRun | None = None
    """The run that is being gone on with."""
    undoing: PastRun | None = None
    """The run that is being taken back."""
    undo_from: Page | None = None
    """Where the run that is being taken back was chosen."""
    came_from: Page | None = None
    """The page that the list of past runs was opened from."""

    def resume(self, run: PastRun) -> None:
        """Takes the way on which the run is gone on with, with its own plan and answers."""
        self.leave_way()
        self.resuming, self.plan, self.choices = run, run.plan, run.plan.choices
        self.visited -= OF_A_RUN

    def undo(self, run: PastRun, choices: Choices, undo_from: Page) -> None:
        """Takes the way on which the run is taken back; `choices` are what leads back."""
        self.leave_way()
        self.undoing, self.choices, self.undo_from = run, choices, undo_from
        self.visited -= OF_A_RUN

    def leave_way(self) -> None:
        """Gives up going on with a run, or taking one back; what was typed for it is forgotten."""
        if self.resuming or self.undoing:
            self.plan, self.choices, self.credential = None, Choices(), None
            self.fill_in(self.filled)
        self.resuming = self.undoing = None

    def fill_in(self, answers: Answers | None) -> None:
        """Answers the pages with what a file of choices says; each of them is shown nevertheless."""
        self.filled = answers
        if answers is None:
            return
        self.choices = self.on_file = answers.over(Choices())
        if "switch_method" in answers.given:
            self.answers[SWITCH_METHOD] = self.choices.switch_method.value

    @property
    def edition(self) -> Edition:
        return self.session.edition if self.session else Edition.ENTRA_CONNECT

    @property
    def facts(self) -> Facts | None:
        return self.session.facts if self.session else None

    @property
    def server(self) -> ServerFacts | None:
        """The last reading of the server, None while there is none."""
        facts = self.facts
        if facts is None:
            return None
        from writeback.domain.facts import ServerFacts

        return facts.server if isinstance(facts.server, ServerFacts) else None

    @property
    def is_lab(self) -> bool:
        if self.session:
            return self.session.lab is not None or self.session.profile.is_lab
        return self.lab_name is not None

    @property
    def host(self) -> str:
        """The server's name for the status line; empty before anything is known."""
        if self.server:
            return self.server.computer_name
        return self.session.profile.server.host if self.session else ""

    @property
    def unsaved(self) -> bool:
        """Whether quitting would lose a choice that no run has carried out."""
        return (
            not self.settled
            and self.run is None
            and self.choices != self.on_file
            and (self.choices.wants_server_change or self.choices.wants_switches)
        )
