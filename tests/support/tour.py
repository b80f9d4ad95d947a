"""The tour's page: its queries, each with the result that is shown below it."""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.database import Rows

_STEP = re.compile(r"```cypher\n(?P<query>.*?)```\n(?:\n```text\n(?P<shown>.*?)```\n)?", re.DOTALL)


def steps(page: str) -> list[tuple[str, str]]:
    """Return each query with the result shown, empty where none is."""
    return [(found["query"].strip(), found["shown"] or "") for found in _STEP.finditer(page)]


def written(page: str, answer: Callable[[str], str]) -> str:
    """Return the page with the result that `answer` gives below each query."""

    def step(found: re.Match[str]) -> str:
        shown = answer(found["query"].strip())
        return f"```cypher\n{found['query']}```\n\n```text\n{shown}```\n"

    return _STEP.sub(step, page)


def shown(rows: Rows) -> str:
    """Write rows as aligned columns."""
    table = [list(rows.columns), *([_cell(value) for value in row] for row in rows.rows)]
    widths = [max(len(row[k]) for row in table) for k in range(len(rows.columns))]
    lines = ("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in table)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
