"""`writeback vault`: where secrets are, and forgetting them. Prints names and times, never a secret."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from writeback.cli.console import Console
from writeback.cli.question import ASKER, can_ask
from writeback.domain.errors import ExitStatus, InvalidInput, VaultError, VaultLocked
from writeback.domain.target import Profile
from writeback.domain.texts import _
from writeback.hardening import harden
from writeback.service import profiles
from writeback.service.secrets import (
    Forgotten,
    Holding,
    Item,
    SavedItem,
    Vault,
    VaultStatus,
    belongs,
    passphrase_from,
)


async def run(options: argparse.Namespace, console: Console) -> ExitStatus:
    """One of status, forget. Raises the errors of a broken configuration or a wrong passphrase."""
    vault = await _opened(options)
    if options.action == "status":
        return await _status(vault, options, console)
    return await _forget(vault, options, console)


async def _opened(options: argparse.Namespace) -> Vault:
    if options.lab is not None:
        raise InvalidInput(
            _("A lab's secrets are in the memory of its session only."),
            _("Leave out --lab: nothing is kept."),
        )
    harden()
    vault = Vault.open()
    if options.vault_passphrase_fd is not None:
        await vault.unlock(passphrase_from(options.vault_passphrase_fd))
    return vault


async def _status(vault: Vault, options: argparse.Namespace, console: Console) -> ExitStatus:
    status = await vault.status(everywhere=True)
    if options.json:
        console.json(_status_content(status))
        return ExitStatus.DONE
    console.data(status.words())
    console.data(_("Place: {place}").format(place=status.place))
    if status.problem:
        console.data(_("Note: {sentence}").format(sentence=status.problem.sentence()))
    for line in _lines(status.here):
        console.data(line)
    for holding in status.elsewhere:
        console.data(_("Also in {place}:").format(place=holding.place))
        for line in _lines(holding):
            console.data(line)
    if not status.here.items and not status.elsewhere:
        console.tell(_("No secret is kept."))
    return ExitStatus.DONE


async def _forget(vault: Vault, options: argparse.Namespace, console: Console) -> ExitStatus:
    if (options.profile is None) != options.all:
        raise InvalidInput(
            _("Say what is to be forgotten."), _("Give either --profile NAME or --all; nothing was removed.")
        )
    profile = profiles.load(options.profile) if options.profile is not None else None
    status = await vault.status(everywhere=True)
    found = _found((status.here, *status.elsewhere), profile)
    if not found:
        console.tell(_("Nothing is kept, so nothing was removed."))
        return ExitStatus.DONE
    await _confirm(found, options, console)
    forgotten = await vault.forget(profile)
    if options.json:
        console.json(_forgotten_content(forgotten))
    _tell(forgotten, console)
    return _end(forgotten)


def _found(holdings: tuple[Holding, ...], profile: Profile | None) -> list[str]:
    """What there is to remove, or may be, a line each."""
    lines = []
    for holding in holdings:
        mine = [one for one in holding.items if profile is None or belongs(one.item, profile)]
        lines += [f"{one.item.words()}: {holding.place}" for one in mine]
        if holding.problem:
            lines.append(f"{holding.place}: {holding.problem.message}")
    return lines


async def _confirm(found: list[str], options: argparse.Namespace, console: Console) -> None:
    for line in found:
        console.tell(line)
    if options.yes:
        return
    if not can_ask():
        raise InvalidInput(_("Nobody can be asked whether to go on."), _("Give --yes; nothing was removed."))
    if (await ASKER.ask(_("Forget this? Type yes: "))).strip().lower() not in {"yes", _("yes")}:
        raise InvalidInput(_("Not confirmed; nothing was removed."))


def _tell(forgotten: Forgotten, console: Console) -> None:
    for place, item in forgotten.gone:
        console.tell(_("Removed from {place}: {item}.").format(place=place, item=item.words()))
    if forgotten.removed_file:
        console.tell(_("Removed the file {path}.").format(path=forgotten.removed_file))
    for kept in forgotten.kept:
        text = _("Still in {place}: {item}. {why}")
        console.tell(text.format(place=kept.place, item=kept.item.words(), why=kept.why.sentence()))
    for place, why in forgotten.unknown:
        console.tell(_("Not known of {place}: {why}").format(place=place, why=why.sentence()))
    if forgotten.is_proven:
        console.tell(_("Looked again: nothing of it is left."))
    console.tell(
        _('A session at Microsoft is not ended by this; "Revoke sessions" of the user in Entra ends it.')
    )


def _end(forgotten: Forgotten) -> ExitStatus:
    if forgotten.is_proven:
        return ExitStatus.DONE
    reasons = [kept.why for kept in forgotten.kept] + [why for _place, why in forgotten.unknown]
    is_locked = all(isinstance(why, VaultLocked) for why in reasons)
    return ExitStatus.SECRET_NEEDED if is_locked else ExitStatus.FAILED


def _lines(holding: Holding) -> list[str]:
    lines = [f"  {one.item.words()}: {_since(one)}" for one in holding.items]
    if holding.problem:
        lines.append(f"  {holding.problem.sentence()}")
    return lines


def _since(saved: SavedItem) -> str:
    if saved.saved_at is None:
        return saved.problem
    since = f"{saved.saved_at.astimezone():%Y-%m-%d %H:%M}"
    if saved.expires is None:
        return _("since {time}").format(time=since)
    return _("since {time}, of use until {end} at the latest").format(
        time=since, end=f"{saved.expires.astimezone():%Y-%m-%d}"
    )


def _status_content(status: VaultStatus) -> dict[str, Any]:
    return {
        "store": status.rung.value,
        "wanted": status.wanted.value if status.wanted else None,
        "words": status.words(),
        "problem": _problem(status.problem),
        "unlocked_until": _time(status.unlocked_until),
        **_holding(status.here),
        "elsewhere": [{"store": one.rung.value, **_holding(one)} for one in status.elsewhere],
    }


def _holding(holding: Holding) -> dict[str, Any]:
    content: dict[str, Any] = {
        "place": holding.place,
        "items": [
            {
                "kind": one.item.kind.name.lower().replace("_", "-"),
                "service": one.item.service,
                "name": one.item.user_name,
                "saved_at": _time(one.saved_at),
                "expires": _time(one.expires),
                "problem": one.problem or None,
            }
            for one in holding.items
        ],
    }
    return content | ({"unreadable": _problem(holding.problem)} if holding.problem else {})


def _forgotten_content(forgotten: Forgotten) -> dict[str, Any]:
    return {
        "gone": [{"place": place, **_name(item)} for place, item in forgotten.gone],
        "removed_file": forgotten.removed_file or None,
        "kept": [{"place": one.place, **_name(one.item), "why": _problem(one.why)} for one in forgotten.kept],
        "unknown": [{"place": place, "why": _problem(why)} for place, why in forgotten.unknown],
        "proven": forgotten.is_proven,
    }


def _name(item: Item) -> dict[str, str]:
    return {"service": item.service, "name": item.user_name}


def _problem(error: VaultError | None) -> dict[str, str] | None:
    return None if error is None else {"error": error.code, "message": error.message, "hint": error.hint}


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
