"""Tries out the way to a server: its name, its port, its certificate, and whether WinRM answers there."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime

from writeback.cloud.daemon import in_daemon_thread
from writeback.domain.findings import Finding, Severity
from writeback.domain.safe import safe_str
from writeback.domain.target import Authentication, ServerAddress, ServerIdentity
from writeback.domain.texts import _
from writeback.service.reach import Answer, Connection, NoAnswer, addresses_of, connected, why

NAME, PORT, CERTIFICATE, WINRM = "name", "port", "certificate", "winrm"
"""Ids of the findings, in their order."""
WSMAN = "/wsman"
UNAUTHORIZED, NOT_FOUND = 401, 404
OFFERS = {
    Authentication.NEGOTIATE: ("NEGOTIATE", "NTLM"),
    Authentication.KERBEROS: ("NEGOTIATE", "KERBEROS"),
    Authentication.CREDSSP: ("CREDSSP",),
    Authentication.BASIC: ("BASIC",),
}
"""Schemes of a challenge that the profile's way can answer; a certificate answers none."""
EXPIRED, NOT_YET_VALID = 10, 9
OTHER_NAME = (62, 64)
"""OpenSSL's X509_V_ERR_* numbers."""


async def try_server(address: ServerAddress) -> AsyncIterator[Finding]:
    """Name, port, certificate, WinRM."""
    if not address.host:
        return
    if address.proxy is None:
        found = await _named(address)
        yield found
        if found.severity is not Severity.PASSED:
            return
    try:
        async with connected(address.host, address.port, address.proxy) as connection:
            yield _port_open(address)
            if address.tls:
                found = await _secured(connection, address)
                yield found
                if found.severity is not Severity.PASSED:
                    return
            yield await _winrm(connection, address)
    except (OSError, NoAnswer) as error:
        yield _port_closed(address, error)


async def _named(address: ServerAddress) -> Finding:
    title = _("Name has an address")
    try:
        found = await addresses_of(address.host)
    except (OSError, UnicodeError):
        return Finding.blocks(
            NAME,
            title,
            _("The name {host} has no address.").format(host=address.host),
            _("Check the spelling, and that this machine asks the right name server."),
        )
    return Finding.passed(NAME, title, ", ".join(found[:2]))


def _port_open(address: ServerAddress) -> Finding:
    return Finding.passed(PORT, _("Port {port} answers").format(port=address.port))


def _port_closed(address: ServerAddress, error: Exception) -> Finding:
    """Before the port has answered; after that nobody gets here, the steps see to their own errors."""
    title = _("Port answers")
    if address.proxy is not None:
        text = _("There is no way to {host}:{port} over the proxy {proxy}: {why}.")
        hint = _("Check the proxy, and that it lets connections to this port through.")
    else:
        text = _("Nothing answers at {host}:{port}: {why}.")
        hint = _("Check the port and the firewalls, and that PowerShell remoting is enabled there.")
    said = text.format(host=address.host, port=address.port, proxy=address.proxy, why=why(error))
    return Finding.blocks(PORT, title, said, hint)


async def _secured(connection: Connection, address: ServerAddress) -> Finding:
    title = _("Certificate trusted")
    try:
        shown = await connection.secure(_context(address))
    except ssl.SSLCertVerificationError as error:
        return await _refused(address, error.verify_code)
    except FileNotFoundError:
        return _no_authority(address)
    except OSError as error:  # ssl.SSLError is one
        return Finding.blocks(
            CERTIFICATE,
            title,
            _("{host}:{port} does not speak TLS 1.2 or later: {why}.").format(
                host=address.host, port=address.port, why=why(error)
            ),
            _("WinRM over HTTPS is at port 5986 unless the server says otherwise."),
        )
    identity = await _identity(shown)
    if identity is None or (address.pinned_key and identity.key != address.pinned_key):
        return Finding.blocks(
            CERTIFICATE,
            title,
            _("The server shows another key than the pinned one."),
            _("Find out why before anything else: this is a hard stop."),
        )
    return Finding.passed(CERTIFICATE, title, _until(identity))


