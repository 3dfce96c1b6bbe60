"""The manual's texts: whole, the same in every language, and true where that can be checked."""

from __future__ import annotations

import re

import pytest
from tests import builders
from tests.stand_in import NOT_SIGNED_IN

from writeback.cli.arguments import COMMANDS
from writeback.domain.checks import run_checks
from writeback.domain.errors import ExitStatus
from writeback.domain.facts import Facts
from writeback.domain.language import LANGUAGES
from writeback.domain.pages import PAGES
from writeback.manual.reader import FOLDER, documents, load, names
from writeback.manual.topic import CHANGES, FIXED, KEYS, REMEDY, WRONG, Item, Section, Topic
from writeback.settings.actions import ACTIONS
from writeback_tui.remapping import shown_key

ADDRESS = re.compile(r"(?:https?://|learn\.microsoft)[^\s|]*")


def test_there_is_a_text_for_every_page_and_for_nothing_that_is_no_page() -> None:
    for language in LANGUAGES:
        found = {file.stem for file in (FOLDER / language).iterdir()}
        assert found == set(names())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_is_what_it_changes_and_what_can_go_wrong(name: str, language: str) -> None:
    topic = load(name, language)
    keys = [section.key for section in topic.sections if section.key]
    assert keys == [key for key in FIXED if key in keys]
    assert len(keys) == len(FIXED) - 1
    assert topic.documents
    for entry in topic.entries:
        assert entry.blocks, entry.id
        assert entry.note(CHANGES), entry.id
        assert entry.note(WRONG), entry.id


@pytest.mark.parametrize("name", names())
def test_a_topic_is_built_alike_in_both_languages(name: str) -> None:
    shapes = [_shape(load(name, language)) for language in LANGUAGES]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("name", names())
def test_a_topic_is_translated(name: str) -> None:
    assert (FOLDER / "en" / f"{name}.txt").read_text(encoding="utf-8").isascii()
    english, swedish = (set(_sentences(load(name, language))) for language in LANGUAGES)
    names_of_microsoft = ('"', "Set-")
    same = {one for one in english & swedish if not one.startswith(names_of_microsoft)}
    assert {one for one in same if len(one.split()) > 3} == set()


def test_every_address_is_in_the_table_of_documents_and_is_used() -> None:
    """Addresses were checked when they were put there; a text names them by their keys."""
    known = {document.address for document in documents("en").values()}
    assert known == {document.address for document in documents("sv").values()}
    used = {document.address for name in names() for document in load(name, "en").documents}
    assert used == known
    for language in LANGUAGES:
        for name in names():
            text = (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")
            assert [one for one in ADDRESS.findall(text) if not one.startswith("http://host")] == [], name


def test_every_check_is_explained_with_its_remedy() -> None:
    facts = Facts(builders.NOW, builders.server_facts(), builders.tenant_facts())
    nobody = Facts(builders.NOW, builders.server_facts(), NOT_SIGNED_IN)
    found = {finding.id for some in (facts, nobody) for finding in run_checks(some)}
    for language in LANGUAGES:
        entries = load("checks", language).entries
        assert {entry.id for entry in entries} == found
        assert all(entry.blocks and entry.note(REMEDY) for entry in entries)


@pytest.mark.parametrize("page", PAGES)
def test_every_key_of_a_page_is_explained_there(page: str) -> None:
    """Those that all pages have are in the topic of the keys."""
    own = [action for action in ACTIONS if page in action.places and len(action.places) < len(PAGES)]
    wanted = {shown_key(key) for action in own for key in action.keys[:1]}
    for language in LANGUAGES:
        section = next(section for section in load(page, language).sections if section.key == KEYS)
        told = {key for block in section.blocks if isinstance(block, Item) for key in block.term.split(", ")}
        assert wanted <= told, language


def test_every_command_and_every_exit_status_is_told_of() -> None:
    for language in LANGUAGES:
        assert {item.term for item in _items("commands", language)} == set(COMMANDS)
        numbers = {item.term for item in _items("status", language)}
        assert numbers == {*(str(int(status)) for status in ExitStatus), "128 + n"}


def test_topics_that_are_named_exist() -> None:
    pattern = re.compile(r'(?:[Ss]e|[Ss]ee) "([a-z-]+)"')
    for language in LANGUAGES:
        for name in names():
            text = (FOLDER / language / f"{name}.txt").read_text(encoding="utf-8")
            assert set(pattern.findall(" ".join(text.split()))) <= set(names()), name


def _items(name: str, language: str) -> list[Item]:
    return [block for block in load(name, language).sections[0].blocks if isinstance(block, Item)]


def _shape(topic: Topic) -> object:
    return (
        [_of_section(section) for section in topic.sections],
        [document.key for document in topic.documents],
    )


def _of_section(section: Section) -> object:
    entries = [
        (entry.id, [type(block) for block in entry.blocks], [kind for kind, _text in entry.notes])
        for entry in section.entries
    ]
    return section.key, bool(section.heading), [type(block) for block in section.blocks], entries


def _sentences(topic: Topic) -> list[str]:
    """Texts of paragraphs and items, and notes; what is typed is the same in every language."""
    sections = topic.sections
    blocks = [block for section in sections for block in section.blocks]
    blocks += [block for entry in topic.entries for block in entry.blocks]
    texts = [block.text for block in blocks if isinstance(block, Item) or block.text[:1].isupper()]
    return [*texts, *(text for entry in topic.entries for _kind, text in entry.notes), topic.brief]
