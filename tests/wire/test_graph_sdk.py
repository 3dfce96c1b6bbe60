"""The unmodified Graph SDK against the lab: raw reads, paging, errors, a revoked token, one typed read."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from kiota_http.middleware.options import RetryHandlerOption
from msgraph import GraphServiceClient
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_request_adapter import options as sdk_options
from msgraph_core import GraphClientFactory
from tests.cloud import device_code_credential, graph_scopes
from tests.lab import Lab, running_lab


class Threaded:
    """A synchronous credential off the event loop."""

    def __init__(self, credential: Any) -> None:
        self.credential = credential

    async def get_token(self, *scopes: str, **options: Any) -> Any:
        return await asyncio.to_thread(self.credential.get_token, *scopes, **options)


class Client:
    """A signed-in Graph client."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        credential = device_code_credential(lab, lambda uri, code, expires: lab.approve(code))
        credential.authenticate(scopes=graph_scopes(), enable_cae=True)
        retry = RetryHandlerOption(max_retries=0, should_retry=False)
        context = ssl.create_default_context(cafile=lab.ca_file)
        self.http = GraphClientFactory.create_with_default_middleware(
            client=httpx.AsyncClient(verify=context, trust_env=False),
            options=sdk_options | {RetryHandlerOption.get_key(): retry},
        )
        provider = AzureIdentityAuthenticationProvider(
            Threaded(credential), scopes=graph_scopes(), allowed_hosts=["localhost"]
        )
        self.adapter = GraphRequestAdapter(provider, self.http)
        self.adapter.base_url = f"{lab.origin}/v1.0"
        self.graph = GraphServiceClient(request_adapter=self.adapter)

    async def read(self, request: Any) -> dict[str, Any]:
        return dict(
            json.loads(await self.adapter.send_primitive_async(request, "bytes", {"XXX": ODataError}))
        )


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab


@pytest.fixture
async def client(lab: Lab) -> AsyncIterator[Client]:
    lab.faults(reset=True)
    client = await asyncio.to_thread(Client, lab)
    yield client
    await client.http.aclose()


async def test_builders_read_without_models(client: Client) -> None:
    body = await client.read(client.graph.organization.to_get_request_information())
    assert body["value"][0]["id"] == client.lab.tenant_id


async def test_the_next_link_can_be_followed(client: Client) -> None:
    page = await client.read(client.graph.domains.to_get_request_information())
    following = RequestInformation(Method.GET)
    following.url = page["@odata.nextLink"]
    assert (await client.read(following))["value"][0]["id"] != page["value"][0]["id"]


async def test_the_role_cast_is_answered(client: Client) -> None:
    cast = client.graph.me.transitive_member_of.graph_directory_role
    roles = (await client.read(cast.to_get_request_information()))["value"]
    assert "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2" in {role["roleTemplateId"] for role in roles}


async def test_a_denial_is_an_odata_error_with_its_request_id(client: Client) -> None:
    denied = client.graph.directory.on_premises_synchronization.to_get_request_information()
    with pytest.raises(ODataError) as caught:
        await client.read(denied)
    assert caught.value.response_status_code == 403
    assert caught.value.error.code == "Authorization_RequestDenied"
    assert caught.value.response_headers["request-id"]


async def test_a_revoked_token_is_renewed_without_a_prompt(client: Client) -> None:
    await client.read(client.graph.me.to_get_request_information())
    client.lab.revoke(refresh=False)
    body = await client.read(client.graph.me.to_get_request_information())
    assert body["userPrincipalName"] == client.lab.operator


async def test_typed_models_understand_the_answers(client: Client) -> None:
    # The only typed read: the first one imports some 1,200 modules (3 s).
    found = await client.graph.subscribed_skus.get()
    assert {sku.sku_part_number for sku in found.value} == {"AAD_PREMIUM", "O365_BUSINESS_PREMIUM"}
