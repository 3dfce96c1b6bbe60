"""Every action of the wizard that has keys of its own: its name in settings.toml, its keys, and where it is.

A test compares the table with the screens. Moves within a page (arrows, Tab, PageUp) are not in it: these
keys do what they do in every program. Neither is Ctrl+C, which always leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from writeback.domain.pages import PAGES
from writeback.domain.texts import N_

SIDES = frozenset({"side", "preflight", "full-plan", "qr-code", "portal-link"})
"""Screens that are opened over a page; `side` are those without keys of their own."""
EVERYWHERE = SIDES.union(PAGES)
RIGHTS = frozenset({"welcome", "profiles", "profile", "rights"})
"""From where the least rights are opened."""


@dataclass(frozen=True, slots=True)
class Action:
    """`keys` by default, as Textual names them; `places` where one can be used."""

    id: str
    keys: tuple[str, ...]
    does: str
    """To be translated where it is shown."""
    places: frozenset[str]


def _on(*places: str) -> frozenset[str]:
    return frozenset(places)


ACTIONS = (
    Action("next", ("f8", "alt+n", "enter"), N_("goes on to the next page"), _on(*PAGES)),
    Action("previous", ("escape", "f7", "alt+p"), N_("goes back to the page before"), _on(*PAGES)),
    Action("close", ("escape",), N_("closes what was opened over a page"), SIDES),
    Action("help", ("f1", "alt+h", "question_mark"), N_("opens and closes the help"), EVERYWHERE),
    Action("powershell", ("f9", "alt+w"), N_("opens and closes the PowerShell of the page"), EVERYWHERE),
    Action(
        "quit", ("ctrl+q", "f10"), N_("leaves the program; closes what was opened over a page"), EVERYWHERE
    ),
    Action("retry", ("f5", "ctrl+r"), N_("tries again, or reads again"), _on(*PAGES)),
    Action("palette", ("ctrl+p", "alt+x"), N_("lists what can be done on the page"), EVERYWHERE),
    Action("copy", ("y", "ctrl+y", "alt+c"), N_("copies a value"), EVERYWHERE),
    Action("search", ("slash",), N_("searches the page"), EVERYWHERE),
    Action("search-next", ("n",), N_("goes to the next place that was found"), EVERYWHERE),
    Action("search-previous", ("N",), N_("goes to the place found before"), EVERYWHERE),
    Action("redraw", ("ctrl+l",), N_("draws the screen again"), EVERYWHERE),
    Action("suspend", ("ctrl+z",), N_("suspends the program"), EVERYWHERE),
    Action("read-again", ("ctrl+r",), N_("reads the server again"), _on("welcome")),
    Action("profiles", ("f2",), N_("opens the list of profiles"), _on("welcome")),
    Action(
        "rights",
        ("f3",),
        N_("opens and closes the least rights"),
        _on("welcome", "profiles", "profile", "rights"),
    ),
    Action("ended-unseen", ("f6",), N_("shows how runs ended that nobody saw"), _on("welcome")),
    Action("add-server", ("f2",), N_("adds a server"), _on("start")),
    Action("add-profile", ("a",), N_("adds a profile"), _on("profiles")),
    Action("edit-profile", ("e",), N_("changes the profile"), _on("profiles")),
    Action("remove-profile", ("r", "delete"), N_("removes the profile"), _on("profiles")),
    Action("profile-details", ("f4",), N_("shows the rest of the profile"), _on("profile")),
    Action(
        "past-runs", ("f6",), N_("lists the past runs"), _on("tasks", "troubleshoot", "complete", "summary")
    ),
    Action("undo-run", ("u",), N_("takes the chosen run back"), _on("runs")),
    Action("run-details", ("f6",), N_("shows the interrupted run in full"), _on("interrupted")),
    Action("approve", ("f4",), N_("in the lab, approves the sign-in"), _on("connect", "qr-code")),
    Action("sign-in", ("f6",), N_("cancels the sign-in, or begins it anew"), _on("connect")),
    Action("qr-code", ("f2",), N_("opens and closes the sign-in's code"), _on(*PAGES, "qr-code")),
    Action(
        "preflight",
        ("f3",),
        N_("opens and closes the checks"),
        _on("features", "preflight"),
    ),
    Action("full-plan", ("f4",), N_("opens and closes the whole plan"), _on("ready", "full-plan")),
    Action("save-choices", ("f6",), N_("saves the choices before the run"), _on("ready")),
    Action("save-choices-after", ("f4",), N_("saves the choices at the end"), _on("summary")),
    Action("stop", ("f6",), N_("stops the run after its step"), _on("configuring")),
    Action("play-admin", ("f4",), N_("in the lab, saves the switches in the portal"), _on("portal")),
    Action("portal-link", ("f6",), N_("opens and closes the portal's address"), _on("portal", "portal-link")),
    Action("copy-link", ("c",), N_("copies the address of the portal"), _on("portal-link")),
)
BY_ID = {action.id: action for action in ACTIONS}


def keys_in_effect(changed: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The keys of every action."""
    return {action.id: changed.get(action.id, action.keys) for action in ACTIONS}


def clashes(changed: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Action, Action, str]]:
    """A changed action, another one that has the same key on the same page, and the key.

    What two have in common by default was thought of: there one page goes before every page.
    """
    keys = keys_in_effect(changed)
    for number, one in enumerate(ACTIONS):
        for other in ACTIONS[number + 1 :]:
            first, second = (one, other) if one.id in changed else (other, one)
            if first.id in changed and one.places & other.places:
                by_default = set(one.keys) & set(other.keys)
                common = [key for key in keys[first.id] if key in keys[second.id] and key not in by_default]
                yield from ((first, second, key) for key in common)
