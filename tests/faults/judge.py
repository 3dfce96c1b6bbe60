"""What must hold of every combination, whatever happened in it."""

from __future__ import annotations

import json
import signal
from collections import Counter
from collections.abc import Iterator

from tests.faults.acts import GO_ON, UNDO
from tests.faults.children import DEFECT, SIGNALLED, Ended, Json
from tests.faults.claims import claims, journals, named
from tests.faults.secret_forms import held
from tests.faults.story import CHANGE, INTENTS, PAUSE, Story, records
from writeback.domain.errors import ExitStatus
from writeback.domain.evidence import Verdict

SWITCHES = 2
KEPT = ("sync_cycle_enabled", "scheduler_suspended", "staging_mode_enabled", "maintenance_enabled")
FOLDERS = {"runs": ".jsonl", "locks": ".lock", "logs": ""}
STATUSES = frozenset(int(one) for one in ExitStatus)


def judged(story: Story) -> list[str]:
    """What did not hold, one sentence each; empty when the combination survived."""
    return [
        *_ends(story),
        *_enabled_once(story.end),
        *_sent_once(story),
        *_heeded(story),
        *_refused(story),
        *_scheduler(story),
        *journals(story),
        *claims(story),
        *named(story),
        *_ways(story),
        *_goal(story),
        *_secrets(story),
        *_left_behind(story),
    ]


def _ends(story: Story) -> Iterator[str]:
    """E: a documented status and a sentence; F: the lab itself made no mistake."""
    for number, child in enumerate(story.children):
        if child.was_overdue:
            yield f"E: process {number} did not end in time"
        elif child.status == DEFECT or "Traceback" in child.output:
            yield f"E: process {number} ended in a defect: {_last_line(child.output)}"
        elif not (child.was_killed and number < len(story.children) - 1) and not _is_documented(child, story):
            yield f"E: process {number} ended with the status {child.status}"
    if story.end["bugs"]:
        yield f"F: the lab itself made a mistake: {story.end['bugs'][0]}"


def _is_documented(child: Ended, story: Story) -> bool:
    if story.signals and child is story.first:
        return child.status == SIGNALLED + story.signals[0]
    return child.status in STATUSES


def _sent_once(story: Story) -> Iterator[str]:
    """A: whatever was answered, one run sends each of its changes once."""
    sent = Counter(
        f"{change['name']} {change['parameters'].get('SyncCycleEnabled', '')}".strip()
        for change in story.after_first["changes"]
        if change["name"] in INTENTS
    )
    for name, times in sent.items():
        if times > 1:
            yield f"A: {name} was sent {times} times"
    saves = sum(n for name, n in story.after_first["requests"].items() if name.startswith("PUT "))
    if saves > SWITCHES:
        yield f"A: two switches were saved with {saves} requests"


def _heeded(story: Story) -> Iterator[str]:
    """H: a hang-up leaves the run to go on, anything else ends it after the step, a second one at once."""
    data = next(iter(story.journals_after_first.values()), b"")
    found = records(data)
    if not story.signals or len(story.signals) > 1 or not found:
        return
    end = next((record for record in found if record["kind"] == "run-ended"), None)
    if end is None:
        yield "H: a signal cut the run off"
    elif story.signals[0] == signal.SIGHUP:
        if end["outcome"] != "done":
            yield f"H: after a hang-up the run ended {end['outcome']}"
    elif story.place[:1].isdigit():
        step = int(story.place.partition(" ")[0])
        later = {r["id"] for r in found if r["kind"] == "intent" and r["step"] > step + 1}
        if later - {"set-sync-cycle-enabled"}:
            yield f"H: after it was told to stop the run began {', '.join(sorted(later))}"


def _enabled_once(end: Json) -> Iterator[str]:
    """A: between two enablings lies a disabling, or the first one had failed."""
    enabled = False
    for change in end["changes"]:
        if change["name"] != CHANGE:
            continue
        if change["parameters"].get("Enable") is True:
            if enabled:
                yield "A: it was enabled a second time"
            enabled = enabled or change["outcome"] != "failed"
        else:
            enabled = False
    disablings = sum(c["name"] == CHANGE and c["parameters"].get("Enable") is False for c in end["changes"])
    if end["writeback"]["onboardings"] > end["writeback"]["offboardings"] + 1:
        yield "A: more onboardings than an enabled server can have"
    if end["writeback"]["offboardings"] > disablings:
        yield "A: an enabled server was enabled, which takes the first enabling away"


