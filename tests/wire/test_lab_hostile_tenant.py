"""Hostile answers of sign-in, Graph and portal, over the real wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from tests.cloud import Web
from tests.lab import ControlRefused, Lab, running_lab

from writeback.lab.hostile import json_answers, streams

MEMORY = 150_000
"""Kilobytes that a lab may take, whatever it is told to send."""
A_BIT = 200_000


@pytest.fixture(scope="module")
def process() -> Iterator[Lab]:
    with running_lab() as lab:
        yield lab
    assert lab.errors == ""


@pytest.fixture
def lab(process: Lab) -> Iterator[Lab]:
    process.reset()
    process.faults(drip_seconds=0.0005)
    yield process
    assert process.state()["bugs"] == []


@pytest.fixture
def web(lab: Lab) -> Web:
    return Web(lab)


def first_bytes(web: Web, method: str, path: str, **options: Any) -> tuple[httpx.Response, bytes]:
    """The beginning of an answer as it lies on the wire; the client leaves then."""
    seen = b""
    with web.http.stream(method, path, **options) as answer:
        for piece in answer.iter_raw():
            seen += piece
            if len(seen) > A_BIT:
                break
    return answer, seen


WORDS: dict[str, Callable[[str], object]] = {
    "deep": lambda text: text.count("[") == json_answers.DEPTH,
    "deep-objects": lambda text: text.count("{") == json_answers.DEPTH,
    "list": lambda text: json.loads(text) == [1, 2, 3],
    "text": lambda text: json.loads(text) == "enabled",
    "null": lambda text: json.loads(text) is None,
    "huge-number": lambda text: "9" * 5000 in text,
    "wrong-types": lambda text: json.loads(text)["value"] == 7,
    "html": lambda text: text.startswith("<!doctype html>"),
    "empty": lambda text: text == "",
    "not-json": lambda text: text == "{'value': None}",
    "bad-utf-8": lambda text: "\ufffd" in text,
    "truncated": lambda text: text.startswith("{") and not text.endswith("}"),
    "surrogates": lambda text: "\\ud800" in text,
    "next-itself": lambda text: "/v1.0/me" in json.loads(text)["@odata.nextLink"],
    "next-elsewhere": lambda text: "//elsewhere.invalid" in json.loads(text)["@odata.nextLink"],
    "slow-body": lambda text: json.loads(text)["userPrincipalName"],
}


@pytest.mark.parametrize("kind", WORDS)
def test_graph_gives_a_hostile_answer_once(web: Web, kind: str) -> None:
    token = web.sign_in()["access_token"]
    web.lab.faults(graph={"/me": [{"hostile": kind}]})
    answer = web.get("/v1.0/me", token)
    assert WORDS[kind](answer.content.decode("utf-8", "replace"))
    assert web.get("/v1.0/me", token).json()["userPrincipalName"] == web.lab.operator


@pytest.mark.parametrize("kind", ["flood", "flood-chunked", "gzip-bomb"])
@pytest.mark.parametrize("path", ["/v1.0/me", "/organizations/oauth2/v2.0/token"])
def test_a_torrent_does_not_cost_the_lab_its_memory(web: Web, kind: str, path: str) -> None:
    web.lab.faults(graph={"*": [{"hostile": kind}]}, oauth={"token": [{"hostile": kind}]})
    method = "POST" if "oauth2" in path else "GET"
    _, seen = first_bytes(web, method, path)
    assert len(seen) > A_BIT
    assert resident(web.lab) < MEMORY


def test_a_header_drips(web: Web) -> None:
    web.lab.faults(oauth={"devicecode": [{"hostile": "slow-header"}]})
    with pytest.raises(httpx.ReadTimeout):
        # Each byte comes in time for a limit between bytes; this one is shorter than any pause.
        web.http.post("/organizations/oauth2/v2.0/devicecode", timeout=httpx.Timeout(5, read=0.0001))


@pytest.mark.parametrize("kind", streams.REDIRECTS)
def test_a_redirect_names_where_it_was_told(web: Web, kind: str) -> None:
    there = "http://127.0.0.1:9/here"
    web.lab.faults(
        graph={"*": [{"hostile": kind, "location": there}]},
        oauth={"*": [{"hostile": kind, "location": there}]},
    )
    for answer in (web.http.get("/v1.0/me"), web.oauth("token")):
        assert answer.status_code == streams.REDIRECTS[kind]
        assert answer.headers["Location"] == there


def test_a_link_to_itself_can_go_on_for_ever(web: Web) -> None:
    token = web.sign_in()["access_token"]
    web.lab.faults(graph={"/domains": [{"hostile": "next-itself", "forever": True}]})
    link = "/v1.0/domains"
    for _ in range(5):
        link = web.get(link, token).json()["@odata.nextLink"]
    assert link == f"{web.lab.origin}/v1.0/domains"


@pytest.mark.parametrize("kind", ["html", "null", "deep", "list"])
@pytest.mark.parametrize("endpoint", ["devicecode", "token"])
def test_the_sign_in_gives_a_hostile_answer_once(web: Web, endpoint: str, kind: str) -> None:
    web.lab.faults(oauth={endpoint: [{"hostile": kind}]})
    assert WORDS[kind](web.oauth(endpoint).text)
    assert web.oauth(endpoint).json()["error"]


@pytest.mark.parametrize(("after_effect", "saved"), [(False, False), (True, True)])
def test_a_hostile_answer_to_a_write_may_come_after_its_effect(
    web: Web, after_effect: bool, saved: bool
) -> None:
    path = "/api/PasswordReset/OnPremisesPasswordResetPolicies"
    web.lab.reset("enabled")
    web.lab.faults(graph={path: [{"hostile": "html", "after_effect": after_effect}]})
    answer = web.put(path, web.portal_token(), {"cloudProvisioningEnablementForTenant": True})
    assert WORDS["html"](answer.text)
    assert web.lab.state()["switches"]["cloud_sync"] is saved


@pytest.mark.parametrize(
    "fault",
    [
        {"tamper": {"Receive": "no-such"}},
        {"graph": {"/me": [{"hostile": "no-such"}]}},
        {"oauth": {"token": [{"hostile": "no-such"}]}},
        {"endless": "no-such"},
        {"host_call": "no-such"},
        {"at": {"n": 1, "faults": {"endless": "no-such"}}},
    ],
)
def test_a_misspelt_kind_is_refused_at_once(lab: Lab, fault: dict[str, Any]) -> None:
    with pytest.raises(ControlRefused) as caught:
        lab.faults(**fault)
    assert caught.value.status == 400


def resident(lab: Lab) -> int:
    """The largest memory that the lab ever had, in kilobytes."""
    with open(f"/proc/{lab.process.pid}/status", encoding="ascii") as status:
        (line,) = [line for line in status if line.startswith("VmHWM")]
    return int(line.split()[1])
