"""Somebody's own Cypher over REST: reading only, capped in rows, size and time."""

from __future__ import annotations

import time
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Request
from pydantic import Field, StringConstraints

from api.rest.answering import AnswerRoute
from api.rest.service import STATEMENT_SECONDS, ServiceOf
from api.rest.shapes import Shape
from api.values import plain
from graph.cypher import Plan, check, explain, read
from graph.cypher.tokens import LONGEST

router = APIRouter(prefix="/v1", tags=["cypher"], route_class=AnswerRoute)

MOST_ROWS: Final = 10_000
MOST_CHARACTERS: Final = 16_000_000
"""Text in an answer; what has more is cut, and says so."""


class CypherRequest(Shape):
    """A statement and how to run it."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)] = Field(
        description="One reading Cypher statement."
    )
    parameters: dict[Annotated[str, StringConstraints(max_length=100)], Any] = Field(
        default={}, max_length=100, description="Values by name; never written into the statement."
    )
    limit: int = Field(1_000, ge=1, le=MOST_ROWS, description="Most rows.")
    timeout: float = Field(
        STATEMENT_SECONDS,
        gt=0,
        le=STATEMENT_SECONDS,
        description="Seconds; then the statement is ended, and the answer is 504.",
    )
    explain: bool = Field(False, description="Give the database's plan, and run nothing.")


class PlanStep(Shape):
    """A step of the database's plan; its form is the database's own."""

    operator: str
    arguments: dict[str, Any]
    children: list[PlanStep]


class CypherAnswer(Shape):
    """Rows, or a plan."""

    columns: list[str]
    rows: list[list[Any]] = Field(
        description="Nodes are `{labels, properties}`, relationships `{type, start, end, "
        "properties}`, paths `{nodes, relationships}`; times are ISO 8601."
    )
    truncated: bool = Field(
        description=f"True when there are more rows than given: `limit`, or {MOST_CHARACTERS:,} "
        "characters in all, cut them off."
    )
    plan: PlanStep | None = Field(description="Where `explain` asked for it.")
    milliseconds: float = Field(description="Time that it took.")


@router.post("/cypher", operation_id="runCypher", summary="Run Cypher of your own")
async def run_cypher(
    request: Request, service: ServiceOf, body: Annotated[CypherRequest, Body()]
) -> CypherAnswer:
    """Run one reading statement as the read-only user.

    Whatever would change data or schema, read files, call out, rule the server, call a procedure
    or function that is not known to read only, or hides what it does, is refused with 403, and
    nothing is run.
    """
    request.state.asked = check(body.query).shape
    began = time.monotonic()

    def work() -> CypherAnswer:
        query, parameters, timeout = body.query, body.parameters, body.timeout
        if body.explain:
            found = service.ask(
                lambda database: explain(database, query, parameters, timeout=timeout), again=False
            )
            return _answer((), [], began, plan=found)
        rows = service.ask(
            lambda database: read(
                database,
                query,
                parameters,
                limit=body.limit,
                timeout=timeout,
                most_characters=MOST_CHARACTERS,
            ),
            again=False,
        )
        plainly = [[plain(value) for value in row] for row in rows.rows]
        return _answer(rows.columns, plainly, began, truncated=rows.truncated)

    return await service.query(work)


def _answer(
    columns: tuple[str, ...],
    rows: list[list[Any]],
    began: float,
    *,
    truncated: bool = False,
    plan: Plan | None = None,
) -> CypherAnswer:
    return CypherAnswer(
        columns=list(columns),
        rows=rows,
        truncated=truncated,
        plan=None if plan is None else PlanStep.model_validate(plan),
        milliseconds=round((time.monotonic() - began) * 1000, 1),
    )
