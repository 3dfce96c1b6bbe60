"""The text around a secret: its version and time; anything else is ignored and never a traceback."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writeback.domain.errors import VaultUnavailable
from writeback.domain.secret import Secret
from writeback.vault import SavedSignIn
from writeback.vault.values import decode, encode

AT = datetime(2026, 6, 19, 9, 40, tzinfo=UTC)


@given(st.text(st.characters(), max_size=200))
def test_any_text_survives(text: str) -> None:
    saved = decode(encode(Secret(text), AT))
    assert saved is not None
    assert (saved.secret.reveal(), saved.at) == (text, AT)


def test_its_version_and_time_are_part_of_it() -> None:
    content = json.loads(encode(Secret("x"), AT).reveal())
    assert (content["v"], content["saved-at"]) == (1, "2026-06-19T09:40:00+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "[]",
        "null",
        "[" * 100_000,
        '{"v": 2, "saved-at": "2026-06-19T09:40:00+00:00", "secret": "x"}',
        '{"v": 1, "saved-at": "2026-06-19T09:40:00", "secret": "x"}',
        '{"v": 1, "saved-at": "yesterday", "secret": "x"}',
        '{"v": 1, "saved-at": "2026-06-19T09:40:00+00:00", "secret": 1}',
        '{"v": 1, "secret": "x"}',
    ],
)
def test_a_damaged_or_unknown_value_is_none(text: str) -> None:
    assert decode(Secret(text)) is None


def test_a_value_that_no_store_has_to_take_is_refused() -> None:
    with pytest.raises(VaultUnavailable, match="larger"):
        encode(Secret("x" * 65_536))


def test_the_two_halves_of_a_sign_in_travel_together() -> None:
    found = SavedSignIn.unpack(SavedSignIn(Secret("cache"), '{"tenantId": "t"}').pack())
    assert found is not None
    assert (found.cache.reveal(), found.record) == ("cache", '{"tenantId": "t"}')


@pytest.mark.parametrize("text", ["", "{}", '{"cache": 1, "record": "r"}', '{"cache": "c"}'])
def test_what_is_no_sign_in_is_none(text: str) -> None:
    assert SavedSignIn.unpack(Secret(text)) is None
