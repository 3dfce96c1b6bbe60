"""The form of the manual's files: what is read of it, and what is refused."""

from __future__ import annotations

import pytest

from writeback.manual.reader import parse
from writeback.manual.topic import Command, Document, Item, Paragraph

HEAD = "title | Features\nbrief | what is on\n\n"
KNOWN = {"tutorial": Document("tutorial", "The tutorial", "https://learn.microsoft.com/x")}


def test_a_text_is_read_into_sections_blocks_and_entries() -> None:
    topic = parse(
        "features",
        HEAD + "# what\nOne\nparagraph.\n\nAnother.\n- [OK] | it\n  is well\n- b | c\n    writeback help\n"
        "## Of its own\nText.\n"
        "# fields\n= start | Start\nStarts.\nchanges: a\ncycle\nwrong: nothing\n\n= pause | Pause\nPauses.\n"
        "# documents\ntutorial\n",
        KNOWN,
    )
    what, own, fields = topic.sections
    assert what.blocks == (
        Paragraph("One paragraph."),
        Paragraph("Another."),
        Item("[OK]", "it is well"),
        Item("b", "c"),
        Command("writeback help"),
    )
    assert (own.key, own.heading) == ("", "Of its own")
    assert [(entry.id, entry.label) for entry in fields.entries] == [("start", "Start"), ("pause", "Pause")]
    start = topic.entry("start")
    assert start is not None
    assert start.blocks == (Paragraph("Starts."),)
    assert (start.note("changes"), start.note("wrong"), start.note("remedy")) == ("a cycle", "nothing", "")
    assert topic.documents == (KNOWN["tutorial"],)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# what\nText.\n", "a title and a brief"),
        (HEAD + "# wat\nText.\n", "line 4: no such section"),
        (HEAD + "# what\n- no bar\n", "line 5: two parts"),
        (HEAD + "# fields\n= start\nText.\n", "line 5: two parts"),
        (HEAD + "# what\n\n  lost\n", "line 6: what does this belong to"),
    ],
)
def test_a_text_that_is_not_as_it_should_be_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse("features", text, KNOWN)
