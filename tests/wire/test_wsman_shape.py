"""The elements of every answer, with Windows' names and order: facts, compared with recorded exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from pypsrp.exceptions import WinRMTransportError, WSManFaultError
from pypsrp.powershell import RunspacePool
from tests.wire.wsman_lab import invoke, running_lab

from writeback.lab.certificate import ServerCertificate
from writeback.lab.wsman.soap import PREFIXES

HEADER = ["a:Action", "a:MessageID", "p:ActivityId", "a:To", "a:RelatesTo"]
SHELL = [
    "ShellId",
    "ResourceUri",
    "Owner",
    "ClientIP",
    "ProcessId",
    "IdleTimeOut",
    "InputStreams",
    "OutputStreams",
    "MaxIdleTimeOut",
    "Locale",
    "DataLocale",
    "CompressionMode",
    "ProfileLoaded",
    "Encoding",
    "BufferMode",
    "State",
    "ShellRunTime",
    "ShellInactivity",
]
STREAMS = ["InputStreams", "OutputStreams"]
SHELL_PATHS = ["rsp:Shell", *(f"rsp:Shell/rsp:{name}" for name in SHELL)]
CONNECTED = "rsp:ConnectResponse"
SELECTORS = "x:ResourceCreated/a:ReferenceParameters/w:SelectorSet"
BODIES: dict[str, list[str]] = {
    "CreateResponse": [
        "x:ResourceCreated",
        "x:ResourceCreated/a:Address",
        "x:ResourceCreated/a:ReferenceParameters",
        "x:ResourceCreated/a:ReferenceParameters/w:ResourceURI",
        SELECTORS,
        f"{SELECTORS}/w:Selector[Name]",
        *SHELL_PATHS,
    ],
    "ReceiveResponse": [
        "rsp:ReceiveResponse",
        "rsp:ReceiveResponse/rsp:Stream[CommandId Name]",
        "rsp:ReceiveResponse/rsp:CommandState[CommandId State]",
        "rsp:ReceiveResponse/rsp:CommandState/rsp:ExitCode",
    ],
    "CommandResponse": ["rsp:CommandResponse", "rsp:CommandResponse/rsp:CommandId"],
    "SendResponse": ["rsp:SendResponse"],
    "SignalResponse": ["rsp:SignalResponse"],
    "DeleteResponse": [],
    "DisconnectResponse": [],
    "ReconnectResponse": [],
    "ConnectResponse": [
        CONNECTED,
        *(f"{CONNECTED}/rsp:{name}" for name in STREAMS),
        f"{CONNECTED}/pwsh:connectResponseXml",
    ],
    "GetResponse": SHELL_PATHS,
    "EnumerateResponse": [
        "n:EnumerateResponse",
        "n:EnumerateResponse/n:EnumerationContext",
        "n:EnumerateResponse/w:Items",
        *(f"n:EnumerateResponse/w:Items/{path}" for path in SHELL_PATHS),
        "n:EnumerateResponse/w:EndOfSequence",
    ],
}
FAULT = [
    "s:Fault",
    "s:Fault/s:Code",
    "s:Fault/s:Code/s:Value",
    "s:Fault/s:Code/s:Subcode",
    "s:Fault/s:Code/s:Subcode/s:Value",
    "s:Fault/s:Reason",
    "s:Fault/s:Reason/s:Text[lang]",
    "s:Fault/s:Detail",
    "s:Fault/s:Detail/w:FaultDetail",
    "s:Fault/s:Detail/f:WSManFault[Code Machine]",
    "s:Fault/s:Detail/f:WSManFault/f:Message",
]
NAMES = {uri: prefix for prefix, uri in PREFIXES.items()} | {
    "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault": "f"
}


def name(qualified: str) -> str:
    """`prefix:Name` of a qualified name; attributes lose their namespace."""
    uri, _, local = qualified.rpartition("}")
    return f"{NAMES[uri[1:]]}:{local}" if uri[1:] in NAMES else local


def paths(parent: ElementTree.Element, base: str = "") -> Iterator[str]:
    """Every path below `parent` once, in document order, with its attributes' names."""
    for child in parent:
        path = f"{base}{name(child.tag)}"
        attributes = " ".join(sorted(name(key) for key in child.attrib))
        yield f"{path}[{attributes}]" if attributes else path
        yield from paths(child, f"{path}/")


def unique(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))


@pytest.fixture(scope="module")
def answers(certificate: ServerCertificate) -> dict[str, ElementTree.Element]:
    """The fullest answer of each action, from one session that uses them all."""
    recorded: dict[str, ElementTree.Element] = {}
    with running_lab(certificate) as lab, lab.wsman() as connection, lab.wsman() as other:
        for client in (connection, other):
            record(client.transport, recorded)
        pool = RunspacePool(connection)
        pool.open()
        pool.exchange_keys()
        pool.disconnect()
        pool.connect()
        invoke(pool, "Add-Mark")
        pool.shell._get_shell(timeout=5)
        pool.disconnect()
        (found,) = RunspacePool.get_runspace_pools(other)
        found.connect()
        found.close()
        with pytest.raises(WSManFaultError):
            pool.shell._get_shell(timeout=5)
    return recorded


def record(transport: Any, into: dict[str, ElementTree.Element]) -> None:
    """Keep every envelope that arrives, faults too."""
    send = transport._send_request

    def recording(*arguments: Any, **options: Any) -> bytes:
        try:
            answer: bytes = send(*arguments, **options)
        except WinRMTransportError as error:
            keep(error.response_text.encode())
            raise
        keep(answer)
        return answer

    def keep(answer: bytes) -> None:
        if not answer:
            return
        root = ElementTree.fromstring(answer)  # noqa: S314 - the lab's own answer
        action = root.findtext("s:Header/a:Action", "", PREFIXES).rpartition("/")[2]
        if action not in into or len(unique(paths(root))) > len(unique(paths(into[action]))):
            into[action] = root

    transport._send_request = recording


@pytest.mark.parametrize("action", BODIES)
def test_an_answer_has_the_elements_of_windows(answers: dict[str, ElementTree.Element], action: str) -> None:
    body = answers[action].find("s:Body", PREFIXES)
    assert body is not None
    assert unique(paths(body)) == BODIES[action]


@pytest.mark.parametrize("action", [*BODIES, "fault"])
def test_an_answer_has_the_headers_of_windows(answers: dict[str, ElementTree.Element], action: str) -> None:
    header = answers[action].find("s:Header", PREFIXES)
    assert header is not None
    assert [name(child.tag) for child in header] == HEADER


def test_a_fault_has_the_elements_of_windows(answers: dict[str, ElementTree.Element]) -> None:
    body = answers["fault"].find("s:Body", PREFIXES)
    assert body is not None
    assert unique(paths(body)) == FAULT
