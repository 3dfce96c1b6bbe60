"""The man page: roff that a formatter takes without a word, and that shows what the texts say."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from writeback.cli.arguments import build_parser
from writeback.domain.language import LANGUAGES
from writeback.manual.man_page import escaped, line_of, man_page
from writeback.manual.reader import load, names

REQUESTS = {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".RS", ".RE", ".nf", ".fi", ".nh", ".ad", ".br"}


def page(language: str) -> str:
    return man_page(build_parser(), [load(name, language) for name in names()], "1.2.3")


def test_what_roff_would_take_for_its_own_is_escaped() -> None:
    assert escaped(r"CONTOSO\adm 'x' `y` ~/a-b ^c \"d\"".replace('\\"', '"')) == (
        r"CONTOSO\eadm \(aqx\(aq \(gay\(ga \(ti/a\-b \(hac \(dqd\(dq"
    )
    assert escaped("å Ö") == r"\[u00E5] \[u00D6]"
    assert line_of(".config") == r"\&.config"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_the_command_line_and_every_topic_and_no_stray_request(language: str) -> None:
    text = page(language)
    assert text.isascii()
    for name in names()[1:]:
        assert f'.SH "{escaped(load(name, language).title.upper())}"' in text
    for words in (
        r"\fB\-\-profile NAME\fR",
        '.SS "writeback vault forget"',
        r"\fB\-o FILE, \-\-output FILE\fR",
    ):
        assert words in text
    requests = {line.split()[0] for line in text.splitlines() if line.startswith((".", "'"))}
    assert requests <= REQUESTS


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formatter_takes_the_page_without_a_warning(language: str) -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-P-cbou"],
        input=page(language),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C"},
    )
    assert done.stderr == ""
    assert "--vault-passphrase-fd N" in done.stdout
    assert r"C:\ProgramData\AADConnect" in done.stdout
    assert ("återställa" in done.stdout) is (language == "sv")
