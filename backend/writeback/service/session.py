"""One server and one tenant for one front end: the only way to the engine and the adapters."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from writeback.domain.canary import CanaryReset
from writeback.domain.checks import run_checks
from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import (
    CredentialNeeded,
    RunUnknown,
    SignInRequired,
    WritebackError,
)
from writeback.domain.evidence import SWITCHES, Evidence, Says, Verdict, canary_reset, conclude, gather
from writeback.domain.facts import LogEvent, ServerFacts, SwitchMethod, Unknown
from writeback.domain.findings import Finding
from writeback.domain.history import Operator, PastRun, Target
from writeback.domain.plan import Plan, make_plan, steps_of
from writeback.domain.ports import CloudCredential
from writeback.domain.run import RunEnded, RunOutcome, Tell
from writeback.domain.steps import ExportConfiguration, Half, SetPasswordWriteback, Step
from writeback.domain.texts import _
from writeback.engine.history import find_run, journal_path, past_run, past_runs
from writeback.engine.journal import Journal
from writeback.engine.lock import server_lock, this_operator
from writeback.engine.remaining import remaining, undoing
from writeback.engine.runner import Run
from writeback.service.ends import Ends
from writeback.service.refusals import refuse_blocked, refuse_moved, refuse_unsettled, stale

FRESH_SECONDS = 5.0
"""A reading that ended so recently need not be made again to be shown."""


class Session(Ends):
    """What a front end does with the two ends: check, plan, apply, verify, resume and take back."""

    _run: Run | None = None
    _is_to_stop: bool = False
    """Asked for while a run was still being got ready: it ends before its first step then."""
    _last_run: str = ""
    _proof: tuple[float, tuple[Evidence, ...]] | None = None
    """What was read at the end of the last run, and when by the monotonic clock."""

    def findings(self) -> tuple[Finding, ...]:
        """The checks on the last reading."""
        return run_checks(self.facts)

    async def export_configuration(self) -> str:
        """Exports the configuration on the server; returns the folder there."""
        folder = ExportConfiguration("view").folder(_run_id())
        await (await self._connected()).export_configuration(folder)
        return folder

    async def verify(self, canary: str | None = None) -> tuple[Verdict, tuple[Evidence, ...]]:
        """Reads again and says whether writeback is proven to work, with the evidence.

        `canary` is the UPN of a test user whose password is really reset first; the front end has asked. The
        proof is then the tenant's word and the server's events. `pwdLastSet` of the user is not looked at: it
        takes the ActiveDirectory module or LDAP, and the way to the server offers neither.
        Raises, for a canary, the errors of EntraTenant.reset_password and of reading the server's events.
        """
        reset = None if canary is None else await self._reset(canary)
        evidence = gather(await self.survey())
        if reset:
            evidence = (*evidence, canary_reset(*reset, self._events()))
        if self._last_run:
            with contextlib.suppress(WritebackError), Journal.reopen(journal_path(self._last_run)) as journal:
                _record_verdict(journal, self._last_run, evidence)
        return conclude(evidence), evidence

    def proof_of_run(self) -> tuple[Verdict, tuple[Evidence, ...]] | None:
        """What `verify` would say, where a run has just ended with the proof; None where it must read."""
        if self._proof is None or time.monotonic() - self._proof[0] > FRESH_SECONDS:
            return None
        evidence = self._proof[1]
        return (Verdict.PROVEN, evidence) if conclude(evidence) is Verdict.PROVEN else None

    # Changing ---------------------------------------------------------------------------

    def plan(self, choices: Choices) -> Plan:
        """What leads from the last reading to the choices."""
        return make_plan(self.facts, choices)

    def server_credentials(self) -> tuple[ServerCredential, ...]:
        """What the writeback cmdlet can be given on this server; the first is the default."""
        server = self.facts.server
        own = isinstance(server, ServerFacts) and server.application_identity is True
        token = [ServerCredential.ACCESS_TOKEN] if self.profile.hand_over_token else []
        if own:
            return (ServerCredential.NONE, *token, ServerCredential.PASSWORD)
        return (*token, ServerCredential.PASSWORD)

    async def apply(
        self, plan: Plan, tell: Tell, credential: CloudCredential | None = None, *, undoes: str = ""
    ) -> RunEnded:
        """Runs exactly that plan: locks, reads again, compares the digest, journals, and goes.

        `undoes` is the run that the plan takes back; if that one is not over, it is ended by this.
        Raises ReadOnlySignIn, RunUnsettled, ServerLocked, PlanStale, Blocked, CredentialNeeded,
        SignInRequired and JournalUnwritable: nothing was sent then.
        """
        self.refuse_read_only()
        self._is_to_stop = False
        open_runs = self.unsettled()
        refuse_unsettled(open_runs, undoes)
        run_id, operator = _run_id(), this_operator()
        with server_lock(plan.server, run_id, operator) as left:
            await self._read_again()
            fresh = self.plan(plan.choices)
            if fresh.digest != plan.digest:
                raise stale(fresh.moved_since(plan.before))
            refuse_blocked(self.findings(), fresh.steps)
            chosen = await self._credential(fresh, fresh.steps, credential)
            with Journal(journal_path(run_id)) as journal:
                async with self._running(fresh, fresh.steps, run_id, journal, tell) as run:
                    run.credential = chosen
                    run.begin(operator, self.target, undoes)
                    _tell_taken_over(run, left)
                    for past in open_runs:
                        _give_up(past.id, _("It was taken back by run {id}.").format(id=run_id))
                    return await self._executed(run)

    def stop_after_step(self) -> None:
        """Ends the run in progress after its current step, and at once a wait for a new sign-in."""
        self._is_to_stop = True
        if self._tenant:
            self._tenant.give_up_asking()
        if self._run:
            self._run.stop.set()

    # Runs of the past -------------------------------------------------------------------

    @property
    def target(self) -> Target:
        """The server as journals name it."""
        address = self.profile.server
        return Target(self.profile.name, address.host, address.port, self.lab.identity if self.lab else "")

    def unsettled(self) -> tuple[PastRun, ...]:
        """Runs on this server that were interrupted or are in doubt, newest first. Needs no connection."""
        return tuple(run for run in _whole_runs() if run.is_unsettled and self._is_mine(run))

    def unseen(self) -> tuple[PastRun, ...]:
        """Runs of this profile whose end nobody has been shown, newest first. Needs no connection."""
        return tuple(
            run
            for run in _whole_runs()
            if run.ended and not run.seen and not run.is_unsettled and run.target.profile == self.profile.name
        )

    def mark_seen(self, run_id: str) -> None:
        """Somebody has been shown how the run ended."""
        # What cannot be recorded here is only shown once more.
        with contextlib.suppress(WritebackError), Journal.reopen(journal_path(run_id)) as journal:
            journal.write("shown", run=run_id)

    async def recover(self, run_id: str, tell: Tell) -> PastRun:
        """Reads what became of the steps that were cut off, and puts back what the run had paused.

        Nothing else is sent. Gives the run as it is recorded then; it stays unsettled until `go_on`,
        `end_run` or an undo. Raises RunUnknown, JournalDamaged, ServerLocked, JournalUnwritable and what
        stands in the way to the server.
        """
        self._is_to_stop = False
        past = self._mine(run_id)
        async with self._resumed(past, tell) as run:
            recovered = await self._recovered(run, past)
            # What was put back is the state that an undo starts from.
            await self.survey()
            return recovered

    async def go_on(self, run_id: str, tell: Tell, credential: CloudCredential | None = None) -> RunEnded:
        """Runs what is left of exactly that plan; what is done is not sent again.

        Raises as `apply` and `recover` do; PlanStale when something else has moved since the run began.
        """
        self.refuse_read_only()
        self._is_to_stop = False
        past = self._mine(run_id)
        async with self._resumed(past, tell) as run:
            past = await self._recovered(run, past)
            if run.outcome is not RunOutcome.DONE:
                return run.end()
            left = remaining(past)
            steps = tuple(past.plan.steps[index] for index in sorted(left))
            await self._read_again()
            refuse_moved(past, self.facts, steps)
            refuse_blocked(self.findings(), steps)
            run.credential = await self._credential(past.plan, steps, credential)
            return await self._executed(run, left)

    async def end_run(self, run_id: str) -> RunEnded:
        """Stops here: the run is over, and nothing is sent."""
        past = self._mine(run_id)
        message = _("It was ended where it stood; nothing more was sent.")
        with server_lock(past.plan.server, past.id, this_operator()):
            _give_up(past.id, message)
        return RunEnded(past.id, RunOutcome.STOPPED, message, past.journal)

    def undo_choices(self, run: PastRun) -> Choices:
        """What leads back to the state that the run recorded before it changed anything.

        Raises RunUnknown when it was a run on another server.
        """
        self._refuse_foreign(run)
        return undoing(run)

    # Within -----------------------------------------------------------------------------

    @asynccontextmanager
    async def _running(
        self, plan: Plan, steps: tuple[Step, ...], run_id: str, journal: Journal, tell: Tell
    ) -> AsyncIterator[Run]:
        """A run that `stop_after_step` reaches. It is given no credential yet.

        Raises SignInRequired when one of these `steps` is on the tenant and nobody has signed in.
        """
        from writeback.cloud import switches

        server = self.facts.server
        since = server.clock if isinstance(server, ServerFacts) else datetime.now(UTC)
        needs_tenant = self._tenant is not None or any(step.half is Half.TENANT for step in steps)
        method = plan.choices.switch_method if needs_tenant else SwitchMethod.ASSISTED
        adapter = switches(method, self._tenant)
        nothing = CloudCredential(ServerCredential.NONE)
        self._proof = None
        self._run = Run(run_id, plan, await self._connected(), adapter, nothing, since, journal, tell)
        if self._is_to_stop:
            self._run.stop.set()
        try:
            yield self._run
        finally:
            self._run, self._last_run, self._is_to_stop = None, run_id, False

    @asynccontextmanager
    async def _resumed(self, past: PastRun, tell: Tell) -> AsyncIterator[Run]:
        operator = this_operator()
        with (
            server_lock(past.plan.server, past.id, operator) as left,
            Journal.reopen(journal_path(past.id)) as journal,
        ):
            opened = tuple(past.steps[index].step for index in past.open_writes)
            async with self._running(past.plan, opened, past.id, journal, tell) as run:
                run.since = past.since
                run.resume(operator)
                _tell_taken_over(run, left)
                yield run

    async def _recovered(self, run: Run, past: PastRun) -> PastRun:
        """Looks at every open step, then puts the scheduler back, then says what the journal says now."""
        await run.recover(past)
        await run.restore(_recorded(past))
        recorded = _recorded(past)
        if recorded.open_writes:
            run.fail(RunOutcome.IN_DOUBT, _("Whether a step took effect is still not known."))
        return recorded

    async def _executed(self, run: Run, left: frozenset[int] | None = None) -> RunEnded:
        try:
            return await run.execute(left)
        finally:
            # Whatever goes wrong in a reading after it, the report of the run is not lost.
            with contextlib.suppress(Exception):
                evidence = gather(await self.survey())
                self._proof = time.monotonic(), evidence
                if _is_measured_by(run.plan, evidence):
                    _record_verdict(run.journal, run.run_id, evidence)

    async def _read_again(self) -> None:
        facts = await self.survey()
        if isinstance(facts.server, Unknown) and facts.server.error:
            raise facts.server.error
        tenant = facts.tenant
        if self._tenant and isinstance(tenant, Unknown) and isinstance(tenant.error, SignInRequired):
            # Without the tenant's facts the plan would seem stale, while all it takes is another sign-in.
            raise tenant.error

    async def _credential(
        self, plan: Plan, steps: tuple[Step, ...], given: CloudCredential | None
    ) -> CloudCredential:
        kind = plan.choices.server_credential
        is_needed = any(isinstance(step, SetPasswordWriteback) for step in steps)
        if kind is ServerCredential.NONE or not is_needed:
            return CloudCredential(ServerCredential.NONE)
        if kind is ServerCredential.ACCESS_TOKEN:
            if self._tenant is None:
                raise SignInRequired(_("The server is to get your sign-in, but nobody has signed in."))
            return CloudCredential(kind, secret=await self._tenant.access_token())
        if given is None or not given.secret:
            raise CredentialNeeded(
                _("The server asks for the password of a managed cloud administrator."),
                _("Give it on the sign-in page, or run it on a terminal; nothing was changed."),
            )
        return given

    def _mine(self, run_id: str) -> PastRun:
        """The run, if it is one of this server's that is not settled."""
        run = find_run(run_id)
        self._refuse_foreign(run)
        if not run.is_unsettled:
            raise RunUnknown(
                _("Run {id} is over, or goes on elsewhere: there is nothing to resume.").format(id=run.id),
                _('"writeback runs" says how it ended.'),
            )
        return run

    def _refuse_foreign(self, run: PastRun) -> None:
        if not self._is_mine(run):
            raise RunUnknown(
                _("Run {id} was on {server}, not on this profile's server.").format(
                    id=run.id, server=run.plan.server
                ),
                _("Name the profile {profile}.").format(profile=run.target.profile),
            )

    def _is_mine(self, run: PastRun) -> bool:
        return run.target.is_same_server(self.target)

    def _events(self) -> tuple[LogEvent, ...] | Unknown:
        server = self.facts.server
        return server.events if isinstance(server, ServerFacts) else server

    async def _reset(self, user_principal_name: str) -> tuple[CanaryReset, tuple[LogEvent, ...]]:
        """The reset, and the server's events before it: without them it could prove nothing."""
        if self._tenant is None:
            raise SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first."))
        before = await (await self._connected()).events()
        return await self._tenant.reset_password(user_principal_name), before


