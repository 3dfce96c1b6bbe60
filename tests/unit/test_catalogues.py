"""The Swedish catalogue is whole and up to date, and says what the English texts say."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from tests.builders import facts_of
from tests.catalogue import MO, PO, TEMPLATE, as_mo, as_po, read, template, texts_of, updated

from writeback.domain.choices import Choices
from writeback.domain.language import LETTERS
from writeback.domain.plan import make_plan
from writeback.domain.texts import choose_language, language, ngettext

ENGLISH_WORDS = frozenset(
    {"the", "and", "of", "is", "are", "was", "were", "not", "with", "which", "been", "has", "it", "its"}
)
"""None of them is a Swedish word."""
PERCENT = re.compile(r"%(?:\(\w+\))?[srd]")
KEYS = re.compile(r"\b(?:F\d+|Ctrl\+\w|Esc|Enter|Tab|PgDn|PgUp)\b")
OPTIONS = re.compile(r"--[a-z][\w-]+")
CODE = re.compile(r"`[^`]*`|\"[^\"]*\"|\{[^}]*\}")
CMDLET = re.compile(r"\b[A-Z][a-z]+-AD\w+|\b0x[0-9a-f]+|\b\d{4,}\b")
RUN_MAKE = "run: make catalogue, and translate what it prints"


def translations() -> list[tuple[str, str]]:
    """English and Swedish, each form of a plural by itself, as far as there is a translation."""
    pairs: list[tuple[str, str]] = []
    for message in read(PO):
        if message.id and message.string:
            pairs += zip(_forms(message.id), _forms(message.string), strict=True)
    return pairs


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def wrong(differs: object) -> list[tuple[str, str]]:
    """The pairs for which the function is true."""
    assert callable(differs)
    return [pair for pair in translations() if differs(*pair)]


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return template()


def test_the_catalogue_holds_the_texts_of_the_sources_and_no_others(texts: Catalog) -> None:
    assert PO.read_bytes() == as_po(updated(read(PO), texts)), RUN_MAKE
    assert TEMPLATE.read_bytes() == as_po(texts), RUN_MAKE


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    assert MO.read_bytes() == as_mo(read(PO)), RUN_MAKE


def test_every_text_is_translated() -> None:
    assert [message.id for message in read(PO) if message.id and not all(_forms(message.string))] == []


def test_no_translation_is_a_guess() -> None:
    def is_guess(message: Message) -> bool:
        return bool(message.id) and message.fuzzy

    assert [message.id for message in read(PO) if is_guess(message)] == []


def test_the_catalogue_says_nothing_of_the_machine_or_the_day() -> None:
    header = PO.read_text(encoding="utf-8").partition("\n#:")[0]
    assert "Date" not in header
    assert "babel" not in header.casefold()


def test_placeholders_are_the_same() -> None:
    def placeholders(text: str) -> Counter[tuple[str | None, str | None]]:
        if PERCENT.search(text):
            return Counter((found, None) for found in PERCENT.findall(text))
        # A plural's one form may leave the number out, but no form may name anything else.
        return Counter((name, spec) for _text, name, spec, _as in Formatter().parse(text) if name)

    assert wrong(lambda english, swedish: set(placeholders(english)) != set(placeholders(swedish))) == []


def test_blanks_and_line_breaks_around_a_text_are_the_same() -> None:
    def edges(text: str) -> tuple[str, str, int]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], text.count("\n")

    assert wrong(lambda english, swedish: edges(english) != edges(swedish)) == []


def test_a_sentence_stays_a_sentence() -> None:
    def end(text: str) -> str:
        last = text.rstrip()[-1:]
        return last if last in ".?:" else ""

    # A single word may have to be abbreviated.
    assert wrong(lambda english, swedish: " " in english and end(english) != end(swedish)) == []


@pytest.mark.parametrize("names", [KEYS, OPTIONS, CMDLET], ids=["keys", "options", "cmdlets and numbers"])
def test_what_is_typed_or_looked_up_has_the_same_name(names: re.Pattern[str]) -> None:
    def found(text: str) -> Counter[str]:
        return Counter(names.findall(text))

    assert wrong(lambda english, swedish: found(english) != found(swedish)) == []


def test_no_english_is_left() -> None:
    def words(text: str) -> set[str]:
        return set(re.findall(r"[a-zåäöé]+", CODE.sub("", text).casefold()))

    assert wrong(lambda english, swedish: words(swedish) & ENGLISH_WORDS) == []


def test_only_names_are_the_same_in_both_languages() -> None:
    def is_sentence(text: str) -> bool:
        return len(re.findall(r"\b[a-z]{2,}\b", CODE.sub("", text))) > 1

    assert wrong(lambda english, swedish: english == swedish and is_sentence(english)) == []


def test_the_letters_are_those_that_are_looked_for_in_a_charset() -> None:
    used = {letter for _english, swedish in translations() for letter in swedish if not letter.isascii()}
    assert used <= set(LETTERS["sv"])


def test_a_text_within_another_text_is_extracted() -> None:
    source = """f"{_('folded')} {name}"; ngettext("{n} line", "{n} lines", 2); N_("a " "b"); _(name)"""
    assert list(texts_of(source)) == ["folded", ("{n} line", "{n} lines"), "a b"]


@pytest.mark.parametrize(
    ("count", "english", "swedish"),
    [(0, "0 warnings", "0 varningar"), (1, "1 warning", "1 varning"), (2, "2 warnings", "2 varningar")],
)
def test_a_number_takes_the_form_of_its_language(count: int, english: str, swedish: str) -> None:
    folder = str(MO.parents[2])
    said = {}
    for name in ("sv", "en"):
        choose_language(name, folder)
        said[name] = ngettext("{count} warning", "{count} warnings", count).format(count=count)
    assert said == {"en": english, "sv": swedish}
    assert language() == "en"


def test_without_its_catalogue_a_language_is_not_spoken(tmp_path: object) -> None:
    choose_language("sv", str(tmp_path))
    assert language() == "en"


def test_a_plan_made_in_one_language_is_the_same_in_the_other() -> None:
    choices = Choices(password_writeback=True, write_back_passwords=True, unlock_without_reset=True)
    plan = make_plan(facts_of(), choices)
    english, title = plan.digest, plan.steps[0].title()
    choose_language("sv", str(MO.parents[2]))
    try:
        assert make_plan(facts_of(), choices).digest == english
        assert plan.steps[0].title() != title
    finally:
        choose_language("en", str(MO.parents[2]))
