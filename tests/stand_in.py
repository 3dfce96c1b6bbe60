"""A session in memory, for tests of the screens: built from domain facts, with the errors a test asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import builders
from writeback.domain.checks import run_checks
from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.connection import Connection
from writeback.domain.errors import SignInRequired, SignInSecretNeeded, WritebackError
from writeback.domain.evidence import Evidence, Verdict, conclude, gather
from writeback.domain.facts import Edition, Facts, ServerFacts, TenantFacts, Unknown, Version
from writeback.domain.findings import Finding
from writeback.domain.history import PastRun, Target
from writeback.domain.plan import Plan, make_plan
from writeback.domain.ports import CloudCredential, DeviceCode
from writeback.domain.run import RunEnded, RunOutcome, RunStarted, StepEnded, StepOutcome, StepStarted, Tell
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud, Profile, ServerAddress, ServerIdentity, cautions

LAB_CLOUD = Cloud("lab", "https://localhost:1", "https://localhost:1", "https://localhost:1", is_lab=True)
NOT_SIGNED_IN = Unknown.because(SignInRequired("Nobody has signed in to the tenant yet.", "Sign in first."))
OLD = Version.parse("2.0.25.1")
CODE_MINUTES = 15
TARGET = Target("contoso", "sync01.contoso.com", 5986)


class StandInLab:
    """The lab's own buttons."""

    scenario = "contoso"
    title = "A healthy Contoso"
    speed = 30.0
    operator = "hedda@contoso.onmicrosoft.com"

    def __init__(self) -> None:
        self.approved = asyncio.Event()
        self.saved: tuple[bool, bool] | None = None

    async def approve(self) -> None:
        self.approved.set()

    async def save_portal(self, write_back_passwords: bool, unlock_without_reset: bool) -> None:
        self.saved = (write_back_passwords, unlock_without_reset)

    def cloud_password(self) -> Secret:
        return Secret("lab-cloud-password")


