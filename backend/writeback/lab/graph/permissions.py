"""Who may use what: permissions of the token and directory roles of the person, both have to suffice.

Sources: the permission tables of the Graph reference on Microsoft Learn; role ids from "Microsoft Entra
built-in roles". Where the tables are silent or disagree see UNVERIFIED.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from writeback.lab.entra.issuer import Bearer
from writeback.lab.world.tenant import User

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
HYBRID_IDENTITY_ADMINISTRATOR = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"
AUTHENTICATION_ADMINISTRATOR = "c4e39bd9-1100-46d3-8c65-fb160da0071f"
AUTHENTICATION_POLICY_ADMINISTRATOR = "0526716b-113d-4c15-b2c8-68e3c22b9f80"
PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
REPORTS_READER = "4a5d8f65-41da-4de4-8968-e035b65339cf"
SECURITY_ADMINISTRATOR = "194ae4cb-b126-40b2-bd5b-6091b380977d"
SECURITY_READER = "5d6b6bb7-de71-4623-b4af-96380a352509"

REPORT_READERS = frozenset(
    {GLOBAL_ADMINISTRATOR, GLOBAL_READER, REPORTS_READER, SECURITY_ADMINISTRATOR, SECURITY_READER}
)
AUDIT_READERS = REPORT_READERS | {HYBRID_IDENTITY_ADMINISTRATOR}
"""The role's own list of actions has `microsoft.directory/auditLogs/allProperties/read`."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Any one of the permission sets, and any one of the roles (none named: every person may)."""

    scopes: tuple[frozenset[str], ...]
    application: tuple[frozenset[str], ...] = ()
    roles: frozenset[str] = field(default_factory=frozenset)

    def satisfied(self, bearer: Bearer, user: User | None) -> bool:
        """Whether this token of this person (or of an application) is enough."""
        if bearer.is_application:
            return any(one <= bearer.roles for one in self.application)
        if user is None or not any(one <= bearer.scopes for one in self.scopes):
            return False
        return not self.roles or not self.roles.isdisjoint(user.role_template_ids)


def anyone(*scopes: str) -> Needs:
    """One of the permissions, delegated or application, and no role."""
    return Needs(_single(scopes), _single(one for one in scopes if one != "User.Read"))


def delegated(*scopes: str, roles: Iterable[str] = ()) -> Needs:
    """One of the permissions and one of the roles; closed to applications."""
    return Needs(_single(scopes), roles=frozenset(roles))


def reports(*together: str, roles: frozenset[str]) -> Needs:
    """All of the permissions, delegated with one of the roles, or as an application."""
    return Needs((frozenset(together),), (frozenset(together),), roles)


def _single(scopes: Iterable[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({one}) for one in scopes)
