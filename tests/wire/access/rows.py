"""The matrix: what somebody may write into a profile, what the other end may be, and how that must end.

The outcomes are written down here, not worked out by the product: the first thing that is wrong decides, in
the order profile, identity of the server, sign-in, session configuration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from writeback.domain.target import Authentication

NEGOTIATE, KERBEROS = Authentication.NEGOTIATE, Authentication.KERBEROS
CERTIFICATE, BASIC, CREDSSP = Authentication.CERTIFICATE, Authentication.BASIC, Authentication.CREDSSP


class Transport(Enum):
    """How the messages travel."""

    HTTPS = "https"
    HTTP = "encrypted http"
    PROXY = "https, proxy"
    DEAD_PROXY = "https, dead proxy"


class Trust(Enum):
    """What proves the server's identity, and whether it does."""

    AUTHORITY = "CA file"
    SYSTEM = "system store"
    KEY = "pinned key"
    BOTH = "CA file + key"
    OTHER_AUTHORITY = "another CA file"
    OTHER_KEY = "another key pinned"
    NOTHING = "nobody yet"
    EXPIRED = "CA file, expired"
    WRONG_NAME = "CA file, for another"
    SELF_SIGNED = "CA file, self-signed"
    CHANGED_KEY = "pinned key, changed"
    KEY_OF_EXPIRED = "pinned key, expired"
    NONE = "-"


class Configuration(Enum):
    """The session configuration of the profile."""

    DEFAULT = "Microsoft.PowerShell"
    JEA = "WritebackOperator"
    MISSING = "NoSuchEndpoint"


