"""One server and one tenant for one front end: the only way to the engine and the adapters."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from writeback.domain.canary import CanaryReset
from writeback.domain.checks import run_checks
from writeback.domain.choices import Choices, ServerCredential
from writeback.domain.errors import (
    Blocked,
    CredentialNeeded,
    PasswordNeeded,
    PlanStale,
    SignInRequired,
    TenantMismatch,
    WritebackError,
)
from writeback.domain.evidence import Evidence, Verdict, canary_reset, conclude, gather
from writeback.domain.facts import Edition, Facts, LogEvent, ServerFacts, TenantFacts, Unknown
from writeback.domain.findings import Finding, blocking
from writeback.domain.plan import Plan, make_plan, steps_of
from writeback.domain.ports import CloudCredential, DeviceCode
from writeback.domain.run import RunEnded, Tell
from writeback.domain.secret import Secret
from writeback.domain.steps import Half
from writeback.domain.target import Profile
from writeback.domain.texts import _
from writeback.engine.journal import Journal
from writeback.engine.lock import server_lock
from writeback.engine.runner import Run
from writeback.engine.state_folder import state_folder
from writeback.service.lab import Lab

if TYPE_CHECKING:
    from writeback.cloud import EntraTenant
    from writeback.remoting import RemoteServer

TENANT_CHECKS_ONLY = {"licence", "role", "account-not-federated", "same-tenant", "signed-in"}


class Session:
    """Belongs to one event loop. `facts` is the last reading; what was not read yet is Unknown."""

    def __init__(self, profile: Profile, lab: Lab | None = None) -> None:
        self.profile = profile
        self.lab = lab
        self.facts = Facts(
            datetime.now(UTC), Unknown(_("The server has not been read yet.")), _not_signed_in()
        )
        self._password = lab.server_password() if lab else None
        self._server: RemoteServer | None = None
        self._tenant: EntraTenant | None = None
        self._run: Run | None = None
        self.announce: Callable[[str], None] = lambda _sentence: None
        """Told, on this loop, when a reading waits because the tenant asked for it."""

    @property
    def password_needed(self) -> bool:
        """True until a password for the server is known."""
        return self._password is None

    @property
    def edition(self) -> Edition:
        """Whose names the pages carry; the current ones until the server has been read."""
        return (
            self.facts.server.edition if isinstance(self.facts.server, ServerFacts) else Edition.ENTRA_CONNECT
        )

    # Reading ----------------------------------------------------------------------------

    async def connect(self, password: Secret | None = None) -> ServerFacts:
        """Opens the way to the server and reads it. Raises the error of what stands in the way."""
        self._password = password or self._password
        if self._password is None:
            raise PasswordNeeded(
                _("The password of {user} on {server} is needed.").format(
                    user=self.profile.server.user_name, server=self.profile.server.host
                ),
                _("Run it on a terminal, or give --password-stdin."),
            )
        await self._forget_server()
        try:
            facts = await (await self._connected()).survey()
        except WritebackError as error:
            self.facts = replace(self.facts, taken=datetime.now(UTC), server=Unknown.because(error))
            raise
        self.facts = replace(self.facts, taken=datetime.now(UTC), server=facts)
        return facts

    async def sign_in(self, show: Callable[[DeviceCode], None], *, canary: bool = False) -> TenantFacts:
        """Signs in with a device code and reads the tenant. An earlier sign-in is kept if this one fails.

        `canary` asks for the permission that `verify(canary=...)` takes.
        Raises SignIn... errors, and TenantMismatch when the account's tenant is not the server's.
        """
        from writeback.cloud import CANARY_PERMISSIONS, open_tenant

        profile = self.profile
        tenant = open_tenant(
            profile.cloud,
            profile.tenant,
            profile.client_id,
            profile.switches,
            announce=self._told,
        )
        try:
            await tenant.sign_in(show, CANARY_PERMISSIONS if canary else ())
            facts = await tenant.survey()
            self._refuse_other_tenant(facts)
        except BaseException:
            await tenant.close()
            raise
        await self._forget_tenant()
        self._tenant = tenant
        self.facts = replace(self.facts, taken=datetime.now(UTC), tenant=facts)
        return facts

    async def survey(self) -> Facts:
        """Reads everything again: the server, and the tenant if somebody has signed in."""
        server, tenant = await asyncio.gather(self._read_server(), self._read_tenant())
        self.facts = Facts(datetime.now(UTC), server, tenant)
        return self.facts

    def findings(self) -> tuple[Finding, ...]:
        """The checks on the last reading."""
        return run_checks(self.facts)

    def powershell(self, topic: str) -> tuple[str, ...]:
        """What a page reads the server with, as PowerShell for people."""
        from writeback.remoting import powershell

        return self._server.powershell(topic) if self._server else powershell(topic)

    async def export_configuration(self) -> str:
        """Exports the configuration on the server; returns the folder there."""
        from writeback.domain.steps import ExportConfiguration

        folder = ExportConfiguration("view").folder(_run_id())
        await (await self._connected()).export_configuration(folder)
        return folder

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

    async def apply(self, plan: Plan, tell: Tell, credential: CloudCredential | None = None) -> RunEnded:
        """Runs exactly that plan: reads again, compares the digest, locks, journals, and goes.

        Raises PlanStale, Blocked, ServerLocked, CredentialNeeded, JournalUnwritable: nothing was sent then.
        """
        facts = await self.survey()
        if isinstance(facts.server, Unknown) and facts.server.error:
            raise facts.server.error
        fresh = self.plan(plan.choices)
        if fresh.digest != plan.digest:
            raise _stale(fresh, plan)
        self._refuse_blocked(fresh)
        chosen = await self._credential(fresh, credential)
        run_id = _run_id()
        with (
            server_lock(fresh.server, run_id),
            Journal(state_folder("runs") / f"{run_id}.jsonl") as journal,
        ):
            self._run = await self._prepare(fresh, run_id, chosen, journal, tell)
            try:
                return await self._run.execute()
            finally:
                self._run = None
                # Whatever goes wrong in a reading after it, the report of the run is not lost.
                with contextlib.suppress(Exception):
                    await self.survey()

    def stop_after_step(self) -> None:
        """Ends the run in progress after its current step."""
        if self._run:
            self._run.stop.set()

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
        return conclude(evidence), evidence

    async def close(self) -> None:
        """Closes what is open; a lab that was started for this session ends."""
        await self._forget_server()
        await self._forget_tenant()
        if self.lab:
            await self.lab.close()

    def _told(self, sentence: str) -> None:
        self.announce(sentence)

    # Within -----------------------------------------------------------------------------

    async def _connected(self) -> RemoteServer:
        if self._server is None:
            from writeback.remoting import open_server

            if self._password is None:
                raise PasswordNeeded(_("The server's password is needed."), _("Connect first."))
            self._server = await open_server(self.profile.server, self._password)
        return self._server

    async def _read_server(self) -> ServerFacts | Unknown:
        try:
            return await (await self._connected()).survey()
        except WritebackError as error:
            return Unknown.because(error)

    async def _read_tenant(self) -> TenantFacts | Unknown:
        if self._tenant is None:
            return _not_signed_in()
        try:
            return await self._tenant.survey()
        except WritebackError as error:
            return Unknown.because(error)

    def _events(self) -> tuple[LogEvent, ...] | Unknown:
        server = self.facts.server
        return server.events if isinstance(server, ServerFacts) else server

    async def _reset(self, user_principal_name: str) -> tuple[CanaryReset, tuple[LogEvent, ...]]:
        """The reset, and the server's events before it: without them it could prove nothing."""
        if self._tenant is None:
            raise SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first."))
        before = await (await self._connected()).events()
        return await self._tenant.reset_password(user_principal_name), before

    async def _prepare(
        self, plan: Plan, run_id: str, credential: CloudCredential, journal: Journal, tell: Tell
    ) -> Run:
        from writeback.cloud import switches

        server = self.facts.server
        since = server.clock if isinstance(server, ServerFacts) else datetime.now(UTC)
        adapter = switches(plan.choices.switch_method, self._tenant)
        return Run(run_id, plan, await self._connected(), adapter, credential, since, journal, tell)

    async def _credential(self, plan: Plan, given: CloudCredential | None) -> CloudCredential:
        kind = plan.choices.server_credential
        if kind is ServerCredential.NONE or not steps_of(plan, Half.SERVER):
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

    def _refuse_blocked(self, plan: Plan) -> None:
        relevant = self.findings()
        if not steps_of(plan, Half.SERVER):
            relevant = tuple(f for f in relevant if f.id in TENANT_CHECKS_ONLY)
        if found := blocking(relevant):
            raise Blocked(found[0].evidence, f"{found[0].remedy} {_('Nothing was changed.')}")

    def _refuse_other_tenant(self, tenant: TenantFacts) -> None:
        server = self.facts.server
        expected = server.tenant_domain if isinstance(server, ServerFacts) else None
        if expected and expected not in {domain.name.lower() for domain in tenant.domains}:
            raise TenantMismatch(
                _("{server} synchronizes with {expected}, but {account} belongs to {tenant}.").format(
                    server=self.profile.server.host,
                    expected=expected,
                    account=tenant.account.user_principal_name,
                    tenant=tenant.initial_domain or tenant.tenant_id,
                ),
                _("Sign in with an account of {expected}; nothing was changed.").format(expected=expected),
            )

    async def _forget_server(self) -> None:
        server, self._server = self._server, None
        if server:
            with contextlib.suppress(WritebackError):
                await server.close()

    async def _forget_tenant(self) -> None:
        tenant, self._tenant = self._tenant, None
        if tenant:
            await tenant.close()


def _not_signed_in() -> Unknown:
    return Unknown.because(SignInRequired(_("Nobody has signed in to the tenant yet."), _("Sign in first.")))


def _stale(fresh: Plan, plan: Plan) -> PlanStale:
    moved = "; ".join(fresh.moved_since(plan.before)) or _("the steps are different now")
    return PlanStale(
        _("The state has moved since the plan was made: {moved}.").format(moved=moved),
        _("Make a new plan; nothing was changed."),
    )


def _run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
