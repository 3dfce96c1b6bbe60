"""Everything of a lab that lives no longer than one scenario: its world and the services around it."""

from __future__ import annotations

from dataclasses import dataclass

from writeback.lab.entra.service import Entra
from writeback.lab.front import Front
from writeback.lab.world import World
from writeback.lab.wsman import WSManService


@dataclass(frozen=True, slots=True)
class Services:
    """One generation of them. A reset throws it away and makes the next, so nothing can be left over."""

    world: World
    wsman: WSManService
    entra: Entra
    front: Front
