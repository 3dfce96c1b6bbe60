"""Hostile answers of the server: each one is what its name says, comes once, and the service lives on."""

from __future__ import annotations

import asyncio
import base64
import gzip
import io
import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
import requests
from pypsrp.powershell import PowerShell, RunspacePool
from tests.wire.wsman_lab import RunningLab, invoke

from writeback.lab.hostile import streams
from writeback.lab.hostile.clixml import DEPTH, OBJECTS, REWRITES
from writeback.lab.wsman import endless
from writeback.lab.wsman.tamper import KINDS

BOUNDED = sorted({*KINDS} - {*streams.KINDS})
A_BIT = 1 << 20
"""Enough of an answer to see what it is."""


@pytest.mark.parametrize("kind", BOUNDED)
def test_a_hostile_answer_is_given_once(wsman_lab: RunningLab, kind: str) -> None:
    with wsman_lab.pool() as pool:
        wsman_lab.faults.tamper["Receive"] = kind
        shell = started(pool)
        answer = received(pool, lambda: shell.poll_invoke(timeout=5))
        assert is_hostile(kind, answer)
        assert wsman_lab.faults.tamper == {}


def started(pool: RunspacePool, name: str = "Add-Mark") -> PowerShell:
    shell = PowerShell(pool)
    shell.add_cmdlet(name)
    shell.begin_invoke()
    return shell


def received(pool: RunspacePool, poll: Callable[[], object], **options: Any) -> requests.Response:
    """What came back over HTTP, whatever the client then made of it; redirects are not followed."""
    session = pool.connection.transport.session
    send = session.send
    answers: list[requests.Response] = []

    def recording(request: requests.PreparedRequest, **more: Any) -> requests.Response:
        answers.append(send(request, **more | options | {"allow_redirects": False}))
        return answers[-1]

    session.send = recording
    # How the client fails depends on the kind and is not what is looked at here.
    with suppress(Exception):
        poll()
    session.send = send
    return answers[0]


def is_hostile(kind: str, answer: requests.Response) -> bool:
    text = answer.content
    stream = re.search(rb"<rsp:Stream [^>]*>([^<]*)<", text)
    content = stream.group(1) if stream else b""
    if kind.startswith("clixml-") or kind == "million-objects":
        return bool(SIGNS[kind] in base64.b64decode(content))
    wide = (b"\xff\xfe", b"\xfe\xff")
    signs = {
        "doctype": text.startswith(b"<!DOCTYPE"),
        "relates-to": b"<a:RelatesTo>uuid:0<" in text,
        "bad-base64": content == b"!",
        "oversize": len(text) > 8 * 1024 * 1024,
        "deep": text.count(b"<d>") == DEPTH,
        "utf-16": text[:2] in wide,
        "utf-16-doctype": text[:2] in wide and "<!DOCTYPE" in text.decode("utf-16"),
        "not-xml": text.startswith(b"\x00"),
        "truncated": not text.endswith(b"</s:Envelope>"),
        "empty": answer.status_code == 200 and text == b"",
        "redirect": answer.status_code == 307,
        "compressed": answer.headers.get("Content-Encoding") == "gzip",
    }
    redirected = streams.REDIRECTS.get(kind) == answer.status_code and "Location" in answer.headers
    return bool(redirected or signs[kind])


SIGNS = {
    "clixml-doctype": b"<!ENTITY",
    "clixml-bomb": b"&c;",
    "clixml-utf-16": "<S>".encode("utf-16-le"),
    "clixml-deep": b'<Obj RefId="0"><LST>' * DEPTH,
    "clixml-unknown-ref": b'<Ref RefId="99"',
    "clixml-surrogate": b"<S>_xD800_",
    "clixml-bad-value": b"<I32>abc",
    "clixml-not-xml": b"<Obj><S>",
    "million-objects": b"<S/>" * OBJECTS,
}


def test_every_rewrite_has_a_sign() -> None:
    assert {kind for kind in REWRITES if kind.startswith("clixml-")} < SIGNS.keys()


@pytest.mark.parametrize("kind", ["flood", "flood-chunked", "gzip-bomb"])
@pytest.mark.parametrize("where", ["*", "401"])
def test_a_torrent_begins_and_ends_when_the_client_leaves(
    wsman_lab: RunningLab, kind: str, where: str
) -> None:
    wsman_lab.faults.tamper[where] = kind
    with post(wsman_lab, signed_in=where != "401") as answer:
        assert answer.status_code == (401 if where == "401" else 500)
        assert len(answer.raw.read(A_BIT)) > 1000
    with wsman_lab.pool() as pool:
        assert invoke(pool, "Add-Mark").output == ["mark"]


