"""The ways through the wizard on which pictures are taken, whatever the language."""

from __future__ import annotations

from tests.pictures.camera import Photographer
from writeback.domain.texts import _
from writeback_tui.catalogue import Page


async def sign_in(camera: Photographer) -> None:
    """From Welcome to who has signed in."""
    press = camera.pilot.press
    await camera.open(Page.WELCOME)
    await camera.take("welcome")
    await press("f1")
    await camera.take("help")
    await press("escape")
    await camera.go_on()
    await camera.on(Page.TASKS)
    await camera.take("additional-tasks")
    await camera.go_on()
    await camera.on(Page.CONNECT)
    await camera.offers("approve")
    await camera.take("connect-device-code")
    await press("f4")
    await camera.open(Page.CONNECT)
    await camera.take("connect-signed-in")


async def walk(camera: Photographer) -> None:
    """The main job, page by page, to the verdict."""
    press = camera.pilot.press
    await sign_in(camera)
    await camera.go_on()
    for page, name in (
        (Page.DIRECTORIES, "connect-directories"),
        (Page.FILTERING, "domain-ou-filtering"),
    ):
        await camera.on(page)
        await camera.take(name)
        await camera.go_on()
    await camera.on(Page.FEATURES)
    await press("space")
    await camera.take("optional-features")
    await press("f9")
    await camera.take("powershell")
    await press("escape")
    await camera.go_on()
    await camera.on(Page.READY)
    await camera.take("ready-to-configure")
    await press("f4")
    await camera.take("full-plan")
    await press("escape")
    await camera.go_on()
    await configure(camera)


async def configure(camera: Photographer) -> None:
    """From the change to the verdict."""
    await camera.says("[..] 31019")
    await camera.take("configuring")
    await camera.on(Page.COMPLETE)
    await camera.take("configuration-complete")
    await camera.go_on()
    await camera.on(Page.PORTAL)
    await camera.take("on-premises-integration")
    await camera.go_on()
    await camera.on(Page.SUMMARY)
    await camera.says(_("PROVEN: password writeback works.").partition(":")[0])
    await camera.take("summary")


async def walk_and_undo(camera: Photographer) -> None:
    """The way back, too: the run that enabled writeback is the older of the two."""
    press = camera.pilot.press
    await walk(camera)
    await press("f6")
    await camera.on(Page.RUNS)
    await press("down")
    await camera.says("Password writeback: disabled -> enabled")
    await camera.take("past-runs")
    await press("u")
    await camera.open(Page.CONNECT)
    await camera.go_on()
    await camera.on(Page.READY)
    await camera.says("Configure undoes run")
    await camera.take("undo")


async def settle(camera: Photographer) -> None:
    """What the next start says of a run that was killed, with the scheduler paused."""
    await camera.open(Page.WELCOME)
    await camera.says("was interrupted")
    await camera.take("welcome-interrupted")
    await camera.go_on()
    await camera.on(Page.INTERRUPTED)
    await camera.says("Go on:")
    await camera.take("interrupted-run")


async def prepare(camera: Photographer) -> None:
    """What is beside the way: the rights that it takes, and a profile that is tried while it is filled in."""
    press = camera.pilot.press
    await camera.open(Page.WELCOME)
    await press("f3")
    await camera.says("READ THE SERVER")
    await camera.take("least-rights")
    await press("escape", "f2")
    await camera.says("No profile is saved yet")
    await press("a")
    await camera.says("Certificate trusted")
    await press(*"prod", "tab", *"localhost", "tab", *"adm")
    await camera.says("Nothing answers at localhost:5986")
    await camera.take("profile")
