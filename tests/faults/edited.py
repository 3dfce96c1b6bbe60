"""Alters journals and plans byte by byte: every altered one must be refused, none guessed at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.acts import Stage
from tests.faults.children import Voice
from writeback.domain.errors import PlanUnreadable, WritebackError
from writeback.domain.history import DamagedRun
from writeback.engine import plan_file
from writeback.engine.history import past_runs

FLIPS = 60
"""Bytes altered in each file, evenly spread; the campaign's crash points shift them."""
BIT = 0x01


async def edited(stage: Stage, voice: Voice) -> None:
    """Tells what was believed although it was altered. The files are as before afterwards."""
    believed = [
        f"{path.name} {what}"
        for path in sorted((stage.state / "runs").glob("*.jsonl"))
        for alter in (_flipped, _shortened)
        for what in alter(path)
        if not any(isinstance(run, DamagedRun) for run in past_runs())
    ]
    believed += [f"plan byte {position}" for position in _believed_plans(stage)]
    voice.say("edited", believed=believed)


def _flipped(path: Path) -> Iterator[str]:
    """Each byte that is altered just now; not in a torn tail, which counts for nothing."""
    original = path.read_bytes()
    whole = original.rfind(b"\n") + 1
    for position in range(0, whole, max(1, whole // FLIPS)):
        _alter(path, original, position)
        yield f"byte {position}"
    path.write_bytes(original)


def _shortened(path: Path) -> Iterator[str]:
    """Each record that is taken out just now; without the last one it is an earlier journal, and as good."""
    original = path.read_bytes()
    *lines, tail = original.split(b"\n")
    for number in range(len(lines) - 1):
        path.write_bytes(b"\n".join((*lines[:number], *lines[number + 1 :], tail)))
        yield f"without record {number + 1}"
    path.write_bytes(original)


def _believed_plans(stage: Stage) -> Iterator[int]:
    session = stage.session()
    path = stage.state.parent / "plan.json"
    plan = session.plan(stage.wish.choices())
    plan_file.save(plan, session.profile.name, path)
    original, honest = path.read_bytes(), plan_file.load(path)
    for position in range(0, len(original), max(1, len(original) // FLIPS)):
        _alter(path, original, position)
        try:
            # White space may change, what is planned may not.
            if plan_file.load(path) != honest:
                yield position
        except (PlanUnreadable, WritebackError):
            continue
    path.unlink()


def _alter(path: Path, original: bytes, position: int) -> None:
    data = bytearray(original)
    data[position] ^= BIT
    path.write_bytes(data)