def test_a_flood_is_as_long_as_it_says(wsman_lab: RunningLab, small_flood: None) -> None:
    wsman_lab.faults.tamper["*"] = "flood"
    with post(wsman_lab) as answer:
        assert sum(len(piece) for piece in answer.iter_content(A_BIT)) == streams.FLOOD


def test_a_gzip_bomb_unpacks_to_more_than_its_flood(wsman_lab: RunningLab, small_flood: None) -> None:
    wsman_lab.faults.tamper["*"] = "gzip-bomb"
    with post(wsman_lab) as answer:
        packed = answer.raw.read(decode_content=False)
    with gzip.open(io.BytesIO(packed)) as unpacked:
        size = sum(len(piece) for piece in iter(lambda: unpacked.read(A_BIT), b""))
    assert size >= streams.FLOOD
    assert len(packed) < streams.FLOOD / 500


@pytest.fixture
def small_flood(monkeypatch: pytest.MonkeyPatch) -> None:
    """8 MiB instead of 300, for tests that read it to its end."""
    monkeypatch.setattr(streams, "FLOOD", 8 * A_BIT)


def test_a_header_can_drip_without_end(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.tamper["401"] = "slow-header"
    wsman_lab.faults.drip_seconds = 0.0001
    trusting = ssl.create_default_context(cafile=str(wsman_lab.certificate.ca_file))
    with (
        socket.create_connection(("127.0.0.1", wsman_lab.https_port), timeout=10) as tcp,
        trusting.wrap_socket(tcp, server_hostname="localhost") as client,
    ):
        client.sendall(b"POST /wsman HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        head = b"".join(iter(partial(client.recv, 1), b"~"))
        drops = [client.recv(1) for _ in range(50)]
    assert head.startswith(b"HTTP/1.1 401 ")
    assert head.endswith(b"X-Slow: ")
    assert drops == [b"~"] * 50


def test_a_body_can_drip_to_its_end(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.tamper["*"] = "slow-body"
    wsman_lab.faults.drip_seconds = 0
    with post(wsman_lab) as answer:
        assert b"</s:Envelope>" in answer.content


def test_a_slow_answer_ends_with_its_client(wsman_lab: RunningLab) -> None:
    wsman_lab.faults.tamper["*"] = "slow-body"
    wsman_lab.faults.drip_seconds = 0.001
    with post(wsman_lab) as answer:
        answer.raw.read(1)
    wsman_lab.run(everything_ended())
    assert not any(server.connections for server in wsman_lab.servers)


@pytest.mark.parametrize("kind", endless.KINDS)
def test_a_receive_can_have_more_for_ever(wsman_lab: RunningLab, kind: str) -> None:
    with wsman_lab.pool() as pool:
        wsman_lab.faults.endless = kind
        shell = started(pool)
        for _ in range(5):
            shell.poll_invoke(timeout=5)
        outputs = list(shell.output)
        assert outputs == (["more"] * 5 * endless.OUTPUTS if kind == "outputs" else [])
        wsman_lab.faults.endless = ""
        assert invoke(pool, "Add-Mark").output == ["mark"]


@pytest.mark.parametrize(("question", "method"), [("credential", 25), ("read-line", 11), ("secret", 12)])
def test_a_server_can_ask_a_client_that_has_no_host(
    wsman_lab: RunningLab, question: str, method: int
) -> None:
    with wsman_lab.pool() as pool:
        wsman_lab.faults.host_call = question
        shell = started(pool)
        answer = received(pool, lambda: shell.poll_invoke(timeout=5))
        fragments = re.findall(rb"<rsp:Stream [^>]*>([^<]*)<", answer.content)
        assert any(b"<I32>%d</I32>" % method in base64.b64decode(one) for one in fragments)
        assert wsman_lab.service.report()["host_answers"] == 0


def post(lab: RunningLab, *, signed_in: bool = True) -> requests.Response:
    """One message that nobody understands, whose answer is read piece by piece."""
    return requests.post(
        f"https://localhost:{lab.https_port}/wsman",
        data=b"<x/>",
        auth=("labadmin", lab.world.server.accounts["labadmin"].encode()) if signed_in else None,
        headers={"Content-Type": "application/soap+xml;charset=UTF-8"},
        verify=str(lab.certificate.ca_file),
        timeout=10,
        stream=True,
    )


async def everything_ended() -> None:
    """Return when the service has nothing left to do."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=5)
