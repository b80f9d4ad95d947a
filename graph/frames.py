"""Answers of the database as columns, and columns cut into what one statement takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from graph.database import Database

_READ_SECONDS: Final = 900.0


def read_frame(
    database: Database,
    statement: str,
    schema: Mapping[str, Any],
    parameters: dict[str, Any] | None = None,
) -> pl.DataFrame:
    """Run a statement and hold its answer as columns of the types given."""
    columns: list[list[Any]] = [[] for _ in schema]
    with database.stream(statement, parameters, timeout=_READ_SECONDS) as (_, records):
        for record in records:
            for column, value in zip(columns, record, strict=True):
                column.append(value)
    series = (
        pl.Series(name, column, dtype=dtype)
        for (name, dtype), column in zip(schema.items(), columns, strict=True)
    )
    return pl.DataFrame(list(series))


def slices(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Cut a sequence into runs of at most `size`."""
    for begin in range(0, len(values), size):
        yield values[begin : begin + size]
