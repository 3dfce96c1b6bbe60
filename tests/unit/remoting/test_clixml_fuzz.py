"""Recorded messages of a server, mutated: whatever comes of them is a value or one clean sentence."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writeback.domain.errors import WritebackError
from writeback.domain.facts import Unknown
from writeback.domain.safe import safe_str
from writeback.domain.target import ServerAddress
from writeback.remoting import server_facts
from writeback.remoting.batch import Reading, read_all
from writeback.remoting.clixml import Allowance, SafeFragmenter, SafeSerializer
from writeback.remoting.commands import Command
from writeback.remoting.failures import failure_of
from writeback.remoting.outcome import Outcome, record_of
from writeback.remoting.values import plain

ADDRESS = ServerAddress("sync01.contoso.com", "CONTOSO\\hedda")
RECORDED = [
    (int(kind, 16), clixml)
    for kind, clixml in (
        line.split("\t", 1)
        for line in (Path(__file__).parent / "recorded" / "clixml.txt").read_text("utf-8").splitlines()
    )
]
QUICK = settings(max_examples=80, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
NASTY = (
    *("", "abc", "-1", "0", "9" * 5000, "1e999", "NaN", "true", "_xD800_", "_x001B_[2J", "_x202E_gpj.exe"),
    *(
        "9999-12-31T23:59:59.9999999-14:00",
        "0001-01-01T00:00:00+14:00",
        "P99999999999999D",
        "PT",
        "zz",
        "!!!",
    ),
    *("&#xFFFD;", "\u202e", "]]>", "<S>x</S>", "<Nil/>", '<Ref RefId="0"/>', '<Ref RefId="77"/>'),
)
TAGS = (
    "S",
    "I32",
    "I64",
    "B",
    "DT",
    "TS",
    "G",
    "C",
    "BA",
    "SS",
    "Obj",
    "LST",
    "DCT",
    "STK",
    "QUE",
    "Nil",
    "Ref",
    "By",
)
READERS: tuple[Callable[[Any], object], ...] = (
    lambda results: server_facts.scheduler(results, None),
    server_facts.busy_connectors,
    server_facts.configuration,
    server_facts.tenant_connector,
    server_facts.directory_names,
    server_facts.settings,
    server_facts.company_features,
    server_facts.application_identity,
    server_facts.is_reachable,
    server_facts.hash_sync,
    server_facts.account,
    lambda results: server_facts.partitions(results, results),
    lambda results: server_facts.events([results]),
)


def packed(kind: int, clixml: str) -> bytes:
    """A message in one fragment."""
    body = struct.pack("<II", 1, kind) + bytes(32) + clixml.encode("utf-8", "surrogatepass")
    return struct.pack(">QQBI", 1, 0, 3, len(body)) + body


def read(data: bytes) -> Outcome:
    """What a session makes of that stream. Raises WritebackError only."""
    allowance = Allowance()
    try:
        messages = SafeFragmenter(32768, SafeSerializer(allowance), allowance).defragment(data)
        values = tuple(plain(message.data.data) for message in messages if hasattr(message.data, "data"))
        records = tuple(record_of(message.data) for message in messages)
    except Exception as error:
        raise failure_of(error, ADDRESS) from None
    return Outcome(values, records[:0], completed=True)


def survives(data: bytes) -> None:
    """Reads it in every way that there is; fails for anything but a value or a clean sentence."""
    try:
        outcome = read(data)
        reading = Reading(Command("Get-Thing"), may_be_empty=True)
        answer = read_all([reading], lambda _commands: outcome).answers[0]
        for reader in READERS:
            fact = server_facts.fact(answer, reader)
            assert_clean(fact.why if isinstance(fact, Unknown) else "")
        server_facts.computer_name([answer])
    except WritebackError as error:
        assert_clean(error.sentence())


def assert_clean(sentence: str) -> None:
    assert sentence == safe_str(sentence, 10_000)


@pytest.mark.parametrize(("kind", "clixml"), RECORDED)
def test_what_was_recorded_is_read(kind: int, clixml: str) -> None:
    assert read(packed(kind, clixml)).completed


@QUICK
@given(
    st.sampled_from(RECORDED), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6)
)
def test_flipped_bytes(recorded: tuple[int, str], flips: list[tuple[int, int]]) -> None:
    data = bytearray(packed(*recorded))
    for place, value in flips:
        data[place % len(data)] ^= value
    survives(bytes(data))


@QUICK
@given(st.sampled_from(RECORDED), st.integers(0, 6000), st.integers(0, 6000))
def test_pieces_cut_out(recorded: tuple[int, str], start: int, end: int) -> None:
    kind, clixml = recorded
    survives(packed(kind, clixml[:start] + clixml[end:]))
    survives(packed(kind, clixml)[start:])


@QUICK
@given(st.sampled_from(RECORDED), st.data())
def test_other_values(recorded: tuple[int, str], data: st.DataObject) -> None:
    kind, clixml = recorded
    values = list(re.finditer(r">([^<>]+)<", clixml))
    chosen = data.draw(st.sampled_from(values))
    value = data.draw(st.sampled_from(NASTY) | st.text(max_size=20))
    survives(packed(kind, clixml[: chosen.start(1)] + value + clixml[chosen.end(1) :]))


@QUICK
@given(st.sampled_from(RECORDED), st.data())
def test_other_types(recorded: tuple[int, str], data: st.DataObject) -> None:
    kind, clixml = recorded
    old = data.draw(st.sampled_from(sorted(set(re.findall(r"<(\w+)", clixml)))))
    new = data.draw(st.sampled_from(TAGS))
    survives(packed(kind, re.sub(rf"(</?){old}\b", rf"\1{new}", clixml)))


@QUICK
@given(st.sampled_from(RECORDED), st.sampled_from(RECORDED), st.integers(0, 2**32 - 1))
def test_other_kinds_of_messages(one: tuple[int, str], other: tuple[int, str], kind: int) -> None:
    survives(packed(other[0], one[1]))
    survives(packed(kind, one[1]))


@QUICK
@given(st.binary(max_size=200))
def test_anything_at_all(data: bytes) -> None:
    survives(data)


def test_an_error_record_of_odd_parts_is_still_data() -> None:
    odd = SimpleNamespace(
        details_message=7, message=None, fq_error=b"x", category="y", reason=[], activity={}
    )
    assert record_of(odd).category == 0
