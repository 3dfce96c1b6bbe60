"""The OData of a collection: `$filter`, `$orderby`, `$top`, `$skiptoken`, `$select`, and the next link."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote

from writeback.lab.graph.ask import Ask, GraphError, only
from writeback.lab.reply import Json

Row = dict[str, Any]

CLAUSE = re.compile(
    r"\s*(?P<name>[A-Za-z]\w*)\s+(?P<op>eq|ne|ge|le|gt|lt)\s+(?P<value>'(?:[^']|'')*'|[^\s()']+)\s*"
)
STARTS = re.compile(r"\s*startswith\(\s*(?P<name>[A-Za-z]\w*)\s*,\s*(?P<value>'(?:[^']|'')*')\s*\)\s*")
AND = re.compile(r"and\b", re.IGNORECASE)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
KEEP = "$'(),:"
"""What stays readable in a next link."""

Test = Callable[[Row], bool]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    name: getattr(operator, name) for name in ("eq", "ne", "ge", "le", "gt", "lt")
}


def collection(
    ask: Ask, fragment: str, rows: Iterable[Row], *, size: int, filters: Iterable[str] = (), most: int = 999
) -> Json:
    """One page of the rows.

    `size` rows without `$top`, at most `most` with it; `filters` are the properties that the resource can be
    filtered and ordered by. Raises GraphError 400 for a query that the resource does not support.
    """
    test = _test(ask.query.get("$filter"), frozenset(filters))
    matching = [row for row in rows if test(row)]
    matching = _ordered(matching, ask.query.get("$orderby"), frozenset(filters))
    first = _number(ask.query.get("$skiptoken"), "$skiptoken", 0)
    count = min(_number(ask.query.get("$top"), "$top", size), most)
    page = [only(row, ask.query.get("$select")) for row in matching[first : first + count]]
    answer: Json = {"@odata.context": ask.context(fragment), "value": page}
    if first + count < len(matching):
        answer["@odata.nextLink"] = _next_link(ask, first + count)
    return answer


def _next_link(ask: Ask, first: int) -> str:
    query = {**ask.query, "$skiptoken": str(first)}
    text = "&".join(f"{name}={quote(value, safe=KEEP)}" for name, value in query.items())
    return f"{ask.origin}/{ask.version}{ask.path}?{text}"


def _number(text: str | None, name: str, default: int) -> int:
    if text is None:
        return default
    if not text.isdecimal() or (name == "$top" and int(text) == 0):
        raise GraphError(400, "BadRequest", f"Invalid value '{text}' for {name} query option found.")
    return int(text)


def _ordered(rows: list[Row], order: str | None, known: frozenset[str]) -> list[Row]:
    if order is None:
        return rows
    name, _, direction = order.strip().partition(" ")
    if name not in known or direction.strip().lower() not in {"", "asc", "desc"}:
        raise _unsupported(f"Unsupported sort property '{order}'.")
    return sorted(rows, key=lambda row: str(row.get(name)), reverse=direction.strip().lower() == "desc")


def _test(text: str | None, known: frozenset[str]) -> Test:
    """The filter as a predicate: clauses joined by `and`; nothing else is understood."""
    if text is None:
        return lambda row: True
    tests: list[Test] = []
    rest = text
    while True:
        clause = CLAUSE.match(rest) or STARTS.match(rest)
        if clause is None:
            raise _unsupported("Invalid filter clause")
        tests.append(_clause(clause, known))
        rest = rest[clause.end() :]
        if not rest:
            return lambda row: all(test(row) for test in tests)
        joint = AND.match(rest)
        if joint is None:
            raise _unsupported("Invalid filter clause")
        rest = rest[joint.end() :]


def _clause(clause: re.Match[str], known: frozenset[str]) -> Test:
    name = clause["name"]
    if name not in known:
        raise _unsupported(f"Filter on property '{name}' is not supported.")
    wanted = _literal(clause["value"])
    if "op" not in clause.groupdict():
        return lambda row: str(row.get(name, "")).lower().startswith(str(wanted).lower())
    compare = OPERATORS[clause["op"]]

    def test(row: Row) -> bool:
        try:
            return compare(_comparable(row.get(name)), _comparable(wanted))
        except TypeError as error:
            raise _unsupported(
                f"A binary operator with incompatible types was detected at '{name}'."
            ) from error

    return test


def _literal(text: str) -> object:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    simple: dict[str, object] = {"true": True, "false": False, "null": None}
    if text in simple:
        return simple[text]
    if MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    raise _unsupported("Invalid filter clause")


def _comparable(value: object) -> object:
    """Moments compare as moments, text without regard to case, as Entra's directory does."""
    if isinstance(value, str):
        return datetime.fromisoformat(value) if MOMENT.fullmatch(value) else value.lower()
    return value


def _unsupported(message: str) -> GraphError:
    return GraphError(400, "Request_UnsupportedQuery", message)
