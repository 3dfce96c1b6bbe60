"""One setting of the profile decides every address; what does not go together is refused at the boundary."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from writeback.cloud import open_tenant
from writeback.cloud.clouds import application_scopes, graph_scopes
from writeback.domain.clouds import CLOUDS, checked, endpoints, portal_link
from writeback.domain.errors import InvalidInput, ReadOnlySignIn, SignInRequired
from writeback.domain.facts import SwitchMethod
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud, SignInMethod
from writeback.profiles import ProfileInvalid, converted, profile_of

OWN_APP = "2c5b7a0e-1111-4222-8333-444444444444"
SERVER = {"host": "sync01.contoso.com", "user-name": "CONTOSO\\adm"}
PUBLIC_PORTAL = "https://main.iam.ad.ext.azure.com"
BLADE = "#view/Microsoft_AAD_IAM/PasswordResetMenuBlade/~/OnPremisesIntegration/fromNav/Identity"
TABLE = {
    # cloud: authority, Graph, portal's interface, admin center, one host that the server has to reach
    "public": (
        "https://login.microsoftonline.com",
        "https://graph.microsoft.com",
        PUBLIC_PORTAL,
        "https://entra.microsoft.com",
        "*.servicebus.windows.net",
    ),
    "us-gov": (
        "https://login.microsoftonline.us",
        "https://graph.microsoft.us",
        "",
        "https://portal.azure.us",
        "*.servicebus.usgovcloudapi.net",
    ),
    "us-dod": (
        "https://login.microsoftonline.us",
        "https://dod-graph.microsoft.us",
        "",
        "https://portal.azure.us",
        "*.servicebus.usgovcloudapi.net",
    ),
    "china": (
        "https://login.chinacloudapi.cn",
        "https://microsoftgraph.chinacloudapi.cn",
        "",
        "https://portal.azure.cn",
        "ssprdedicatedsbmcprodcne.servicebus.chinacloudapi.cn",
    ),
}


def profile(**tenant: Any) -> Any:
    return profile_of("p", converted({"server": SERVER, "tenant": tenant}))


def test_the_table_has_every_cloud() -> None:
    assert set(TABLE) == set(CLOUDS)


@pytest.mark.parametrize("name", TABLE)
def test_a_cloud_decides_every_address_at_once(name: str) -> None:
    cloud = checked(profile(cloud=name).cloud)
    authority, graph, portal, center, outbound = TABLE[name]
    assert (cloud.authority, cloud.graph, cloud.portal) == (authority, graph, portal)
    assert graph_scopes(cloud)[0] == f"{graph}/User.Read"
    assert application_scopes(cloud) == [f"{graph}/.default"]
    assert "".join(portal_link(cloud)) == f"{center}/{BLADE}"
    assert outbound in cloud.outbound
    assert endpoints(profile(cloud=name)) == (
        authority.removeprefix("https://"),
        graph.removeprefix("https://"),
    )


def test_the_portals_host_is_needed_only_where_it_is_used() -> None:
    assert endpoints(profile(switches="portal-api"))[2:] == ("main.iam.ad.ext.azure.com",)


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"public"}))
def test_where_the_portals_interface_is_unknown_it_cannot_be_chosen(name: str) -> None:
    with pytest.raises(ProfileInvalid, match=r"switches: .*not known"):
        profile(cloud=name, switches="portal-api")
    with pytest.raises(InvalidInput, match="not known"):
        open_tenant(CLOUDS[name], "organizations", GRAPH_COMMAND_LINE_TOOLS, SwitchMethod.PORTAL_API)


def test_only_chinas_graph_resets_no_password() -> None:
    assert [name for name, cloud in CLOUDS.items() if not cloud.can_reset_passwords] == ["china"]


LAB = {"cloud": "lab", "authority": "https://localhost:8443", "ca-file": "/ca.pem"}


def lab_profile(host: str = "localhost", **tenant: Any) -> Any:
    return profile_of("p", converted({"server": SERVER | {"host": host}, "tenant": LAB | tenant}))


def test_a_labs_graph_and_portal_are_where_its_sign_in_is_unless_they_are_named() -> None:
    cloud = lab_profile(graph="https://127.0.0.1:9").cloud
    assert cloud == Cloud(
        "lab", LAB["authority"], "https://127.0.0.1:9", LAB["authority"], "/ca.pem", is_lab=True
    )
    assert lab_profile().is_lab


@pytest.mark.parametrize(
    ("tenant", "words"),
    [
        ({"authority": "https://login.microsoftonline.com"}, "lives on this machine only"),
        ({"graph": "https://graph.microsoft.com"}, "lives on this machine only"),
        ({"portal": "http://localhost:1"}, "not an https address"),
        ({"authority": None}, "needs authority and ca-file"),
        ({"ca-file": None}, "needs authority and ca-file"),
    ],
)
def test_addresses_that_no_lab_has_are_refused(tenant: dict[str, Any], words: str) -> None:
    with pytest.raises(ProfileInvalid, match=words):
        lab_profile(**tenant)


def test_a_labs_tenant_never_goes_with_a_real_server() -> None:
    with pytest.raises(ProfileInvalid, match="not on this machine"):
        lab_profile("sync01.contoso.com")


@pytest.mark.parametrize("key", ["authority", "graph", "portal", "ca-file"])
def test_a_real_cloud_takes_no_address_of_its_own(key: str) -> None:
    with pytest.raises(ProfileInvalid, match="cloud lab only"):
        profile(**{key: "https://localhost:8443"})


@pytest.mark.parametrize("cloud", ["germany", "PUBLIC", ""])
def test_a_cloud_that_nobody_knows_is_named(cloud: str) -> None:
    with pytest.raises(ProfileInvalid, match="cloud"):
        profile(cloud=cloud)


APPLICATION = {"tenant": "contoso.onmicrosoft.com", "client-id": OWN_APP}


@pytest.mark.parametrize(
    ("tenant", "words"),
    [
        ({"sign-in": "certificate"} | APPLICATION, "certificate: .*needs its file"),
        ({"certificate": "/c.pem"} | APPLICATION, "goes with sign-in certificate only"),
        ({"sign-in": "client-secret", "client-id": OWN_APP}, "tenant: .*name its id or domain"),
        ({"sign-in": "client-secret", "tenant": "contoso.com"}, "client-id: .*app registration"),
        ({"sign-in": "client-secret", "hand-over-token": True} | APPLICATION, "only reads"),
        ({"sign-in": "client-secret", "switches": "portal-api"} | APPLICATION, "only reads"),
        ({"sign-in": "password"}, "sign-in"),
    ],
)
def test_a_way_to_sign_in_that_cannot_work_is_refused(tenant: dict[str, Any], words: str) -> None:
    with pytest.raises(ProfileInvalid, match=words):
        profile(**tenant)


def test_the_way_to_sign_in_is_the_profiles() -> None:
    found = profile(**APPLICATION, **{"sign-in": "certificate", "certificate": "/c.pem", "remember": True})
    assert (found.sign_in, found.sign_in_certificate) == (SignInMethod.CERTIFICATE, "/c.pem")
    assert found.remember_sign_in
    assert profile().sign_in is SignInMethod.DEVICE_CODE
    assert not profile().remember_sign_in


def test_no_profile_has_a_place_for_a_secret() -> None:
    names = {field.name for field in fields(profile())}
    assert not {name for name in names if "secret" in name or "password" in name} - {"secrets"}


def test_the_kinds_of_refusal_end_with_their_own_status() -> None:
    assert (ReadOnlySignIn.exit_status, SignInRequired.exit_status) == (3, 7)
