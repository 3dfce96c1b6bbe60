"""Whatever Microsoft's libraries raise, from inside any call: one sentence without a word of its own."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError

import httpcore
import httpx
import msal
import msgspec
import pytest
import requests
import urllib3.exceptions
from azure.core import exceptions as azure
from azure.identity import AuthenticationRequiredError, CredentialUnavailableError, DeviceCodeCredential
from kiota_abstractions.api_error import APIError
from kiota_http import httpx_request_adapter
from kiota_http._exceptions import RedirectError, ResponseError
from msgraph.graph_request_adapter import GraphRequestAdapter
from tests.faults.hostile_tenant import PORTAL, TENANT, Script, says
from tests.wire.hostile import Hostile, hostile_server

from writeback.cloud import EntraTenant, open_tenant, switches
from writeback.domain.errors import WritebackError
from writeback.domain.facts import SwitchMethod, Unknown
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud
from writeback.lab.certificate import make_certificates

SECRET = "Tr0ub4dor&3"
WORDS = f"\x1b[31mtoken {SECRET}\x1b]52;c;x\x07\u202e"


class Bare(Exception):
    """Of nobody's hierarchy; its text is dangerous."""

    def __str__(self) -> str:
        return WORDS

    __repr__ = __str__


RAISED: list[Exception] = [
    ValueError(WORDS),
    KeyError(WORDS),
    OverflowError(WORDS),
    AttributeError(WORDS),
    TypeError(WORDS),
    IndexError(WORDS),
    RuntimeError(WORDS),
    AssertionError(WORDS),
    RecursionError(WORDS),
    MemoryError(WORDS),
    ParseError(WORDS),
    UnicodeDecodeError("utf-8", WORDS.encode(), 0, 1, WORDS),
    UnicodeEncodeError("utf-8", WORDS, 0, 1, WORDS),
    OSError(5, WORDS),
    TimeoutError(WORDS),
    ssl.SSLError(1, WORDS),
    ssl.SSLCertVerificationError(1, WORDS),
    requests.exceptions.ConnectionError(WORDS),
    requests.exceptions.ProxyError(WORDS),
    urllib3.exceptions.ProtocolError(WORDS),
    urllib3.exceptions.ReadTimeoutError(None, None, WORDS),  # type: ignore[arg-type]
    httpx.ReadError(WORDS),
    httpx.DecodingError(WORDS),
    httpx.InvalidURL(WORDS),
    httpx.StreamConsumed(),
    httpcore.RemoteProtocolError(WORDS),
    msgspec.DecodeError(WORDS),
    azure.AzureError(WORDS),
    azure.HttpResponseError(WORDS),
    azure.ServiceRequestError(WORDS),
    azure.DecodeError(WORDS),
    azure.ClientAuthenticationError(WORDS),
    CredentialUnavailableError(WORDS),
    AuthenticationRequiredError(["x"], WORDS),
    msal.exceptions.MsalError(WORDS),
    msal.exceptions.MsalServiceError(error=WORDS, error_description=WORDS),
    APIError(WORDS, 500, {"request-id": WORDS}),
    APIError(WORDS),
    RedirectError(WORDS),
    ResponseError(WORDS),
    Bare(),
]
SIGN_IN: dict[str, tuple[Any, str]] = {
    "making the credential": (DeviceCodeCredential, "_get_app"),
    "asking for a code": (msal.PublicClientApplication, "initiate_device_flow"),
    "asking for a token": (msal.PublicClientApplication, "acquire_token_by_device_flow"),
    "authenticating": (DeviceCodeCredential, "authenticate"),
    "sending": (requests.adapters.HTTPAdapter, "send"),
}
READING: dict[str, tuple[Any, str]] = {
    "the token": (DeviceCodeCredential, "get_token"),
    "the exchange": (GraphRequestAdapter, "send_primitive_async"),
    "the answer": (httpx_request_adapter.HttpxRequestAdapter, "get_http_response_message"),
    "the transport": (httpx.AsyncHTTPTransport, "handle_async_request"),
    "the client": (httpx.AsyncClient, "send"),
    "the decoding": (msgspec.json, "decode"),
}
GOOD = {
    "objectId": TENANT,
    "passwordWritebackSupported": False,
    "accountUnlockSupported": True,
    "accountUnlockEnabled": False,
    "enablementForTenant": True,
    "cloudProvisioningEnablementForTenant": False,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Hostile]:
    with hostile_server(Script({"way": {PORTAL: says(GOOD)}}), make_certificates(folder)) as running:
        yield running


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("writeback.cloud.authority.PACE_SECONDS", 0.0)


@pytest.fixture
async def tenant(server: Hostile, folder: Path) -> AsyncIterator[EntraTenant]:
    origin = f"https://localhost:{server.server_port}"
    cloud = Cloud("lab", origin, origin, origin, str(folder / "ca.pem"), is_lab=True)
    made = open_tenant(cloud, "way", GRAPH_COMMAND_LINE_TOOLS, SwitchMethod.PORTAL_API)
    yield made
    await made.close()


def raising(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail


def assert_clean(raised: Exception, error: WritebackError) -> None:
    said = error.sentence()
    assert SECRET not in said, (type(raised), said)
    assert said.isprintable(), (type(raised), said)
    assert error.__cause__ is None


@pytest.mark.parametrize("call", SIGN_IN)
async def test_a_sign_in_ends_in_a_clean_sentence(
    tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    owner, name = SIGN_IN[call]
    for raised in RAISED:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, raising(raised))
            with pytest.raises(WritebackError) as caught:
                await tenant.sign_in(lambda _code: None)
        assert_clean(raised, caught.value)


@pytest.mark.parametrize("call", READING)
async def test_a_survey_ends_in_a_clean_sentence(
    tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    owner, name = READING[call]
    await tenant.sign_in(lambda _code: None)
    await tenant.survey()
    for raised in RAISED:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, raising(raised))
            with pytest.raises(WritebackError) as caught:
                await tenant.survey()
        assert_clean(raised, caught.value)


@pytest.mark.parametrize("call", ["the token", "the transport", "the client", "the decoding"])
async def test_the_switches_end_in_a_clean_sentence(
    tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    owner, name = READING[call]
    await tenant.sign_in(lambda _code: None)
    adapter = switches(SwitchMethod.PORTAL_API, tenant)
    for raised in RAISED:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, raising(raised))
            state = await adapter.read()
            with pytest.raises(WritebackError) as caught:
                await adapter.write(write_back_passwords=True)
        assert isinstance(state, Unknown)
        assert state.error is not None
        assert_clean(raised, state.error)
        assert_clean(raised, caught.value)


@pytest.mark.parametrize(
    ("owner", "name", "sent"),
    [(GraphRequestAdapter, "convert_to_native_async", False), (httpx.AsyncClient, "send", True)],
)
async def test_a_change_is_in_doubt_only_once_it_may_have_left(
    tenant: EntraTenant, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, sent: bool
) -> None:
    from writeback.cloud.graph import get

    await tenant.sign_in(lambda _code: None)
    graph = await tenant._graph()
    for raised in RAISED:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, raising(raised))
            with pytest.raises(WritebackError) as caught:
                await graph.send_once(lambda: get(f"{tenant._cloud.graph}/v1.0/users/1/reset"))
        assert_clean(raised, caught.value)
        assert caught.value.in_doubt is sent
