"""What comes off the wire becomes plain Python, and says so when it cannot."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pypsrp.complex_objects import GenericComplexObject

from writeback.remoting.values import Malformed, Properties, duration_of, moment_of, plain


def remote_object(
    types: tuple[str, ...] = ("A.B", "System.Object"),
    *,
    adapted: dict[str, Any] | None = None,
    extended: dict[str, Any] | None = None,
    inner: list[Any] | None = None,
    text: str | None = None,
) -> GenericComplexObject:
    made = GenericComplexObject()
    made.types = list(types)
    made.adapted_properties = adapted or {}
    made.extended_properties = extended or {}
    made.property_sets = inner or []
    made.to_string = text
    return made


def test_adapted_and_extended_properties_are_one_set_without_regard_to_case() -> None:
    found = plain(remote_object(adapted={"Name": "a"}, extended={"Message": "b"}))

    assert isinstance(found, Properties)
    assert (found["NAME"], found["message"]) == ("a", "b")
    assert "naMe" in found
    assert list(found) == ["Name", "Message"]


def test_an_enumeration_arrives_as_its_name() -> None:
    value = remote_object(("A.Policy", "System.Enum"), inner=[1], text="Delta")

    assert plain(remote_object(adapted={"Policy": value})) == {"Policy": "Delta"}


def test_a_primitive_with_notes_arrives_as_itself() -> None:
    value = remote_object((), extended={"DisplayHint": 2}, inner=["2026-06-19T09:41:12Z"])

    assert plain(value) == "2026-06-19T09:41:12Z"


def test_a_nested_object_stays_reachable() -> None:
    found = plain(remote_object(adapted={"Inner": remote_object(adapted={"DN": "DC=x"}), "List": ["a", "b"]}))

    assert isinstance(found, Properties)
    inner = found["Inner"]
    assert isinstance(inner, Properties)
    assert inner.text("dn") == "DC=x"
    assert found.texts("list") == ("a", "b")


@pytest.mark.parametrize(
    "name", ["A.B.Connector", "Deserialized.A.B.Connector", "Selected.A.B.Connector", "Connector"]
)
def test_a_type_is_recognised_whatever_way_the_object_came(name: str) -> None:
    assert Properties({}, (name, "System.Object")).is_a("Connector")


def test_a_type_that_only_ends_alike_is_another_one() -> None:
    assert not Properties({}, ("A.AnotherConnector",)).is_a("Connector")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-19T09:41:12Z", datetime(2026, 6, 19, 9, 41, 12, tzinfo=UTC)),
        ("2026-06-19T09:41:12", datetime(2026, 6, 19, 9, 41, 12, tzinfo=UTC)),
        ("2026-06-19T11:41:12.9297758+02:00", datetime(2026, 6, 19, 9, 41, 12, 929775, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_utc(text: str, moment: datetime) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize("value", ["6/19/2026 9:41:12 AM", "", "0001-01-01T00:00:00+14:00", 7, None])
def test_what_is_no_date_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        moment_of(value)


def test_a_date_that_was_never_set_is_none() -> None:
    assert Properties({"At": "0001-01-01T00:00:00"}).moment_or_none("At") is None


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT30M", timedelta(minutes=30)),
        ("P7D", timedelta(days=7)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("-PT5S", timedelta(seconds=-5)),
        ("PT0S", timedelta(0)),
    ],
)
def test_a_duration_is_read_from_its_iso_form(text: str, duration: timedelta) -> None:
    assert duration_of(text) == duration


@pytest.mark.parametrize("value", ["P", "PT", "00:30:00", "P99999999999D", None, 30])
def test_what_is_no_duration_is_malformed(value: object) -> None:
    with pytest.raises(Malformed):
        duration_of(value)


@pytest.mark.parametrize(
    ("getter", "value"),
    [("flag", "True"), ("flag", 1), ("number", True), ("number", "1"), ("text", ["a"]), ("texts", [1])],
)
def test_a_property_of_another_type_is_malformed(getter: str, value: object) -> None:
    with pytest.raises(Malformed):
        getattr(Properties({"X": value}), getter)("X")


def test_a_missing_property_is_malformed() -> None:
    with pytest.raises(Malformed, match="Enabled is missing"):
        Properties({}).flag("Enabled")


def test_a_null_text_is_empty() -> None:
    assert Properties({"X": None}).text("X") == ""
    assert Properties({"X": None}).texts("X") == ()
