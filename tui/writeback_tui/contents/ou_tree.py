"""The tri-state tree of Domain and OU filtering, from the distinguished names that a filter lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from writeback.domain.facts import Directory, Partition


class Tick(Enum):
    """How much of a container and what is below it is synchronized."""

    SELECTED = "[x]"
    PARTLY = "[-]"
    NOT_SELECTED = "[ ]"


@dataclass
class Container:
    """A domain or a container. `dn` is written in lower case, so that it can be compared."""

    dn: str
    name: str
    tick: Tick
    children: list[Container] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One visible line of the tree; `folded` is None where there is nothing to fold."""

    dn: str
    name: str
    depth: int
    tick: Tick
    folded: bool | None
    parent: str | None


def domain_tree(partition: Partition) -> Container:
    """The containers that the filter names, under their domain, each with its tick.

    A container that the filter does not name follows the one above it, so it is not in the tree. Where a
    name is on both lists it counts as included (ADSync lists the domain as excluded and an OU as included).
    """
    included = {_key(dn) for dn in partition.included}
    excluded = {_key(dn) for dn in partition.excluded} - included
    if not included and _key(partition.dn) not in excluded:
        included.add(_key(partition.dn))
    root = Container(_key(partition.dn), domain_name(partition), Tick.NOT_SELECTED)
    for dn in (*partition.included, *partition.excluded):
        _insert(root, dn)
    _tick(root, included, excluded, inherited=False, selected=partition.selected)
    return root


def forest_trees(directory: Directory) -> tuple[Container, ...]:
    """One tree a domain of the directory."""
    return tuple(domain_tree(partition) for partition in directory.partitions)


def is_everything(trees: Iterable[Container]) -> bool:
    """Whether the filter means "Sync all domains and OUs"."""
    return all(tree.tick is Tick.SELECTED for tree in trees)


def visible_rows(trees: Iterable[Container], folded: frozenset[str]) -> tuple[Row, ...]:
    """The tree as lines, without what lies below a folded container."""
    return tuple(row for tree in trees for row in _rows(tree, 0, folded, None))


def domain_name(partition: Partition) -> str:
    """The DNS name of a domain: ADSync gives a partition its distinguished name as its name."""
    parts = split_dn(partition.name or partition.dn)
    if all(part.upper().startswith("DC=") for part in parts):
        return ".".join(shown_name(part) for part in parts)
    return partition.name


def split_dn(dn: str) -> tuple[str, ...]:
    """The relative names of a distinguished name, from the leaf to the root; escaped commas do not split."""
    return tuple(part.strip() for part in re.split(r"(?<!\\),", dn) if part.strip())


def shown_name(relative_name: str) -> str:
    """The value of a relative name such as `OU=Users\\, EU`, without its escapes."""
    value = relative_name.partition("=")[2] or relative_name
    raw = re.sub(r"\\([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), value)
    return re.sub(r"\\(.)", r"\1", raw)


def _key(dn: str) -> str:
    return ",".join(split_dn(dn)).casefold()


def _insert(root: Container, dn: str) -> None:
    """Adds the container and those between it and the domain; a name outside the domain is passed over."""
    parts = split_dn(dn)
    above = len(split_dn(root.dn))
    if _key(",".join(parts[-above:])) != root.dn:
        return
    here = root
    for position in range(len(parts) - above - 1, -1, -1):
        key = _key(",".join(parts[position:]))
        known = next((child for child in here.children if child.dn == key), None)
        if known is None:
            known = Container(key, shown_name(parts[position]), Tick.NOT_SELECTED)
            here.children = sorted([*here.children, known], key=lambda child: child.name.casefold())
        here = known


def _tick(
    here: Container, included: set[str], excluded: set[str], *, inherited: bool, selected: bool
) -> None:
    """Sets the ticks from the leaves up: a container is partly selected when not all below it agree."""
    own = inherited
    if here.dn in included:
        own = selected
    elif here.dn in excluded:
        own = False
    for child in here.children:
        _tick(child, included, excluded, inherited=own, selected=selected)
    plain = Tick.SELECTED if own else Tick.NOT_SELECTED
    agree = all(child.tick is plain for child in here.children)
    here.tick = plain if agree else Tick.PARTLY


def _rows(here: Container, depth: int, folded: frozenset[str], parent: str | None) -> Iterable[Row]:
    is_folded = here.dn in folded
    yield Row(here.dn, here.name, depth, here.tick, is_folded if here.children else None, parent)
    if not is_folded:
        for child in here.children:
            yield from _rows(child, depth + 1, folded, here.dn)
