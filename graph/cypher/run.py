"""Run somebody's own Cypher with the rights of the reader, capped in rows, size and time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from graph.cypher.guard import check
from graph.cypher.vocabulary import PROCEDURES
from graph.database import Database, Rows
from graph.errors import AmpnetError, QueryInvalidError, QueryRefusedError

_STRAYING: Final = re.compile(
    "LoadCSV|Show|Terminate|Administration|System|Transaction|Create|Merge|Set|Delete|Remove"
    "|Foreach|Foreign|ProcedureCall"
)
"""Beginnings of the operators of Neo4j's plans that read no graph, or not only."""

_LEFT_OUT: Final = frozenset({"string-representation"})


@dataclass(frozen=True)
class Plan:
    """A step of the way in which a server would answer a statement.

    Attributes:
        operator: Its name.
        arguments: What the server says about it.
        children: The steps that it gets its rows from.
    """

    operator: str
    arguments: dict[str, Any]
    children: tuple[Plan, ...]


def read(
    database: Database,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    limit: int,
    timeout: float,
    most_characters: int | None = None,
) -> Rows:
    """Run a statement that only reads.

    Args:
        database: An open database; that of the read-only user where there is one.
        statement: Cypher, by anybody.
        parameters: Values by name.
        limit: Most rows; one more is looked for, to say whether there are more.
        timeout: Seconds, after which the server ends it.
        most_characters: Most text in all rows together, as far as it is counted: a row that
            goes beyond is left out, and all after it.

    Raises:
        QueryRefusedError: It does not only read, or hides what it does. Nothing was run.
        QueryInvalidError: It is no Cypher, or a value does not fit.
        QueryTimeoutError: Its time was up; it is ended.
    """
    with _its_own_fault():
        text = _approved(database, statement, parameters, timeout)
    rows: list[tuple[Any, ...]] = []
    size = 0
    with (
        _its_own_fault(),
        database.stream(text, parameters, timeout=timeout) as (columns, records),
    ):
        for record in records:
            size += sum(map(_size, record)) if most_characters is not None else 0
            if len(rows) == limit or (most_characters is not None and size > most_characters):
                return Rows(columns, rows, truncated=True)
            rows.append(record)
    return Rows(columns, rows)


def explain(
    database: Database,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    timeout: float,
) -> Plan:
    """Return how the server would answer a statement, without running it.

    Raises:
        QueryRefusedError: It does not only read.
        QueryInvalidError: It is no Cypher.
    """
    with _its_own_fault():
        text = _approved(database, statement, parameters, timeout)
        return _plan(database.plan(text, parameters, timeout=timeout)[1])


def _approved(
    database: Database, statement: str, parameters: Mapping[str, Any] | None, timeout: float
) -> str:
    """Return the text that may be sent.

    Neo4j says what it understands before anything is run; the embedded engine has no such plan,
    but a reader who may only read records.
    """
    _check_values(parameters or {})
    text = check(statement).text
    if database.engine == "neo4j":
        kind, plan = database.plan(text, parameters, timeout=timeout)
        straying = [] if kind != "r" else [o for o in _operators(plan) if _strays(o)]
        if kind != "r" or straying:
            raise QueryRefusedError(
                f"The database plans more than reading: {', '.join(straying) or kind}."
            )
    return text


@contextmanager
def _its_own_fault() -> Iterator[None]:
    """Take what the database could not do for the statement's fault, whatever it calls it."""
    try:
        yield
    except AmpnetError as error:
        if type(error) is AmpnetError:
            raise QueryInvalidError(error.message, error.remedy) from error
        raise


def _operators(plan: Mapping[str, Any]) -> list[str]:
    below = [each for child in plan.get("children", ()) for each in _operators(child)]
    details = str(plan.get("args", {}).get("Details", ""))
    return [f"{plan.get('operatorType', '')} {details}".strip(), *below]


def _strays(operator: str) -> bool:
    """Tell whether an operator may not stand in a reading plan."""
    called = re.match(r"ProcedureCall(?:@\S+)? ([\w.]+)\(", operator)
    if called:
        return called[1].lower() not in PROCEDURES
    return bool(_STRAYING.match(operator))


def _plan(found: Mapping[str, Any]) -> Plan:
    arguments = {k: v for k, v in found.get("args", {}).items() if k not in _LEFT_OUT}
    operator = str(found.get("operatorType", ""))
    if not found.get("children") and "string-representation" in found.get("args", {}):
        arguments["plan"] = found["args"]["string-representation"]
    return Plan(operator, arguments, tuple(map(_plan, found.get("children", ()))))


def _check_values(value: Any, depth: int = 0) -> None:
    """Refuse values that no database stores.

    Raises:
        QueryInvalidError: It names the value.
    """
    if depth > 20:
        raise QueryInvalidError("A parameter is nested deeper than 20 levels.")
    if isinstance(value, Mapping):
        for name, each in value.items():
            _check_values(name, depth + 1)
            _check_values(each, depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            _check_values(each, depth + 1)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise QueryInvalidError(f"{value} is no integer of 64 bits.", "Give it as text.")
    elif isinstance(value, str) and re.search("[\x00\ud800-\udfff]", value):
        raise QueryInvalidError("A parameter holds a character that no text has.")


def _size(value: Any) -> int:
    """Return about how many characters a value takes."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(str(name)) + _size(each) for name, each in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return sum(map(_size, value))
    properties = getattr(value, "items", None)
    return _size(dict(properties())) if callable(properties) else 8
