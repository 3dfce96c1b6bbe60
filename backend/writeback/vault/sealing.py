"""The sealed file's format, version 1: scrypt makes the key, AES-256-GCM seals, the whole header is signed.

The header is associated data, so that weaker parameters put in by somebody else are noticed. n is bounded on
both sides before any work is done: a small one would be cheap to guess, a large one eats the memory.
"""

from __future__ import annotations

import binascii
import json
import os
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass

import msgspec

from writeback.domain.errors import VaultDamaged, VaultUnavailable, WrongPassphrase
from writeback.domain.secret import Secret
from writeback.domain.texts import _

VERSION, KDF, N, R, P = 1, "scrypt", 1 << 16, 8, 1
LEAST_N, MOST_N = 1 << 15, 1 << 20
SALT_BYTES, NONCE_BYTES, KEY_BYTES, TAG_BYTES = 16, 12, 32, 16
Entries = dict[str, str]


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file; salt, nonce and ct are base64."""

    v: int
    kdf: str
    n: int
    r: int
    p: int
    salt: str
    nonce: str
    ct: str

    @property
    def header(self) -> Header:
        return Header(self.n, _bytes(self.salt, SALT_BYTES))


@dataclass(frozen=True, slots=True)
class Header:
    """What, with a passphrase, gives the key. The salt stays the same as long as the file exists."""

    n: int
    salt: bytes

    def associated_data(self) -> bytes:
        """Canonical JSON of the whole header."""
        return json.dumps(self.content(), sort_keys=True, separators=(",", ":")).encode()

    def content(self) -> dict[str, int | str]:
        salt = b64encode(self.salt).decode()
        return {"v": VERSION, "kdf": KDF, "n": self.n, "r": R, "p": P, "salt": salt}


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the header that it was made with."""

    header: Header
    secret: Secret
    """The key's bytes in hexadecimal, because a Secret never shows itself."""

    def raw(self) -> bytes:
        return bytes.fromhex(self.secret.reveal())


def new_header() -> Header:
    """For a file that does not exist yet."""
    return Header(N, os.urandom(SALT_BYTES))


def derive(header: Header, passphrase: Secret) -> Key:
    """Takes about 0.2 s and 64 MiB with our own parameters. Raises VaultUnavailable without the memory."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    text = unicodedata.normalize("NFC", passphrase.reveal()).encode("utf-8", "surrogateescape")
    try:
        key = Scrypt(salt=header.salt, length=KEY_BYTES, n=header.n, r=R, p=P).derive(text)
    except MemoryError:
        raise VaultUnavailable(
            _("There is not enough memory to open the sealed file."), _("Free some memory, then try again.")
        ) from None
    return Key(header, Secret(key.hex()))


def seal(key: Key, entries: Entries) -> bytes:
    """The file's bytes, with a fresh nonce."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(entries).encode()
    ct = AESGCM(key.raw()).encrypt(nonce, plain, key.header.associated_data())
    content = key.header.content() | {"nonce": b64encode(nonce).decode(), "ct": b64encode(ct).decode()}
    return json.dumps(content).encode() + b"\n"


def parse(data: bytes) -> Sealed:
    """The file, not yet opened. Raises VaultDamaged for anything but our format with bearable parameters."""
    try:
        sealed = msgspec.json.decode(data, type=Sealed)
        is_ours = (sealed.v, sealed.kdf, sealed.r, sealed.p) == (VERSION, KDF, R, P)
        is_bearable = LEAST_N <= sealed.n <= MOST_N and sealed.n & (sealed.n - 1) == 0
        if not (is_ours and is_bearable):
            raise damaged(_("its version or its parameters are unknown or weak"))
        _bytes(sealed.salt, SALT_BYTES)
        _bytes(sealed.nonce, NONCE_BYTES)
    except (msgspec.MsgspecError, RecursionError):
        raise damaged(_("it is not what was written")) from None
    return sealed


def unseal(key: Key, sealed: Sealed) -> Entries:
    """What was sealed. Raises WrongPassphrase, which a damaged file cannot be told from, and VaultDamaged."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, ct = _bytes(sealed.nonce, NONCE_BYTES), _bytes(sealed.ct)
    if len(ct) < TAG_BYTES:
        raise damaged(_("it ends too early"))
    try:
        plain = AESGCM(key.raw()).decrypt(nonce, ct, key.header.associated_data())
    except InvalidTag:
        raise WrongPassphrase(
            _("Wrong passphrase, or the sealed file is damaged."),
            _('Try again; "writeback vault forget --all" removes the file with everything in it.'),
        ) from None
    try:
        return msgspec.json.decode(plain, type=Entries)
    except msgspec.MsgspecError:
        raise damaged(_("what it holds is not what was written")) from None


def damaged(why: str) -> VaultDamaged:
    """The error for a file that is not trusted."""
    return VaultDamaged(
        _("The sealed file is damaged: {why}.").format(why=why),
        _('It was not touched; "writeback vault forget --all" removes it with everything in it.'),
    )


def _bytes(text: str, length: int | None = None) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise damaged(_("it is not what was written")) from None
    if length is not None and len(data) != length:
        raise damaged(_("its version or its parameters are unknown or weak"))
    return data