class Credentials(Enum):
    """What the person has."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown user"


class Offer(Enum):
    """What the server lets in, as the lab's fault `offer` names it."""

    USUAL = ""
    BASIC_ONLY = "basic"
    NEGOTIATE_ONLY = "negotiate"
    WITH_CREDSSP = "credssp"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` is the name of the error, "" when the server is read; `words` stand in its sentence."""

    error: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case."""

    authentication: Authentication
    transport: Transport
    trust: Trust
    configuration: Configuration
    credentials: Credentials
    outcome: Outcome
    offer: Offer = Offer.USUAL

    @property
    def is_before_anything_is_sent(self) -> bool:
        """Whether not one request may reach the server."""
        words, error = self.outcome.words, self.outcome.error
        return "nothing was sent" in words or error in ("InvalidInput", "ServerKeyChanged")

    @property
    def cells(self) -> tuple[str, ...]:
        """For people."""
        configuration = self.configuration.value
        return (
            self.authentication.value,
            self.transport.value,
            self.trust.value,
            f"{configuration} (NoLanguage)" if self.configuration is Configuration.JEA else configuration,
            self.credentials.value,
            self.offer.name.lower().replace("_", " "),
        )


WORKS = Outcome("", "the scheduler was read")
NO_CONFIGURATION = Outcome("EndpointMissing", "has no session configuration named NoSuchEndpoint")
NO_PASSWORD = Outcome("WrongPassword", "refused the sign-in of")
REFUSED = {
    NEGOTIATE: NO_PASSWORD,
    BASIC: NO_PASSWORD,
    CREDSSP: NO_PASSWORD,
    # Or "ended the connection when it was shown ...": a server may leave before its reason arrives.
    CERTIFICATE: Outcome("AccessDenied", "the client certificate"),
    KERBEROS: Outcome("TicketNeeded", "There is no Kerberos ticket of"),
}
UNKNOWN = {
    NEGOTIATE: NO_PASSWORD,
    BASIC: NO_PASSWORD,
    CREDSSP: NO_PASSWORD,
    CERTIFICATE: Outcome("AccessDenied", "knows no account for the client certificate"),
    KERBEROS: Outcome("AccessDenied", "did not accept the Kerberos ticket of"),
}
UNTRUSTED = {
    Trust.OTHER_AUTHORITY: Outcome("CertificateRefused", "is not trusted; nothing was sent"),
    Trust.OTHER_KEY: Outcome("ServerKeyChanged", "is not the server that the profile names: its key has"),
    Trust.NOTHING: Outcome("ServerUnknown", "is not trusted; nothing was sent. Name the file"),
}
SHOWN = {
    Trust.EXPIRED: Outcome("CertificateRefused", "is not valid today; nothing was sent"),
    Trust.WRONG_NAME: Outcome("CertificateRefused", "names another host; nothing was sent"),
    Trust.SELF_SIGNED: Outcome("CertificateRefused", "is not trusted; nothing was sent"),
    Trust.CHANGED_KEY: Outcome("ServerKeyChanged", "is not the server that the profile names: its key has"),
    # Whoever pins a key trusts the key, whatever the certificate around it says.
    Trust.KEY_OF_EXPIRED: WORKS,
}
"""Certificates that the server should not have."""
CLEAR = Outcome("InvalidInput", "over HTTP only negotiate and kerberos encrypt the messages")
NO_WAY = Outcome("ServerUnreachable", "does not lead to localhost")
NOT_OFFERED = "the profile's way to sign in; the password was not sent"
GOOD = (Trust.AUTHORITY, Trust.SYSTEM, Trust.KEY, Trust.BOTH)
SCHEMES = (NEGOTIATE, BASIC, CERTIFICATE, CREDSSP)


def rows() -> tuple[Row, ...]:
    """All that need no Kerberos."""
    return (*_secure(), *_false(), *_plain(), *_over_a_proxy(), *_not_offered())


def kerberos_rows() -> tuple[Row, ...]:
    """With a controller that issues tickets; the unknown user has one, but no account on the server."""
    return (*_of(KERBEROS), *_of_http(KERBEROS), Row(KERBEROS, Transport.PROXY, *_BEST, WORKS))


_BEST = (Trust.AUTHORITY, Configuration.DEFAULT, Credentials.RIGHT)


def _secure() -> Iterator[Row]:
    for authentication in SCHEMES:
        yield from _of(authentication)


def _of(authentication: Authentication) -> Iterator[Row]:
    """One scheme over HTTPS."""
    offer = Offer.WITH_CREDSSP if authentication is CREDSSP else Offer.USUAL
    for trust in GOOD:
        for configuration, credentials, outcome in (
            (Configuration.DEFAULT, Credentials.RIGHT, WORKS),
            (Configuration.JEA, Credentials.RIGHT, WORKS),
            (Configuration.MISSING, Credentials.RIGHT, NO_CONFIGURATION),
            (Configuration.DEFAULT, Credentials.WRONG, REFUSED[authentication]),
            (Configuration.JEA, Credentials.UNKNOWN, UNKNOWN[authentication]),
        ):
            yield Row(authentication, Transport.HTTPS, trust, configuration, credentials, outcome, offer)
    for trust, outcome in UNTRUSTED.items():
        yield Row(
            authentication, Transport.HTTPS, trust, Configuration.DEFAULT, Credentials.RIGHT, outcome, offer
        )


def _false() -> Iterator[Row]:
    """The server's certificate is not what it should be."""
    for authentication in (NEGOTIATE, BASIC):
        for trust, outcome in SHOWN.items():
            right = (Configuration.DEFAULT, Credentials.RIGHT)
            yield Row(authentication, Transport.HTTPS, trust, *right, outcome)


def _plain() -> Iterator[Row]:
    yield from _of_http(NEGOTIATE)
    for authentication in (BASIC, CERTIFICATE, CREDSSP):
        yield Row(
            authentication,
            Transport.HTTP,
            Trust.NONE,
            Configuration.DEFAULT,
            Credentials.RIGHT,
            CLEAR,
            Offer.WITH_CREDSSP,
        )


def _of_http(authentication: Authentication) -> Iterator[Row]:
    """HTTP with message encryption: there is nothing that proves the server."""
    for configuration, credentials, outcome in (
        (Configuration.DEFAULT, Credentials.RIGHT, WORKS),
        (Configuration.JEA, Credentials.RIGHT, WORKS),
        (Configuration.MISSING, Credentials.RIGHT, NO_CONFIGURATION),
        (Configuration.DEFAULT, Credentials.WRONG, REFUSED[authentication]),
        (Configuration.DEFAULT, Credentials.UNKNOWN, UNKNOWN[authentication]),
    ):
        yield Row(authentication, Transport.HTTP, Trust.NONE, configuration, credentials, outcome)


def _over_a_proxy() -> Iterator[Row]:
    for authentication in SCHEMES:
        offer = Offer.WITH_CREDSSP if authentication is CREDSSP else Offer.USUAL
        yield Row(authentication, Transport.PROXY, *_BEST, WORKS, offer)
    right = (Configuration.DEFAULT, Credentials.RIGHT)
    yield Row(NEGOTIATE, Transport.PROXY, Trust.KEY, Configuration.JEA, Credentials.RIGHT, WORKS)
    for trust, outcome in UNTRUSTED.items():
        yield Row(NEGOTIATE, Transport.PROXY, trust, *right, outcome)
    yield Row(NEGOTIATE, Transport.DEAD_PROXY, *_BEST, NO_WAY)


def _not_offered() -> Iterator[Row]:
    """A weaker way is never taken by itself, nor is a password given away unasked."""
    for authentication, offer, scheme in (
        (NEGOTIATE, Offer.BASIC_ONLY, "Negotiate"),
        (CREDSSP, Offer.USUAL, "CredSSP"),
    ):
        outcome = Outcome("UntrustedAnswer", f"does not offer {scheme}, {NOT_OFFERED}")
        yield Row(authentication, Transport.HTTPS, *_BEST, outcome, offer)
    no_basic = Outcome("UntrustedAnswer", "does not take Basic, the profile's way to sign in")
    yield Row(BASIC, Transport.HTTPS, *_BEST, no_basic, Offer.NEGOTIATE_ONLY)
