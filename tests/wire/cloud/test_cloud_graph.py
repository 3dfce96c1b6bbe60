"""Graph's bad days: busy, broken, evasive. Readings may be repeated, and it is told when they are."""

from __future__ import annotations

import pytest
from tests.lab import Lab
from tests.wire.cloud.conftest import Waits, signed_in, tenant_of

from writeback.cloud import EntraTenant
from writeback.domain.errors import TenantBusy, TenantFailed, TenantUnreachable, WritebackError

ORGANIZATION = "/organization"
COUNTED = f"GET /v1.0{ORGANIZATION}"


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
async def patient(lab: Lab, waits: Waits) -> EntraTenant:
    """The operator, with waits that are recorded instead of waited."""
    return await signed_in(lab, tenant_of(lab, announce=waits.sentences.append, pause=waits.pause))


def asked(lab: Lab) -> int:
    return int(lab.state()["requests"].get(COUNTED, 0))


async def test_a_throttled_reading_waits_as_long_as_asked_and_says_so(
    lab: Lab, patient: EntraTenant, waits: Waits
) -> None:
    lab.faults(graph={ORGANIZATION: [{"status": 429, "retry_after": 7}]})
    assert (await patient.survey()).display_name == "Contoso"
    assert waits.seconds == [7.0]
    assert waits.sentences == ["Graph is busy; asking again in 7 seconds."]


@pytest.mark.parametrize("retry_after", [None, "garbage", "Wed, 21 Oct 2026 07:28:00 GMT", "-5"])
async def test_without_a_usable_pause_it_picks_its_own(
    lab: Lab, patient: EntraTenant, waits: Waits, retry_after: str | None
) -> None:
    lab.faults(graph={ORGANIZATION: [{"status": 503, "retry_after": retry_after}] * 2})
    assert (await patient.survey()).display_name == "Contoso"
    assert waits.seconds == [2.0, 4.0]


async def test_a_long_pause_is_not_waited_for(lab: Lab, patient: EntraTenant, waits: Waits) -> None:
    lab.faults(graph={ORGANIZATION: [{"status": 429, "retry_after": 600}]})
    with pytest.raises(TenantBusy, match="600 seconds"):
        await patient.survey()
    assert waits.seconds == []


async def test_it_gives_up_after_three_attempts(lab: Lab, patient: EntraTenant) -> None:
    before = asked(lab)
    lab.faults(graph={ORGANIZATION: [{"status": 503, "retry_after": 0}] * 9})
    with pytest.raises(TenantBusy, match="503"):
        await patient.survey()
    assert asked(lab) - before == 3


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 500, "body": ""}, TenantFailed),
        ({"status": 500, "body": {"oops": 1}}, TenantFailed),
        ({"status": 502, "body": "<html>bad gateway</html>"}, TenantFailed),
        ({"status": 200, "body": "<html>sign in to the proxy</html>"}, TenantFailed),
        ({"status": 200, "body": "[" * 100_000}, TenantFailed),
        ({"status": 200, "body": ""}, TenantFailed),
        ({"status": 307, "headers": {"Location": "https://example.net/"}, "body": ""}, TenantFailed),
        ({"status": 307, "headers": {"Location": "/v1.0/me"}, "body": ""}, TenantFailed),
        ({"status": 200, "headers": {"Content-Encoding": "gzip"}, "body": "{}"}, TenantFailed),
        ({"cut": True}, TenantUnreachable),
    ],
)
async def test_an_odd_answer_is_a_plain_error_and_is_not_asked_for_again(
    lab: Lab, tenant: EntraTenant, answer: dict[str, object], kind: type[WritebackError]
) -> None:
    before = asked(lab)
    lab.faults(graph={ORGANIZATION: [answer]})
    with pytest.raises(kind) as caught:
        await tenant.survey()
    assert not caught.value.in_doubt
    assert asked(lab) - before == 1


async def test_the_text_of_an_error_is_not_repeated(lab: Lab, tenant: EntraTenant) -> None:
    answer = {"status": 418, "code": "\x1b[31mred", "message": "[@click=app.bell]free money[/]"}
    lab.faults(graph={ORGANIZATION: [answer]})
    with pytest.raises(TenantFailed) as caught:
        await tenant.survey()
    assert caught.value.message == "Graph answered with an error (418 -)."


@pytest.mark.parametrize(
    "link",
    [
        "https://example.net/v1.0/domains?$skiptoken=1",
        "https://localhost:1/v1.0/domains?$skiptoken=1",
        "http://localhost/v1.0/domains",
        "https://localhost:port/v1.0/domains",
        "//example.net/domains",
    ],
)
async def test_a_next_page_on_another_host_is_not_read(lab: Lab, tenant: EntraTenant, link: str) -> None:
    from writeback.cloud.readings import Readings

    await tenant.survey()
    readings: Readings = await tenant._readings()
    lab.faults(graph={"/domains": [{"status": 200, "body": {"value": [], "@odata.nextLink": link}}]})
    with pytest.raises(TenantFailed, match="another host"):
        await readings.domains()
