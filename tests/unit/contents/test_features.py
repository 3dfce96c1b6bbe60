"""The eight boxes of Optional features."""

from __future__ import annotations

from typing import Any

import pytest
from tests import builders

from writeback.domain.facts import Edition, Unknown
from writeback_tui.contents.features import PASSWORD_WRITEBACK, Feature, optional_features


def box(key: str, edition: Edition = Edition.ENTRA_CONNECT, **changes: Any) -> Feature:
    found = optional_features(builders.server_facts(**changes), edition)
    return next(feature for feature in found if feature.key == key)


def test_the_boxes_stand_in_the_order_of_the_wizard() -> None:
    names = [feature.name for feature in optional_features(builders.server_facts(), Edition.ENTRA_CONNECT)]
    assert names == [
        "Exchange hybrid deployment",
        "Exchange Mail Public Folders",
        "Microsoft Entra ID app and attribute filtering",
        "Password hash synchronization",
        "Password writeback",
        "Group writeback",
        "Device writeback",
        "Directory extension attribute sync",
    ]


def test_the_filtering_feature_has_the_name_of_its_edition() -> None:
    assert box("FilterAAD", Edition.AZURE_AD_CONNECT).name == "Azure AD app and attribute filtering"


def test_only_password_writeback_can_be_changed() -> None:
    found = optional_features(builders.server_facts(), Edition.ENTRA_CONNECT)
    assert [feature.key for feature in found if feature.can_change] == [PASSWORD_WRITEBACK]


FLAG = "Microsoft.OptionalFeature."


@pytest.mark.parametrize(
    ("key", "changes", "ticked", "note"),
    [
        ("HybridExchange", {}, False, "no schema"),
        ("HybridExchange", {"settings": {f"{FLAG}HybridExchange": "True"}}, True, "as configured"),
        ("HybridExchange", {"settings": Unknown("no right")}, None, "not read"),
        ("DirectoryExtension", {}, False, ""),
        ("DeviceWriteBack", {}, False, "own task"),
        ("GroupWriteBack", {}, False, "! V2 retired"),
        (PASSWORD_WRITEBACK, {}, False, "was: off"),
        (PASSWORD_WRITEBACK, {"writeback": builders.ENABLED}, True, "was: on"),
        (PASSWORD_WRITEBACK, {"writeback": Unknown("no right")}, None, "not read"),
        ("password-hash-synchronization", {}, True, "as configured"),
        ("password-hash-synchronization", {"password_hash_sync": Unknown("no right")}, None, "not read"),
    ],
)
def test_each_box_tells_its_state(key: str, changes: dict[str, Any], ticked: bool | None, note: str) -> None:
    feature = box(key, **changes)
    assert (feature.ticked, feature.note) == (ticked, note)


def test_group_writeback_was_not_retired_in_2021() -> None:
    assert box("GroupWriteBack", Edition.AZURE_AD_CONNECT).note == ""
