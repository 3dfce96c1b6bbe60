"""Graph's reads as plain HTTP: bodies, pages, filters, and the headers of every answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from tests.cloud import GLOBAL_ADMINISTRATOR, Json, Web, graph_scopes
from tests.lab import running_lab

PREMIUM = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"
ENABLED = "Enable password writeback for directory"
SYNC = "/v1.0/directory/onPremisesSynchronization"


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """A lab in which writeback was enabled a while ago."""
    with running_lab("enabled") as lab:
        lab.set(
            "tenant.audit", [entry(1, ENABLED), entry(2, "Reset password (by admin)"), entry(40, ENABLED)]
        )
        yield Web(lab)


def entry(days_ago: int, activity: str) -> Json:
    """An entry of the audit log as the lab keeps it."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    by = {
        "id": "0a0a0a0a-1111-4222-8333-444444444444",
        "display_name": "Hedda Hybrid",
        "upn": "hedda@contoso",
    }
    return {"id": f"LAB_{days_ago}", "at": at.isoformat(), "activity": activity, "initiated_by": by}


@pytest.fixture(scope="module")
def token(web: Web) -> str:
    return str(web.sign_in(*graph_scopes(), "https://graph.microsoft.com/User.Read.All")["access_token"])


@pytest.fixture(scope="module")
def global_token(web: Web) -> str:
    return str(web.sign_in(*graph_scopes(), user=GLOBAL_ADMINISTRATOR)["access_token"])


def rows(web: Web, path: str, token: str) -> list[Json]:
    """All pages."""
    found: list[Json] = []
    answer = web.get(path, token).json()
    while True:
        found += answer["value"]
        if "@odata.nextLink" not in answer:
            return found
        answer = web.get(answer["@odata.nextLink"], token).json()


def test_the_organization_is_a_collection_of_one(web: Web, token: str) -> None:
    (only,) = web.get("/v1.0/organization", token).json()["value"]
    assert (only["id"], only["onPremisesSyncEnabled"]) == (web.lab.tenant_id, True)
    assert datetime.fromisoformat(only["onPremisesLastSyncDateTime"]).tzinfo is not None


def test_the_last_password_sync_is_beta_only(web: Web, token: str) -> None:
    key = "onPremisesLastPasswordSyncDateTime"
    assert key not in web.get("/v1.0/organization", token).json()["value"][0]
    assert key in web.get("/beta/organization", token).json()["value"][0]


def test_user_read_alone_shows_little_of_the_organization(web: Web) -> None:
    small = web.sign_in(*graph_scopes("User.Read"))["access_token"]
    (only,) = web.get("/v1.0/organization", small).json()["value"]
    assert only["displayName"] == "Contoso"
    assert only["onPremisesSyncEnabled"] is None


def test_the_licence_is_a_service_plan(web: Web, token: str) -> None:
    skus = web.get("/v1.0/subscribedSkus", token).json()["value"]
    holding = [
        sku["skuPartNumber"] for sku in skus if PREMIUM in {p["servicePlanId"] for p in sku["servicePlans"]}
    ]
    assert holding == ["AAD_PREMIUM"]


def test_domains_come_in_pages(web: Web, token: str) -> None:
    first = web.get("/v1.0/domains", token).json()
    assert len(first["value"]) == 1
    assert first["@odata.nextLink"].startswith(f"{web.lab.origin}/v1.0/domains?$skiptoken=")
    assert {one["id"] for one in rows(web, "/v1.0/domains", token)} == {
        "contoso.com",
        "contoso.onmicrosoft.com",
    }


@pytest.mark.parametrize("cast", ["graph.directoryRole", "microsoft.graph.directoryRole"])
def test_the_directory_roles_of_the_operator_show(web: Web, token: str, cast: str) -> None:
    roles = web.get(f"/v1.0/me/transitiveMemberOf/{cast}", token).json()["value"]
    assert "Hybrid Identity Administrator" in {role["displayName"] for role in roles}


def test_memberships_without_a_cast_say_their_type(web: Web, token: str) -> None:
    types = {one["@odata.type"] for one in web.get("/v1.0/me/transitiveMemberOf", token).json()["value"]}
    assert types == {"#microsoft.graph.directoryRole"}


def test_me_is_the_operator(web: Web, token: str) -> None:
    assert web.get("/v1.0/me", token).json()["userPrincipalName"] == web.lab.operator


def test_the_authorization_policy_tells_about_administrators(web: Web, token: str) -> None:
    assert web.get("/v1.0/policies/authorizationPolicy", token).json()["allowedToUseSSPR"] is True


def test_users_show_other_properties_only_when_selected(web: Web, token: str) -> None:
    assert "onPremisesSyncEnabled" not in rows(web, "/v1.0/users", token)[0]
    path = "/v1.0/users?$select=userPrincipalName,onPremisesSyncEnabled"
    synced = {row["userPrincipalName"] for row in rows(web, path, token) if row["onPremisesSyncEnabled"]}
    assert "test.user@contoso.com" in synced


