"""The rights in words: what is known to be there or missing, and the document."""

from __future__ import annotations

from pathlib import Path

from tests.builders import facts_of, server_facts, tenant_facts

from writeback.cloud.clouds import CANARY_PERMISSIONS, PERMISSIONS
from writeback.domain.checks import run_checks
from writeback.domain.errors import AccessDenied, ServerUnreachable
from writeback.domain.facts import Edition, Facts, Role, ServerFacts, Unknown
from writeback.domain.findings import Severity
from writeback.domain.rights import Feature, Holder, Kind, Wanted, rights
from writeback.domain.target import Profile, ServerAddress
from writeback.service import rights as table
from writeback.service.jea import GROUPS

README = Path(__file__).parents[3] / "README.md"
PROFILE = Profile("prod", ServerAddress("sync01.contoso.com", "CONTOSO\\adm"))


def states(facts: Facts) -> dict[str, Severity | None]:
    found = table.needs_of(PROFILE, Edition.ENTRA_CONNECT, run_checks(facts), facts.server)
    return {f"{need.right.feature.value} {need.right.names[0]}": need.state for need in found}


def test_the_readme_holds_the_table() -> None:
    """`python -c "from writeback.service.rights import document; print(document())"` prints it."""
    assert table.document() in README.read_text(encoding="utf-8")


def test_the_table_names_every_permission_that_the_sign_in_asks_for() -> None:
    def scopes(*features: Feature) -> set[str]:
        found = rights(Wanted(), frozenset(features))
        return {right.names[0] for right in found if right.kind is Kind.SCOPE}

    assert scopes(Feature.TENANT, Feature.AUDIT) == set(PERMISSIONS)
    assert scopes(Feature.CANARY) == set(CANARY_PERMISSIONS)


def test_the_table_names_the_groups_of_the_restricted_sessions_account() -> None:
    wanted = Wanted(configuration="WritebackOperator")
    groups = {right.names[0] for right in rights(wanted) if right.holder is Holder.VIRTUAL}
    assert {name for name in groups if name != "ADSyncOperators"} >= set(GROUPS)


def test_what_was_read_shows_what_is_there() -> None:
    found = states(facts_of())
    assert found["read ADSyncOperators"] is Severity.PASSED
    assert found["tenant Organization.Read.All"] is Severity.PASSED
    assert found["change ADSyncAdmins"] is None
    assert found["reset Reset Password"] is None


def test_a_role_that_is_missing_does_not_make_the_permission_missing() -> None:
    lesser = (Role("fe930be7-5e62-47db-91af-98c3a49a38b1", "User Administrator"),)
    found = states(facts_of(tenant=tenant_facts(roles=lesser)))
    assert found["change Hybrid Identity Administrator"] is Severity.BLOCKS
    assert found["tenant User.Read"] is Severity.PASSED


def test_a_server_that_does_not_answer_says_nothing_about_rights() -> None:
    facts = facts_of(tenant=tenant_facts())
    lost = Facts(facts.taken, Unknown.because(ServerUnreachable("Nothing answers.")), facts.tenant)
    assert states(lost)["read Remote Management Users"] is None
    denied = Facts(facts.taken, Unknown.because(AccessDenied("No remoting.")), facts.tenant)
    assert states(denied)["read Remote Management Users"] is Severity.BLOCKS


def test_the_connectors_account_is_named_once_the_server_was_read() -> None:
    server = server_facts()
    assert isinstance(server, ServerFacts)
    need = table.needs_of(PROFILE, Edition.ENTRA_CONNECT, server=server)[-1]
    assert need.sentence.startswith("CONTOSO\\MSOL_1a2b3c4d5e6f: Unexpire Password")
