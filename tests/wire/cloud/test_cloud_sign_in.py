"""The device-code sign-in against the lab's OAuth endpoints, with an unmodified azure-identity."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import ClassVar
from unittest import mock

import pytest
from tests.lab import Lab
from tests.wire.cloud.conftest import cloud_of, tenant_of, waiting

from writeback import library_log
from writeback.cloud import EntraTenant, open_tenant
from writeback.domain.errors import (
    InvalidInput,
    SignInDeclined,
    SignInExpired,
    SignInRefused,
    SignInRequired,
    TenantBusy,
    TenantFailed,
    TenantUnreachable,
)
from writeback.domain.ports import DeviceCode
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud


def ignore(_code: DeviceCode) -> None:
    """A page that nobody looks at."""


def codes_given(lab: Lab) -> int:
    return int(lab.state()["requests"]["POST /organizations/oauth2/v2.0/devicecode"])


def polls_of(lab: Lab) -> int:
    return int(lab.state()["requests"].get("POST /organizations/oauth2/v2.0/token", 0))


@pytest.fixture
def patient_lab(start_lab: Callable[..., Lab]) -> Lab:
    """Asks its clients to wait for a minute between two questions."""
    return start_lab("contoso", "--device-code-interval", "60")


def polling_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "device-code"]


def misleading_environment() -> AbstractContextManager[None]:
    """Proxies, authority and certificates that lead nowhere."""
    addresses = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "AZURE_AUTHORITY_HOST")
    files = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
    misleading = dict.fromkeys(addresses, "https://localhost:9") | dict.fromkeys(files, "/dev/null")
    return mock.patch.dict(os.environ, misleading | {"AZURE_REGIONAL_AUTHORITY_NAME": "westeurope"})


async def test_an_approved_code_gives_the_account(lab: Lab) -> None:
    tenant = tenant_of(lab)
    task, code = await waiting(tenant)
    assert code.address == f"{lab.origin}/device"
    assert code.expires > datetime.now(UTC)
    await asyncio.to_thread(lab.approve, code.code)
    account = await task
    assert account == (await tenant.survey()).account
    assert (account.user_principal_name, account.tenant_id) == (lab.operator, lab.tenant_id)
    await tenant.close()


async def test_declining_is_told_as_declined(lab: Lab) -> None:
    task, code = await waiting(tenant_of(lab))
    await asyncio.to_thread(lab.decline, code.code)
    with pytest.raises(SignInDeclined):
        await task


async def test_a_code_that_nobody_uses_expires(start_lab: Callable[..., Lab]) -> None:
    lab = start_lab("contoso", "--device-code-expires", "1")
    with pytest.raises(SignInExpired, match="not used in time"):
        await tenant_of(lab).sign_in(ignore)


async def test_cancelling_in_the_middle_of_a_pause_leaves_no_thread_and_asks_nothing_more(
    patient_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    sleep = time.sleep

    def sleeps(seconds: float) -> None:
        # The module's `time` is everybody's: what other threads do is no matter of this test.
        if threading.current_thread() in polling_threads():
            slept.append(seconds)
        sleep(seconds)

    monkeypatch.setattr("msal.oauth2cli.oauth2.time.sleep", sleeps)
    task, _code = await waiting(tenant_of(patient_lab))
    (thread,) = polling_threads()
    while polls_of(patient_lab) == 0:  # then it waits for a minute
        await asyncio.to_thread(patient_lab.state)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.to_thread(thread.join, 30)
    assert polling_threads() == []
    assert (polls_of(patient_lab), slept) == (1, [])


async def test_a_cancelled_sign_in_leaves_the_earlier_one_alone(lab: Lab, tenant: EntraTenant) -> None:
    task, _code = await waiting(tenant)
    task.cancel()
    await asyncio.wait([task])
    assert (await tenant.survey()).account.user_principal_name == lab.operator


@pytest.mark.parametrize(
    ("endpoint", "answer", "kind", "words"),
    [
        ("token", "mfa", SignInRefused, "Extra verification is needed"),
        ("token", "conditional-access", SignInRefused, "Conditional Access policy"),
        ("token", "security-defaults", SignInRefused, "security defaults"),
        ("token", "consent", SignInRefused, "not approved in your organisation"),
        ("token", "mfa-enrolment", SignInRefused, "must be set up"),
        ("token", "mfa-registration", SignInRefused, "register for multifactor"),
        ("token", "external-challenge", SignInRefused, "external identity provider"),
        ("token", "device-not-compliant", SignInRefused, "compliant device"),
        ("token", "not-preauthorized", SignInRefused, "may not call that service"),
        ("token", "wrong-password", SignInRefused, "was wrong"),
        ("token", "password-expired", SignInRefused, "has expired"),
        ("token", "account-disabled", SignInRefused, "is disabled"),
        ("token", "not-assigned", SignInRefused, "not assigned"),
        ("token", "foreign-account", SignInRefused, "not of this tenant"),
        ("token", "bad-code", SignInExpired, "not recognise the code"),
        ("token", "declined", SignInDeclined, "declined in the browser"),
        ("token", "temporarily-unavailable", TenantBusy, "out of service"),
        ("devicecode", "consent", SignInRefused, "not approved in your organisation"),
        ("devicecode", "resource-not-found", SignInRefused, "service that was asked for"),
        ("token", "expired", SignInExpired, "not used in time"),
        ("token", "server-error", TenantBusy, "out of service"),
        ("devicecode", "app-not-found", SignInRefused, "does not know the application"),
        ("discovery", "tenant-not-found", SignInRefused, "does not know this tenant"),
    ],
)
async def test_a_refusal_is_told_in_our_words(
    lab: Lab, endpoint: str, answer: str, kind: type[Exception], words: str
) -> None:
    lab.faults(oauth={endpoint: [answer]})
    with pytest.raises(kind, match=words) as caught:
        await tenant_of(lab).sign_in(ignore)
    assert "AADSTS" not in str(caught.value)
    assert "Trace ID" not in str(caught.value)


async def test_the_environment_redirects_nothing(lab: Lab) -> None:
    tenant = tenant_of(lab)
    with misleading_environment():
        task, code = await waiting(tenant)
    await asyncio.to_thread(lab.approve, code.code)
    await task
    with misleading_environment():
        assert (await tenant.survey()).display_name == "Contoso"
    await tenant.close()


async def test_an_authority_that_names_another_host_gets_nothing_more(lab: Lab) -> None:
    elsewhere = "https://login.example.net/organizations"
    names = {
        "issuer": f"{elsewhere}/v2.0",
        "token_endpoint": f"{elsewhere}/token",
        "authorization_endpoint": f"{elsewhere}/authorize",
        "device_authorization_endpoint": f"{elsewhere}/devicecode",
        "jwks_uri": f"{elsewhere}/keys",
    }
    lab.faults(oauth={"discovery": [{"status": 200, **names}]})
    with pytest.raises(TenantFailed, match="names another host"):
        await tenant_of(lab).sign_in(ignore)


async def test_an_untrusted_certificate_is_refused(lab: Lab) -> None:
    cloud = Cloud("lab", lab.origin, lab.origin, lab.origin, None, is_lab=True)
    with pytest.raises(TenantUnreachable, match="not trusted"):
        await open_tenant(cloud, "organizations", GRAPH_COMMAND_LINE_TOOLS).sign_in(ignore)


async def test_a_closed_port_is_told_as_unreachable(lab: Lab) -> None:
    nobody = "https://localhost:9"
    cloud = Cloud("lab", nobody, nobody, nobody, lab.ca_file, is_lab=True)
    with pytest.raises(TenantUnreachable, match="does not answer"):
        await open_tenant(cloud, "organizations", GRAPH_COMMAND_LINE_TOOLS).sign_in(ignore)


async def test_a_tenant_that_cannot_be_one_is_wrong_input(lab: Lab) -> None:
    tenant = open_tenant(cloud_of(lab), "con toso/../x", GRAPH_COMMAND_LINE_TOOLS)
    with pytest.raises(InvalidInput, match="con toso"):
        await tenant.sign_in(ignore)


async def test_a_revoked_token_is_renewed_without_a_prompt(lab: Lab, tenant: EntraTenant) -> None:
    await tenant.survey()
    before = codes_given(lab)
    lab.revoke(access=True, refresh=False)
    assert (await tenant.survey()).display_name == "Contoso"
    assert codes_given(lab) == before


async def test_a_dead_sign_in_asks_for_a_new_one_and_prompts_nobody(lab: Lab, tenant: EntraTenant) -> None:
    await tenant.survey()
    before = codes_given(lab)
    lab.revoke()
    with pytest.raises(SignInRequired):
        await tenant.survey()
    assert codes_given(lab) == before


async def test_without_a_sign_in_nothing_is_read(lab: Lab) -> None:
    with pytest.raises(SignInRequired):
        await tenant_of(lab).survey()


async def test_the_token_for_the_server_is_graphs_and_does_not_show_itself(tenant: EntraTenant) -> None:
    token = await tenant.access_token()
    assert token.reveal().count(".") == 2
    assert token.reveal() not in repr(token)


async def test_the_libraries_log_without_their_words_and_nowhere_else(
    lab: Lab, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Seen(logging.Handler):
        names: ClassVar[list[str]] = []

        def emit(self, record: logging.LogRecord) -> None:
            self.names.append(record.name)

    monkeypatch.setattr(logging.getLogger(), "handlers", [Seen()])
    lab.faults(oauth={"token": ["conditional-access"]})
    with pytest.raises(SignInRefused):
        await tenant_of(lab).sign_in(ignore)
    assert [name for name in Seen.names if name != "asyncio"] == []
    assert capfd.readouterr() == ("", "")
    (*_, last) = library_log.lines()
    assert re.fullmatch(r"\S+ azure\.identity\.\S+ WARNING interactive:\d+", last)
