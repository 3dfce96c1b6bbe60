"""What Kerberos' own errors mean (RFC 4120, section 7.5.9, and MIT's numbers)."""

from __future__ import annotations

import pytest

from writeback.domain.errors import TicketNeeded, TicketRefused, WritebackError
from writeback.domain.target import Authentication, ServerAddress
from writeback.remoting.kerberos import failure

SERVER = ServerAddress("sync01.contoso.com", "adm@CONTOSO.COM", authentication=Authentication.KERBEROS)
KRB5 = -1765328384
FAILURE, NO_CREDENTIAL, EXPIRED = 13 << 16, 7 << 16, 11 << 16


class GssError(Exception):
    """As GSSAPI's binding raises it."""

    def __init__(self, major: int, minor: int, text: str = "") -> None:
        super().__init__(text)
        self.maj_code = major
        self.min_code = minor


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (GssError(NO_CREDENTIAL, 0), TicketNeeded, "There is no Kerberos ticket of adm@CONTOSO.COM"),
        (GssError(EXPIRED, 0), TicketNeeded, "has expired"),
        (GssError(FAILURE, KRB5 + 32), TicketNeeded, "has expired"),
        (GssError(FAILURE, KRB5 + 195), TicketNeeded, "kinit adm@CONTOSO.COM"),
        (GssError(FAILURE, KRB5 + 6), TicketRefused, "knows no user adm@CONTOSO.COM"),
        (GssError(FAILURE, KRB5 + 7), TicketRefused, "knows no server host/sync01.contoso.com"),
        (
            GssError(FAILURE, KRB5 + 7, "Server krbtgt/OTHER@CONTOSO.COM not found"),
            TicketRefused,
            "does not know the realm of sync01.contoso.com",
        ),
        (GssError(FAILURE, KRB5 + 37), TicketRefused, "this machine's clock"),
        (GssError(FAILURE, KRB5 + 156), TicketRefused, "No Kerberos server of the realm answers"),
        # Some bindings hand the number on without its sign.
        (GssError(FAILURE, KRB5 + 37 + (1 << 32)), TicketRefused, "this machine's clock"),
        (
            GssError(FAILURE, 1, "Major (851968): Unspecified, Minor (1): Very odd\x1b[2J, Context: none"),
            TicketRefused,
            "gives no ticket for sync01.contoso.com: Very odd",
        ),
    ],
)
def test_an_error_is_a_sentence_with_a_next_step(
    error: GssError, kind: type[WritebackError], words: str
) -> None:
    found = failure(error, SERVER)
    assert type(found) is kind
    assert words in found.sentence()
    assert "\x1b" not in found.sentence()
    assert "othing was sent" in found.sentence()
    assert found.hint
