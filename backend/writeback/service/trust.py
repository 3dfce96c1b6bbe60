"""The words with which a person is asked, once, whether a server is the right one."""

from __future__ import annotations

from writeback.domain.target import ServerAddress, ServerIdentity
from writeback.domain.texts import _

_GROUP = 8
"""Hexadecimal digits: a person compares them a handful at a time."""


def introduction(identity: ServerIdentity, address: ServerAddress) -> tuple[str, ...]:
    """What to show: lines. Names in them are the other end's own words: clean them before they are shown."""
    return (
        _("Nobody vouches for {host} yet, so it cannot be told whether port {port} is that server.").format(
            host=address.host, port=address.port
        ),
        _certificate(identity),
        _("Thumbprint of the certificate: {digits}").format(digits=identity.thumbprint),
        _("SHA-256 of its key: {digits}").format(digits=grouped(identity.key)),
        _("On the server itself, this lists the thumbprints of its certificates:"),
        "  Get-ChildItem Cert:\\LocalMachine\\My",
        _("Nothing has been sent to it so far, neither a name nor a password."),
    )


def _certificate(identity: ServerIdentity) -> str:
    told = {
        "names": ", ".join(identity.names) or identity.subject,
        "issuer": identity.issuer,
        "start": f"{identity.valid_from:%Y-%m-%d}",
        "end": f"{identity.valid_until:%Y-%m-%d}",
    }
    if identity.issuer == identity.subject:
        return _("Its certificate is for {names}, issued by itself, valid from {start} to {end}.").format(
            **told
        )
    return _("Its certificate is for {names}, issued by {issuer}, valid from {start} to {end}.").format(
        **told
    )


def question(address: ServerAddress) -> str:
    """What to ask. Only a whole word is an answer: whoever is in a hurry says nothing by it."""
    return _("Is it {host}? Type yes to pin its key in the profile, anything else to stop: ").format(
        host=address.host
    )


def grouped(digits: str) -> str:
    """A fingerprint in groups, which `key_fingerprint` reads back."""
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
