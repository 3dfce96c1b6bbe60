"""Hostile answers on purpose: what a client must refuse, although it comes from the right server."""

from __future__ import annotations

import gzip
from typing import Final

from writeback.lab.hostile import streams
from writeback.lab.hostile.clixml import REWRITES
from writeback.lab.httpd import HttpResponse
from writeback.lab.wsman.sealing import SOAP_TYPE

KINDS: Final = (*REWRITES, *streams.KINDS, *streams.REDIRECTS, "redirect", "compressed")

Headers = list[tuple[str, str]]


def tampered(
    kind: str, honest: HttpResponse, *, redirect_to: str, pause: float = streams.DRIP_SECONDS
) -> HttpResponse:
    """The answer `honest` made hostile in the way `kind` names, one of `KINDS`."""
    if kind == "redirect" or kind in streams.REDIRECTS:
        status = streams.REDIRECTS.get(kind, 307)
        return HttpResponse(status, headers=[("Location", redirect_to)])
    headers = [(name, value) for name, value in honest.headers if name != "Content-Type"]
    if kind in streams.KINDS:
        return streams.streamed(
            kind, streams.Shape(honest.status, SOAP_TYPE, headers=headers, whole=honest.body), pause
        )
    headers.append(("Content-Type", SOAP_TYPE))
    if kind == "compressed":
        packed = gzip.compress(honest.body)
        return HttpResponse(honest.status, packed, [*headers, ("Content-Encoding", "gzip")])
    return HttpResponse(honest.status, REWRITES[kind](honest.body), headers)