def test_a_user_is_found_by_name(web: Web, token: str) -> None:
    assert web.get("/v1.0/users/test.user@contoso.com", token).json()["displayName"] == "Test User"


def test_the_writeback_flag_of_graph_never_follows_the_truth(web: Web, global_token: str) -> None:
    assert web.lab.state()["writeback"]["enabled"] is True
    (only,) = web.get(SYNC, global_token).json()["value"]
    assert only["features"]["passwordWritebackEnabled"] is False
    assert len(only["features"]) == 20


def test_patching_the_writeback_flag_changes_nothing(web: Web) -> None:
    write = graph_scopes("OnPremDirectorySynchronization.ReadWrite.All")
    token = web.sign_in(*write, user=GLOBAL_ADMINISTRATOR)["access_token"]
    body = {"features": {"passwordWritebackEnabled": True}}
    header = {"Authorization": f"Bearer {token}"}
    assert web.http.patch(f"{SYNC}/{web.lab.tenant_id}", headers=header, json=body).status_code == 204
    assert web.get(SYNC, token).json()["value"][0]["features"]["passwordWritebackEnabled"] is False


def test_registration_details_say_who_can_reset(web: Web, global_token: str) -> None:
    people = rows(web, "/v1.0/reports/authenticationMethods/userRegistrationDetails", global_token)
    capable = {one["userPrincipalName"] for one in people if one["isSsprCapable"]}
    assert "test.user@contoso.com" in capable


def test_the_audit_log_can_be_asked_for_one_activity(web: Web, token: str) -> None:
    found = rows(web, f"/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq '{ENABLED}'", token)
    assert [one["id"] for one in found] == ["LAB_1"]


def test_the_audit_log_forgets_after_thirty_days(web: Web, token: str) -> None:
    assert [one["id"] for one in rows(web, "/v1.0/auditLogs/directoryAudits", token)] == ["LAB_1", "LAB_2"]


def test_the_audit_log_can_be_asked_from_a_moment_on(web: Web, token: str) -> None:
    base = (
        f"/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq '{ENABLED}' and activityDateTime ge"
    )
    assert rows(web, f"{base} 2020-01-01T00:00:00Z", token)
    assert not rows(web, f"{base} 2099-01-01T00:00:00Z", token)


def test_a_quote_in_a_filter_is_doubled(web: Web, token: str) -> None:
    path = "/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq 'it''s none'"
    assert web.get(path, token).json()["value"] == []


def test_top_limits_a_page(web: Web, token: str) -> None:
    answer = web.get("/v1.0/users?$top=1", token).json()
    assert len(answer["value"]) == 1
    assert "$top=1" in answer["@odata.nextLink"]


@pytest.mark.parametrize(
    "query",
    [
        "$filter=activityDisplayName eq 'a' or activityDisplayName eq 'b'",
        "$filter=resultReason eq 'a'",
        "$filter=activityDisplayName",
        "$top=0",
        "$orderby=targetResources",
    ],
)
def test_an_unsupported_query_is_refused(web: Web, token: str, query: str) -> None:
    assert web.get(f"/v1.0/auditLogs/directoryAudits?{query}", token).status_code == 400


def test_every_answer_names_its_request(web: Web, token: str) -> None:
    headers = web.get("/v1.0/me", token, **{"client-request-id": "mine"}).headers
    assert headers["request-id"]
    assert headers["client-request-id"] == "mine"


def test_the_date_header_is_lab_time() -> None:
    with running_lab() as lab:
        lab.advance(7 * 86400)
        seen = parsedate_to_datetime(Web(lab).http.get("/v1.0/me").headers["date"])
    assert (seen - datetime.now(UTC)).days >= 6


def test_an_error_is_an_odata_error_with_the_ids_of_its_request(web: Web, token: str) -> None:
    answer = web.get("/v1.0/users/nobody@contoso.com", token, **{"client-request-id": "mine"})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (404, "Request_ResourceNotFound")
    assert error["innerError"]["request-id"] == answer.headers["request-id"]
    assert error["innerError"]["client-request-id"] == "mine"


def test_enabling_is_recorded_with_its_initiator(web: Web, token: str) -> None:
    entry = rows(web, f"/v1.0/auditLogs/directoryAudits?$filter=activityDisplayName eq '{ENABLED}'", token)[0]
    initiators = [one for one in entry["initiatedBy"].values() if one]
    assert len(initiators) == 1
    assert entry["targetResources"][0]["id"] == web.lab.tenant_id


def test_the_connection_is_https_only(web: Web) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(web.lab.origin.replace("https", "http") + "/v1.0/me", trust_env=False)
