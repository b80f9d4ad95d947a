"""Answers as JSON documents: camelCase names, ISO 8601 times."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any


def jsonable(value: Any) -> Any:
    """Turn an answer, and all that it holds, into what JSON can hold."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return {camel(name): jsonable(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(each) for each in value]
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        value = value.astimezone(dt.UTC)
    from api.values import plain  # noqa: PLC0415  the database driver, which takes its time

    return plain(value)


def camel(name: str) -> str:
    """Return a Python name in camelCase, as the graph and the REST interface write it."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
