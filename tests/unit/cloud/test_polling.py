"""The pauses of a device-code sign-in: as the service asks for them, and never the library's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from writeback.cloud.polling import Polling

CODE = {"device_code": "d", "user_code": "u", "verification_uri": "https://x", "expires_in": 900}
PENDING = {"error": "authorization_pending"}


def paced(polling: Polling, answer: Any) -> Any:
    return json.loads(polling.paced(json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("interval", "pause"),
    [(5, 5.0), ("7", 7.0), (0, 0.0), (1e9, 60.0), (-1, 5.0), ("x", 5.0), (None, 5.0), (True, 5.0), ([], 5.0)],
)
def test_the_pause_is_the_services_within_reason_and_the_library_sees_none(
    interval: Any, pause: float
) -> None:
    polling = Polling()
    assert paced(polling, CODE | {"interval": interval}) == CODE | {"interval": 0}
    assert polling.pause == 0.0
    assert paced(polling, PENDING) == PENDING
    assert polling.pause == pause


def test_slow_down_makes_every_pause_longer_and_is_no_news_for_the_library() -> None:
    polling = Polling()
    paced(polling, CODE | {"interval": 5})
    for pause in (10.0, 15.0):
        assert paced(polling, {"error": "slow_down"}) == PENDING
        assert polling.pause == pause
    paced(polling, PENDING)
    assert polling.pause == 15.0


def test_after_any_other_answer_there_is_no_pause() -> None:
    polling = Polling()
    paced(polling, PENDING)
    paced(polling, {"access_token": "t"})
    assert polling.pause == 0.0


@pytest.mark.parametrize("body", [b'{"device_code"', b'["slow_down"]', b'{"token_type": 1.0}'])
def test_what_is_not_about_polling_passes_as_it_is(body: bytes) -> None:
    assert Polling().paced(body) == body