def _context(address: ServerAddress) -> ssl.SSLContext:
    """As the way to the server has it: authority, or key alone, or the system's store. Raises OSError."""
    if address.pinned_key and not address.ca_file:
        return _unchecked()
    context = ssl.create_default_context(cafile=address.ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _unchecked() -> ssl.SSLContext:
    """To look at a certificate; the pinned key, or a person, decides."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def _refused(address: ServerAddress, code: int) -> Finding:
    """Why the certificate is not taken, with what a person needs to decide."""
    identity = None
    with suppress(OSError, NoAnswer):
        async with connected(address.host, address.port, address.proxy) as again:
            identity = await _identity(await again.secure(_unchecked()))
    said = {
        EXPIRED: _("The server's certificate has expired."),
        NOT_YET_VALID: _("The server's certificate is not valid yet: compare the clocks."),
        **dict.fromkeys(OTHER_NAME, _("The server's certificate is for another name.")),
    }.get(code, _("Nobody that is trusted here vouches for the server's certificate."))
    if identity is not None:
        shown = _("It is for {names}, issued by {issuer}; SHA-256 of its key: {key}").format(
            names=safe_str(", ".join(identity.names) or identity.subject, 120),
            issuer=safe_str(identity.issuer, 120),
            key=identity.key,
        )
        said = f"{said} {shown}"
    hint = _("Name the CA file that issued it, or pin the key once it was compared on the server.")
    return Finding.blocks(CERTIFICATE, _("Certificate trusted"), said, hint)


def _no_authority(address: ServerAddress) -> Finding:
    return Finding.blocks(
        CERTIFICATE,
        _("Certificate trusted"),
        _("The CA file {file} is not there.").format(file=address.ca_file),
        _("Put the authority's certificate there (PEM), or name another file."),
    )


async def _identity(shown: bytes) -> ServerIdentity | None:
    """None for what is no certificate. Loaded in a thread: the library takes a tenth of a second."""

    def read() -> ServerIdentity | None:
        from writeback.remoting.identity import identity_of

        try:
            return identity_of(shown)
        except ValueError:
            return None

    return await in_daemon_thread(read, "certificate")


def _until(identity: ServerIdentity) -> str:
    days = (identity.valid_until - datetime.now(UTC)).days
    return _("valid until {date:%Y-%m-%d} ({days} days)").format(date=identity.valid_until, days=days)


async def _winrm(connection: Connection, address: ServerAddress) -> Finding:
    title = _("WinRM answers")
    try:
        answer = await connection.ask("POST", WSMAN, headers=[("Content-Length", "0")])
    except (OSError, NoAnswer) as error:
        return Finding.blocks(WINRM, title, _("WinRM gave no answer: {why}.").format(why=why(error)), "")
    if answer.status == NOT_FOUND:
        return Finding.blocks(
            WINRM,
            title,
            _("There is a web server at this port, but no WinRM."),
            _("Check the port; 5986 is usual for HTTPS, 5985 for HTTP."),
        )
    if answer.status != UNAUTHORIZED:
        return Finding.warns(
            WINRM,
            title,
            _("WinRM answered {status} where it should have asked for a sign-in.").format(
                status=answer.status
            ),
            "",
        )
    return _offered(answer, address)


def _offered(answer: Answer, address: ServerAddress) -> Finding:
    title = _("WinRM answers")
    schemes = tuple(dict.fromkeys(one.split()[0] for one in answer.all("www-authenticate") if one.split()))
    shown = safe_str(", ".join(schemes), 80)
    wanted = OFFERS.get(address.authentication, ())
    if wanted and not {scheme.upper() for scheme in schemes}.intersection(wanted):
        return Finding.blocks(
            WINRM,
            title,
            _("WinRM does not offer {way}, only: {schemes}.").format(
                way=address.authentication.value, schemes=shown or _("nothing")
            ),
            _("Choose another way to sign in, or enable it in the server's WinRM service."),
        )
    return Finding.passed(WINRM, title, _("offers {schemes}").format(schemes=shown) if shown else "")