@dataclass
class StandInSession:
    """As `writeback.service.Session`. `server` and `tenant` are what the next reading will find.

    An error in `connect_error`, `sign_in_error` or `apply_error` is raised once. `hold` keeps a reading from
    ending until the test sets it. `after_run` is what a run turns the server into.
    """

    server: ServerFacts = field(default_factory=builders.server_facts)
    tenant: TenantFacts = field(default_factory=builders.tenant_facts)
    lab: StandInLab | None = field(default_factory=StandInLab)
    password: Secret | None = None
    credentials: tuple[ServerCredential, ...] = (ServerCredential.NONE,)
    connect_error: WritebackError | None = None
    sign_in_error: WritebackError | None = None
    apply_error: WritebackError | None = None
    signed_in: bool = False
    hold: asyncio.Event | None = None
    run_ends: RunOutcome = RunOutcome.DONE
    after_run: tuple[ServerFacts, TenantFacts] | None = None
    calls: list[str] = field(default_factory=list)
    applied: list[tuple[Plan, CloudCredential | None]] = field(default_factory=list)
    past: tuple[PastRun, ...] = ()
    """Runs that were interrupted or are in doubt, newest first."""
    ended_unseen: tuple[PastRun, ...] = ()
    recovered: PastRun | None = None
    """What a past run turns out to be when it is read again; itself unless given."""
    recover_error: WritebackError | None = None
    seen: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    vault: Any = None
    """As `writeback.vault.Vault`, for sessions that are no lab's."""
    kept_password: Secret | None = None
    kept: list[str] = field(default_factory=list)
    """What was given into the vault, in order."""
    trusted: list[ServerIdentity] = field(default_factory=list)
    connection: Connection = Connection.CLOSED
    changed: Callable[[], None] = lambda: None

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in ("facts", "connection") and "changed" in vars(self):
            vars(self)["changed"]()

    def __post_init__(self) -> None:
        address = ServerAddress("sync01.contoso.com", "CONTOSO\\admin")
        self.profile = Profile("lab-contoso" if self.lab else "contoso", address)
        if self.lab:
            self.profile = replace(self.profile, cloud=LAB_CLOUD)
            self.password = Secret("lab-password")
        self.facts = Facts(builders.NOW, Unknown("The server has not been read yet."), NOT_SIGNED_IN)

    @property
    def password_needed(self) -> bool:
        return self.password is None

    @property
    def edition(self) -> Edition:
        server = self.facts.server
        return server.edition if isinstance(server, ServerFacts) else Edition.ENTRA_CONNECT

    @property
    def secret_question(self) -> str:
        return "Password of CONTOSO\\admin on sync01.contoso.com"

    @property
    def cautions(self) -> tuple[str, ...]:
        return cautions(self.profile.server)

    async def look_for_password(self) -> None:
        self.password = self.password or self.kept_password

    def trust(self, identity: ServerIdentity) -> None:
        self.trusted.append(identity)

    async def keep_sign_in(self) -> None:
        self.kept.append("sign-in")

    async def connect(self, password: Secret | None = None, *, remember: bool = False) -> ServerFacts:
        self.calls.append("connect")
        self.password = password or self.password
        self.kept += ["password"] if remember and password else []
        self.connection = Connection.CONNECTING
        await self._held()
        error, self.connect_error = self.connect_error, None
        self.connection = Connection.CLOSED if error else Connection.OPEN
        if error:
            raise error
        self.facts = replace(self.facts, server=self.server)
        return self.server

    async def survey(self) -> Facts:
        self.calls.append("survey")
        await self._held()
        tenant = self.tenant if self.signed_in else NOT_SIGNED_IN
        self.facts = Facts(builders.NOW, self.server, tenant)
        return self.facts

    async def sign_in(
        self, show: Callable[[DeviceCode], None], *, secret: Secret | None = None, remember: bool = False
    ) -> TenantFacts:
        self.calls.append("sign_in")
        if self.profile.sign_in.is_application and secret is None:
            raise SignInSecretNeeded("The secret of the application is needed.")
        if self.profile.sign_in.is_application:
            return self._signed_in(remember)
        expires = datetime.now(UTC) + timedelta(minutes=CODE_MINUTES)
        show(DeviceCode("https://microsoft.com/devicelogin", "F7QK2MZP", expires))
        if self.lab:
            await self.lab.approved.wait()
            self.lab.approved.clear()
        error, self.sign_in_error = self.sign_in_error, None
        if error:
            raise error
        return self._signed_in(remember)

    def _signed_in(self, remember: bool) -> TenantFacts:
        self.kept += ["sign-in"] if remember else []
        self.signed_in = True
        self.facts = replace(self.facts, tenant=self.tenant)
        return self.tenant

    def findings(self) -> tuple[Finding, ...]:
        return run_checks(self.facts)

    def plan(self, choices: Choices) -> Plan:
        return make_plan(self.facts, choices)

    def server_credentials(self) -> tuple[ServerCredential, ...]:
        return self.credentials

    async def apply(
        self, plan: Plan, tell: Tell, credential: CloudCredential | None = None, *, undoes: str = ""
    ) -> RunEnded:
        self.calls.append("apply")
        if self.apply_error:
            raise self.apply_error
        self.undone += [undoes] if undoes else []
        self.applied.append((plan, credential))
        return await self._run_steps(plan, range(len(plan.steps)), tell)

    async def _run_steps(self, plan: Plan, indexes: Iterable[int], tell: Tell) -> RunEnded:
        tell(RunStarted("20260619T094000Z-1a2b", tuple(step.title() for step in plan.steps)))
        for index in indexes:
            tell(StepStarted(index, plan.steps[index].title()))
            await self._held()
            tell(StepEnded(index, StepOutcome.DONE))
        ended = RunEnded("20260619T094000Z-1a2b", self.run_ends, "Everything was done.", "/journal/run.jsonl")
        tell(ended)
        self._settle_after_run()
        return ended

    def stop_after_step(self) -> None:
        self.calls.append("stop_after_step")

    @property
    def target(self) -> Target:
        return TARGET

    def unsettled(self) -> tuple[PastRun, ...]:
        return self.past

    def unseen(self) -> tuple[PastRun, ...]:
        return self.ended_unseen

    def mark_seen(self, run_id: str) -> None:
        self.seen.append(run_id)

    async def recover(self, run_id: str, tell: Tell) -> PastRun:
        self.calls.append("recover")
        await self._held()
        error, self.recover_error = self.recover_error, None
        if error:
            raise error
        before = next(run for run in self.past if run.id == run_id)
        tell(RunStarted(run_id, tuple(record.step.title() for record in before.steps)))
        found = self.recovered or before
        for index in before.open_writes:
            record = found.steps[index]
            tell(StepEnded(index, record.outcome or StepOutcome.IN_DOUBT, record.note))
        return found

    async def go_on(self, run_id: str, tell: Tell, credential: CloudCredential | None = None) -> RunEnded:
        self.calls.append("go_on")
        if self.apply_error:
            raise self.apply_error
        run = self.recovered or next(run for run in self.past if run.id == run_id)
        self.applied.append((run.plan, credential))
        left = [index for index, record in enumerate(run.steps) if not record.is_done]
        self.past = ()
        return await self._run_steps(run.plan, left, tell)

    async def end_run(self, run_id: str) -> RunEnded:
        self.calls.append("end_run")
        self.past = tuple(run for run in self.past if run.id != run_id)
        return RunEnded(run_id, RunOutcome.STOPPED, "It was ended where it stood.", "/journal/run.jsonl")

    def undo_choices(self, run: PastRun) -> Choices:
        return Choices(password_writeback=not run.plan.choices.password_writeback)

    async def verify(self) -> tuple[Verdict, tuple[Evidence, ...]]:
        self.calls.append("verify")
        evidence = gather(await self.survey())
        return conclude(evidence), evidence

    def proof_of_run(self) -> None:
        """It always has to read."""

    def powershell(self, topic: str) -> tuple[str, ...]:
        return (
            f"# {topic}",
            "Get-ADSyncScheduler",
            "Get-ADSyncAADPasswordResetConfiguration -Connector $name",
        )

    async def export_configuration(self) -> str:
        self.calls.append("export_configuration")
        return "C:\\ProgramData\\AADConnect\\writeback-export"

    async def close(self) -> None:
        self.calls.append("close")

    async def _held(self) -> None:
        if self.hold is not None:
            await self.hold.wait()

    def _settle_after_run(self) -> None:
        if self.after_run:
            self.server, self.tenant = self.after_run
        self.facts = replace(self.facts, server=self.server)
        if self.signed_in:
            self.facts = replace(self.facts, tenant=self.tenant)


def session_of(edition: Edition = Edition.ENTRA_CONNECT, **settings: Any) -> StandInSession:
    """A session whose server carries the names of the edition."""
    server = settings.pop("server", None) or builders.server_facts()
    if edition is Edition.AZURE_AD_CONNECT:
        server = replace(server, version=OLD)
    return StandInSession(server=server, **settings)


def read_session(edition: Edition = Edition.ENTRA_CONNECT, **settings: Any) -> StandInSession:
    """As `session_of`, with the server read already and somebody signed in unless `signed_in=False`."""
    signed_in = settings.pop("signed_in", True)
    session = session_of(edition, signed_in=signed_in, connection=Connection.OPEN, **settings)
    session.facts = Facts(builders.NOW, session.server, session.tenant if signed_in else NOT_SIGNED_IN)
    return session
