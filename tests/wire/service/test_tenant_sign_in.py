"""The sign-in to the tenant: kept on request, taken up again, renewed in the middle of a run, read-only."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.lab import Lab
from tests.wire.cloud.test_cloud_application import PASSPHRASE as KEY_PASSPHRASE
from tests.wire.cloud.test_cloud_application import Keys

from writeback.cloud.clouds import PERMISSIONS
from writeback.domain.errors import (
    InvalidInput,
    ReadOnlySignIn,
    SignInRequired,
    SignInSecretNeeded,
    TenantMismatch,
)
from writeback.domain.facts import TenantFacts
from writeback.domain.findings import Severity
from writeback.domain.ports import DeviceCode
from writeback.domain.run import RunEvent, RunOutcome, StepStarted
from writeback.domain.secret import Secret
from writeback.domain.target import Profile, SignInMethod
from writeback.service.lab import Lab as RunningLab
from writeback.service.session import Session
from writeback.vault import Item, ItemKind, Vault, sealing

from .conftest import Bench, OpenBench

PASSPHRASE = Secret("correct horse battery")


@pytest.fixture
def profile(contoso: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """A lab's, which the vault takes for a real one: a lab's own secrets never leave memory."""
    monkeypatch.setenv("WRITEBACK_STATE", str(tmp_path))
    monkeypatch.setenv("WRITEBACK_CONFIG", str(tmp_path / "config"))
    monkeypatch.setattr(sealing, "N", sealing.LEAST_N)
    monkeypatch.setattr(Item, "is_lab", False)
    monkeypatch.setattr(Profile, "is_lab", False)
    return replace(RunningLab(contoso.ready, is_ours=False).profile(), name="production")


class Seat:
    """A session and the person before it; `codes` are those that the person was shown."""

    def __init__(self, session: Session, lab: Lab) -> None:
        self.session = session
        self.codes: list[str] = []
        self.said: list[str] = []
        session.announce = self.said.append
        self._lab = lab
        self._loop = asyncio.get_running_loop()

    def show(self, code: DeviceCode) -> None:
        self.codes.append(code.code)
        self._loop.run_in_executor(None, self._lab.approve, code.code)

    async def sign_in(self, **options: Any) -> TenantFacts:
        return await self.session.sign_in(self.show, **options)


async def seat_on(profile: Profile, lab: Lab) -> Seat:
    vault = Vault.open()
    await vault.unlock(PASSPHRASE)
    return Seat(Session(profile, vault=vault), lab)


def written_below(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def tokens_of(seat: Seat) -> list[bytes]:
    """Every token that the session holds, as a scan would look for it."""
    assert seat.session._tenant
    kept = seat.session._tenant.kept()
    assert kept
    cache = json.loads(kept.cache.reveal())
    found = [
        entry["secret"].encode() for kind in cache.values() for entry in kind.values() if "secret" in entry
    ]
    assert len(found) >= 3
    return found


async def test_a_sign_in_that_is_kept_on_request_needs_no_prompt_at_the_next_start(
    profile: Profile, contoso: Lab, tmp_path: Path
) -> None:
    first = await seat_on(profile, contoso)
    account = (await first.sign_in(remember=True)).account
    tokens = tokens_of(first)
    await first.session.close()
    second = await seat_on(profile, contoso)
    assert (await second.sign_in()).account == account
    await second.session.close()
    assert (len(first.codes), second.codes) == (1, [])
    assert (tmp_path / "vault.json").exists()
    written = written_below(tmp_path)
    assert [token for token in tokens if token in written] == []


async def test_it_is_listed_with_its_times_and_forgotten_with_proof(profile: Profile, contoso: Lab) -> None:
    first = await seat_on(profile, contoso)
    facts = await first.sign_in(remember=True)
    assert first.session.vault
    (saved,) = (await first.session.vault.status()).here.items
    assert (saved.item.service, saved.item.kind) == ("writeback:entra", ItemKind.SIGN_IN)
    assert saved.item.user_name.startswith(f"lab/{facts.tenant_id}/{profile.client_id}/")
    assert saved.saved_at
    assert saved.expires == saved.saved_at + timedelta(days=90)
    forgotten = await first.session.vault.forget(profile)
    assert [item for _place, item in forgotten.gone] == [saved.item]
    assert forgotten.is_proven
    await first.session.close()


async def test_nothing_is_kept_without_being_asked(profile: Profile, contoso: Lab, tmp_path: Path) -> None:
    first = await seat_on(profile, contoso)
    await first.sign_in()
    await first.session.close()
    second = await seat_on(profile, contoso)
    await second.sign_in()
    await second.session.close()
    assert len(second.codes) == 1
    assert not (tmp_path / "vault.json").exists()


async def test_a_profile_may_ask_for_it_each_time(profile: Profile, contoso: Lab) -> None:
    remembering = replace(profile, remember_sign_in=True)
    first = await seat_on(remembering, contoso)
    await first.sign_in()
    await first.session.close()
    second = await seat_on(remembering, contoso)
    await second.sign_in()
    await second.session.close()
    assert second.codes == []


async def test_one_that_has_expired_is_told_and_replaced(profile: Profile, contoso: Lab) -> None:
    first = await seat_on(profile, contoso)
    await first.sign_in(remember=True)
    await first.session.close()
    contoso.revoke()
    second = await seat_on(profile, contoso)
    await second.sign_in(remember=True)
    await second.session.close()
    third = await seat_on(profile, contoso)
    await third.sign_in()
    await third.session.close()
    assert (len(second.codes), third.codes) == (1, [])
    assert any("saved sign-in cannot be used" in sentence for sentence in second.said)


async def test_who_signs_in_once_more_is_asked_although_one_is_kept(profile: Profile, contoso: Lab) -> None:
    seat = await seat_on(profile, contoso)
    await seat.sign_in(remember=True)
    await seat.sign_in()
    await seat.session.close()
    assert len(seat.codes) == 2


async def test_one_of_another_tenant_than_the_servers_is_not_tried_twice(
    profile: Profile, contoso: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await seat_on(profile, contoso)
    await first.sign_in(remember=True)
    await first.session.close()
    second = await seat_on(profile, contoso)

    def refuse(_facts: TenantFacts) -> None:
        raise TenantMismatch("another one")

    with monkeypatch.context() as patch:
        patch.setattr(second.session, "_refuse_other_tenant", refuse)
        with pytest.raises(TenantMismatch):
            await second.sign_in()
    await second.sign_in()
    await second.session.close()
    assert len(second.codes) == 1


# Applications -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def automation(profile: Profile, contoso: Lab, keys: Keys) -> Profile:
    """Signs in with a certificate whose key is sealed."""
    order = {"roles": list(PERMISSIONS), "certificate": keys.public.decode()}
    return replace(
        profile,
        client_id=contoso.control("POST", "application", order)["client_id"],
        sign_in=SignInMethod.CERTIFICATE,
        sign_in_certificate=keys.pem(KEY_PASSPHRASE),
    )


async def test_the_passphrase_of_a_certificate_has_an_entry_of_its_own(
    automation: Profile, contoso: Lab, tmp_path: Path
) -> None:
    first = await seat_on(automation, contoso)
    with pytest.raises(SignInSecretNeeded):
        await first.sign_in()
    await first.sign_in(secret=KEY_PASSPHRASE, remember=True)
    assert first.session.vault
    (saved,) = (await first.session.vault.status()).here.items
    assert saved.item == Item("writeback:cert", f"{contoso.tenant_id}/{automation.client_id}")
    assert saved.expires is None
    await first.session.close()
    second = await seat_on(automation, contoso)
    assert (await second.sign_in()).account.is_application
    await second.session.close()
    assert first.codes == second.codes == []
    assert KEY_PASSPHRASE.reveal().encode() not in written_below(tmp_path)


async def test_an_application_finds_what_it_may_read_and_says_what_it_cannot(
    automation: Profile, contoso: Lab
) -> None:
    seat = await seat_on(automation, contoso)
    await seat.session.connect(Secret(contoso.password))
    await seat.sign_in(secret=KEY_PASSPHRASE)
    found = {finding.id: finding for finding in seat.session.findings()}
    assert found["licence"].severity is Severity.PASSED
    assert found["same-tenant"].severity is Severity.PASSED
    assert found["role"].severity is Severity.UNKNOWN
    assert "changes nothing" in found["role"].evidence
    await seat.session.close()


async def test_an_application_changes_nothing_and_nothing_is_tried(automation: Profile, contoso: Lab) -> None:
    seat = await seat_on(automation, contoso)
    before = contoso.state()["wsman"]["messages"]
    with pytest.raises(ReadOnlySignIn, match="take a person") as refused:
        seat.session.refuse_read_only()
    assert "device code" in refused.value.hint
    plan: Any = None
    with pytest.raises(ReadOnlySignIn):
        await seat.session.apply(plan, lambda _event: None)
    assert contoso.state()["wsman"]["messages"] == before
    await seat.session.close()


async def test_a_way_that_the_profile_is_not_made_for_is_refused(profile: Profile, contoso: Lab) -> None:
    seat = await seat_on(profile, contoso)
    with pytest.raises(InvalidInput, match="certificate"):
        seat.session.choose_sign_in(SignInMethod.CERTIFICATE)
    seat.session.choose_sign_in(SignInMethod.AZURE_CLI)
    assert seat.session.profile.sign_in is SignInMethod.AZURE_CLI
    await seat.session.close()


# In the middle of a run ---------------------------------------------------------------------------------


@pytest.fixture
async def ready(bench: OpenBench) -> Bench:
    lab = await bench("enabled")
    lab.lab.portal(write_back_passwords=False, account_unlock=False)
    await lab.ready()
    return lab


async def test_a_run_goes_on_once_somebody_has_signed_in_again(ready: Bench) -> None:
    seat = Seat(ready.session, ready.lab)
    ready.session.show_again = seat.show

    def tell(event: RunEvent) -> None:
        if isinstance(event, StepStarted):
            ready.lab.revoke()

    report = await ready.session.apply(ready.session.plan(ready.choices()), tell)
    assert report.outcome is RunOutcome.DONE
    assert len(seat.codes) == 2  # it was revoked at each of the two steps
    assert any("Sign in again, and it goes on" in sentence for sentence in seat.said)
    switches = ready.lab.state()["switches"]
    assert (switches["write_back_passwords"], switches["account_unlock"]) == (True, True)


async def test_without_anybody_to_show_a_code_to_the_plan_is_kept_and_can_be_applied_later(
    ready: Bench,
) -> None:
    plan = ready.session.plan(ready.choices())
    ready.lab.revoke()
    with pytest.raises(SignInRequired):
        await ready.session.apply(plan, ready.events.append)
    assert (ready.events, ready.lab.state()["tenant_writes"]) == ([], [])
    await ready.sign_in()
    assert ready.session.plan(ready.choices()).digest == plan.digest
    report = await ready.session.apply(plan, ready.events.append)
    assert (report.outcome, len(ready.lab.state()["tenant_writes"])) == (RunOutcome.DONE, 2)


async def test_a_stop_ends_the_wait_for_a_sign_in(ready: Bench) -> None:
    shown = asyncio.Event()
    ready.session.show_again = lambda _code: shown.set()
    plan = ready.session.plan(ready.choices())
    ready.lab.revoke()
    applying = asyncio.create_task(ready.session.apply(plan, ready.events.append))
    await shown.wait()
    ready.session.stop_after_step()
    with pytest.raises(SignInRequired):
        await applying
    assert ready.lab.state()["tenant_writes"] == []
