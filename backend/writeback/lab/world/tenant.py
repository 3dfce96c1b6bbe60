"""The Entra ID half of the world: directory, people, licences, the two portal switches, audit log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal

PasswordState = Literal["valid", "expired", "must_change"]

ROLE_TEMPLATES = {
    "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
    "Hybrid Identity Administrator": "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
    "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
    "Authentication Administrator": "c4e39bd9-1100-46d3-8c65-fb160da0071f",
    "Authentication Policy Administrator": "0526716b-113d-4c15-b2c8-68e3c22b9f80",
    "Reports Reader": "4a5d8f65-41da-4de4-8968-e035b65339cf",
}
"""Display name of a directory role to its template id (Microsoft Learn, built-in roles)."""

WRITEBACK_ROLES = frozenset(
    {ROLE_TEMPLATES["Global Administrator"], ROLE_TEMPLATES["Hybrid Identity Administrator"]}
)
"""Who may switch writeback on: on the server with a cloud credential, and on the portal's blade."""


class SsprEnablement(IntEnum):
    """Who may reset a password by themselves."""

    NONE = 0
    SELECTED = 1
    ALL = 2


@dataclass(slots=True)
class Domain:
    """A verified domain; people of a Federated one cannot sign in with a password here."""

    id: str
    authentication_type: Literal["Managed", "Federated"] = "Managed"
    is_default: bool = False
    is_initial: bool = False


@dataclass(slots=True)
class User:
    """A person of the tenant. `synced` ones live in the forest too, under the same user principal name."""

    id: str
    upn: str
    display_name: str
    password: str = field(repr=False)
    role_template_ids: list[str] = field(default_factory=list)
    federated: bool = False
    password_state: PasswordState = "valid"  # noqa: S105 - a state, not a password
    synced: bool = False
    enabled: bool = True
    methods_registered: list[str] = field(default_factory=list)

    @property
    def is_admin(self) -> bool:
        """Holds any directory role at all."""
        return bool(self.role_template_ids)

    def may_switch_writeback(self) -> bool:
        """Global Administrator or Hybrid Identity Administrator, assigned directly."""
        return not WRITEBACK_ROLES.isdisjoint(self.role_template_ids)


@dataclass(slots=True)
class ServicePlan:
    """One plan inside a SKU."""

    id: str
    name: str
    provisioning_status: str = "Success"


@dataclass(slots=True)
class Sku:
    """A subscription; `enabled_units` and `consumed_units` are seats."""

    sku_id: str
    part_number: str
    service_plans: list[ServicePlan]
    enabled_units: int = 25
    consumed_units: int = 14
    capability_status: str = "Enabled"


@dataclass(slots=True)
class Switches:
    """The blade's state. `object_id` is None until the tenant was onboarded for the first time."""

    object_id: str | None = None
    write_back_passwords: bool = False
    account_unlock: bool = False
    cloud_sync: bool = False
    account_unlock_supported: bool = True


@dataclass(frozen=True, slots=True)
class Initiator:
    """Who caused an audit entry: a user (all three fields), or an application (`app` and its id)."""

    id: str
    display_name: str
    upn: str | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the directory audit log."""

    id: str
    at: datetime
    activity: str
    initiated_by: Initiator
    category: str = "DirectoryManagement"
    result: Literal["success", "failure"] = "success"
    result_reason: str = ""
    logged_by_service: str = "Self-service Password Management"
    operation_type: str = "Update"
    correlation_id: str = ""


@dataclass(slots=True)
class ResetOperation:
    """A password reset ordered through Graph and pushed to the forest."""

    id: str
    user_id: str
    created: datetime
    last_action: datetime
    status: Literal["notStarted", "running", "succeeded", "failed"] = "running"
    status_detail: str | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """A change ordered through Graph or the portal; below 300 it was carried out, whatever was answered."""

    method: str
    path: str
    at: str
    status: int


@dataclass(slots=True)
class SignIn:
    """Answers to play back at the OAuth endpoints before the truthful ones, each used up from the front.

    An answer is an error body or the name of one that the endpoints know.
    """

    devicecode: list[dict[str, Any] | str] = field(default_factory=list)
    token: list[dict[str, Any] | str] = field(default_factory=list)


@dataclass(slots=True)
class Tenant:
    """The directory. `token_lifetime` is in real seconds, because a client's clock is the real one."""

    id: str
    display_name: str
    initial_domain: str
    domains: list[Domain]
    users: dict[str, User]
    operator_upn: str
    skus: list[Sku]
    onprem_sync_enabled: bool = True
    last_sync: datetime | None = None
    last_password_sync: datetime | None = None
    switches: Switches = field(default_factory=Switches)
    sspr_enablement: SsprEnablement = SsprEnablement.ALL
    allowed_to_use_sspr: bool = True
    audit: list[AuditEntry] = field(default_factory=list)
    token_lifetime: int = 3600
    sign_in: SignIn = field(default_factory=SignIn)
    reset_operations: dict[str, ResetOperation] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    role_names: dict[str, str] = field(
        default_factory=lambda: {template: name for name, template in ROLE_TEMPLATES.items()}
    )
    """Template id of a directory role to the name it is shown by."""

    @property
    def operator(self) -> User:
        """Who approves the device code unless somebody else is named."""
        return self.users[self.operator_upn]

    @property
    def service_plans(self) -> list[ServicePlan]:
        """The plans of every SKU that is switched on."""
        return [plan for sku in self.skus if sku.capability_status == "Enabled" for plan in sku.service_plans]

    def note(self, method: str, path: str, at: datetime, status: int) -> None:
        """Remember a request that was acted on, if its method changes anything."""
        if method != "GET":
            self.writes.append(Write(method, path, at.isoformat(), status))

    def user(self, name: str) -> User | None:
        """By user principal name (any case) or by object id."""
        wanted = name.lower()
        return next((u for u in self.users.values() if wanted in (u.upn.lower(), u.id)), None)

    def federated(self, user: User) -> bool:
        """A user who is federated by himself or through his domain."""
        suffix = user.upn.rpartition("@")[2].lower()
        by_domain = any(d.id == suffix and d.authentication_type == "Federated" for d in self.domains)
        return user.federated or by_domain

    def initiator(self, user: User) -> Initiator:
        """The user as the audit log names him."""
        return Initiator(id=user.id, display_name=user.display_name, upn=user.upn)
