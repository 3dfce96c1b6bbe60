"""Outside text never acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writeback.domain.safe import safe_str
from writeback.domain.secret import Secret


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x1b]52;c;eA==\x07b", "a\ufffd]52;c;eA==\ufffdb"),
        ("one\ntwo", "one\u23cetwo"),
        ("a\u202eb", "a\ufffdb"),
        ("[@click=app.bell]x[/]", "[@click=app.bell]x[/]"),
    ],
)
def test_what_could_act_is_shown_as_a_sign(hostile: str, shown: str) -> None:
    assert safe_str(hostile) == shown


@given(st.text())
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = safe_str(text)
    assert len(shown) <= 512
    assert all(ord(c) >= 32 and not 0x7F <= ord(c) <= 0x9F and not 0xD800 <= ord(c) <= 0xDFFF for c in shown)


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("canary")
    assert "canary" not in f"{secret} {secret!r} {[secret]}"


def test_a_secret_is_not_serialised() -> None:
    import pickle

    with pytest.raises(TypeError):
        pickle.dumps(Secret("canary"))
