"""Tries out the way to a tenant: whether its cloud knows it, as everybody may ask."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from writeback.cloud.clouds import certificates
from writeback.cloud.json_limits import is_bounded
from writeback.domain.errors import WritebackError
from writeback.domain.findings import Finding
from writeback.domain.safe import safe_str
from writeback.domain.target import Cloud
from writeback.domain.texts import _
from writeback.service.reach import Answer, NoAnswer, connected, why

TENANT = "tenant"
"""Id of the finding."""
TENANT_NOT_FOUND = 90002
ANY_TENANT = ("organizations", "common")


async def try_tenant(cloud: Cloud, tenant: str) -> Finding:
    """The cloud knows the tenant. `organizations` leaves it to the account, so only the way is tried."""
    title = _("Tenant found")
    try:
        answer = await _discovery(cloud, tenant)
    except WritebackError as error:
        return Finding.blocks(TENANT, title, error.message, error.hint)
    except (OSError, NoAnswer) as error:
        return Finding.blocks(
            TENANT,
            title,
            _("{host} does not answer as the sign-in service: {why}.").format(
                host=urlsplit(cloud.authority).netloc, why=why(error)
            ),
            _("Check the proxy of the profile and this machine's way to the internet."),
        )
    return _told_of(answer, cloud, tenant)


async def _discovery(cloud: Cloud, tenant: str) -> Answer:
    """The public description of the tenant. Raises TenantUnreachable, OSError, NoAnswer."""
    where = urlsplit(cloud.authority)
    context = _authority(Path(certificates(cloud)))
    path = f"/{quote(tenant, safe='')}/v2.0/.well-known/openid-configuration"
    async with connected(where.hostname or "", where.port or 443, cloud.proxy) as connection:
        await connection.secure(context)
        return await connection.ask("GET", path, where.netloc, [("Accept", "application/json")])


def _authority(trusted: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if trusted.is_dir():
        context.load_verify_locations(capath=str(trusted))
    else:
        context.load_verify_locations(cafile=str(trusted))
    return context


def _told_of(answer: Answer, cloud: Cloud, tenant: str) -> Finding:
    title = _("Tenant found")
    told = _object(answer.body)
    if TENANT_NOT_FOUND in _codes(told):
        return Finding.blocks(
            TENANT,
            title,
            _("The cloud {cloud} knows no tenant {tenant}.").format(cloud=cloud.name, tenant=tenant),
            _("Check the name or the id, and the cloud."),
        )
    issuer = urlsplit(str(told.get("issuer", ""))).path.strip("/").partition("/")[0]
    if answer.status != 200 or not issuer:
        return Finding.blocks(
            TENANT, title, _("The sign-in service answered with {status}.").format(status=answer.status), ""
        )
    other = told.get("msgraph_host")
    if isinstance(other, str) and other and not cloud.is_lab and other != urlsplit(cloud.graph).netloc:
        return Finding.blocks(
            TENANT,
            title,
            _("The tenant {tenant} lives in another cloud: its Graph is {host}.").format(
                tenant=tenant, host=safe_str(other, 80)
            ),
            _("Choose that cloud."),
        )
    if tenant in ANY_TENANT:
        return Finding.passed(TENANT, _("Sign-in service answers"), _("the account decides on the tenant"))
    return Finding.passed(TENANT, title, safe_str(issuer, 60))


def _object(body: bytes) -> dict[str, Any]:
    if not is_bounded(body):
        return {}
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _codes(told: dict[str, Any]) -> tuple[object, ...]:
    codes = told.get("error_codes")
    return tuple(codes) if isinstance(codes, list) else ()
