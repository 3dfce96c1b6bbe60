"""The desired state that the words of a command and a file of choices describe together."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from writeback.domain.choices import Choices, ServerCredential, SwitchMethod
from writeback.domain.errors import InvalidInput
from writeback.domain.texts import _
from writeback.service import Session

if TYPE_CHECKING:
    from writeback.service.choices import Answers

SWITCHES = ("write_back_passwords", "unlock_without_reset")


@dataclass(frozen=True, slots=True)
class _Flag:
    """An option that was given, and the field of `Choices` that it sets; None leaves that one alone."""

    option: str
    field: str
    value: Any


def answers_of(options: argparse.Namespace) -> Answers | None:
    """What the file of --choices says. Raises ChoicesUnusable, and InvalidInput for contradicting words."""
    if options.choices is None:
        return None
    # Only whoever has such a file pays for reading it.
    from writeback.service import choices

    answers = choices.read(options.choices)
    _refuse_contradictions(answers, tuple(_flags(options)))
    return answers


def desired(options: argparse.Namespace, session: Session, answers: Answers | None) -> Choices:
    """The choices; of the words alone: to enable, or with --disable to disable.

    Raises InvalidInput where the profile or the server does not allow them.
    """
    chosen = _usual(options, session)
    if answers is not None:
        from writeback.service import choices

        chosen = choices.decided(answers, session)
    flags = tuple(_flags(options))
    _refuse_impossible(flags, session)
    return replace(chosen, **{flag.field: flag.value for flag in flags})


def _usual(options: argparse.Namespace, session: Session) -> Choices:
    enable = not getattr(options, "disable", False)
    return Choices(
        password_writeback=enable,
        server_credential=session.server_credentials()[0],
        write_back_passwords=enable,
        unlock_without_reset=True if enable else None,
        switch_method=session.profile.switches,
    )


def _flags(options: argparse.Namespace) -> Iterator[_Flag]:
    """Of `plan`; other commands have none of them."""
    given = vars(options)
    if given.get("disable"):
        yield _Flag("--disable", "password_writeback", False)
    if given.get("no_start_sync"):
        yield _Flag("--no-start-sync", "start_sync", False)
    if given.get("pause_scheduler"):
        yield _Flag("--pause-scheduler", "pause_scheduler", True)
    if given.get("server_credential"):
        kind = ServerCredential(options.server_credential)
        yield _Flag("--server-credential", "server_credential", kind)
    if given.get("ticket"):
        yield _Flag("--ticket", "ticket", options.ticket)
    yield from _flags_of_switches(given)


def _flags_of_switches(given: dict[str, Any]) -> Iterator[_Flag]:
    if given.get("no_switches"):
        yield from (_Flag("--no-switches", name, None) for name in SWITCHES)
    elif given.get("no_unlock") and not given.get("disable"):
        yield _Flag("--no-unlock", "unlock_without_reset", False)
    if given.get("switches"):
        yield _Flag("--switches", "switch_method", SwitchMethod(given["switches"]))


def _refuse_contradictions(answers: Answers, flags: tuple[_Flag, ...]) -> None:
    """Raises InvalidInput where a word says something else than the file."""
    from writeback.service.choices import without_contradictions

    for flag in flags:
        _kept, contradicting = without_contradictions({**answers.given, flag.field: flag.value})
        differs = answers.given.get(flag.field, flag.value) != flag.value
        names = [flag.field] if differs else [name for name in contradicting if name in answers.given]
        for name in names:
            raise InvalidInput(
                _("{option} contradicts {file}: {place}.").format(
                    option=flag.option, file=answers.file, place=answers.place(name)
                ),
                _("Leave one of the two out; nothing was changed."),
            )


def _refuse_impossible(flags: tuple[_Flag, ...], session: Session) -> None:
    """Raises InvalidInput for a word that goes beyond what the profile opted in to."""
    allowed = session.server_credentials()
    for flag in flags:
        no_credential = flag.field == "server_credential" and flag.value not in allowed
        no_portal = flag.value is SwitchMethod.PORTAL_API and session.profile.switches is not flag.value
        if no_credential or no_portal:
            raise InvalidInput(
                _("{option} {value} is not allowed by the profile {name} or by its server.").format(
                    option=flag.option, value=flag.value.value, name=session.profile.name
                ),
                _("Leave it out, or allow it in the profile; nothing was changed."),
            )
