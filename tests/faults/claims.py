"""What the journals and the next start say, held against the lab's own words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from tests.faults.children import Json
from tests.faults.story import CYCLE, INTENTS, PAUSE, Story, is_over, records


def journals(story: Story) -> Iterator[str]:
    """C: whole and chained; only the crash may have torn a last record."""
    for name, data in story.journals_after_first.items():
        if why := _broken(data, torn=story.first.was_killed):
            yield f"C: {name} after the run: {why}"
    for path in sorted((story.state / "runs").glob("*.jsonl")):
        data = path.read_bytes()
        # Nobody has to write behind the tail of a run that never began, or was over when it was torn.
        if why := _broken(data, torn=b"\n" not in data or is_over(data)):
            yield f"C: {path.name} at the end: {why}"
    ended = story.first.says("ended")
    if story.first.was_killed or ended is None or ended["outcome"] == "failed":
        # A run whose journal could not be written any more has failed and says so.
        return
    for name, data in story.journals_after_first.items():
        if not is_over(data):
            yield f"C: {name} has no end although its process reported one"


def _broken(data: bytes, *, torn: bool) -> str:
    *lines, tail = data.split(b"\n")
    if tail and not torn:
        return "the last record is torn"
    previous = ""
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except ValueError:
            return f"record {number} is not JSON"
        content = {key: value for key, value in record.items() if key not in ("length", "sum")}
        text = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        if (record["n"], record["previous"]) != (number, previous):
            return f"record {number} is not chained to the one before it"
        if (record["length"], record["sum"]) != (len(text), hashlib.sha256(text).hexdigest()):
            return f"record {number} does not match its checksum"
        previous = record["sum"]
    return ""


def claims(story: Story) -> Iterator[str]:
    """C: what is said of a step is so: done is there, failed is not there, in doubt is either."""
    for child in story.starts:
        if recovered := child.says("recovered"):
            yield from _false_claims(recovered["run"]["steps"], recovered["truth"])
    ended = story.first.says("ended")
    for name, data in story.journals_after_first.items():
        if ended and name.startswith(ended["run"]):
            steps = _steps(records(data))
            yield from _false_claims(steps, story.after_first)
            yield from _false_claims_of_passing(steps, story.after_first["changes"])


def _steps(found: list[Json]) -> list[Json]:
    """The steps of a journal with their last outcomes."""
    steps = {
        record["step"]: {**record, "begun": True, "writes": True, "outcome": None}
        for record in found
        if record["kind"] == "intent"
    }
    for record in found:
        if record["kind"] == "outcome" and record["step"] in steps:
            steps[record["step"]]["outcome"] = record["outcome"]
    return list(steps.values())


def _false_claims(steps: list[Json], truth: Json) -> Iterator[str]:
    for step in steps:
        fact = _fact(step, truth)
        if fact is None or not step["writes"]:
            continue
        if step["outcome"] == "done" and not fact:
            yield f"C: {step['id']} is said to be done, but it is not so"
        if step["outcome"] == "failed" and fact and step["begun"]:
            yield f"C: {step['id']} is said to have failed, but it is so"


def _false_claims_of_passing(steps: list[Json], changes: list[Json]) -> Iterator[str]:
    """Of what later steps, or time, take away again: the lab remembers that it was done."""
    done = [change for change in changes if change["outcome"] != "failed"]
    for step in steps:
        enabled = step["arguments"].get("enabled")
        sent = [
            change
            for change in done
            if change["name"] == PASSING.get(step["id"])
            and change["parameters"].get("SyncCycleEnabled") == enabled
        ]
        if sent and step["outcome"] == "failed":
            yield f"C: {step['id']} {enabled} is said to have failed, but it was done"
        if step["outcome"] == "done" and step["id"] == "set-sync-cycle-enabled" and not (sent or enabled):
            yield "C: the scheduler is said to have been paused, but it was not"


PASSING = {"set-sync-cycle-enabled": PAUSE, "start-sync-cycle": CYCLE}


def _fact(step: Json, truth: Json) -> bool | None:
    """Whether what the step does is so; None when later steps, or time, take it away again."""
    arguments = step["arguments"]
    if step["id"] == "set-password-writeback":
        return bool(truth["writeback"]["enabled"] == arguments["enable"])
    if step["id"] == "save-switch":
        name = {"write-back-passwords": "write_back_passwords", "unlock-without-reset": "account_unlock"}
        return bool(truth["switches"][name[arguments["switch"]]] == arguments["value"])
    return None


def named(story: Story) -> Iterator[str]:
    """C: a run that sent anything and did not end is named by the next start, with an intent for each."""
    sent = {change["name"] for change in story.after_first["changes"]} & set(INTENTS)
    sent |= {write["method"] for write in story.after_first["tenant_writes"]} & set(INTENTS)
    journalled = {
        record["id"]
        for data in story.journals_after_first.values()
        for record in records(data)
        if record["kind"] == "intent"
    }
    for name in sent:
        if INTENTS[name] not in journalled:
            yield f"C: {name} was sent and no journal knows of it"
    told = [found for start in story.starts if (found := start.says("unsettled"))]
    unsettled = told[0] if told else None
    if sent and story.first.was_killed and unsettled and not unsettled["runs"] and not _has_ended(story):
        yield "C: something was sent, but the next start names no run"


def _has_ended(story: Story) -> bool:
    return any(is_over(data) for data in story.journals_after_first.values())
