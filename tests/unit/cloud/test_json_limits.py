"""JSON is bounded before anything parses it, and what passes is a value or one clean sentence."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from writeback.cloud import answers
from writeback.cloud.graph import _decoded
from writeback.cloud.json_limits import DEEPEST, MOST_VALUES, is_bounded
from writeback.cloud.portal import _decoded as portal_decoded
from writeback.cloud.sign_in_errors import OAuthAnswer
from writeback.domain.errors import WritebackError
from writeback.domain.safe import safe_str

QUICK = settings(max_examples=80, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
RECORDED: list[tuple[type, dict[str, Any]]] = [
    (
        answers.Page[answers.Organization],
        {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization",
            "value": [
                {
                    "id": "0a1b2c3d-1111-4222-8333-444444444444",
                    "displayName": "Contoso",
                    "onPremisesSyncEnabled": True,
                    "onPremisesLastSyncDateTime": "2026-03-02T08:15:31Z",
                    "verifiedDomains": [
                        {"name": "contoso.com", "type": "Managed", "isInitial": False, "isDefault": True}
                    ],
                }
            ],
        },
    ),
    (
        answers.Page[answers.DirectoryAudit],
        {
            "@odata.nextLink": "https://graph.microsoft.com/v1.0/auditLogs/directoryAudits?$skiptoken=1",
            "value": [
                {
                    "id": "Directory_1",
                    "activityDateTime": "2026-03-02T08:15:31.0123456Z",
                    "activityDisplayName": "Enable password writeback for directory",
                    "result": "success",
                    "initiatedBy": {"app": None, "user": {"userPrincipalName": "hedda@contoso.com"}},
                }
            ],
        },
    ),
    (
        answers.Page[answers.Sku],
        {
            "value": [
                {
                    "capabilityStatus": "Enabled",
                    "servicePlans": [{"servicePlanId": "41781fb2-bc02-4b7c-bd55-b576c07bb09d"}],
                }
            ]
        },
    ),
    (
        answers.Page[answers.Member],
        {
            "value": [
                {
                    "@odata.type": "#microsoft.graph.directoryRole",
                    "roleTemplateId": "62e90394-69f5-4237-9190-012177145e10",
                    "displayName": "Global Administrator",
                }
            ]
        },
    ),
]
NASTY: tuple[bytes, ...] = (
    *(b"null", b"true", b"-1", b"1e999", b"9" * 5000, b'""', b"[]", b"{}", b"[[]]", b"NaN"),
    *(b'"\\ud800"', b'"\\u001b[2J"', b'"\\u202e"', b'"\xff"', b'"0001-01-01T00:00:00+14:00"'),
    *(b'"9999-12-31T23:59:59-14:00"', b'"2026-13-01"', b'"\xed\xa0\x80"', b"[" * 100, b'"'),
)
FACTS = (
    lambda page: answers.audit_entries(page.value),
    lambda page: answers.has_premium(page.value),
    lambda page: answers.roles_among(page.value, cast=False),
    lambda page: answers.verified_domains_of(page.value[0]),
)


def survives(shape: type, body: bytes) -> None:
    """Fails for anything but a value or a clean sentence."""
    if not is_bounded(body):
        return
    json_or_error(body)
    sentence = ""
    try:
        page = _decoded(body, shape)
        RECORDED_FACTS[shape](page)
    except WritebackError as error:
        sentence = error.sentence()
    assert sentence == safe_str(sentence, 10_000)


def json_or_error(body: bytes) -> None:
    """No recursion and no lack of memory, whichever parser it is."""
    for parse in (json.loads, lambda text: msgspec.json.decode(text, type=OAuthAnswer), portal_decoded):
        try:
            parse(body)
        except (ValueError, msgspec.MsgspecError, WritebackError):
            continue


RECORDED_FACTS: dict[type, Any] = {
    answers.Page[answers.Organization]: lambda page: [
        answers.moment(one.on_premises_last_sync_date_time)
        for one in page.value
        if one.on_premises_last_sync_date_time and answers.verified_domains_of(one) is not None
    ],
    answers.Page[answers.DirectoryAudit]: FACTS[0],
    answers.Page[answers.Sku]: FACTS[1],
    answers.Page[answers.Member]: FACTS[2],
}


@pytest.mark.parametrize(("shape", "value"), RECORDED)
def test_what_was_recorded_is_read(shape: type, value: dict[str, Any]) -> None:
    body = json.dumps(value).encode()
    assert is_bounded(body)
    assert RECORDED_FACTS[shape](_decoded(body, shape))


@QUICK
@given(st.sampled_from(RECORDED), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4))
def test_flipped_bytes(recorded: tuple[type, Any], flips: list[tuple[int, int]]) -> None:
    body = bytearray(json.dumps(recorded[1]).encode())
    for place, value in flips:
        body[place % len(body)] ^= value
    survives(recorded[0], bytes(body))


@QUICK
@given(st.sampled_from(RECORDED), st.data())
def test_other_values(recorded: tuple[type, Any], data: st.DataObject) -> None:
    body = json.dumps(recorded[1]).encode()
    starts = [place for place in range(len(body)) if body[place : place + 2] == b": "]
    start = data.draw(st.sampled_from(starts)) + 2
    end = data.draw(st.integers(start, len(body)))
    survives(recorded[0], body[:start] + data.draw(st.sampled_from(NASTY)) + body[end:])
    survives(recorded[0], body[:start] + data.draw(st.sampled_from(NASTY)) + b"}]}")


@QUICK
@given(
    st.sampled_from(RECORDED), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
)
def test_anything_at_all(recorded: tuple[type, Any], value: object) -> None:
    survives(recorded[0], json.dumps(value).encode())
    survives(recorded[0], json.dumps({"value": [value], "@odata.nextLink": value}).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"[" * (DEEPEST + 1),
        b"[" * 8_000_000,
        b'{"a":' * (DEEPEST + 1),
        b'{"a\\"[":' * (DEEPEST + 1),
        b"[]," * MOST_VALUES,
        b"0," * (MOST_VALUES + 1),
        json.dumps({"a": 1}).encode("utf-16"),
        json.dumps({"a": 1}).encode("utf-32-le"),
        b'{"a": "\xff"}',
    ],
    ids=["deep", "very deep", "keys", "keys with quotes", "wide", "values", "utf-16", "utf-32", "no utf-8"],
)
def test_what_is_too_much_is_refused_at_once(body: bytes) -> None:
    before = time.thread_time()
    assert not is_bounded(body)
    assert time.thread_time() - before < 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[" * DEEPEST + b"]" * DEEPEST,
        json.dumps({"a": "[" * 1000 + '"' * 1000 + "\\" * 1001}).encode(),
        b'"' + b'\\"' * 1_000_000,
        b'"' * 1_000_000,
        b"\\" * 1_000_000,
    ],
    ids=["nothing", "empty", "as deep as allowed", "in a string", "no end", "quotes", "backslashes"],
)
def test_the_rest_passes_in_linear_time(body: bytes) -> None:
    before = time.thread_time()
    assert is_bounded(body)
    assert time.thread_time() - before < 5
