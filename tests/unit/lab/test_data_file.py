"""PowerShell's data files: plain data is read, everything else is refused."""

from __future__ import annotations

from typing import Any

import pytest

from writeback.lab.powershell.data_file import NotData, load


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("@{}", {}),
        ("\ufeff@{ A = 'b' }", {"A": "b"}),
        ("# why\r\n@{\r\n  A = 'it''s'; B = $true\r\n}\r\n", {"A": "it's", "B": True}),
        ("@{ A = 'b', 'c' }", {"A": ["b", "c"]}),
        ("@{ A = @('b'\n'c') }", {"A": ["b", "c"]}),
        ("@{ 'O''Neil' = @{ B = @{ C = $false } } }", {"O'Neil": {"B": {"C": False}}}),
    ],
)
def test_data_is_read(text: str, value: dict[str, Any]) -> None:
    assert load(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "'text'",
        "@{ A = $(whoami) }",
        '@{ A = "$env:X" }',
        "@{ A = Get-Date }",
        "@{ A = 'b'",
        "@{ A 'b' }",
        "@{} @{}",
    ],
)
def test_what_is_no_plain_data_is_refused(text: str) -> None:
    with pytest.raises(NotData):
        load(text)
