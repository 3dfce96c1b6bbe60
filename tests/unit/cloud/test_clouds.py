"""Which addresses a cloud may have: a lab is on this machine, production never is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from writeback.cloud import open_tenant
from writeback.cloud.clouds import Origin, graph_scopes
from writeback.domain.clouds import checked
from writeback.domain.errors import InvalidInput
from writeback.domain.target import PUBLIC, Cloud


def lab(address: str) -> Cloud:
    return Cloud("lab", address, address, address, "/ca.pem", is_lab=True)


def production(address: str) -> Cloud:
    return replace(PUBLIC, authority=address)


@pytest.mark.parametrize("address", ["https://localhost:8443", "https://127.0.0.1:1", "https://[::1]:8443"])
def test_a_lab_may_be_on_this_machine(address: str) -> None:
    assert checked(lab(address)) == lab(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://login.microsoftonline.com",
        "https://192.0.2.1:8443",
        "https://localhost.example.net",
        "https://0.0.0.0:8443",
        "http://localhost:8443",
        "https://localhost@example.net",
        "https://user:word@localhost",
        "https://localhost:8443/path",
        "https://localhost:port",
        "localhost:8443",
        "",
    ],
)
def test_a_lab_may_be_nowhere_else(address: str) -> None:
    with pytest.raises(InvalidInput):
        checked(lab(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost",
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://0.0.0.0",
        "https://lab.localhost",
        "https://localhost.localdomain",
        "https://localhost.",
        "http://login.microsoftonline.com",
        "https://intranet",
    ],
)
def test_production_is_never_on_this_machine(address: str) -> None:
    with pytest.raises(InvalidInput):
        checked(production(address))


@pytest.mark.parametrize("part", ["authority", "graph", "portal"])
def test_every_address_of_a_cloud_is_checked(part: str) -> None:
    here: dict[str, Any] = {part: "https://localhost:8443"}
    there: dict[str, Any] = {part: "https://graph.microsoft.com"}
    with pytest.raises(InvalidInput):
        checked(replace(PUBLIC, **here))
    with pytest.raises(InvalidInput):
        checked(replace(lab("https://localhost:8443"), **there))


def test_the_public_cloud_passes() -> None:
    assert checked(PUBLIC) is PUBLIC


def test_a_tenant_of_a_wrong_cloud_cannot_even_be_opened() -> None:
    with pytest.raises(InvalidInput):
        open_tenant(lab("https://example.net"), "organizations", "client")


def test_permissions_are_asked_for_by_name_and_all_of_them_read() -> None:
    scopes = graph_scopes(PUBLIC)
    assert "https://graph.microsoft.com/AuditLog.Read.All" in scopes
    assert all("Write" not in scope and ".default" not in scope for scope in scopes)


def test_a_lab_is_asked_for_the_public_permissions() -> None:
    assert graph_scopes(lab("https://localhost:8443")) == graph_scopes(PUBLIC)


def test_the_usual_port_need_not_be_named() -> None:
    assert Origin.of("https://Graph.Microsoft.com/v1.0") == Origin.of("https://graph.microsoft.com:443")
    assert Origin.of("https://localhost:1") != Origin.of("https://localhost:2")
