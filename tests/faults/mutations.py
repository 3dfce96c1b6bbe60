"""Guards taken away one by one, to show that the campaign sees it. `python -m tests.faults.mutations`.

Each mutation is made in the children only, and played with the part of the campaign that its guard is for;
the same part is played without it, too. Prints one line of JSON for each. With the other tests those run that
QUICK names, with WRITEBACK_FAULTS=full all of them.
"""

# mypy: disable-error-code="assignment, attr-defined, method-assign, misc"

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import combination
from tests.faults import job as jobs
from tests.faults.acts import GO_ON, STOP
from tests.faults.catalogue import named
from tests.faults.combination import Combination
from tests.faults.fault import ENABLE, FIRST_SWITCH, PAUSE
from writeback.cli import interruptions
from writeback.cloud.portal import PortalSwitches
from writeback.domain.plan import Plan
from writeback.domain.steps import Effect
from writeback.engine import history, journal, runner
from writeback.engine.runner import Run
from writeback.remoting.server import RemoteServer
from writeback.service import session

AFTER_THE_CHANGE = f"3 {ENABLE}: sync 1, synced"
PAUSED = f"2 {PAUSE}: journal 2, written"
SENT = f"3 {ENABLE}: Command 3, sent"
TORN = f"3 {ENABLE}: journal 2, torn"
ANSWERED = f"3 {ENABLE}: Receive 3, answered"


@dataclass(frozen=True)
class Mutation:
    """A guard that is gone, and where that must show: the fault, the crash point, the way taken after it."""

    name: str
    make: Callable[[], None]
    fault: str = "none @ start"
    point: str = ""
    way: str = GO_ON
    loses_power: bool = False

    def combination(self) -> Combination:
        """The part of the campaign."""
        (fault,) = named(self.fault)
        return Combination(fault, 1 if self.point else 0, self.point, self.way, self.loses_power)


