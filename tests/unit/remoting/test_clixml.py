"""The guard's checks on XML, at both levels."""

from __future__ import annotations

import pytest

from writeback.remoting.guard import DEEPEST, HostileReply, SafeSerializer, check_xml

DTD = '<!DOCTYPE z [<!ENTITY a "b">]><S>&a;</S>'


@pytest.mark.parametrize("document", [DTD, DTD.encode(), DTD.encode("utf-16")])
def test_a_dtd_is_refused_in_every_encoding(document: str | bytes) -> None:
    with pytest.raises(HostileReply, match="DTD"):
        check_xml(document)


def test_a_dtd_inside_clixml_is_refused() -> None:
    with pytest.raises(HostileReply):
        SafeSerializer().deserialize(DTD)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(HostileReply, match="deep"):
        check_xml("<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1))


def test_what_is_flat_and_without_a_dtd_passes() -> None:
    check_xml("<a>" * DEEPEST + "</a>" * DEEPEST)

    assert SafeSerializer().deserialize("<S>hello</S>") == "hello"


def test_what_is_no_xml_is_left_to_the_parser() -> None:
    check_xml("no xml")
