"""Pastes are told from keys however the bytes are cut up on their way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste

from writeback_tui.pastes import BEGIN, BURST, END, LARGEST, Pastes, is_burst

WORDS = st.text(alphabet=st.sampled_from("ab1 \r\t"), max_size=BURST // 2)


def sorted_out(*arrived: str) -> tuple[str, list[str]]:
    """What was typed, with brackets around nothing left out, and what was pasted."""
    pastes, typed, pasted = Pastes(), "", []
    for text in arrived:
        for one in pastes.sort(text):
            if isinstance(one, Paste):
                pasted.append(one.text)
            else:
                typed += one
    pasted += [one.text for one in (*pastes.pause(), *pastes.end())]
    return typed.replace(BEGIN + END, ""), pasted


@given(WORDS, st.text(alphabet=st.sampled_from("xy\x1b[201\r"), max_size=80), WORDS, st.data())
def test_a_bracketed_paste_is_whole_wherever_the_line_cuts_it(
    before: str, pasted: str, after: str, data: st.DataObject
) -> None:
    pasted = pasted.replace(END, "")
    stream = f"{before}{BEGIN}{pasted}{END}{after}"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=4)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    typed, found = sorted_out(*pieces)
    assert found == [pasted] or (END in pasted + END and found[0] in pasted)
    assert typed == before + after


def test_a_burst_of_text_is_one_paste_however_many_reads_it_takes() -> None:
    assert sorted_out("x" * 100, "y" * 100, "z\r") == ("", ["x" * 100 + "y" * 100 + "z\r"])


def test_after_a_pause_keys_are_keys_again() -> None:
    pastes = Pastes()
    assert list(pastes.sort("x" * 100)) == []
    assert [one.text for one in pastes.pause()] == ["x" * 100]
    assert list(pastes.sort("a")) == ["a"]


def test_keys_that_repeat_are_no_paste() -> None:
    assert not is_burst("\x1b[B" * 500)
    assert not is_burst("\r" * 500)
    assert not is_burst("x" * (BURST - 1))


def test_no_more_is_kept_than_any_field_takes() -> None:
    _typed, (pasted,) = sorted_out(BEGIN, *["x" * 50_000] * 20, END)
    assert len(pasted) == LARGEST


def test_a_paste_whose_end_is_lost_ends_all_the_same() -> None:
    assert sorted_out(f"{BEGIN}abc") == ("", ["abc"])
