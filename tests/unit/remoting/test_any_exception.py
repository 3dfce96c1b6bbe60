"""Whatever the library raises, from inside whichever call: one sentence without a word of its own."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from xml.etree.ElementTree import ParseError

import pypsrp.powershell
import pypsrp.wsman
import pytest
import requests
from pypsrp import exceptions as library
from spnego.exceptions import InvalidTokenError
from tests.faults.hostile_wsman import DONE, speaking
from tests.wire.hostile import hostile_server

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import WritebackError
from writeback.domain.facts import WritebackConfiguration
from writeback.domain.ports import CloudCredential
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.lab.certificate import ServerCertificate, make_certificates
from writeback.remoting.server import Deadlines, RemoteServer

SECRET = "Tr0ub4dor&3"
WORDS = f"\x1b[31mpassword {SECRET}\x1b]52;c;x\x07\u202e"


class Bare(Exception):
    """Of nobody's hierarchy; its text is dangerous."""

    def __str__(self) -> str:
        return WORDS

    __repr__ = __str__


RAISED: list[BaseException] = [
    ValueError(WORDS),
    KeyError(WORDS),
    OverflowError(WORDS),
    AttributeError(WORDS),
    IndexError(WORDS),
    TypeError(WORDS),
    RuntimeError(WORDS),
    AssertionError(WORDS),
    NotImplementedError(WORDS),
    StopIteration(WORDS),
    ImportError(WORDS),
    RecursionError(WORDS),
    MemoryError(WORDS),
    ParseError(WORDS),
    UnicodeDecodeError("utf-8", WORDS.encode(), 0, 1, WORDS),
    UnicodeEncodeError("utf-8", WORDS, 0, 1, WORDS),
    struct.error(WORDS),
    OSError(5, WORDS),
    TimeoutError(WORDS),
    ssl.SSLError(1, WORDS),
    ssl.SSLCertVerificationError(1, WORDS),
    requests.exceptions.SSLError(WORDS),
    requests.exceptions.ConnectionError(WORDS),
    requests.exceptions.ReadTimeout(WORDS),
    requests.exceptions.InvalidURL(WORDS),
    requests.exceptions.ContentDecodingError(WORDS),
    library.AuthenticationError(WORDS),
    library.WinRMError(WORDS),
    library.WinRMTransportError("http", 500, WORDS),
    library.WSManFaultError(None, None, None, None, None, WORDS),
    library.InvalidPSRPOperation(WORDS),
    library.SerializationError(WORDS),
    library.FragmentError(WORDS),
    InvalidTokenError(context_msg=WORDS),
    Bare(),
]
CALLS: dict[str, tuple[Any, str]] = {
    "making the session": (pypsrp.wsman._TransportHTTP, "_build_session"),
    "sending": (requests.adapters.HTTPAdapter, "send"),
    "opening": (pypsrp.powershell.RunspacePool, "open"),
    "unpacking": (pypsrp.powershell.Message, "unpack"),
    "beginning": (pypsrp.powershell.PowerShell, "begin_invoke"),
    "polling": (pypsrp.powershell.PowerShell, "poll_invoke"),
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ServerCertificate:
    folder: Path = tmp_path_factory.mktemp("certificates")
    return make_certificates(folder)


async def read(server: RemoteServer) -> None:
    await server.scheduler()


async def write(server: RemoteServer) -> WritebackConfiguration | None:
    await server.set_password_reset_configuration(
        "c", enable=True, credential=CloudCredential(ServerCredential.NONE)
    )
    return None


@pytest.mark.parametrize("act", [read, write])
@pytest.mark.parametrize("call", CALLS)
async def test_whatever_is_raised_ends_in_a_clean_sentence(
    certificate: ServerCertificate, monkeypatch: pytest.MonkeyPatch, call: str, act: Callable[..., Any]
) -> None:
    owner, name = CALLS[call]
    for raised in RAISED:
        with hostile_server(speaking([DONE] * 3), certificate) as hostile, monkeypatch.context() as patch:
            patch.setattr("writeback.remoting.session.PAUSE_SECONDS", 0.0)
            patch.setattr(owner, name, raising(raised))
            address = ServerAddress(
                "localhost",
                "hedda",
                hostile.server_port,
                authentication=Authentication.BASIC,
                ca_file=str(certificate.ca_file),
                configuration="Restricted",
            )
            server = RemoteServer(address, Secret(SECRET), Deadlines(0.2, 0.2, 0.2, 1))
            with pytest.raises(WritebackError) as caught:
                await act(server)
            await server.close()
        said = caught.value.sentence()
        assert SECRET not in said, (type(raised), said)
        assert said.isprintable(), (type(raised), said)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail
