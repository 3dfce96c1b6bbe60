"""The tri-state tree of a filter, by tables."""

from __future__ import annotations

import pytest

from writeback.domain.facts import Directory, Partition
from writeback_tui.contents.ou_tree import (
    Container,
    Tick,
    domain_tree,
    forest_trees,
    is_everything,
    shown_name,
    split_dn,
    visible_rows,
)

DC = "DC=contoso,DC=com"


def partition(*included: str, excluded: tuple[str, ...] = (), selected: bool = True) -> Partition:
    return Partition(DC, "contoso.com", selected, included, excluded)


def drawn(tree: Container, folded: frozenset[str] = frozenset()) -> list[str]:
    return [f"{'  ' * row.depth}{row.tick.value} {row.name}" for row in visible_rows([tree], folded)]


@pytest.mark.parametrize(
    ("filtered", "lines"),
    [
        (partition(DC), ["[x] contoso.com"]),
        (partition(), ["[x] contoso.com"]),
        (partition(selected=False), ["[ ] contoso.com"]),
        (partition(DC, selected=False), ["[ ] contoso.com"]),
        (partition(f"OU=CORP,{DC}", excluded=(DC,)), ["[-] contoso.com", "  [x] CORP"]),
        (partition(DC, excluded=(f"CN=Builtin,{DC}",)), ["[-] contoso.com", "  [ ] Builtin"]),
        (partition(excluded=(f"CN=Builtin,{DC}",)), ["[-] contoso.com", "  [ ] Builtin"]),
        (
            partition(f"OU=CORP,{DC}", excluded=(f"OU=Old,OU=CORP,{DC}",)),
            ["[-] contoso.com", "  [-] CORP", "    [ ] Old"],
        ),
        (
            partition(f"OU=Users,OU=CORP,{DC}"),
            ["[-] contoso.com", "  [-] CORP", "    [x] Users"],
        ),
        (
            partition(f"OU=CORP,{DC}", f"OU=Users,OU=CORP,{DC}", excluded=(DC,)),
            ["[-] contoso.com", "  [x] CORP", "    [x] Users"],
        ),
    ],
)
def test_ticks_follow_the_nearest_container_that_the_filter_names(
    filtered: Partition, lines: list[str]
) -> None:
    assert drawn(domain_tree(filtered)) == lines


def test_names_are_compared_without_their_case() -> None:
    tree = domain_tree(partition(f"ou=corp,{DC}", excluded=(f"OU=Old,OU=CORP,{DC.lower()}",)))
    assert drawn(tree) == ["[-] contoso.com", "  [-] corp", "    [ ] Old"]


def test_a_name_on_both_lists_counts_as_included() -> None:
    assert domain_tree(partition(DC, excluded=(DC,))).tick is Tick.SELECTED


def test_a_name_of_another_domain_is_passed_over() -> None:
    assert drawn(domain_tree(partition(DC, "OU=CORP,DC=fabrikam,DC=com"))) == ["[x] contoso.com"]


def test_a_folded_container_hides_what_is_below_it() -> None:
    tree = domain_tree(partition(f"OU=Users,OU=CORP,{DC}"))
    assert drawn(tree, frozenset({tree.children[0].dn})) == ["[-] contoso.com", "  [-] CORP"]


@pytest.mark.parametrize(
    ("filtered", "everything"), [(partition(DC), True), (partition(f"OU=A,{DC}"), False)]
)
def test_everything_is_told_from_a_selection(filtered: Partition, everything: bool) -> None:
    directory = Directory("contoso.com", "CONTOSO\\a", True, (filtered,))
    assert is_everything(forest_trees(directory)) is everything


@pytest.mark.parametrize(
    ("dn", "parts"),
    [
        (DC, ("DC=contoso", "DC=com")),
        ("OU=Berlin\\, DE, DC=com", ("OU=Berlin\\, DE", "DC=com")),
        ("", ()),
    ],
)
def test_an_escaped_comma_does_not_split_a_name(dn: str, parts: tuple[str, ...]) -> None:
    assert split_dn(dn) == parts


@pytest.mark.parametrize(
    ("relative", "shown"),
    [("OU=Berlin\\, DE", "Berlin, DE"), ("OU=a\\2Cb", "a,b"), ("OU=\\#1", "#1"), ("CORP", "CORP")],
)
def test_escapes_are_taken_off_a_name(relative: str, shown: str) -> None:
    assert shown_name(relative) == shown


def test_a_domain_that_is_named_by_its_distinguished_name_shows_its_dns_name() -> None:
    assert domain_tree(Partition(DC, DC, True, (DC,))).name == "contoso.com"