def _refused(story: Story) -> Iterator[str]:
    """What must not begin does not, and what was altered is not believed."""
    error = story.first.says("error")
    if story.expects and (error is None or error["code"] != story.expects):
        yield f"it was not refused as {story.expects}, but {error['code'] if error else 'went on'}"
    for record in (one for data in story.journals_after_first.values() for one in records(data)):
        if story.is_lie and record["kind"] == "verdict" and record["verdict"] == Verdict.PROVEN.value:
            yield "a lie was taken for a proof"
    for child in story.starts:
        if (edited := child.says("edited")) and edited["believed"]:
            yield f"C: altered and yet believed: {edited['believed'][:3]}"


def _scheduler(story: Story) -> Iterator[str]:
    """B: as it was before, at the end and after a next start that nothing disturbed."""
    for name in KEPT:
        if story.end["scheduler"][name] != story.before["scheduler"][name]:
            yield f"B: {name} is {story.end['scheduler'][name]} at the end"
    ended = story.first.says("ended")
    is_left = not _is_paused_like(story.before, story.after_first)
    if ended and is_left and _paused_by_us(story) and "still paused" not in ended["message"]:
        yield "B: the run left the scheduler paused and does not say so"
    left = story.starts[-1].says("left") if story.starts else None
    if story.must_resume and left and not _is_paused_like(story.before, left["truth"]):
        yield "B: the next start left the scheduler paused"
    yield from _forgotten(story)


def _forgotten(story: Story) -> Iterator[str]:
    """A start that could not put it back leaves the run to be named by the one after it."""
    for number, start in enumerate(story.starts, 1):
        left = start.says("left")
        if left is None or _is_paused_like(story.before, left["truth"]) or not _paused_by_us(story):
            continue
        if not any(run["left_paused"] for run in left["runs"]):
            yield f"B: process {number} left the scheduler paused, and no start will name it"


def _paused_by_us(story: Story) -> bool:
    return any(
        change["name"] == PAUSE and change["parameters"].get("SyncCycleEnabled") is False
        for change in story.after_first["changes"]
    )


def _is_paused_like(before: Json, now: Json) -> bool:
    name = "sync_cycle_enabled"
    return bool(before["scheduler"][name] == now["scheduler"][name])


def _ways(story: Story) -> Iterator[str]:
    """The way that the user chose leads where it says."""
    if not (story.starts and story.must_resume):
        return
    for start in story.starts:
        if error := start.says("error"):
            yield f"the next start ended with {error['code']}: {error['sentence']}"
    if way := story.starts[-1].says("way"):
        yield from _taken(story, way)


def _taken(story: Story, way: Json) -> Iterator[str]:
    if story.way == GO_ON and way["outcome"] != "done":
        yield f"going on ended {way['outcome']}: {way['message']}"
    if story.way == UNDO:
        recovered = story.starts[-1].says("recovered")
        # Whoever undoes an undo wants what the first run had left.
        wanted = story.after_first if recovered and recovered["run"]["undoes"] else story.before
        if way["truth"]["switches"] | {"object_id": ""} != wanted["switches"] | {"object_id": ""}:
            yield "undo did not bring the switches back"
        if way["truth"]["writeback"]["enabled"] != wanted["writeback"]["enabled"]:
            yield "undo did not bring the server back"


def _goal(story: Story) -> Iterator[str]:
    goal, error = story.children[-1].says("goal"), story.children[-1].says("error")
    if goal is None:
        yield f"a fresh plan did not get through: {error['sentence'] if error else 'no word'}"
    elif not goal["empty"] or goal["unsettled"]:
        ended = story.children[-1].says("fresh ended") or {"message": ""}
        yield f"a fresh plan did not converge: {goal['unsettled']} unsettled, {ended['message']}"
    if story.end["writeback"]["enabled"] is not True:
        yield "it is not enabled at the end"


def _secrets(story: Story) -> Iterator[str]:
    """D: nothing that was written, printed or logged holds a secret."""
    for path in sorted(story.folder.rglob("*")):
        if path.is_file() and (found := held(path.read_bytes(), story.secrets)):
            yield f"D: {path.relative_to(story.folder)} holds {found}"
    for state in (story.after_first, story.end):
        if found := held(json.dumps(state).encode(), story.secrets):
            yield f"D: the lab's log holds {found}"


def _left_behind(story: Story) -> Iterator[str]:
    """G: journals, locks, the log; nothing else."""
    for path in sorted(story.state.rglob("*")):
        folder = path.relative_to(story.state).parts[0]
        if path.is_file() and (folder not in FOLDERS or not path.name.endswith(FOLDERS[folder])):
            yield f"G: {path.relative_to(story.state)} was left behind"


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
