"""JSON Web Tokens: ES256 for the tenant's own, RS256/PS256 for a client's assertion (RFC 7515, 7518)."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Json = dict[str, Any]
COORDINATE = 32
"""Bytes of one coordinate of P-256."""


class BadToken(Exception):
    """The text is no JWT, or its signature is not the expected one."""


class SigningKey:
    """The tenant's signing key; a fresh one per lab, so another lab's tokens are foreign here."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.id = uuid.uuid4().hex

    def sign(self, claims: Json) -> str:
        """The claims as a compact JWT."""
        head = encoded_json({"typ": "JWT", "alg": "ES256", "kid": self.id})
        body = f"{head}.{encoded_json(claims)}"
        r, s = decode_dss_signature(self._key.sign(body.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{body}.{encoded(r.to_bytes(COORDINATE, 'big') + s.to_bytes(COORDINATE, 'big'))}"

    def claims(self, token: str) -> Json:
        """The claims of a token that this key signed. BadToken for every other text."""
        head, claims, signature, signed = parts(token)
        if head.get("alg") != "ES256" or len(signature) != 2 * COORDINATE:
            raise BadToken
        r, s = (int.from_bytes(half, "big") for half in (signature[:COORDINATE], signature[COORDINATE:]))
        try:
            self._key.public_key().verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise BadToken from error
        return claims

    def published(self) -> Json:
        """The key set that `jwks_uri` answers with."""
        numbers = self._key.public_key().public_numbers()
        x, y = (encoded(number.to_bytes(COORDINATE, "big")) for number in (numbers.x, numbers.y))
        return {"keys": [{"kty": "EC", "use": "sig", "kid": self.id, "crv": "P-256", "x": x, "y": y}]}


def assertion_claims(assertion: str, certificate: Certificate) -> Json:
    """The claims of a client assertion that the certificate's RSA key signed. BadToken otherwise."""
    head, claims, signature, signed = parts(assertion)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadToken
    scheme = (
        padding.PSS(padding.MGF1(hashes.SHA256()), 32) if head.get("alg") == "PS256" else padding.PKCS1v15()
    )
    try:
        key.verify(signature, signed, scheme, hashes.SHA256())
    except InvalidSignature as error:
        raise BadToken from error
    return claims


def parts(token: str) -> tuple[Json, Json, bytes, bytes]:
    """Header, claims, signature and the signed bytes. BadToken when the text is no JWT."""
    try:
        head, body, signature = token.split(".")
        return (
            json.loads(decoded(head)),
            json.loads(decoded(body)),
            decoded(signature),
            f"{head}.{body}".encode(),
        )
    except (ValueError, binascii.Error) as error:
        raise BadToken from error


def encoded(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def encoded_json(value: Json) -> str:
    """A JSON object as base64url."""
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def decoded(text: str) -> bytes:
    """Base64url with or without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
