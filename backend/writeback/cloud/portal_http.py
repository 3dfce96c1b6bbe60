"""One exchange with the portal's interface, sent once. Its own client: Graph's would attach Graph's token."""

from __future__ import annotations

import asyncio
import uuid

import httpx

from writeback.cloud.guarded_http import guarded_client, unreachable
from writeback.domain.secret import Secret
from writeback.domain.target import Cloud

PATH = "/api/PasswordReset/OnPremisesPasswordResetPolicies"
DEADLINE = 45.0


class AnswerLost(Exception):
    """The request may have arrived, but no answer that could be believed came back."""


def portal_client(cloud: Cloud) -> httpx.AsyncClient:
    """A client for the portal's origin. Building it reads certificates from disk: not on the loop."""
    client, _transport = guarded_client(cloud, cloud.portal)
    return client


async def exchange(
    client: httpx.AsyncClient, cloud: Cloud, token: Secret, change: dict[str, bool] | None
) -> tuple[int, bytes]:
    """Status and body; GET without a change, else PUT.

    Raises TenantUnreachable when nothing was sent, AnswerLost when something was.
    """
    url = f"{cloud.portal}{PATH}"
    verb = "GET" if change is None else "PUT"
    try:
        async with asyncio.timeout(DEADLINE):
            answer = await client.request(verb, url, headers=_headers(token), json=change)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
        raise unreachable(httpx.URL(url).host, error) from None
    except Exception:  # whatever it is, it came after the request
        raise AnswerLost from None
    return answer.status_code, answer.content


def _headers(token: Secret) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {token.reveal()}",
        "X-Requested-With": "XMLHttpRequest",
        "x-ms-client-request-id": str(uuid.uuid4()),
        "x-ms-correlation-id": str(uuid.uuid4()),
    }
