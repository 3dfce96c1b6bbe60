"""Odd readings of a tenant: a survey ends in a sentence, or says what was odd."""

from __future__ import annotations

import pytest

from tests.faults.hostile_tenant import (
    OTHER_TENANT,
    TENANT,
    Script,
    says,
)
from tests.faults.tenant.far_end import dripping, ignore
from tests.wire.hostile import Answer, Hostile
from writeback.cloud import EntraTenant
from writeback.domain.errors import (
    TenantFailed,
    TenantMismatch,
    TenantUnreachable,
    WritebackError,
)


async def test_a_graph_that_answers_for_another_tenant_is_refused(
    script: Script, tenant: EntraTenant
) -> None:
    script.ways["way"] = {"organization": says({"value": [{"id": OTHER_TENANT}]})}
    await tenant.sign_in(ignore)
    with pytest.raises(TenantMismatch, match=OTHER_TENANT):
        await tenant.survey()


# Graph and portal ------------------------------------------------------------------------


async def test_pages_that_go_round_are_not_read_for_ever(
    script: Script, tenant: EntraTenant, server: Hostile
) -> None:
    origin = f"https://localhost:{server.server_port}"

    def round_and_round(answer: Answer) -> None:
        link = f"{origin}/v1.0/domains?page={'2' if 'page=1' in answer.path else '1'}"
        says({"value": [{"id": "a"}], "@odata.nextLink": link})(answer)

    script.ways["way"] = {"domains": round_and_round}
    await tenant.sign_in(ignore)
    readings = await tenant._readings()
    with pytest.raises(TenantFailed, match="circle"):
        await readings.domains()
    assert sum(endpoint == "domains" for _method, endpoint in script.asked) == 3


async def test_pages_without_an_end_are_not_read_for_ever(
    script: Script, tenant: EntraTenant, server: Hostile
) -> None:
    origin = f"https://localhost:{server.server_port}"

    def more(answer: Answer) -> None:
        link = f"{origin}/v1.0/domains?{len(script.asked)}"
        says({"value": [{"id": "a"}], "@odata.nextLink": link})(answer)

    script.ways["way"] = {"domains": more}
    await tenant.sign_in(ignore)
    readings = await tenant._readings()
    with pytest.raises(TenantFailed, match="more pages"):
        await readings.domains()
    assert sum(endpoint == "domains" for _method, endpoint in script.asked) == 50


@pytest.mark.parametrize(
    "row",
    [
        {"activityDateTime": "0001-01-01T00:00:00+14:00"},
        {"activityDateTime": "9999-12-31T23:59:59-14:00"},
        {"activityDateTime": 7},
        {"initiatedBy": {"user": {"userPrincipalName": "\x1b[2J"}}},
        {"initiatedBy": []},
    ],
)
async def test_an_odd_row_leaves_a_survey_that_says_so(
    script: Script, tenant: EntraTenant, row: dict[str, object]
) -> None:
    honest = {
        "activityDateTime": "2026-03-02T08:15:31Z",
        "activityDisplayName": "Enable password writeback for directory",
    }
    script.ways["way"] = {"directoryAudits": says({"value": [{**honest, **row}]})}
    await tenant.sign_in(ignore)
    assert (await tenant.survey()).display_name == "Contoso"


async def test_a_last_sync_at_the_end_of_the_calendar_is_a_plain_error(
    script: Script, tenant: EntraTenant
) -> None:
    organization = {"id": TENANT, "onPremisesLastSyncDateTime": "9999-12-31T23:59:59-14:00"}
    script.ways["way"] = {"organization": says({"value": [organization]})}
    await tenant.sign_in(ignore)
    with pytest.raises(TenantFailed, match="time that cannot be one"):
        await tenant.survey()


@pytest.mark.parametrize(
    "challenge",
    [
        'Bearer error="insufficient_claims", claims="!!!"',
        'Bearer error="insufficient_claims", claims="W1tbW1tb"',
        'Bearer error="insufficient_claims", claims="' + "W1tb" * 5000 + '"',
        "Bearer claims",
        "\xff",
    ],
    ids=["no base64", "no JSON", "deep", "no value", "no text"],
)
async def test_an_odd_challenge_ends_in_a_sentence(
    script: Script, tenant: EntraTenant, challenge: str
) -> None:
    script.ways["way"] = {"organization": says({}, 401, WWW_Authenticate=challenge)}
    await tenant.sign_in(ignore)
    with pytest.raises(WritebackError) as caught:
        await tenant.survey()
    assert caught.value.sentence().isprintable()


async def test_a_graph_that_drips_is_given_up(
    script: Script, tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("writeback.cloud.graph.DEADLINE", 0.3)
    script.ways["way"] = {"organization": dripping}
    await tenant.sign_in(ignore)
    with pytest.raises(TenantUnreachable, match="in time"):
        await tenant.survey()
