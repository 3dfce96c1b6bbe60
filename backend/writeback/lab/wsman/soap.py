"""WS-Management envelopes: reading requests, writing answers with the prefixes that Windows uses."""

from __future__ import annotations

import re
import uuid
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape

SOAP: Final = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING: Final = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
TRANSFER: Final = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
ENUMERATION: Final = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
EVENTING: Final = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
WSMAN: Final = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
WSMAN_MICROSOFT: Final = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
SHELL: Final = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
CONFIG: Final = "http://schemas.microsoft.com/wbem/wsman/1/config"
POWERSHELL: Final = "http://schemas.microsoft.com/powershell"

PREFIXES: Final = {
    "s": SOAP,
    "a": ADDRESSING,
    "x": TRANSFER,
    "e": EVENTING,
    "n": ENUMERATION,
    "w": WSMAN,
    "p": WSMAN_MICROSOFT,
    "rsp": SHELL,
    "pwsh": POWERSHELL,
}
DEFAULT_ENVELOPE_SIZE: Final = 153_600
DEFAULT_OPERATION_TIMEOUT: Final = 60.0


class BadRequest(ValueError):
    """The body is not a WSMan request."""


class Request:
    """The header fields of one request that the service looks at, and its body.

    Raises:
        BadRequest: not an envelope, or a header that cannot be read.
    """

    def __init__(self, data: bytes) -> None:
        if b"<!DOCTYPE" in data:
            raise BadRequest("a document type is not allowed")
        try:
            root = ElementTree.fromstring(data)  # noqa: S314 - without a document type there are no entities
        except ElementTree.ParseError as error:
            raise BadRequest(str(error)) from error
        self.header = _part(root, "s:Header")
        self.body = _part(root, "s:Body")
        self.verb = self._text("a:Action").rpartition("/")[2]
        self.message_id = self._text("a:MessageID")
        self.to = self._text("a:To")
        self.resource_uri = self._text("w:ResourceURI")
        size = self._text("w:MaxEnvelopeSize")
        self.max_envelope = int(size) if size.isdigit() else DEFAULT_ENVELOPE_SIZE
        self.operation_timeout = seconds(self._text("w:OperationTimeout"), DEFAULT_OPERATION_TIMEOUT)
        self.selectors = {
            selector.get("Name", ""): selector.text or ""
            for selector in self.header.findall("w:SelectorSet/w:Selector", PREFIXES)
        }

    def child(self, path: str) -> ElementTree.Element:
        """A required element of the body.

        Raises:
            BadRequest: it is not there.
        """
        return _part(self.body, path)

    def _text(self, path: str) -> str:
        return (self.header.findtext(path, "", PREFIXES) or "").strip()


def _part(parent: ElementTree.Element, path: str) -> ElementTree.Element:
    found = parent.find(path, PREFIXES)
    if found is None:
        raise BadRequest(f"{path} is missing")
    return found


def seconds(text: str, default: float) -> float:
    """A duration of the form PTnS in seconds."""
    match = re.fullmatch(r"PT([\d.]+)S", text.strip())
    return float(match.group(1)) if match else default


def envelope(action: str, relates_to: str, body: str, *prefixes: str) -> bytes:
    """Wrap `body`; `prefixes` are the namespaces that it uses beside s, a, w and p."""
    declared = "".join(f' xmlns:{prefix}="{PREFIXES[prefix]}"' for prefix in prefixes)
    return (
        f'<s:Envelope xml:lang="en-US" xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}"{declared}'
        f' xmlns:w="{WSMAN}" xmlns:p="{WSMAN_MICROSOFT}"><s:Header>'
        f"<a:Action>{action}</a:Action><a:MessageID>uuid:{_new_id()}</a:MessageID>"
        f'<p:ActivityId s:mustUnderstand="false">{_new_id()}</p:ActivityId>'
        f"<a:To>{ADDRESSING}/role/anonymous</a:To>"
        f"<a:RelatesTo>{escape(relates_to)}</a:RelatesTo>"
        f"</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def _new_id() -> str:
    return str(uuid.uuid4()).upper()
