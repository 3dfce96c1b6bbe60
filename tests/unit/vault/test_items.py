"""The names of entries, and which of them belong to a profile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import TENANT_ID
from tests.vaults import LAB, OTHER, PASSWORD, PROFILE, SIGN_IN

from writeback.domain.errors import InvalidInput
from writeback.domain.target import Authentication
from writeback.vault import Item, ItemKind, belongs, certificate_passphrase, server_secret, sign_in


def test_every_kind_has_an_entry_of_its_own() -> None:
    assert Item("writeback:winrm", "CONTOSO\\adm@sync01.contoso.com") == PASSWORD
    assert SIGN_IN.service == "writeback:entra"
    assert SIGN_IN.user_name == f"public/{TENANT_ID}/{PROFILE.client_id}/oid.tid"
    assert certificate_passphrase(PROFILE).service == "writeback:cert"


def test_an_entry_is_told_in_words() -> None:
    assert PASSWORD.words() == "password of CONTOSO\\adm@sync01.contoso.com"
    assert PASSWORD.kind is ItemKind.SERVER_PASSWORD


def test_the_items_of_a_lab_never_have_a_real_ones_name() -> None:
    assert server_secret(LAB) == Item("writeback-lab:winrm", PASSWORD.user_name)
    assert server_secret(LAB).is_lab
    assert not PASSWORD.is_lab


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("writeback:winrm", ""),
        ("writeback:winrm", "a\0b"),
        ("writeback:winrm", "a\x1b[2J"),
        ("writeback:winrm", "x" * 513),
        ("ssh", "adm"),
        ("writeback:probe", "adm"),
    ],
)
def test_a_name_that_a_store_could_not_take_is_refused(service: str, name: str) -> None:
    with pytest.raises(InvalidInput):
        Item(service, name)


def test_a_profile_has_its_own_password_certificate_and_sign_in_only() -> None:
    for item in (PASSWORD, SIGN_IN, certificate_passphrase(PROFILE)):
        assert belongs(item, PROFILE)
        assert not belongs(item, OTHER)
        assert not belongs(item, LAB)


def test_a_profile_that_names_its_tenants_id_has_no_sign_in_of_another_tenant() -> None:
    by_id = replace(PROFILE, tenant=TENANT_ID.upper())
    elsewhere = sign_in(PROFILE, TENANT_ID.replace("1", "9"), "oid.tid")
    assert belongs(SIGN_IN, by_id)
    assert not belongs(elsewhere, by_id)
    assert belongs(elsewhere, replace(PROFILE, tenant="contoso.com"))


def test_a_sign_in_with_an_odd_name_belongs_to_nobody() -> None:
    assert not belongs(Item("writeback:entra", "public/only"), PROFILE)


def test_the_key_of_a_client_certificate_has_an_entry_of_its_own() -> None:
    server = replace(PROFILE.server, authentication=Authentication.CERTIFICATE, certificate_file="client.pem")
    kept = server_secret(replace(PROFILE, server=server))
    assert (kept.kind, kept.words()) == (
        ItemKind.CERTIFICATE_PASSPHRASE,
        f"passphrase of the certificate for {server.host}",
    )
    assert belongs(kept, replace(PROFILE, server=server))
    assert not belongs(kept, PROFILE)
