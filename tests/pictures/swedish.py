"""The way through the wizard in Swedish, with today's names and with those of 2021."""

from __future__ import annotations

from typing import TYPE_CHECKING

from writeback.domain.texts import _
from writeback_tui.catalogue import Page

if TYPE_CHECKING:
    from tests.pictures.__main__ import Photographer

FOLDER = "80x24-sv"
SIZE = (80, 24)
OF_TODAY = 11
"""Pictures of the first walk."""


async def walk(camera: Photographer) -> None:
    """Every page once."""
    press = camera.pilot.press
    await camera.on(Page.WELCOME)
    await camera.says(_("Sync run"))
    await camera.take("welcome")
    await press("f1")
    await camera.take("help")
    await press("escape", "f8")
    await camera.on(Page.TASKS)
    await camera.take("additional-tasks")
    await press("f8")
    await camera.on(Page.CONNECT)
    await camera.says(_("Code"))
    await camera.take("connect")
    await press("f4")
    await camera.says(_("Account"))
    await press("f8")
    await camera.on(Page.DIRECTORIES)
    await press("f8")
    await camera.on(Page.FILTERING)
    await camera.take("domain-ou-filtering")
    await press("f8")
    await camera.on(Page.FEATURES)
    await press("space")
    await camera.take("optional-features")
    await press("f8")
    await camera.on(Page.READY)
    await camera.take("ready-to-configure")
    await press("f8")
    await camera.on(Page.CONFIGURING)
    await camera.says("[..] 31019")
    await camera.take("configuring")
    await camera.on(Page.COMPLETE)
    await camera.take("configuration-complete")
    await press("f8")
    await camera.on(Page.PORTAL)
    await camera.take("on-premises-integration")
    await press("f8")
    await camera.on(Page.SUMMARY)
    await camera.says(_("PROVEN: password writeback works.").partition(":")[0])
    await camera.take("summary")


async def walk_of_2021(camera: Photographer) -> None:
    """The pages whose names differ."""
    press = camera.pilot.press
    camera.count = OF_TODAY
    await camera.on(Page.WELCOME)
    await camera.says(_("Sync run"))
    await press("f8")
    await camera.on(Page.TASKS)
    await press("f8")
    await camera.on(Page.CONNECT)
    await camera.says(_("Code"))
    await camera.take("connect-2021")
    await press("f4")
    await camera.says(_("Account"))
    await camera.take("connect-signed-in-2021")
