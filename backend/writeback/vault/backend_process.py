"""The process that runs a backend of keyring: one request on standard input, one answer on standard output.

The backend is made directly. keyring's own choice is never asked, so neither PYTHON_KEYRING_BACKEND nor
keyringrc.cfg decides, and a backend that is refused never gets to see a secret.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from writeback.hardening import harden
from writeback.vault.refusals import refuse

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Name = tuple[str, str]
INDEX: Name = ("writeback:index", "items")
"""keyring cannot list: the names of what is kept are an entry of their own."""


def main() -> None:
    """Ends after one answer: `value`, or `problem` with a word, or `classes` that are refused."""
    harden()
    request = json.loads(sys.stdin.buffer.read())
    # What a backend prints must not be taken for the answer.
    answers = os.dup(1)
    os.dup2(2, 1)
    try:
        answer = _answer(request)
    except Exception as error:  # somebody else's code; its text may hold the secret, its kind does not
        answer = {"problem": type(error).__name__}
    with open(answers, "wb") as out:
        out.write(json.dumps(answer).encode())


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    backend_class = _class(request["backend"])
    classes = list(_names(backend_class))
    try:
        refuse(classes)
    except Exception:  # told again, in words, by the process that shows it
        return {"classes": classes}
    backend: KeyringBackend = backend_class()
    return _act(backend, request)


def _act(backend: KeyringBackend, request: dict[str, Any]) -> dict[str, Any]:
    name = (request["service"], request["user"])
    match request["action"]:
        case "items":
            return {"value": backend.get_password(*INDEX)}
        case "read":
            return {"value": backend.get_password(*name)}
        case "write":
            # The name first: what is not listed could not be forgotten.
            _list(backend, {*_listed(backend), name})
            backend.set_password(*name, request["value"])
            return {} if backend.get_password(*name) == request["value"] else {"problem": "not-kept"}
        case "remove":
            _remove(backend, name)
            _list(backend, _listed(backend) - {name})
    return {}


def _listed(backend: KeyringBackend) -> set[Name]:
    return {(str(service), str(user)) for service, user in json.loads(backend.get_password(*INDEX) or "[]")}


def _list(backend: KeyringBackend, names: set[Name]) -> None:
    if names:
        backend.set_password(*INDEX, json.dumps(sorted(names)))
    else:
        _remove(backend, INDEX)


def _remove(backend: KeyringBackend, name: Name) -> None:
    if backend.get_password(*name) is not None:
        backend.delete_password(*name)


def _class(name: str) -> type[KeyringBackend]:
    from keyring.backend import KeyringBackend

    module, _dot, kind = name.rpartition(".")
    found = getattr(importlib.import_module(module), kind)
    if not (isinstance(found, type) and issubclass(found, KeyringBackend)):
        raise TypeError
    return found


def _names(backend_class: type[KeyringBackend]) -> Iterator[str]:
    """Full names of the class and its bases, and of the members if it is a chain."""
    from keyring.backends.chainer import ChainerBackend

    for base in backend_class.__mro__:
        yield f"{base.__module__}.{base.__qualname__}"
    if issubclass(backend_class, ChainerBackend):
        for member in backend_class.backends:
            yield from _names(type(member))


if __name__ == "__main__":
    main()
