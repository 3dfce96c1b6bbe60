"""A server that repeats what it was given: no secret comes back in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypsrp.messages import MessageType
from tests.faults.hostile_wsman import speaking, whole
from tests.wire.hostile import hostile_server

from writeback.domain.choices import ServerCredential
from writeback.domain.errors import WritebackError
from writeback.domain.ports import CloudCredential
from writeback.domain.secret import Secret
from writeback.domain.target import Authentication, ServerAddress
from writeback.lab.certificate import make_certificates
from writeback.remoting.outcome import ErrorRecord
from writeback.remoting.server import Deadlines, RemoteServer

PASSWORD, TOKEN = "Tr0ub4dor&3", "eyJ0eXAi.eyJhdWQi.c2ln"
RECORDED = (Path(__file__).parent / "recorded" / "clixml.txt").read_text("utf-8").splitlines()
FAILED = next(line.partition("\t")[2] for line in RECORDED if '<I32 N="PipelineState">5' in line)


async def test_neither_password_nor_token_comes_back_from_an_error_record(tmp_path: Path) -> None:
    words = f"cannot use {PASSWORD.replace('&', '&amp;')} with {TOKEN}"
    echo = FAILED.replace("The connector 'nope' could not be found.", words)
    assert words in echo
    certificate = make_certificates(tmp_path)
    with hostile_server(speaking([whole(echo, MessageType.PIPELINE_STATE)]), certificate) as server:
        address = ServerAddress(
            "localhost",
            "hedda",
            server.server_port,
            authentication=Authentication.BASIC,
            ca_file=str(certificate.ca_file),
            configuration="Restricted",
        )
        remote = RemoteServer(address, Secret(PASSWORD), Deadlines(5, 5, 5, 1))
        with pytest.raises(WritebackError) as caught:
            await remote.set_password_reset_configuration(
                "c", enable=True, credential=CloudCredential(ServerCredential.ACCESS_TOKEN, "", Secret(TOKEN))
            )
        await remote.close()
    assert "cannot use ******** with ********" in caught.value.message


def test_a_secret_of_a_letter_or_two_does_not_hide_half_of_every_text() -> None:
    record = ErrorRecord("a b c")
    assert record.without([Secret("b")]) == record
