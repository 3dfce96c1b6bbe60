"""One job of the campaign: a lab, somebody signed in, and combination after combination in children."""

from __future__ import annotations

import contextlib
import gc
import importlib
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from tests.faults import acts, children, labs
from tests.faults.haste import hasten
from tests.faults.labs import Control
from tests.faults.signed_in import Person
from tests.lab import Lab
from writeback.domain.target import Profile
from writeback.service.lab import Lab as RunningLab

MODULES = (
    "msgraph",
    "writeback.cloud.graph",
    "writeback.cloud.portal_http",
    "writeback.cloud.readings",
    "writeback.remoting.session",
)

USUAL_SECONDS = 0.12
"""What a reset and a sign-in take on a machine with nothing else to do."""
SLOWEST = 12.0
MEMORY = Path("/dev/shm")
"""What a loss of power takes away is worked out by disk.py: no real disk has to be waited for."""


@dataclass
class Job:
    """What all combinations of one process share. `scenario` lab, started once and reset before each."""

    folder: Path
    scenario: str
    lab: Lab
    canary: str
    control: Control
    person: Person = field(init=False)
    facts: Any = None
    number: int = 0
    pace: float = 1.0

    def profile(self) -> Profile:
        """The way to this job's lab."""
        return RunningLab(self.lab.ready, is_ours=False).profile()

    def renew(self) -> None:
        """The lab as at its start, and somebody signed in to it."""
        began = monotonic()
        labs.reset(self.control)
        self.sign_in()
        # On a busy machine the lab acts later, so absence must count later, too.
        now = min(max((monotonic() - began) / USUAL_SECONDS, 1.0), SLOWEST)
        self.pace = max(now, (self.pace + now) / 2)

    def sign_in(self) -> None:
        """Somebody signs in anew, for the children that are forked from now on."""
        self.person = Person(self.profile(), self.control)
        self.control.forget()

    def new_folder(self) -> Path:
        """A place for one combination's files."""
        self.number += 1
        folder = self.folder / str(self.number)
        (folder / "state").mkdir(parents=True)
        return folder

    def stage(self, folder: Path, **rest: Any) -> acts.Stage:
        """A process that is about to be forked."""
        return acts.Stage(self.lab, folder / "state", self.person, self.facts, pace=self.pace, **rest)

    def rehearse(self) -> None:
        """The reading that all plans are made from."""
        folder = self.new_folder()
        stage = self.stage(folder)
        ended = children.run(folder, "rehearsal", lambda voice: stage.play(acts.rehearse, voice))
        told = ended.says("facts")
        if told is None:
            raise AssertionError(f"the lab cannot be read: {ended}")
        for name in told["modules"]:
            # Once here instead of once in every child; what cannot be had under its own name is skipped.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        gc.freeze()
        self.facts = pickle.loads(bytes.fromhex(told["pickled"]))  # noqa: S301  # our own child's
        shutil.rmtree(folder)


def load() -> None:
    """Imports in the parent what the children need; no thread is started."""
    for module in MODULES:
        importlib.import_module(module)
    hasten()
    gc.collect()
    gc.freeze()


@contextmanager
def running(scenario: str = "contoso") -> Iterator[Job]:
    """A job inside the block; its lab and its files are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="writeback-faults-", dir=MEMORY if MEMORY.is_dir() else None))
    lab, canary = labs.start(folder, scenario)
    try:
        control = Control(lab)
        job = Job(folder, scenario, lab, canary, control)
        job.renew()
        job.rehearse()
        yield job
    finally:
        lab.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if lab.errors:
        raise AssertionError(f"the lab wrote: {lab.errors}")
