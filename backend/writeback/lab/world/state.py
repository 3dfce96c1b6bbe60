"""The world: one consistent state behind every protocol of the lab."""

from __future__ import annotations

import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from writeback.lab.clock import Clock
from writeback.lab.faults import Faults
from writeback.lab.scenarios.loader import Scenario
from writeback.lab.world.cycles import Cycles
from writeback.lab.world.effects import Act, Agenda, Effect
from writeback.lab.world.forest import Forest
from writeback.lab.world.server import Server
from writeback.lab.world.tenant import Tenant
from writeback.lab.world.writeback import Timing


class World:
    """Whoever is about to look at it or change it calls `settle` first; nothing else moves it."""

    def __init__(
        self,
        scenario: Scenario,
        clock: Clock,
        *,
        server: Server,
        tenant: Tenant,
        forest: Forest,
        timing: Timing,
        rng: random.Random,
        folder: Path | None = None,
    ) -> None:
        self.scenario = scenario
        self.clock = clock
        self.server = server
        self.tenant = tenant
        self.forest = forest
        self.timing = timing
        self.rng = rng
        self.faults = Faults()
        self.agenda = Agenda()
        self.cycles = Cycles(self)
        self.graffiti = ""
        """Stands behind every message of server and tenant; empty but in a hostile scenario."""
        self._folder = folder
        self._moment: datetime | None = None

    @property
    def speed(self) -> float:
        """Lab seconds per real second."""
        return self.clock.speed

    @property
    def moment(self) -> datetime:
        """The lab's present; inside an effect the moment for which it was planned, however late it runs."""
        return self._moment if self._moment is not None else self.clock.now()

    @property
    def folder(self) -> Path:
        """A private folder for files that the simulated server writes."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="writeback-lab-"))
        return self._folder

    def settle(self) -> None:
        """Apply every effect that is due."""
        for effect in self.agenda.due(self.clock.now()):
            self._moment = effect.at
            try:
                effect.act()
            finally:
                self._moment = None

    def after(self, lab_seconds: float, act: Act) -> Effect:
        """Plan an effect, counted from `moment`."""
        return self.agenda.add(self.moment + timedelta(seconds=lab_seconds), act)

    def at(self, moment: datetime, act: Act) -> Effect:
        """Plan an effect for a moment of lab time."""
        return self.agenda.add(moment, act)

    def guid(self) -> UUID:
        """The next identifier; the same seed gives the same ones."""
        return UUID(int=self.rng.getrandbits(128), version=4)
