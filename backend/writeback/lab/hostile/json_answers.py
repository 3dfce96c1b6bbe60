"""Hostile answers of services that speak JSON: sign-in, Graph, portal."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from writeback.lab.hostile import streams
from writeback.lab.httpd import HttpResponse

JSON_TYPE: Final = "application/json"
DEPTH: Final = 100_000
ELSEWHERE: Final = "https://elsewhere.invalid/"
_SURROGATE: Final = "\ud800"

Json = dict[str, Any]


def hostile(script: Json, truthful: HttpResponse, address: str, pause: float) -> HttpResponse:
    """The answer that a script's "hostile" names, one of `KINDS`.

    Args:
        script: may also hold "location", for redirects and links to elsewhere.
        truthful: what an honest service would have answered.
        address: the URL that was asked, for links that lead in a circle.
        pause: seconds between two bytes of a slow answer.
    """
    kind = str(script["hostile"])
    location = str(script.get("location", ELSEWHERE))
    if kind in streams.REDIRECTS:
        return HttpResponse(streams.REDIRECTS[kind], headers=[("Location", location)])
    if kind in streams.KINDS:
        shape = streams.Shape(200, JSON_TYPE, b'{"value": "', b"a", b'"}', whole=truthful.body)
        return streams.streamed(kind, shape, pause)
    if kind in _LINKS:
        link = address if kind == "next-itself" else location
        return _body(json.dumps({**_read(truthful), "@odata.nextLink": link}))
    return _WORDS[kind](truthful)


def _body(text: str, content_type: str = JSON_TYPE) -> HttpResponse:
    return HttpResponse(200, text.encode("utf-8"), [("Content-Type", content_type)])


def _read(truthful: HttpResponse) -> Json:
    found = json.loads(truthful.body or b"{}")
    return found if isinstance(found, dict) else {"value": found}


def _deep(truthful: HttpResponse) -> HttpResponse:
    return _body('{"value": ' + "[" * DEPTH + "]" * DEPTH + "}")


def _deep_objects(truthful: HttpResponse) -> HttpResponse:
    return _body('{"a":' * DEPTH + "1" + "}" * DEPTH)


def _surrogates(truthful: HttpResponse) -> HttpResponse:
    return _body(json.dumps(_with_surrogates(_read(truthful))))


def _with_surrogates(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_surrogates(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_surrogates(one) for one in value]
    return f"{value}{_SURROGATE}" if isinstance(value, str) else value


_PAGE: Final = "<!doctype html><html><body><script>alert(1)</script><h1>Sign in to Wi-Fi</h1></body></html>"
_LINKS: Final = ("next-itself", "next-elsewhere")
_WORDS: Final[dict[str, Callable[[HttpResponse], HttpResponse]]] = {
    "deep": _deep,
    "deep-objects": _deep_objects,
    "surrogates": _surrogates,
    "list": lambda _: _body("[1, 2, 3]"),
    "text": lambda _: _body('"enabled"'),
    "null": lambda _: _body("null"),
    "huge-number": lambda _: _body('{"expires_in": 1e999, "value": ' + "9" * 5000 + "}"),
    "wrong-types": lambda _: _body('{"value": 7, "error": [], "access_token": {}, "interval": "soon"}'),
    "html": lambda _: _body(_PAGE, "text/html"),
    "empty": lambda _: _body(""),
    "not-json": lambda _: _body("{'value': None}"),
    "bad-utf-8": lambda _: HttpResponse(200, b'{"value": "\xff\xfe"}', [("Content-Type", JSON_TYPE)]),
    "truncated": lambda truthful: _body(truthful.body[: len(truthful.body) // 2].decode("utf-8", "ignore")),
}
KINDS: Final = (*_WORDS, *_LINKS, *streams.KINDS, *streams.REDIRECTS)
