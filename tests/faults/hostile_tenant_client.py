"""A child that signs in to a hostile tenant and reads it, once for each way, and says what became of it.

Lines on standard output: way, kind of error or `value`, largest resident size so far in KiB, sentence.
"""

from __future__ import annotations

import asyncio
import sys

from tests.faults.memory import largest
from writeback.cloud import authority, open_tenant
from writeback.domain.errors import WritebackError
from writeback.domain.facts import SwitchMethod, Unknown
from writeback.domain.target import GRAPH_COMMAND_LINE_TOOLS, Cloud


async def meet(origin: str, ca_file: str, way: str) -> str:
    """One sign-in and one survey; a part of it that is unknown counts as the error that made it so."""
    cloud = Cloud("lab", origin, origin, origin, ca_file, is_lab=True)
    tenant = open_tenant(cloud, way, GRAPH_COMMAND_LINE_TOOLS, SwitchMethod.PORTAL_API)
    try:
        await tenant.sign_in(lambda _code: None)
        facts = await tenant.survey()
        parts = (facts.domains, facts.roles, facts.premium, facts.audit, facts.switches)
        failed = [part.error for part in parts if isinstance(part, Unknown) and part.error]
        return f"{failed[0].code}\t{largest()}\t{failed[0].sentence()}"
    except WritebackError as error:
        return f"{error.code}\t{largest()}\t{error.sentence()}"
    finally:
        await tenant.close()


async def main() -> None:
    """Arguments: origin, CA file, ways."""
    origin, ca_file, *ways = sys.argv[1:]
    authority.PACE_SECONDS = 0.0
    for way in ways:
        print(way, await meet(origin, ca_file, way), sep="\t", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
