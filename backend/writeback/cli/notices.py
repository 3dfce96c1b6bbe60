"""What somebody who works on a server has to know first: runs that are not settled, ends nobody saw."""

from __future__ import annotations

from writeback.cli.console import Console
from writeback.domain.texts import _
from writeback.service import Session
from writeback.service.run_words import moment, standing


def tell_notices(session: Session, console: Console, *, with_unsettled: bool) -> None:
    """On stderr; the end of a run is told once."""
    for run in session.unseen():
        console.tell(
            _("Run {id} of {when} ended: {outcome}. {message}").format(
                id=run.id, when=moment(run.started), outcome=standing(run), message=run.message
            )
        )
        if not console.narration_lost:
            session.mark_seen(run.id)
    for run in session.unsettled() if with_unsettled else ():
        console.tell(
            _('Run {id} of {when} is not settled ({state}): "writeback resume {id}".').format(
                id=run.id, when=moment(run.started), state=standing(run)
            )
        )
