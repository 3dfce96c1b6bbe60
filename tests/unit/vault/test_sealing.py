"""The sealed file's format: what opens it, and everything that does not."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import Any

import pytest

from writeback.domain.errors import VaultDamaged, WrongPassphrase
from writeback.domain.secret import Secret
from writeback.vault import sealing

ENTRIES = {"writeback:winrm\0CONTOSO\\adm@sync01": "Pa55word é", "writeback:entra\0x": "y" * 9000}
PASSPHRASE = Secret("correct horse bätTery")
HEADER = sealing.Header(sealing.LEAST_N, b"0123456789abcdef")
KEY = sealing.derive(HEADER, PASSPHRASE)


def changed(**changes: Any) -> bytes:
    document = json.loads(sealing.seal(KEY, ENTRIES))
    return json.dumps({k: v for k, v in (document | changes).items() if v is not None}).encode()


def opened(data: bytes, passphrase: Secret = PASSPHRASE) -> dict[str, str]:
    sealed = sealing.parse(data)
    return sealing.unseal(sealing.derive(sealed.header, passphrase), sealed)


def test_what_was_sealed_is_opened_with_the_passphrase() -> None:
    assert opened(sealing.seal(KEY, ENTRIES)) == ENTRIES


def test_new_files_get_the_documented_parameters() -> None:
    header = sealing.new_header()
    assert (header.n, len(header.salt)) == (65536, 16)
    assert header.salt != sealing.new_header().salt


def test_a_passphrase_typed_in_another_normal_form_opens_it() -> None:
    assert opened(sealing.seal(KEY, ENTRIES), Secret("correct horse ba\u0308tTery")) == ENTRIES


def test_every_write_has_a_nonce_of_its_own() -> None:
    first, second = (json.loads(sealing.seal(KEY, ENTRIES)) for _attempt in range(2))
    assert first["nonce"] != second["nonce"]
    assert first["salt"] == second["salt"]


def test_nothing_of_the_content_is_readable_in_the_file() -> None:
    data = sealing.seal(KEY, ENTRIES)
    for text in ("winrm", "CONTOSO", "Pa55word", "yyyy"):
        assert text.encode() not in data
        assert text.encode() not in b64decode(json.loads(data)["ct"])


def test_a_wrong_passphrase_is_refused() -> None:
    with pytest.raises(WrongPassphrase, match="Wrong passphrase"):
        opened(sealing.seal(KEY, ENTRIES), Secret("correct horse battery"))


@pytest.mark.parametrize(
    "change",
    [
        {"n": sealing.LEAST_N * 2},
        {"salt": b64encode(b"fedcba9876543210").decode()},
        {"nonce": b64encode(bytes(12)).decode()},
        {"ct": b64encode(bytes(64)).decode()},
    ],
)
def test_a_changed_header_or_content_does_not_open(change: dict[str, Any]) -> None:
    with pytest.raises(WrongPassphrase):
        opened(changed(**change))


def test_the_header_is_signed_even_where_the_key_is_the_same() -> None:
    sealed = sealing.parse(sealing.seal(KEY, ENTRIES))
    other = sealing.Key(sealing.Header(sealing.LEAST_N * 2, HEADER.salt), KEY.secret)
    with pytest.raises(WrongPassphrase):
        sealing.unseal(other, sealed)


@pytest.mark.parametrize(
    "change",
    [
        {"n": 1 << 14},
        {"n": 1 << 21},
        {"n": 0},
        {"n": -65536},
        {"n": 65537},
        {"n": 1 << 4000},
        {"n": "65536"},
        {"n": 65536.5},
        {"n": True},
        {"r": 1},
        {"p": 16},
        {"v": 2},
        {"kdf": "none"},
        {"salt": "AAAA"},
        {"salt": "?"},
        {"nonce": ""},
        {"ct": None},
        {"more": 1},
    ],
)
def test_weak_costly_or_unknown_parameters_are_refused_before_any_work(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "derive", None)
    with pytest.raises(VaultDamaged):
        sealing.parse(changed(**change))


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000, b'{"v": 1}'])
def test_what_is_no_sealed_file_is_called_damaged(data: bytes) -> None:
    with pytest.raises(VaultDamaged):
        sealing.parse(data)


@pytest.mark.parametrize("ct", ["", "AAAA", "no base64"])
def test_a_content_that_is_too_short_is_called_damaged(ct: str) -> None:
    with pytest.raises(VaultDamaged):
        sealing.unseal(KEY, sealing.parse(changed(ct=ct)))


def test_a_key_does_not_show_itself() -> None:
    assert KEY.secret.reveal() not in repr(KEY)
