"""The seven states of the writeback client, by table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests import builders

from writeback.domain.facts import Edition, Facts, ServerFacts, Switches, Unknown, Version
from writeback_tui.contents.portal_status import Client, client_state, portal_status

LOST = builders.event(31044, 7)
FOUND = builders.event(31042, 7.5)
STOPPED = replace(builders.ENABLED, service_status="Stopped")
MUST = replace(builders.ENABLED, onboarding_required="Must")
GONE = builders.tenant_facts(switches=Switches(False, False, onboarded=False))


def enabled(**changes: Any) -> ServerFacts:
    return builders.enabled_server(**changes)


@pytest.mark.parametrize(
    ("facts", "client"),
    [
        (builders.facts_of(enabled()), Client.RUNNING),
        (builders.facts_of(enabled(version=Version.parse("2.4.18.0"))), Client.OUT_OF_DATE),
        (builders.facts_of(enabled(version=Version.parse("1.0.8641.0"))), Client.UNCHECKED),
        (builders.facts_of(enabled(writeback=Unknown("no right"))), Client.UNCHECKED),
        (Facts(builders.NOW, Unknown("not read"), builders.tenant_facts()), Client.UNCHECKED),
        (builders.facts_of(enabled(writeback=STOPPED)), Client.NOT_CONNECTED),
        (builders.facts_of(enabled(writeback=MUST)), Client.NOT_CONFIGURED),
        (builders.facts_of(enabled(events=(LOST,))), Client.TEMPORARY),
        (builders.facts_of(enabled(events=(LOST, FOUND))), Client.RUNNING),
        (builders.facts_of(builders.server_facts(), GONE), Client.NEVER_ENABLED),
        (
            builders.facts_of(builders.server_facts(events=(builders.event(31013, -5),)), GONE),
            Client.NOT_CONFIGURED,
        ),
        (builders.facts_of(builders.server_facts(), builders.enabled_tenant()), Client.NOT_CONFIGURED),
    ],
)
def test_the_state_follows_from_record_and_events(facts: Facts, client: Client) -> None:
    assert client_state(facts) is client


@pytest.mark.parametrize(
    ("edition", "beginning"),
    [
        (Edition.ENTRA_CONNECT, "Microsoft Entra ID is online"),
        (Edition.AZURE_AD_CONNECT, "Azure AD is online"),
    ],
)
def test_the_sentence_has_the_names_of_the_edition(edition: Edition, beginning: str) -> None:
    old = builders.facts_of(enabled(version=Version.parse("2.0.25.1")))
    assert portal_status(old, edition).text.startswith(beginning)
