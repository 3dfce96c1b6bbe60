"""What the status line says: lab or production, the server, the tenant and where secrets are, in words."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from writeback.domain.connection import Connection
from writeback.domain.errors import SignInRequired
from writeback.domain.texts import _
from writeback_tui import text
from writeback_tui.state import WizardState

NAME_LIMIT = 60
SHORTEST = 12
"""Cells of a name below which the place of secrets moves to the title bar instead."""
BARELY = 10
"""Cells of the tenant's name below which it tells nothing."""
CUT = ".."
BETWEEN = " | "


class Status(NamedTuple):
    """`server_is` and `tenant_is` hold a place for the name, which may have to be cut."""

    mode: str
    """LAB or PRODUCTION; "" while no server has been chosen, so that it is neither."""
    server: str
    server_is: str
    tenant: str
    tenant_is: str
    secrets: str

    @property
    def words(self) -> str:
        """All of it, however long."""
        return BETWEEN.join(self._parts(self.server, self.tenant))

    def row(self, width: int) -> tuple[str, str]:
        """What fits a row of that many cells, and the place of secrets where it does not fit.

        Names are cut in the middle, the tenant's first. What stays in any case is the mode and the server.
        """
        whole = cell_len(self.server)
        for status, tenant, server in (
            (self, SHORTEST, whole),
            (self._replace(secrets=""), BARELY, whole),
            (self._replace(secrets=""), BARELY, SHORTEST),
            (self._replace(secrets="", tenant=""), 0, SHORTEST),
        ):
            found = status._cut(width, tenant, server)
            if found is not None:
                return found, "" if status.secrets else self.secrets
        return BETWEEN.join(self._parts(self.server, "")[:2]), self.secrets

    def _cut(self, width: int, least_of_tenant: int, least_of_server: int) -> str | None:
        surplus = cell_len(self.words) - width
        tenant = shorter(self.tenant, surplus, least_of_tenant)
        surplus -= cell_len(self.tenant) - cell_len(tenant)
        server = shorter(self.server, surplus, least_of_server)
        row = BETWEEN.join(self._parts(server, tenant))
        return row if cell_len(row) <= width else None

    def _parts(self, server: str, tenant: str) -> list[str]:
        parts = (
            self.mode,
            self.server_is.format(server=server),
            self.tenant_is.format(tenant=tenant).strip(),
            self.secrets,
        )
        return [part for part in parts if part]


def status_of(state: WizardState) -> Status:
    """What is known by now."""
    mode = _mode(state)
    # The widgets make it safe, too; here it is done so that the cells that are counted are those drawn.
    tenant = text.safe_str(_tenant(state), NAME_LIMIT)
    return Status(
        mode=mode,
        server=text.safe_str(state.host, NAME_LIMIT),
        server_is=_server_is(state),
        tenant=tenant,
        tenant_is=_tenant_is(state, named=bool(tenant)),
        secrets=text.safe_str(_secrets(state), NAME_LIMIT),
    )


def _mode(state: WizardState) -> str:
    if state.is_lab:
        return _("LAB")
    return _("PRODUCTION") if state.session or state.profile_name else ""


def _server_is(state: WizardState) -> str:
    session = state.session
    if session is None:
        return _("no server yet")
    match session.connection:
        case Connection.CLOSED:
            return _("{server} not connected")
        case Connection.CONNECTING:
            return _("{server} connecting")
        case Connection.OPEN:
            return _("{server} connected")
        case Connection.READING:
            return _("{server} reading")
        case Connection.LOST:
            return _("{server} connection lost")


def _tenant(state: WizardState) -> str:
    """The name of the tenant that somebody has signed in to, else of the one that the server belongs to."""
    if state.facts is None:
        return ""
    # Loaded with the first facts: their tables take 15 ms, for which the first frame does not wait.
    from writeback.domain.facts import TenantFacts

    tenant = state.facts.tenant
    if isinstance(tenant, TenantFacts):
        return tenant.initial_domain or tenant.display_name or tenant.tenant_id
    return (state.server and state.server.tenant_domain) or ""


def _tenant_is(state: WizardState, *, named: bool) -> str:
    if state.facts is None:
        return _("not signed in")
    from writeback.domain.facts import TenantFacts, Unknown

    tenant = state.facts.tenant
    if isinstance(tenant, Unknown) and tenant.error and not isinstance(tenant.error, SignInRequired):
        return _("{tenant} cannot be read") if named else _("the tenant cannot be read")
    if not isinstance(tenant, TenantFacts):
        return _("{tenant} not signed in") if named else _("not signed in")
    if tenant.account.is_application:
        return _("{tenant} signed in, reads only")
    return _("{tenant} signed in")


def _secrets(state: WizardState) -> str:
    if state.is_lab:
        return _("secrets: memory")
    return state.secrets or _("secrets: none yet")


def shorter(name: str, surplus: int, shortest: int) -> str:
    """The name less so many cells, its middle left out, but never below `shortest` cells."""
    length = cell_len(name)
    wanted = max(shortest, length - max(0, surplus))
    if wanted >= length:
        return name
    room = wanted - len(CUT)
    head = _beginning(name, room - room // 2)
    tail = _beginning(name[::-1], room - cell_len(head))[::-1]
    return f"{head}{CUT}{tail}"


def _beginning(name: str, cells: int) -> str:
    end = len(name)
    while cell_len(name[:end]) > cells:
        end -= 1
    return name[:end]