def _whole_runs() -> Iterator[PastRun]:
    return (run for run in past_runs() if isinstance(run, PastRun))


def _recorded(past: PastRun) -> PastRun:
    """The run as its journal tells it by now."""
    run = past_run(journal_path(past.id))
    return past if run is None else replace(run, state=past.state)


def _is_measured_by(plan: Plan, evidence: tuple[Evidence, ...]) -> bool:
    """Whether "works" is a measure for the run: it switches on, and the other half is not still to come."""
    if not plan.choices.password_writeback or not steps_of(plan, Half.SERVER):
        return False
    is_off = any(piece.id == SWITCHES and piece.says is Says.CONTRADICTS for piece in evidence)
    return bool(steps_of(plan, Half.TENANT)) or not is_off


def _record_verdict(journal: Journal, run_id: str, evidence: tuple[Evidence, ...]) -> None:
    journal.write(
        "verdict",
        run=run_id,
        verdict=conclude(evidence).value,
        evidence=[{"id": piece.id, "says": piece.says.value, "text": piece.text} for piece in evidence],
    )


def _tell_taken_over(run: Run, left: Operator | None) -> None:
    if left:
        text = _("{user} on {host} (process {pid}) left a lock from {since} behind; it was taken over.")
        run.note(
            text.format(
                user=left.user, host=left.host, pid=left.pid, since=f"{left.since:%Y-%m-%d %H:%M:%SZ}"
            )
        )


def _give_up(run_id: str, message: str) -> None:
    """Records that the run is over although its state may not be settled. Raises JournalUnwritable."""
    with Journal.reopen(journal_path(run_id)) as journal:
        outcome = RunOutcome.STOPPED.value
        journal.write("run-ended", run=run_id, outcome=outcome, message=message, given_up=True)


def _run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
