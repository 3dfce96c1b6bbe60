"""A server that wants to fill the memory, or never to be done: every reading ends in a sentence, in time."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pypsrp.messages import MessageType

from tests.faults.hostile_wsman import DONE, Way, fragment, message, received, speaking, whole
from tests.faults.own_process import ended
from tests.wire.hostile import Answer, hostile_server
from writeback.lab.certificate import make_certificates

MOST_MEMORY = 200 << 10
"""KiB of the child, over all that it meets."""
TOO_LONG = 120
MEBI = 1 << 20
CLIENT = "tests.faults.hostile_client"


def announced_flood(answer: Answer) -> None:
    answer.send_response(200)
    answer.send_header("Content-Length", str(300 * MEBI))
    answer.end_headers()
    for _ in range(300):
        answer.wfile.write(bytes(MEBI))


def chunked_flood(answer: Answer) -> None:
    answer.send_response(200)
    answer.send_header("Transfer-Encoding", "chunked")
    answer.end_headers()
    for _ in range(300):
        answer.wfile.write(b"100000\r\n" + bytes(MEBI) + b"\r\n")


def flood_in_an_error(answer: Answer) -> None:
    answer.send_response(500)
    answer.send_header("Content-Length", str(300 * MEBI))
    answer.end_headers()
    for _ in range(300):
        answer.wfile.write(bytes(MEBI))


def elements(answer: Answer) -> None:
    answer.reply(200, b"<a>" + b"<b/>" * (MEBI - 10) + b"</a>")


def attributes(answer: Answer) -> None:
    answer.reply(200, b"<a " + b" ".join(b'b%d=""' % n for n in range(400_000)) + b"/>")


def newlines(answer: Answer) -> None:
    answer.reply(200, b"<a>" + b"\n" * (4 * MEBI - 10) + b"</a>")


def pieces(answer: Answer) -> None:
    answer.reply(200, received(b"x" * 30).encode() * 40_000)


def nested(depth: int, inner: str) -> str:
    opened = "".join(f'<Obj RefId="{n}"><MS><Obj N="a" RefId="i{n}"><LST>' for n in range(depth))
    return opened + inner + "</LST></Obj></MS></Obj>" * depth


def doubling() -> str:
    """Each list refers to the one before ten times."""
    kind = '<TN RefId="t"><T>System.Array</T></TN>'
    lists = [f'<Obj RefId="0">{kind}<LST><S>x</S></LST></Obj>']
    for level in range(1, 30):
        refs = f'<Ref RefId="{level - 1}"/>' * 10
        lists.append(f'<Obj RefId="{level}">{kind}<LST>{refs}</LST></Obj>')
    return f'<Obj RefId="99">{kind}<LST>' + "".join(lists) + "</LST></Obj>"


def list_of(count: int, item: str) -> str:
    return '<Obj RefId="0"><TN RefId="0"><T>System.Array</T></TN><LST>' + item * count + "</LST></Obj>"


def in_fragments(body: bytes, size: int = MEBI) -> Iterator[bytes]:
    """A message in as many answers as it takes."""
    count = -(-len(body) // size)
    for index in range(count):
        flags = (index == 0) | (2 if index == count - 1 else 0)
        yield fragment(body[index * size : (index + 1) * size], index=index, flags=flags)


def endless(make: Callable[[int], bytes]) -> Iterator[bytes]:
    return (make(number) for number in itertools.count())


EVENT = whole('<Obj RefId="0"><MS><S N="Activity">a</S></MS></Obj>', MessageType.USER_EVENT)
EMOJI = "\U0001f600"

WAYS: dict[str, Callable[[], Way]] = {
    "announced flood": lambda: announced_flood,
    "chunked flood": lambda: chunked_flood,
    "flood in an error": lambda: flood_in_an_error,
    "elements": lambda: elements,
    "attributes": lambda: attributes,
    "newlines": lambda: newlines,
    "pieces": lambda: pieces,
    "depth of 10,000": lambda: speaking([whole("<a>" * 10_000 + "</a>" * 10_000)]),
    "a million objects in a list": lambda: speaking(in_fragments(message(list_of(1_000_000, "<S>x</S>")))),
    "a million objects": lambda: speaking(endless(lambda _n: whole("<S>x</S>") * 5_000)),
    "as many objects as are allowed": lambda: speaking(endless(lambda _n: whole("<S>x</S>") * 500)),
    "long texts": lambda: speaking(endless(lambda _n: whole("<S>" + EMOJI + "x" * MEBI + "</S>"))),
    "a long text far down": lambda: speaking([whole(nested(24, "<S>" + EMOJI + "x" * 4 * MEBI + "</S>"))]),
    "texts as far down as is allowed": lambda: speaking(
        endless(lambda _n: whole(nested(20, "<S>" + EMOJI + "x" * (MEBI // 16) + "</S>")))
    ),
    "references": lambda: speaking([whole(doubling()) + DONE]),
    "a DTD in CLIXML": lambda: speaking([whole('<!DOCTYPE z [<!ENTITY a "b">]><S>&a;</S>')]),
    "fragments without an end": lambda: speaking(
        endless(lambda n: fragment(bytes(MEBI), index=n, flags=int(n == 0)))
    ),
    "messages without an end": lambda: speaking(endless(lambda n: fragment(bytes(MEBI), number=n, flags=1))),
    "empty messages without an end": lambda: speaking(
        endless(lambda n: b"".join(fragment(b"", number=n << 32 | m, flags=1) for m in range(50_000)))
    ),
    "events": lambda: speaking(endless(lambda _n: EVENT * 1000), opens=False),
    "a prompt": lambda: speaking(
        [whole('<Obj RefId="0"><MS><I64 N="ci">1</I64></MS></Obj>', MessageType.PIPELINE_HOST_CALL)]
    ),
}


@dataclass(frozen=True)
class Met:
    """What the child says about one way."""

    kind: str
    memory: int
    sentence: str


def by_user(answer: Answer) -> None:
    """The way that the client's user name asks for, begun anew for each client."""
    scheme, _, given = answer.headers.get("Authorization", "").partition(" ")
    assert scheme == "Basic"
    name = base64.b64decode(given).decode().partition(":")[0]
    begun: dict[str, Way] = answer.server.__dict__.setdefault("begun", {})
    if name not in begun:
        begun[name] = WAYS[name]()
    begun[name](answer)


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Met]:
    """One child meets all of them."""
    certificate = make_certificates(tmp_path_factory.mktemp("certificates"))
    with hostile_server(by_user, certificate) as server:
        done = ended(CLIENT, str(server.server_port), str(certificate.ca_file), *WAYS, timeout=TOO_LONG)
    assert done.stderr == ""
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {way: Met(kind, int(memory), sentence) for way, kind, memory, sentence in lines}


@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_answer_ends_in_a_sentence(met: dict[str, Met], way: str) -> None:
    assert met[way].kind == "untrusted-answer"
    assert met[way].sentence.isprintable()


def test_the_memory_stays_below_its_bound(met: dict[str, Met]) -> None:
    print({way: each.memory >> 10 for way, each in met.items()})
    assert max(each.memory for each in met.values()) < MOST_MEMORY
