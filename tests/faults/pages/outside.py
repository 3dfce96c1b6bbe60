"""Names as hostile as they come, and a server, a tenant and runs of the past in which everything has them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from tests import builders
from tests.stand_in import NOT_SIGNED_IN, StandInLab, StandInSession
from tests.unit.service.journals import RUN, record_run, with_names
from writeback.domain.errors import CmdletFailed
from writeback.domain.evidence import Evidence, Says, Verdict
from writeback.domain.facts import (
    Account,
    AuditEntry,
    Directory,
    Domain,
    Facts,
    LogEvent,
    Partition,
    Role,
    ServerFacts,
    TenantFacts,
    Unknown,
    WritebackConfiguration,
)
from writeback.domain.history import PastRun, Target
from writeback.domain.plan import Plan
from writeback.domain.ports import DeviceCode
from writeback.domain.run import (
    RunEnded,
    RunNote,
    RunOutcome,
    RunStarted,
    StepEnded,
    StepNews,
    StepOutcome,
    StepStarted,
    Tell,
)
from writeback.domain.secret import Secret
from writeback.domain.target import ServerAddress
from writeback.engine.lock import this_operator

MARK = "Qx7"
"""Every name begins with it, so that one sees that it is shown."""
NASTY = (
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H\x1b[?1049l\x1bc",
    "\x1b[?1000h\x1b[6n\x1b]0;evil\x07\x1bP$q\x1b\\",
    "\x9b31m\x9d52;c;x\x9c\x90",
    "\u202egpj.exe \u2066x\u2069 \u200f",
    "zero\u200bwidth\u2060\ufeff\u00ad\u180e",
    "[@click=app.bell]x[/]",
    "contoso [/foo] x",
    "[bold red]ok[/] [link=https://evil.example]x[/link] [",
    "\ud800 \udc80 \udfff",
    "\x00nul\x7f\x08\x08",
    "\r\n\r\nsecond line\n\ttab",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\U000e0041\U000e0042 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "e" + "\u0301" * 60,
    "\u754c" * 90,
    "%s %(x)d {0} {name} {0.__class__} ${HOME} $(id) `id`",
    "'; Remove-Item * #\u2018\u2019\u201a\u201b",
    "a" * 10_000,
    "",
)

texts = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from(NASTY[:-2]), min_size=2, max_size=3).map("".join),
    st.text(max_size=30),
    st.text(alphabet=st.characters(categories=("Cc", "Cf", "Cs", "Co", "Mn", "Zl", "Zp")), max_size=20),
)
several = st.one_of(
    st.lists(texts, min_size=3, max_size=8),
    st.integers(0, len(NASTY) - 1).map(lambda at: [*NASTY[at:], *NASTY[:at]]),
)
"""Some, or all of them, each on other places than the time before."""


class Names:
    """The texts in turn, again and again."""

    def __init__(self, chosen: Sequence[str]) -> None:
        self._turn: Iterator[str] = itertools.cycle(chosen or ("",))

    def __call__(self) -> str:
        return MARK + next(self._turn)

    def unknown(self) -> Unknown:
        """A reading that failed, in the other end's words."""
        return Unknown.because(CmdletFailed(self(), self()))


def server(name: Names) -> ServerFacts:
    """A server that can be configured, all of whose names are hostile."""
    folder = f"OU={name()},DC={name()}"
    partition = Partition(folder, name(), True, (f"OU={name()},{folder}", name()), (f"CN={name()},{folder}",))
    connector = name()
    return builders.server_facts(
        computer_name=name(),
        user=name(),
        powershell=name(),
        connector=connector,
        busy_connectors=(),
        writeback=WritebackConfiguration(connector, False, name(), name()),
        directories=(
            Directory(name(), name(), True, (partition,)),
            Directory(name(), name.unknown(), name.unknown()),
        ),
        company_features={name(): True, "PasswordHashSync": True},
        settings={name(): name(), "Microsoft.OptionalFeature.GroupWriteBack": name()},
        events=tuple(LogEvent(number, builders.NOW, name(), name()) for number in (31005, 6900, 33004, 104)),
        password_hash_sync=name.unknown(),
    )


