"""A sign-in that is kept: it works without a prompt, while it lives, for the application it was made by."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.lab import Lab
from tests.wire.cloud.conftest import portal_tenant_of, tenant_of

from writeback.cloud import CANARY_PERMISSIONS, EntraTenant, KeptSignIn
from writeback.domain.errors import SignInRefused, SignInRequired
from writeback.domain.secret import Secret


@pytest.fixture
async def kept(tenant: EntraTenant) -> KeptSignIn:
    found = tenant.kept()
    assert found
    return found


def codes_given(lab: Lab) -> int:
    return int(lab.state()["requests"].get("POST /organizations/oauth2/v2.0/devicecode", 0))


async def test_it_names_its_account_and_shows_no_secret(lab: Lab, kept: KeptSignIn) -> None:
    assert kept.tenant_id == lab.tenant_id
    assert kept.home_account_id.endswith(lab.tenant_id)
    assert "LAB-RT-" in kept.cache.reveal()
    assert "LAB-RT-" not in f"{kept!r}{kept.record}"


async def test_the_next_start_needs_no_prompt(lab: Lab, kept: KeptSignIn) -> None:
    before = codes_given(lab)
    again = tenant_of(lab)
    account = await again.sign_in_again(kept)
    assert (await again.survey()).account == account
    assert account.user_principal_name == lab.operator
    assert codes_given(lab) == before
    assert again.kept() is not None
    await again.close()


async def test_it_covers_other_permissions_that_are_approved(lab: Lab, kept: KeptSignIn) -> None:
    again = tenant_of(lab)
    await again.sign_in_again(kept, CANARY_PERMISSIONS)
    await again.close()


async def test_a_revoked_one_is_found_out_at_once(lab: Lab, kept: KeptSignIn) -> None:
    lab.revoke(access=False, refresh=True)
    with pytest.raises(SignInRequired):
        await tenant_of(lab).sign_in_again(kept)


@pytest.mark.parametrize("answer", ["session-expired", "sign-in-frequency"])
async def test_an_expired_one_asks_for_a_new_one(lab: Lab, kept: KeptSignIn, answer: str) -> None:
    lab.faults(oauth={"token": [answer]})
    with pytest.raises(SignInRequired, match="expired or was revoked"):
        await tenant_of(lab).sign_in_again(kept)


async def test_a_policy_that_blocks_it_is_told(lab: Lab, kept: KeptSignIn) -> None:
    lab.faults(oauth={"token": ["conditional-access"]})
    with pytest.raises(SignInRefused, match="Conditional Access"):
        await tenant_of(lab).sign_in_again(kept)


async def test_another_applications_is_not_used(lab: Lab, kept: KeptSignIn) -> None:
    before = lab.state()["request_sequence"]
    with pytest.raises(SignInRequired):
        await portal_tenant_of(lab).sign_in_again(kept)
    assert lab.state()["request_sequence"] == before


@pytest.mark.parametrize("authority", ["login.example.net", "https://localhost:9"])
async def test_the_authority_is_the_clouds_whatever_the_entry_says(
    lab: Lab, kept: KeptSignIn, authority: str
) -> None:
    record = json.loads(kept.record) | {"authority": authority}
    again = tenant_of(lab)
    await again.sign_in_again(replace(kept, record=json.dumps(record)))
    await again.close()


@pytest.mark.parametrize(
    ("cache", "record"),
    [
        ("not JSON", None),
        ("[]", None),
        ('{"RefreshToken": 5}', None),
        (None, "not JSON"),
        (None, "{}"),
        (None, '{"version": "9.9"}'),
        ("{}", None),
    ],
)
async def test_a_damaged_one_asks_for_a_new_one(
    lab: Lab, kept: KeptSignIn, cache: str | None, record: str | None
) -> None:
    damaged = replace(
        kept,
        cache=kept.cache if cache is None else Secret(cache),
        record=kept.record if record is None else record,
    )
    with pytest.raises(SignInRequired):
        await tenant_of(lab).sign_in_again(damaged)
