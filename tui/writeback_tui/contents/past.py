"""A run of the past in words: who, when, what it changed, how it ended, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from writeback.domain.choices import ServerCredential
from writeback.domain.history import DamagedRun, PastRun, RunState, StepRecord
from writeback.domain.plan import changes_in_words
from writeback.domain.run import StepOutcome
from writeback.domain.steps import Half, SetPasswordWriteback
from writeback.domain.texts import _
from writeback_tui.contents.done import word
from writeback_tui.contents.run_progress import MARKS, WAITING_MARK, RunProgress, ShownStep

Row = tuple[str, str]


def when(at: datetime) -> str:
    """To the minute, in UTC as everything on the pages."""
    return _("{time} UTC").format(time=f"{at.astimezone(UTC):%Y-%m-%d %H:%M}")


def changes_server(run: PastRun) -> bool:
    """Whether its plan has anything to do on the server."""
    return any(step.half is Half.SERVER for step in run.plan.steps)


def needs_sign_in(run: PastRun) -> bool:
    """Whether what is left of it works on the tenant, or hands a token or a password to the server."""
    left = [record.step for record in run.steps if not record.is_done]
    hands_over = run.plan.choices.server_credential is not ServerCredential.NONE
    return any(
        step.half is Half.TENANT or (hands_over and isinstance(step, SetPasswordWriteback)) for step in left
    )


# How it ended ---------------------------------------------------------------------------


def ended_how(run: PastRun | DamagedRun) -> str:
    """In a word or two."""
    if isinstance(run, DamagedRun):
        return _("damaged")
    if run.outcome is not None:
        return word(run.outcome)
    return {
        RunState.GOING_ON: _("goes on"),
        RunState.INTERRUPTED: _("interrupted"),
        RunState.ELSEWHERE: _("elsewhere"),
        RunState.LAB_ENDED: _("lab has ended"),
        RunState.ENDED: _("ended"),
    }[run.state]


def verdict_of(run: PastRun) -> str:
    """The verdict that was recorded after it, in words; empty where there is none."""
    return {
        "proven": _("proven"),
        "not-proven": _("not proven"),
        "contradicted": _("contradicted"),
    }.get(run.verdict, run.verdict)


def outcome_in_short(run: PastRun | DamagedRun) -> str:
    """For a list: how it ended, and whether that is proven.

    That it is not is said with the details only: after the server's half the tenant's is still to be done.
    """
    if isinstance(run, PastRun) and run.verdict == "proven":
        return _("{outcome}, proven").format(outcome=ended_how(run))
    return ended_how(run)


def unseen_notice(runs: Sequence[PastRun]) -> str:
    """What is said of the newest run that ended unseen, and how many there are besides."""
    if not runs:
        return ""
    newest = runs[0]
    text = _("Run {id} ended at {when} with nobody to see it: {outcome}. {message}").format(
        id=newest.id,
        when=when(newest.ended or newest.started),
        outcome=ended_how(newest),
        message=newest.message,
    )
    if newest.verdict == "proven":
        text += " " + _("It was proven to work then.")
    if len(runs) > 1:
        text += " " + _("{count} more like it.").format(count=len(runs) - 1)
    return text


def unsettled_notice(runs: Sequence[PastRun]) -> str:
    """What is said on Welcome of a run that has to be settled first."""
    if not runs:
        return ""
    run = runs[0]
    text = _("Run {id} of {user} was interrupted: Next leads to it.")
    if run.outcome is not None:
        text = _("Run {id} of {user} is in doubt: Next leads to it.")
    return text.format(id=run.id, user=run.operator.user)


# What it was ----------------------------------------------------------------------------


def rows_of_run(run: PastRun) -> tuple[Row, ...]:
    """Who began it, when and from where, and what it was to change."""
    operator = run.operator
    place = _("{user} on {host}, process {pid}").format(
        user=operator.user, host=operator.host, pid=operator.pid
    )
    from_where = ((_("From"), operator.origin),) if operator.origin else ()
    undoes = ((_("Undoes"), run.undoes),) if run.undoes else ()
    return (
        (_("Run"), run.id),
        (_("Begun"), when(run.started)),
        (_("By") if is_of_beginner(run) else _("Last by"), place),
        *from_where,
        *undoes,
        (_("Changes"), changes_of(run)),
    )


def is_of_beginner(run: PastRun) -> bool:
    """Whether the operator it names has begun it, and has not only taken it up again."""
    return run.operator.since <= run.started


def in_short(run: PastRun) -> str:
    """What it was to change, when it began and by whom."""
    text = _("{changes}. Begun {when} by {user}.")
    if not is_of_beginner(run):
        text = _("{changes}. Begun {when}, last by {user}.")
    return text.format(changes=changes_of(run), when=when(run.started), user=run.operator.user)


def changes_of(run: PastRun) -> str:
    """What its plan changes, before and after, in the language that is spoken now."""
    changes = (
        _("{what}: {before} -> {after}").format(what=change.what, before=change.before, after=change.after)
        for change in changes_in_words(run.plan)
    )
    return "; ".join(changes) or _("nothing")


def details(run: PastRun | DamagedRun) -> tuple[str, ...]:
    """Everything that its journal tells, as lines to read."""
    if isinstance(run, DamagedRun):
        return (run.id, "", run.why, "", _("Journal"), f"  {run.journal}")
    torn = (_("Its last record was cut off, and is left out."), "") if run.torn else ()
    verdict = (_("Verdict    {verdict}").format(verdict=verdict_of(run)),) if run.verdict else ()
    ended = (_("Ended      {when}").format(when=when(run.ended)),) if run.ended else ()
    return (
        *(f"{label:<10} {value}" for label, value in rows_of_run(run)),
        *ended,
        _("Outcome    {outcome}").format(outcome=f"{ended_how(run)}. {run.message}".strip()),
        *verdict,
        "",
        *torn,
        _("STEPS"),
        *(line for record in run.steps for line in _step_lines(record)),
        "",
        _("JOURNAL"),
        f"  {run.journal}",
    )


def details_of_all(runs: Iterable[PastRun]) -> tuple[str, ...]:
    """Several runs, one after the other."""
    return tuple(line for run in runs for line in (*details(run), ""))


def progress_of(run: PastRun) -> RunProgress:
    """Its steps as the page of a run shows them: what was done is ticked, what is open is in doubt.

    The step to look at is the first that is not done, whatever was put back after it.
    """
    first = next((index for index, record in enumerate(run.steps) if not record.is_done), len(run.steps))
    steps = [_shown(record, index <= first) for index, record in enumerate(run.steps)]
    return RunProgress(steps, run.id)


def _shown(record: StepRecord, is_looked_at: bool) -> ShownStep:
    step = ShownStep(record.step.title(), note=record.note)
    if record.is_done:
        step.begun, step.outcome = is_looked_at, record.outcome
    elif record.is_open and record.step.writes:
        step.begun, step.outcome = True, StepOutcome.IN_DOUBT
    return step


def _step_lines(record: StepRecord) -> Iterable[str]:
    mark = MARKS[record.outcome] if record.outcome else "[??]" if record.begun else WAITING_MARK
    yield f"{mark} {record.step.title()}"
    if record.note:
        yield f"       {record.note}"


# What was found, and what can be done ---------------------------------------------------


def found(before: PastRun, after: PastRun) -> str:
    """What a fresh reading says of every change that was cut off, and that the scheduler is put back."""
    said = [
        _("{step}: {state}.").format(step=after.steps[index].step.title(), state=_state(after.steps[index]))
        for index in before.open_writes
    ]
    if before.left_paused:
        said.append(
            _("The scheduler is still paused.") if after.left_paused else _("The scheduler was put back.")
        )
    return " ".join(said) or _("No change was cut off.")


def _state(record: StepRecord) -> str:
    if record.is_open:
        return _("in doubt")
    return _("done") if record.is_done else _("not done")


def why_not_undone(run: PastRun) -> str:
    """Why there is nothing to undo, as a sentence; empty where there is."""
    if run.open_writes:
        return _("A step is still in doubt: F5 reads it again.")
    return "" if run.changed else _("The run has changed nothing: there is nothing to undo.")
