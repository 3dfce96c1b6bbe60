"""A child that reads from a hostile server, once for each way that it is told, and says what became of it.

Lines on standard output: way, kind of error or `value`, largest resident size so far in KiB, sentence.
"""

from __future__ import annotations

import asyncio
import sys

from tests.faults.memory import largest
from writeback.domain.errors import WritebackError
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.remoting.server import Deadlines, RemoteServer


async def meet(port: int, ca_file: str, way: str) -> str:
    """One reading; the name of the user tells the server what to do."""
    address = ServerAddress(
        "localhost",
        way,
        port,
        authentication=Authentication.BASIC,
        ca_file=ca_file,
        configuration="Restricted",
    )
    server = RemoteServer(address, Secret("correct horse battery staple"), Deadlines(8, 8, 8, 1))
    try:
        await server.scheduler()
        return "value"
    except WritebackError as error:
        return f"{error.code}\t{largest()}\t{error.sentence()}"
    finally:
        await server.close()


async def main() -> None:
    """Arguments: port, CA file, ways."""
    port, ca_file, *ways = sys.argv[1:]
    for way in ways:
        print(way, await meet(int(port), ca_file, way), sep="\t", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
