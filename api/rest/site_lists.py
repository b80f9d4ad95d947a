"""The site's lists: the rows of a catalogued query, and all stories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.rest.rendering import address_of, page
from api.rest.service import STATEMENT_SECONDS, ServiceOf
from api.values import plain
from graph.answers.stories import stories
from graph.database import Rows
from graph.snapshot import Snapshot
from queries.catalogue import CataloguedQuery, find, run
from queries.parameters import ParameterError

router = APIRouter(include_in_schema=False)

_ROWS: Final = 200
_STORIES: Final = 50
_MOST_PAGES: Final = 10_000
_LONGEST_VALUE: Final = 10_000
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in a table.

    Attributes:
        parts: What it says, with the address that each part leads to, if any.
        number: True for numbers, which stand to the right.
    """

    parts: tuple[tuple[str, str | None], ...]
    number: bool = False


@router.get("/questions/{name}")
async def question_page(request: Request, service: ServiceOf, name: str) -> HTMLResponse:
    """Ask a query of the catalogue, with what a form says, and show its rows."""
    given = {key: value[:_LONGEST_VALUE] for key, value in request.query_params.items() if value}

    def work() -> HTMLResponse:
        query = find(name, service.settings.queries)
        snapshot = service.snapshot()
        try:
            answer = service.ask(
                lambda db: run(db, query, given, limit=_ROWS, timeout=STATEMENT_SECONDS)
            )
        except ParameterError as error:
            return _question(query, given, trouble=str(error))
        return _question(query, given, answer, cells(snapshot, answer))

    return await service.query(work)


@router.get("/stories")
async def stories_page(
    service: ServiceOf,
    number: Annotated[int, Query(alias="page", ge=1, le=_MOST_PAGES)] = 1,
) -> HTMLResponse:
    """List all stories, the largest first."""
    start = (number - 1) * _STORIES

    def work() -> HTMLResponse:
        snapshot = service.snapshot()
        found = service.ask(lambda db: stories(db, snapshot, start=start, limit=_STORIES))
        more = start + len(found.stories) < found.total
        return page("stories.html.j2", answer=found, start=start, next=number + 1 if more else None)

    return await service.query(work)


def cells(snapshot: Snapshot, answer: Rows) -> list[list[Cell]]:
    """Return the rows as cells; an id that the graph knows is its name and leads to its page."""
    rows = [[plain(value) for value in row] for row in answer.rows]
    texts = {text for row in rows for value in row for text in _texts(value)}
    known = snapshot.nodes.filter(pl.col("id").is_in(sorted(texts))).select("id", "name")
    names = dict(known.iter_rows())
    return [[_cell(value, names) for value in row] for row in rows]


def _question(
    query: CataloguedQuery,
    given: dict[str, str],
    answer: Rows | None = None,
    rows: Sequence[Sequence[Cell]] = (),
    trouble: str = "",
) -> HTMLResponse:
    asked = {p.name: given.get(p.name, _written(p.default)) for p in query.parameters}
    as_json = f"/v1/queries/{query.name}/run" + (f"?{urlencode(given)}" if given else "")
    return page(
        "question.html.j2",
        422 if trouble else 200,
        query=query,
        asked=asked,
        as_json=as_json,
        answer=answer,
        rows=rows,
        trouble=trouble,
    )


def _texts(value: Any) -> Iterable[str]:
    parts = value if isinstance(value, list) else [value]
    return (part for part in parts if isinstance(part, str))


def _cell(value: Any, names: dict[str, str]) -> Cell:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Cell(((f"{value:,}" if isinstance(value, int) else f"{value:,.4g}", None),), True)
    parts: Sequence[Any] = value if isinstance(value, list) else [value]
    return Cell(tuple(_part(part, names) for part in parts if part is not None))


def _part(part: Any, names: dict[str, str]) -> tuple[str, str | None]:
    if isinstance(part, bool):
        return ("yes" if part else "no"), None
    text = str(part)
    if _TIME.fullmatch(text):
        return f"{text[:10]}\u00a0{text[11:16]}", None
    return (names[text] or text, address_of(text)) if text in names else (text, None)


def _written(default: Any) -> str:
    """Write a default as a form takes it back."""
    if default is None:
        return ""
    return ",".join(map(str, default)) if isinstance(default, list) else str(default)
