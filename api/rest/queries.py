"""The catalogue of Cypher queries, and running one by its name."""

from __future__ import annotations

import re
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, Query, Request
from pydantic import Field, StringConstraints

from api.problem_kinds import BAD_PARAMETER
from api.problems import ProblemError
from api.rest.answering import AnswerRoute
from api.rest.paging import Cursor, Limit, Page
from api.rest.service import STATEMENT_SECONDS, ServiceOf
from api.rest.shapes import Listing, Shape
from api.rest.strict import takes_any_parameter
from api.values import plain
from queries.catalogue import CataloguedQuery, catalogue, find, run

router = APIRouter(prefix="/v1/queries", tags=["queries"], route_class=AnswerRoute)

MOST_ROWS: Final = 5_000
LONGEST_VALUE: Final = 10_000
_RESERVED: Final = frozenset({"rows", "timeout"})
_NEVER: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL, and halves of characters: JSON can hold them, UTF-8 and databases cannot."""

Name = Annotated[
    str,
    Path(min_length=1, max_length=100, description="Name of the query, as the catalogue lists it."),
]
MostRows = Annotated[
    int,
    Query(ge=1, le=MOST_ROWS, description="Most rows, where less than the query's own `limit`."),
]
Timeout = Annotated[
    float,
    Query(gt=0, le=STATEMENT_SECONDS, description="Time limit in seconds; beyond it, 504."),
]


class QueryParameter(Shape):
    """A parameter of a query."""

    name: str
    type: str = Field(description="string, strings, integer, float, boolean or datetime.")
    default: Any = Field(description="What is taken when none is given.")
    description: str


class QueryColumn(Shape):
    """A column of a query's answer."""

    name: str
    type: str
    description: str


class QuerySummary(Shape):
    """A query in one line."""

    name: str
    title: str = Field(description="The question that it answers.")
    question: str = Field(description="Which of the questions Q1 to Q12 it belongs to.")


class QueryDescription(QuerySummary):
    """Everything about a query."""

    description: str
    parameters: list[QueryParameter]
    columns: list[QueryColumn]
    statement: str = Field(description="Cypher; it runs as it stands in any Bolt client.")


class QueryAnswer(Shape):
    """The rows of a query."""

    name: str
    parameters: dict[str, Any] = Field(description="All of them, defaults included.")
    columns: list[str]
    rows: list[list[Any]]
    truncated: bool = Field(description="True when there are more rows than those given.")


class RunRequest(Shape):
    """How to run a query."""

    parameters: dict[Annotated[str, StringConstraints(max_length=100)], Any] = Field(
        default={}, max_length=50, description="Values by name; those left out take their defaults."
    )
    rows: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS, description="Most rows.")
    timeout: float = Field(STATEMENT_SECONDS, gt=0, le=STATEMENT_SECONDS, description="Seconds.")


@router.get("", operation_id="listQueries", summary="Which queries are there?")
def list_queries(
    service: ServiceOf, limit: Limit = 100, cursor: Cursor = None
) -> Listing[QuerySummary]:
    """List the bundled queries, and those of the folder that `AMPNET_QUERIES` names."""
    found = catalogue(service.settings.queries)
    names = [query.name for query in found]
    page = Page.of({"list": "queries", "names": names}, "", limit, cursor)
    return page.of_all([QuerySummary.model_validate(query) for query in found])


@router.get(
    "/{name}",
    operation_id="getQuery",
    summary="What does a query ask, take and return?",
)
def get_query(service: ServiceOf, name: Name) -> QueryDescription:
    """Describe a query: title, parameters with types and defaults, columns, statement."""
    return QueryDescription.model_validate(find(name, service.settings.queries))


@router.get(
    "/{name}/run",
    operation_id="runQuery",
    summary="Run a query with parameters from the address",
)
@takes_any_parameter
def run_query(
    request: Request,
    service: ServiceOf,
    name: Name,
    rows: MostRows = MOST_ROWS,
    timeout: Timeout = STATEMENT_SECONDS,
) -> QueryAnswer:
    """Run a query as the read-only user.

    The query's own parameters go into the address by their names, such as
    `?actor=x:cgtnofficial&limit=5`; a list is given with commas.
    """
    given: dict[str, Any] = {}
    for key, value in request.query_params.multi_items():
        if key in _RESERVED:
            continue
        if key in given:
            raise ProblemError(BAD_PARAMETER, f"{key[:100]!r} stands twice in the address.")
        given[key] = value
    return _run(service, name, RunRequest(parameters=given, rows=rows, timeout=timeout))


@router.post(
    "/{name}/run",
    operation_id="runQueryWithBody",
    summary="Run a query with parameters from the body",
)
def run_query_with_body(
    service: ServiceOf,
    name: Name,
    body: Annotated[
        RunRequest,
        Body(),
    ],
) -> QueryAnswer:
    """Run a query as the read-only user."""
    return _run(service, name, body)


def _run(service: ServiceOf, name: str, wanted: RunRequest) -> QueryAnswer:
    query = find(name, service.settings.queries)
    _check(query, wanted.parameters)
    parameters = query.typed(wanted.parameters)
    rows = service.ask(
        partial(
            run,
            query=query,
            parameters=wanted.parameters,
            limit=wanted.rows,
            timeout=wanted.timeout,
        )
    )
    return QueryAnswer(
        name=query.name,
        parameters=parameters,
        columns=list(rows.columns),
        rows=[[plain(value) for value in row] for row in rows.rows],
        truncated=rows.truncated,
    )


def _check(query: CataloguedQuery, parameters: dict[str, Any]) -> None:
    """Refuse texts that no parameter means and a database may choke on."""
    for name, value in parameters.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (len(text) > LONGEST_VALUE or _NEVER.search(text)):
                raise ProblemError(
                    BAD_PARAMETER,
                    f"Query {query.name}, parameter {name[:100]!r}: the text has more than "
                    f"{LONGEST_VALUE:,} characters, or one that no text has.",
                )