class Wrapped:
    """A module as it is but for the given names."""

    def __init__(self, module: Any, **changes: Any) -> None:
        self._module = module
        self.__dict__.update(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def no_sync() -> None:
    """A record counts as written before it is on the disk."""
    journal.os = Wrapped(os, fsync=lambda _file: None)


def no_intent() -> None:
    """Commands go out that no record announces."""
    write = Run._write
    Run._write = lambda self, kind, **rest: None if kind == "intent" else write(self, kind, **rest)


def sent_again() -> None:
    """A change whose answer was lost is simply sent once more."""
    write = RemoteServer._write

    async def twice(self: Any, *arguments: Any) -> None:
        try:
            await write(self, *arguments)
        except Exception:
            await write(self, *arguments)

    RemoteServer._write = twice


def not_put_back() -> None:
    """A run that fails forgets what it had paused."""
    Run._restores = lambda _self, _step, _index: False


def not_put_back_later() -> None:
    """The next start forgets what the run had paused."""

    async def nothing(_self: Any, _past: Any) -> None:
        return

    Run.restore = nothing


def any_digest() -> None:
    """Every plan looks like the one that was confirmed."""
    Plan.digest = property(lambda _self: "0" * 64)


def no_look() -> None:
    """A change is sent without looking whether somebody else has made it."""

    async def nothing(*_arguments: Any) -> None:
        return None

    Run._already = nothing


def no_lock() -> None:
    """Nobody is kept from a server at which somebody is."""
    session.server_lock = lambda *_arguments: contextlib.nullcontext(None)


def secret_noted() -> None:
    """The server's password gets into the note of a step."""
    end = Run._end
    Run._end = lambda self, index, outcome, note: end(
        self, index, outcome, f"{note} {self.server._password.reveal()}"
    )


def secret_printed() -> None:
    """A token gets onto the screen."""
    say = Run.note
    told = Run._tell_start

    def loudly(self: Any) -> None:
        print(self.server._password.reveal())
        told(self)

    Run._tell_start, Run.note = loudly, say


def any_checksum() -> None:
    """What is in a journal is believed."""

    def believed(line: bytes) -> Any:
        with contextlib.suppress(ValueError):
            return json.loads(line)

    journal._record = believed


def no_reading() -> None:
    """What is in doubt is taken for not done."""

    async def absent(*_arguments: Any) -> Effect:
        return Effect.ABSENT

    Run._effect = absent


def not_looked_at() -> None:
    """The next start goes on without a look at the step that was cut off, and sends it again."""

    async def nothing(*_arguments: Any) -> None:
        return None

    Run.recover = nothing
    Run._already = nothing


def half_records() -> None:
    """A write that took only a part of the bytes counts as whole."""
    journal._write_whole = os.write


def unwritable_is_well() -> None:
    """A journal that cannot be written keeps nobody from sending."""
    write = journal.Journal.write

    def silent(self: Any, *arguments: Any, **rest: Any) -> None:
        with contextlib.suppress(runner.JournalUnwritable):
            write(self, *arguments, **rest)

    journal.Journal.write = silent


def saved_again() -> None:
    """A switch whose answer was lost is simply saved once more."""
    put = PortalSwitches._put

    async def twice(self: Any, *arguments: Any) -> None:
        try:
            await put(self, *arguments)
        except Exception:
            await put(self, *arguments)

    PortalSwitches._put = twice


def no_chain() -> None:
    """A record is believed for its own checksum, whatever stood before it."""

    def believed(path: Path) -> Any:
        data = path.read_bytes()
        records = tuple(filter(None, map(journal._record, data.split(b"\n"))))
        return journal.Reading(records, data.rfind(b"\n") + 1, torn=not data.endswith(b"\n"))

    history.read = believed


def deaf() -> None:
    """Nobody can stop a run."""
    session.Session.stop_after_step = lambda _self: None


def hung_up() -> None:
    """A terminal that goes away takes the run along."""
    forget = interruptions.forget_terminal

    def stopping() -> None:
        forget()
        interruptions.INTERRUPTIONS._stop()

    interruptions.forget_terminal = stopping


MUTATIONS = (
    Mutation("skip the fsync", no_sync, point=ANSWERED, loses_power=True),
    Mutation("send without an intent", no_intent, point=ANSWERED),
    Mutation("send a change again", sent_again, f"drop after Command @ {ENABLE}"),
    Mutation("forget to put back", not_put_back, f"drop before Command @ {ENABLE}"),
    Mutation("forget to put back at the next start", not_put_back_later, point=PAUSED, way=STOP),
    Mutation("skip the digest", any_digest, "somebody enables it before the run @ start"),
    Mutation("send without a look", no_look, f"somebody enables it @ {ENABLE}"),
    Mutation("no lock", no_lock, "somebody is at it @ start"),
    Mutation("note a secret", secret_noted),
    Mutation("print a secret", secret_printed),
    Mutation("believe any checksum", any_checksum, "edited @ start", point=AFTER_THE_CHANGE),
    Mutation("believe a record without its chain", no_chain, "edited @ start", point=AFTER_THE_CHANGE),
    Mutation("settle a doubt unread", no_reading, f"drop after Command @ {ENABLE}"),
    Mutation("settle a crash unread", no_reading, point=ANSWERED, way=STOP),
    Mutation("send again at the next start", not_looked_at, point=TORN),
    Mutation("take a part for the whole", half_records, "disk short at write 08 @ start"),
    Mutation("save a switch again", saved_again, f"portal 504 after effect @ {FIRST_SWITCH}"),
    Mutation("be deaf to a signal", deaf, "SIGTERM in place of a crash @ start", point=SENT),
    Mutation("end with the terminal", hung_up, "SIGHUP in place of a crash @ start", point=SENT),
    Mutation("send without a journal", unwritable_is_well, "disk nospace from write 08 @ start"),
)


QUICK = {
    "skip the fsync",
    "send a change again",
    "forget to put back",
    "no lock",
    "print a secret",
    "believe a record without its chain",
}


def main() -> int:
    """Plays everything on one lab. The judgements are the caller's."""
    jobs.load()
    with jobs.running() as job:
        for mutation in chosen():
            part = mutation.combination()
            broken = combination.run(job, part, mutation.make)
            whole = combination.run(job, part)
            line = {"name": mutation.name, "broken": broken.wrong, "whole": whole.wrong, "died": whole.died}
            print(json.dumps(line), flush=True)
    return 0


def chosen() -> tuple[Mutation, ...]:
    """Those that are played now."""
    if os.environ.get("WRITEBACK_FAULTS") == "full":
        return MUTATIONS
    return tuple(mutation for mutation in MUTATIONS if mutation.name in QUICK)


if __name__ == "__main__":
    sys.exit(main())
