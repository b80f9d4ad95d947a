"""The site's lists: rows of a catalogued query, all stories, all groups that act as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from api.asking.names import resolve
from api.rest.csv_files import rows_csv
from api.rest.queries import MOST_ROWS
from api.rest.rendering import address_of, page
from api.rest.service import STATEMENT_SECONDS, ServiceOf
from api.values import plain
from api.views.called import country
from api.views.credits import notice, notice_of
from graph.answers.coordination import coordinated_groups
from graph.answers.credits import behind, credits_of
from graph.answers.stories import stories
from graph.database import Rows
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot
from queries.catalogue import CataloguedQuery, find, run
from queries.parameters import ParameterError

router = APIRouter(include_in_schema=False)

_ROWS: Final = 200
_NAMES_OF_ACTORS: Final = frozenset({"actor", "source", "target", "first", "second", "party"})
_STORIES: Final = 50
_GROUPS: Final = 10
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
        given.update(_ids(snapshot, given))
        try:
            answer = service.ask(
                lambda db: run(db, query, given, limit=_ROWS, timeout=STATEMENT_SECONDS)
            )
        except ParameterError as error:
            return _question(query, given, trouble=str(error))
        data = notice(credits_of(snapshot, behind(snapshot)))
        return _question(query, given, answer, cells(snapshot, answer), data=data)

    return await service.query(work)


@router.get("/questions/{name}/csv")
async def question_csv(request: Request, service: ServiceOf, name: str) -> Response:
    """Give the rows of a query of the catalogue as a file for a spreadsheet."""
    given = {key: value[:_LONGEST_VALUE] for key, value in request.query_params.items() if value}

    def work() -> Response:
        query = find(name, service.settings.queries)
        answer = service.ask(
            lambda db: run(db, query, given, limit=MOST_ROWS, timeout=STATEMENT_SECONDS)
        )
        return Response(
            rows_csv(answer.columns, answer.rows),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{query.name}.csv"'},
        )

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
        data = notice_of([found.provenance])
        following = number + 1 if more else None
        return page("stories.html.j2", data=data, answer=found, start=start, next=following)

    return await service.query(work)


@router.get("/coordinated")
async def coordinated_page(
    service: ServiceOf,
    number: Annotated[int, Query(alias="page", ge=1, le=_MOST_PAGES)] = 1,
) -> HTMLResponse:
    """List groups of accounts that act as one, with what they pushed, the largest first."""
    start = (number - 1) * _GROUPS

    def work() -> HTMLResponse:
        snapshot = service.snapshot()
        found = snapshot.once(  # what they pushed is looked up item by item
            f"coordinated groups from {start}",
            lambda: service.ask(
                lambda db: coordinated_groups(db, snapshot, start=start, limit=_GROUPS, evidence=1)
            ),
        )
        more = start + len(found.groups) < found.total
        following = number + 1 if more else None
        data = notice_of([found.provenance])
        return page("coordinated.html.j2", data=data, answer=found, start=start, next=following)

    return await service.query(work)


def cells(snapshot: Snapshot, answer: Rows) -> list[list[Cell]]:
    """Return the rows as cells; an id that the graph knows is its name and leads to its page."""
    rows = [[plain(value) for value in row] for row in answer.rows]
    texts = {text for row in rows for value in row for text in _texts(value)}
    known = snapshot.nodes.filter(pl.col("id").is_in(sorted(texts))).select("id", "name")
    names = dict(known.iter_rows())
    return [
        [
            _cell(_called(name, value), names)
            for name, value in zip(answer.columns, row, strict=True)
        ]
        for row in rows
    ]


def _ids(snapshot: Snapshot, given: dict[str, str]) -> dict[str, str]:
    """Ids for what was written in fields that take one; what nobody is called stays as it is."""
    found = {}
    for name in given.keys() & _NAMES_OF_ACTORS:
        with suppress(UnknownIdError):
            found[name] = resolve(snapshot, given[name]).id
    return found


def _called(column: str, value: Any) -> Any:
    """Countries by their names."""
    if not column.lower().endswith(("country", "countries")):
        return value
    return [country(code) for code in _texts(value)] or value


def _question(
    query: CataloguedQuery,
    given: dict[str, str],
    answer: Rows | None = None,
    rows: Sequence[Sequence[Cell]] = (),
    trouble: str = "",
    data: Markup | None = None,
) -> HTMLResponse:
    asked = {p.name: given.get(p.name, _written(p.default)) for p in query.parameters}
    asks = f"?{urlencode(given)}" if given else ""
    return page(
        "question.html.j2",
        422 if trouble else 200,
        data=data,
        query=query,
        asked=asked,
        as_json=f"/v1/queries/{query.name}/run{asks}",
        as_csv=f"/questions/{query.name}/csv{asks}",
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
