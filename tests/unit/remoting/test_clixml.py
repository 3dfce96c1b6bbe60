"""The limits on XML, at both levels, and on what unfolds from it."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from pypsrp.messages import MessageType

from writeback.remoting.clixml import (
    DEEPEST,
    HEAVIEST,
    LONGEST_MESSAGE,
    LONGEST_TAG,
    MOST_ELEMENTS,
    MOST_MESSAGES,
    MOST_OF_ALL,
    MOST_OF_ENVELOPE,
    Allowance,
    HostileReply,
    SafeFragmenter,
    SafeSerializer,
    check_clixml,
    check_envelope,
)
from writeback.remoting.values import Malformed, plain

DTD = '<!DOCTYPE z [<!ENTITY a "b">]><S>&a;</S>'


def serializer() -> SafeSerializer:
    return SafeSerializer(Allowance())


def fragmenter() -> SafeFragmenter:
    return SafeFragmenter(32768, serializer(), Allowance())


def fragment(body: bytes, number: int = 1, index: int = 0, flags: int = 3) -> bytes:
    return struct.pack(">QQBI", number, index, flags, len(body)) + body


def message(clixml: str, kind: int = MessageType.PIPELINE_OUTPUT) -> bytes:
    return struct.pack("<II", 1, kind) + bytes(32) + clixml.encode()


@pytest.mark.parametrize("document", [DTD, DTD.encode(), DTD.encode("utf-16")])
def test_a_dtd_is_refused_in_every_encoding(document: str | bytes) -> None:
    with pytest.raises(HostileReply, match="DTD"):
        check_clixml(document)


def test_a_dtd_inside_clixml_is_refused() -> None:
    with pytest.raises(HostileReply):
        serializer().deserialize(DTD)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(HostileReply, match="deep"):
        check_clixml("<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "document",
    [
        "<a>" + "<b/>" * MOST_ELEMENTS + "</a>",
        "<a>" + '<b c="" d="" e=""/>' * (MOST_ELEMENTS // 3) + "</a>",
        "<a " + "b='' " * LONGEST_TAG + "/>",
    ],
    ids=["elements", "attributes", "one tag"],
)
def test_too_many_elements_are_refused(document: str, encoding: str) -> None:
    with pytest.raises(HostileReply, match=r"too many|endless"):
        check_clixml(document.encode(encoding))


def test_a_long_text_far_down_is_refused_in_clixml_and_not_in_an_envelope() -> None:
    document = "<a>" * 20 + "x" * (HEAVIEST // 10) + "</a>" * 20
    with pytest.raises(HostileReply, match="heavy"):
        serializer().deserialize(document)
    check_envelope(document)


def test_what_is_flat_and_without_a_dtd_passes() -> None:
    assert check_clixml("<a>" * DEEPEST + "</a>" * DEEPEST) == DEEPEST
    assert serializer().deserialize("<S>hello</S>") == "hello"


def test_an_envelope_of_too_many_pieces_is_refused() -> None:
    with pytest.raises(HostileReply, match="too many"):
        check_envelope("<a>" + "<b/>" * MOST_OF_ENVELOPE + "</a>")


def test_what_is_no_xml_is_left_to_the_parser() -> None:
    assert check_clixml("no xml") == 0


def test_an_invocation_has_only_so_many_elements_and_the_next_one_as_many_again() -> None:
    allowance = Allowance()
    reader = SafeSerializer(allowance)
    many = "<Obj RefId='0'><LST>" + "<S/>" * (MOST_ELEMENTS - 10) + "</LST></Obj>"
    for _ in range(MOST_OF_ALL // MOST_ELEMENTS):
        reader.deserialize(many)
    with pytest.raises(HostileReply, match="does not end"):
        reader.deserialize(many)
    allowance.renew()
    assert reader.deserialize("<S>hello</S>") == "hello"


# Fragments -------------------------------------------------------------------------------


def test_a_message_is_put_together_from_fragments_that_mix_with_anothers() -> None:
    one, two = message("<S>one</S>"), message("<S>two</S>")
    data = fragment(one[:9], 1, 0, 1) + fragment(two[:50], 2, 0, 1)
    data += fragment(one[9:], 1, 1, 2) + fragment(two[50:], 2, 1, 2)
    assert [each.data.data for each in fragmenter().defragment(data)] == ["one", "two"]


def test_a_fragment_may_come_with_a_later_answer() -> None:
    reader, whole = fragmenter(), message("<S>one</S>")
    assert reader.defragment(fragment(whole[:20], 1, 0, 1)) == []
    assert [each.data.data for each in reader.defragment(fragment(whole[20:], 1, 1, 2))] == ["one"]


@pytest.mark.parametrize(
    "data",
    [
        fragment(b"x", index=1, flags=0),
        fragment(b"x", index=1),
        fragment(b"x", flags=1) + fragment(b"x", index=2, flags=0),
        fragment(b"x")[:-1],
        fragment(b"x")[:20],
        struct.pack(">QQBI", 1, 0, 3, 2**32 - 1),
    ],
    ids=["middle of nothing", "late start", "gap", "no body", "no header", "endless"],
)
def test_fragments_that_do_not_fit_are_refused(data: bytes) -> None:
    with pytest.raises(HostileReply, match="fragment"):
        fragmenter().defragment(data)


def endless_fragments(reader: SafeFragmenter) -> None:
    reader.defragment(fragment(b"", flags=1))
    for index in range(1, 10_000):
        reader.defragment(fragment(bytes(4096), index=index, flags=0))


def endless_starts(reader: SafeFragmenter) -> None:
    for number in range(10_000):
        reader.defragment(fragment(bytes(4096), number=number, flags=1))


def endless_empty_fragments(reader: SafeFragmenter) -> None:
    reader.defragment(b"".join(fragment(b"", number=number, flags=1) for number in range(1_000_000)))


def endless_outputs(reader: SafeFragmenter) -> None:
    reader.defragment(fragment(message("<Nil/>")) * (MOST_MESSAGES + 1))


def endless_key_requests(reader: SafeFragmenter) -> None:
    reader.defragment(fragment(message("", MessageType.PUBLIC_KEY_REQUEST)) * (MOST_MESSAGES + 1))


def long_message(reader: SafeFragmenter) -> None:
    reader.defragment(fragment(bytes(LONGEST_MESSAGE + 1)))


@pytest.mark.parametrize(
    "flood",
    [
        endless_fragments,
        endless_starts,
        endless_empty_fragments,
        endless_outputs,
        endless_key_requests,
        long_message,
    ],
)
def test_a_flood_is_refused(flood: Callable[[SafeFragmenter], None]) -> None:
    with pytest.raises(HostileReply, match="does not end"):
        flood(fragmenter())


# References ------------------------------------------------------------------------------


def doubling(levels: int) -> str:
    """A list that refers to the one before ten times, which does the same, and so on."""
    lists = ["<Obj RefId='0'><LST><S>x</S></LST></Obj>"]
    for level in range(1, levels):
        refs = f"<Ref RefId='{level - 1}'/>" * 10
        lists.append(f"<Obj RefId='{level}'><LST>{refs}</LST></Obj>")
    return "<Obj RefId='99'><LST>" + "".join(lists) + "</LST></Obj>"


def test_references_that_unfold_without_end_are_malformed() -> None:
    value = serializer().deserialize(
        doubling(30).replace("<LST>", "<TN RefId='t'><T>System.Array</T></TN><LST>")
    )
    with pytest.raises(Malformed, match="does not end"):
        plain(value)


def test_an_object_that_holds_itself_is_malformed() -> None:
    value = serializer().deserialize("<Obj RefId='0'><Props><Ref N='me' RefId='0'/></Props></Obj>")
    with pytest.raises(Malformed, match="does not end"):
        plain(value)
