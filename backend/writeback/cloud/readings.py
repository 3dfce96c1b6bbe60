"""What is read of the tenant through Graph, one method a reading. All of them can run at the same time."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from typing import Any

from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.audit_logs.directory_audits.directory_audits_request_builder import (
    DirectoryAuditsRequestBuilder,
)
from msgraph.generated.reports.authentication_methods.user_registration_details import (
    user_registration_details_request_builder as registration_details,
)

from writeback.cloud.answers import (
    DISABLE_ACTIVITY,
    ENABLE_ACTIVITY,
    DirectoryAudit,
    Domain,
    Member,
    Organization,
    Page,
    Registration,
    Sku,
    audit_entries,
    domains_of,
    has_premium,
    roles_among,
    sspr_count,
)
from writeback.cloud.graph import Build, Graph
from writeback.cloud.graph_errors import BadRequest
from writeback.domain import facts
from writeback.domain.errors import TenantFailed
from writeback.domain.texts import _


class Readings:
    """Every method raises SignInRequired, TenantDenied, TenantBusy, TenantUnreachable or TenantFailed."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._requests = graph.requests

    @property
    def clock(self) -> datetime | None:
        """Graph's time at its last answer, UTC."""
        return self._graph.clock

    async def organization(self) -> Organization:
        """The tenant itself."""
        page = await self._graph.read(
            self._requests.organization.to_get_request_information, Page[Organization]
        )
        if not page.value:
            raise TenantFailed(_("Graph names no organization for this sign-in."))
        return page.value[0]

    async def domains(self) -> tuple[facts.Domain, ...]:
        """Domains with the way in which their accounts sign in."""
        build = self._requests.domains.to_get_request_information
        return domains_of(await self._graph.read_all(build, Page[Domain]))

    async def roles(self) -> tuple[facts.Role, ...]:
        """The account's active directory roles; an eligible one that is not activated does not show."""
        memberships = self._requests.me.transitive_member_of
        try:
            cast = memberships.graph_directory_role.to_get_request_information
            return roles_among(await self._graph.read_all(cast, Page[Member]), cast=True)
        except BadRequest:
            # Live, the cast may insist on an advanced query; the whole list never does (unverified).
            whole = memberships.to_get_request_information
            return roles_among(await self._graph.read_all(whole, Page[Member]), cast=False)

    async def premium(self) -> bool:
        """Whether the tenant has Entra ID P1 or P2."""
        build = self._requests.subscribed_skus.to_get_request_information
        return has_premium(await self._graph.read_all(build, Page[Sku]))

    async def sspr_enabled_users(self) -> int:
        """Users for whom self-service password reset is on, as the registration report says."""
        build = self._sspr_enabled()
        return sspr_count(await self._graph.read_all(build, Page[Registration]))

    async def audit(self) -> tuple[facts.AuditEntry, ...]:
        """Enable and Disable entries of the days that are kept, newest first."""
        # Two questions, because support for `or` is not documented; sorted here for the same reason.
        enabled, disabled = await asyncio.gather(
            *(
                self._graph.read_all(self._activity(name), Page[DirectoryAudit])
                for name in (ENABLE_ACTIVITY, DISABLE_ACTIVITY)
            )
        )
        return audit_entries([*enabled, *disabled])

    def _activity(self, name: str) -> Build:
        quoted = name.replace("'", "''")
        query = DirectoryAuditsRequestBuilder.DirectoryAuditsRequestBuilderGetQueryParameters(
            filter=f"activityDisplayName eq '{quoted}'"
        )
        return _queried(self._requests.audit_logs.directory_audits, query)

    def _sspr_enabled(self) -> Build:
        builder = registration_details.UserRegistrationDetailsRequestBuilder
        query = builder.UserRegistrationDetailsRequestBuilderGetQueryParameters(
            filter="isSsprEnabled eq true"
        )
        return _queried(self._requests.reports.authentication_methods.user_registration_details, query)


def _queried(builder: Any, query: Any) -> Build:
    return partial(builder.to_get_request_information, RequestConfiguration(query_parameters=query))
