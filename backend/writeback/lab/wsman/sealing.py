"""WinRM message encryption: SOAP sealed by the security context of its connection."""

from __future__ import annotations

import re
import struct
from typing import Final

from writeback.lab.httpd import Connection

SOAP_TYPE: Final = "application/soap+xml;charset=UTF-8"
_PROTOCOL: Final = "application/HTTP-SPNEGO-session-encrypted"
_MARKER: Final = b"--Encrypted Boundary"
SEALED_TYPE: Final = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'


def is_sealed(content_type: str) -> bool:
    return content_type.startswith(("multipart/encrypted", "multipart/x-multi-encrypted"))


def unseal(connection: Connection, content_type: str, body: bytes) -> bytes:
    """The SOAP text inside a sealed body.

    Raises:
        ValueError: no such context, boundary or length. The context itself raises its own errors too.
    """
    boundary = re.search(r'boundary="?([^";]+)', content_type)
    if boundary is None or connection.security is None:
        raise ValueError("no boundary or no security context")
    marker = rb"--\s*" + re.escape(boundary.group(1).encode())
    parts = [part for part in re.split(marker + rb"\r\n", body) if part]
    plain = bytearray()
    for head, payload in zip(parts[::2], parts[1::2], strict=True):
        sealed = re.sub(marker + rb"--\r\n$", b"", payload).split(b"\r\n", 1)[1]
        (header_size,) = struct.unpack("<i", sealed[:4])
        text = connection.security.unwrap_winrm(sealed[4 : 4 + header_size], sealed[4 + header_size :])
        if len(text) != int(head.split(b"Length=")[1].split(b"\r\n")[0]):
            raise ValueError("length mismatch")
        plain += text
    return bytes(plain)


def seal(connection: Connection, data: bytes) -> bytes:
    """A sealed body, to be sent as `SEALED_TYPE`."""
    header, sealed, padding = connection.security.wrap_winrm(data)
    body: bytes = (
        _MARKER
        + f"\r\n\tContent-Type: {_PROTOCOL}\r\n".encode()
        + f"\tOriginalContent: type={SOAP_TYPE};Length={len(data) + padding}\r\n".encode()
        + _MARKER
        + b"\r\n\tContent-Type: application/octet-stream\r\n"
        + struct.pack("<i", len(header))
        + header
        + sealed
        + _MARKER
        + b"--\r\n"
    )
    return body
