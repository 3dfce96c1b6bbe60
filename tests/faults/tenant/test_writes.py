"""A change of the switches is sent once, whatever is answered."""

from __future__ import annotations

import pytest

from tests.faults.hostile_tenant import (
    PORTAL,
    TENANT,
    Script,
    says,
)
from tests.faults.tenant.far_end import BOMB, DEEP, ignore
from tests.faults.test_hostile_server import (
    chunked_flood,
)
from tests.wire.hostile import Answer
from writeback.cloud import EntraTenant, switches
from writeback.domain.errors import (
    WritebackError,
)
from writeback.domain.facts import SwitchMethod

GOOD = {
    "objectId": TENANT,
    "passwordWritebackSupported": False,
    "accountUnlockSupported": True,
    "accountUnlockEnabled": False,
    "enablementForTenant": True,
    "cloudProvisioningEnablementForTenant": False,
}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 504])
async def test_a_write_is_sent_once_whatever_is_answered(
    script: Script, tenant: EntraTenant, status: int
) -> None:
    def answered(answer: Answer) -> None:
        if answer.command == "PUT":
            challenge = 'Bearer error="insufficient_claims", claims="e30="'
            says({}, status, Retry_After="0", WWW_Authenticate=challenge)(answer)
        else:
            says(GOOD)(answer)

    script.ways["way"] = {PORTAL: answered}
    await tenant.sign_in(ignore)
    with pytest.raises(WritebackError) as caught:
        await switches(SwitchMethod.PORTAL_API, tenant).write(write_back_passwords=True)
    assert caught.value.in_doubt is (status >= 500)
    assert sum(method == "PUT" for method, _endpoint in script.asked) == 1


@pytest.mark.parametrize("way", ["flood", "deep", "xml", "redirect"])
async def test_an_odd_answer_to_a_write_is_in_doubt_and_nothing_is_sent_again(
    script: Script, tenant: EntraTenant, way: str
) -> None:
    odd = {
        "flood": chunked_flood,
        "deep": says(DEEP, 500),
        "xml": says(BOMB, 500, "application/xml"),
        "redirect": says(b"", 307, Location="/x"),
    }[way]
    script.ways["way"] = {
        PORTAL: lambda answer: odd(answer) if answer.command == "PUT" else says(GOOD)(answer)
    }
    await tenant.sign_in(ignore)
    with pytest.raises(WritebackError) as caught:
        await switches(SwitchMethod.PORTAL_API, tenant).write(write_back_passwords=True)
    assert caught.value.in_doubt
    assert sum(method == "PUT" for method, _endpoint in script.asked) == 1