def tenant(name: Names) -> TenantFacts:
    """Somebody with the right role in a tenant whose names are hostile."""
    known = builders.tenant_facts()
    roles = known.roles if isinstance(known.roles, tuple) else ()
    return replace(
        known,
        account=Account(name() + "@contoso.onmicrosoft.com", known.tenant_id, name()),
        display_name=name(),
        domains=(*known.domains, Domain(name(), is_federated=True)),
        roles=(*(replace(role, display_name=name()) for role in roles), Role(name(), name())),
        audit=(AuditEntry(builders.NOW, True, name(), name()),),
        sspr_enabled_users=name.unknown(),
        switches=name.unknown(),
    )


class HostileLab(StandInLab):
    """Its operator has a hostile name, too."""

    is_ours = True

    def __init__(self, name: Names) -> None:
        super().__init__()
        self.operator, self.title, self.scenario = name(), name(), name()


class HostileSession(StandInSession):
    """All texts of the other ends are hostile, those of a run as well."""

    names: Names
    aim: Target
    announce: Callable[[str], None]
    show_again: Callable[[DeviceCode], None]
    vault: None = None

    @property
    def cautions(self) -> tuple[str, ...]:
        return (self.names(),)

    @property
    def secret_question(self) -> str:
        return self.names()

    @property
    def target(self) -> Target:
        return self.aim

    def powershell(self, topic: str) -> tuple[str, ...]:
        return (self.names(), f"Get-Something -Name '{self.names()}'")

    async def connect(self, password: Secret | None = None, **_choices: object) -> ServerFacts:
        return await super().connect(password)

    def refuse_read_only(self) -> None:
        """A person signs in."""

    async def export_configuration(self) -> str:
        return self.names()

    async def sign_in(self, show: Callable[[DeviceCode], None], **_choices: object) -> TenantFacts:
        return await super().sign_in(lambda _code: show(DeviceCode(self.names(), self.names(), builders.NOW)))

    async def verify(self, canary: str | None = None) -> tuple[Verdict, tuple[Evidence, ...]]:
        verdict, evidence = await super().verify()
        return verdict, (*evidence, Evidence("canary", self.names(), Says.CONTRADICTS, self.names()))

    async def end_run(self, run_id: str) -> RunEnded:
        await super().end_run(run_id)
        return RunEnded(run_id, RunOutcome.STOPPED, self.names(), self.names())

    async def _run_steps(self, plan: Plan, indexes: Iterable[int], tell: Tell) -> RunEnded:
        tell(RunStarted(self.names(), tuple(self.names() for _step in plan.steps)))
        tell(RunNote(self.names()))
        for index in indexes:
            tell(StepStarted(index, self.names()))
            tell(StepNews(index, self.names(), (LogEvent(6900, builders.NOW, self.names(), self.names()),)))
            tell(StepEnded(index, StepOutcome.NOT_SEEN, self.names()))
        ended = RunEnded(self.names(), RunOutcome.FAILED, self.names(), self.names())
        tell(ended)
        return ended


def session(name: Names, *, is_read: bool = True, is_lab: bool = True) -> HostileSession:
    """A session in which whatever can have a name has a hostile one."""
    made = HostileSession(
        server=server(name), tenant=tenant(name), lab=HostileLab(name) if is_lab else None, signed_in=True
    )
    made.names, made.aim = name, Target(name(), name(), 5986)
    made.profile = replace(
        made.profile, name=name(), server=ServerAddress(name(), name(), ca_file=name()), tenant=name()
    )
    if is_read:
        made.facts = Facts(builders.NOW, made.server, made.tenant)
    else:
        made.signed_in, made.facts = False, Facts(builders.NOW, name.unknown(), NOT_SIGNED_IN)
    return made


def past(name: Names, of: HostileSession, run_id: str = RUN, *, ended: bool = True) -> PastRun:
    """A run of the session's server whose journal is full of them; needs WRITEBACK_STATE."""
    hostile = with_names(name())
    hostile["target"] = of.aim
    if not ended:
        # Elsewhere it might still be going on.
        hostile["operator"] = replace(this_operator(), user=name(), origin=name())
    return record_run(run_id, **hostile, end=ended)
