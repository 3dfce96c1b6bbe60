"""Which language is spoken: what was asked for, else the locale's, else English."""

from __future__ import annotations

import pytest

from writeback.domain.language import asked_for, of_locale, without_option


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv_FI.UTF-8@euro"}, "sv"),
        ({"LANG": "sv_SE"}, "sv"),
        ({"LANG": "sv_SE.ISO-8859-1"}, "sv"),
        ({"LANG": "sv_SE.ISO8859-15"}, "sv"),
        ({"LANG": "sv_SE.US-ASCII"}, "en"),
        ({"LANG": "sv_SE.nonsense"}, "en"),
        ({"LANG": "sv_SE.KOI8-R"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv_SE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": ""}, "sv"),
        ({"LANG": "sv_SE.UTF-8", "LC_CTYPE": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "sv:en"}, "sv"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:sv_SE:en"}, "sv"),
        ({"LANG": "sv_SE.UTF-8", "LANGUAGE": "en:sv"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "sv"}, "sv"),
        ({"LANG": "C", "LANGUAGE": "sv"}, "en"),
        ({"LANGUAGE": "sv"}, "en"),
    ],
)
def test_the_environment_names_the_language(environ: dict[str, str], language: str) -> None:
    assert of_locale(environ) == language


@pytest.mark.parametrize(
    ("words", "language", "rest"),
    [
        ([], "", []),
        (["--lab"], "", ["--lab"]),
        (["--lang", "sv"], "sv", []),
        (["--lang=sv", "--lab"], "sv", ["--lab"]),
        (["--lab", "--lang", "en"], "en", ["--lab"]),
        (["--lang", "xx"], "", ["--lang", "xx"]),
        (["--lang"], "", ["--lang"]),
        (["--lang", "sv", "--lang=en"], "en", ["--lang", "sv", "--lang=en"]),
        (["check", "--lang="], "", ["check", "--lang="]),
    ],
)
def test_the_command_line_names_the_language(words: list[str], language: str, rest: list[str]) -> None:
    assert asked_for(words) == language
    assert without_option(words) == rest
