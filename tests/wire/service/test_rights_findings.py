"""Missing rights become findings when the lab refuses something for want of them."""

from __future__ import annotations

from tests.wire.service.conftest import OpenBench

from writeback.domain.findings import Finding, Severity, blocking
from writeback.service.rights import needs_of
from writeback.service.session import Session


def finding(session: Session, id: str) -> Finding:
    return next(one for one in session.findings() if one.id == id)


async def test_each_missing_right_is_named_where_it_is_missing(bench: OpenBench) -> None:
    lab = await bench("missing-rights")
    session = lab.session
    await session.connect()
    await lab.sign_in()
    assert not [one for one in blocking(session.findings()) if one.id == "server-rights"]

    lab.lab.set("server.admin_groups", [])
    await session.survey()
    refused = finding(session, "server-rights")
    assert (refused.severity, "ADSyncAdmins" in refused.remedy) == (Severity.BLOCKS, True)
    needed = needs_of(session.profile, session.edition, session.findings(), session.facts.server)
    groups = {need.right.names[0]: need.state for need in needed if "local group" in need.sentence}
    assert groups["ADSyncOperators"] is groups["ADSyncAdmins"] is Severity.BLOCKS

    lab.lab.set("server.admin_groups", ["ADSyncAdmins"])
    who = ["tenant", "users", "hedda@contoso.onmicrosoft.com", "role_template_ids"]
    lab.lab.set(who, ["fe930be7-5e62-47db-91af-98c3a49a38b1"])
    await session.survey()
    assert finding(session, "server-rights").severity is Severity.PASSED
    assert finding(session, "role").severity is Severity.BLOCKS
    assert finding(session, "audit-log").severity is Severity.WARNS


async def test_a_reset_that_the_forest_refuses_names_the_connectors_account(bench: OpenBench) -> None:
    lab = await bench("missing-rights")
    session = lab.session
    await session.connect()
    await session.sign_in(lambda _code: lab.lab.approve(), canary=True)
    assert finding(session, "ad-rights").severity is Severity.PASSED
    await session.verify("test.user@contoso.com")
    refused = finding(session, "ad-rights")
    assert refused.severity is Severity.WARNS
    assert "MSOL_" in refused.evidence
