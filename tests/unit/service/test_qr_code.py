"""The QR code in characters says the same as the one in modules."""

from __future__ import annotations

import pytest
import segno

from writeback.service.qr_code import BORDER, HALVES, qr_lines

ADDRESS = "https://microsoft.com/devicelogin"


def modules(text: str = ADDRESS) -> list[list[bool]]:
    """True for dark."""
    code = segno.make(text, error="l", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=BORDER)]


def read(lines: tuple[str, ...], height: int) -> list[list[bool]]:
    halves = {character: pair for pair, character in HALVES.items()}
    rows = [[halves[character][half] for character in line] for line in lines for half in (0, 1)]
    return rows[:height]


def test_half_blocks_draw_the_dark_modules_on_a_light_background() -> None:
    wanted = modules()
    assert read(qr_lines(ADDRESS, dark_background=False), len(wanted)) == wanted


def test_on_a_dark_background_the_light_modules_are_drawn() -> None:
    wanted = modules()
    drawn = read(qr_lines(ADDRESS), len(wanted))
    assert drawn == [[not module for module in row] for row in wanted]


def test_the_ascii_form_has_two_characters_a_module() -> None:
    lines = qr_lines(ADDRESS, ascii_only=True, dark_background=False)
    assert [[line[at] == "#" for at in range(0, len(line), 2)] for line in lines] == modules()
    assert all(line.isascii() for line in lines)


def test_the_address_of_device_codes_fits_beside_a_page() -> None:
    lines = qr_lines(ADDRESS)
    assert (len(lines), {len(line) for line in lines}) == (17, {33})


def test_a_text_that_fits_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        qr_lines("x" * 5000)
