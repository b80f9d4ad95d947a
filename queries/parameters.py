"""Parameters of catalogued queries: their types, and how text becomes a typed value."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from graph.errors import AmpnetError


class ParameterType(StrEnum):
    """What a parameter takes. Integers are whole numbers from 0 on."""

    STRING = "string"
    STRINGS = "strings"
    INTEGER = "integer"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATETIME = "datetime"


class ParameterError(AmpnetError):
    """A value does not fit its parameter."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query.

    Attributes:
        name: Its name in the statement, without `$`.
        type: What it takes.
        default: Value when none is given. None also means that null is allowed.
        description: One sentence.
    """

    name: str
    type: ParameterType
    default: Any
    description: str

    def typed(self, value: Any) -> Any:
        """Convert a value, which may be text from an address or a command line.

        A `datetime` becomes the ISO 8601 text, with `Z`, that statements give to `datetime()`.

        Raises:
            ValueError: It does not fit; the message says what would.
        """
        if value is None or (value == "" and self.default is None):
            if self.default is None:
                return None
            raise ValueError("it may not be null")
        return _CONVERSIONS[self.type](value)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("it has to be text")
    return value


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list | tuple):
        return [_string(part) for part in value]
    raise ValueError("it has to be a list of texts, or text with commas")


def _integer(value: Any) -> int:
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**31:
        raise ValueError("it has to be a whole number from 0 on")
    return number


def _float(value: Any) -> float:
    try:
        number = float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        number = None
    if number is None or isinstance(value, bool) or not abs(number) < float("inf"):
        raise ValueError("it has to be a number")
    return number


def _boolean(value: Any) -> bool:
    known = {"true": True, "false": False}
    found = known.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError("it has to be true or false")
    return found


def _datetime(value: Any) -> str:
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        time = None
    if not isinstance(time, datetime):
        raise ValueError("it has to be a date or time in ISO 8601, such as 2022-02-24")
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


_CONVERSIONS: dict[ParameterType, Callable[[Any], Any]] = {
    ParameterType.STRING: _string,
    ParameterType.STRINGS: _strings,
    ParameterType.INTEGER: _integer,
    ParameterType.FLOAT: _float,
    ParameterType.BOOLEAN: _boolean,
    ParameterType.DATETIME: _datetime,
}


def param_lines(parameters: tuple[Parameter, ...]) -> list[str]:
    """Write the defaults as commands of Neo4j Browser and cypher-shell.

    One line each: given as one map, Neo4j Browser makes floats of integers, which LIMIT refuses.
    """
    return [f":param {p.name} => {json.dumps(p.default)}" for p in parameters]
