"""Who republishes whom?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from api.rest.answering import AnswerRoute
from api.rest.paging import Cursor, Limit, Page
from api.rest.parameters import Wanted
from api.rest.sending import send, site_of
from api.rest.service import ServiceOf
from api.rest.shapes import Listing, Node, Provenance, Shape, UtcTime
from api.views.matrix import render_matrix
from api.views.plain import policy
from graph.answers.republication import republication_matrix

router = APIRouter(prefix="/v1/republication", tags=["stories"], route_class=AnswerRoute)

Outlets = Annotated[
    int,
    Query(ge=2, le=200, description="Most outlets: the most active, by what they took and gave."),
]


class LanguagePair(Shape):
    """Of which language into which; null where it is not known."""

    original: str | None
    copy_: str | None = Field(alias="copy")
    count: int = Field(description="Pairs of items.")


class Cell(Shape):
    """What one actor took from another; content flowed from `target` to `source`."""

    source: Node = Field(description="Who republished.")
    target: Node = Field(description="Who was republished.")
    count: int = Field(description="Pairs of items.")
    in_return: int = Field(description="Pairs the other way round.")
    median_lag_seconds: int | None = Field(
        description="From original to copy; null where `since`, `until` or `dataset` leaves only "
        "a part of the pairs, for the median is of all."
    )
    first_at: UtcTime | None = Field(description="Of the earliest copy.")
    last_at: UtcTime | None
    languages: list[LanguagePair] = Field(
        description="The most frequent first, over the whole time."
    )


class Outlet(Shape):
    """A row and a column of the matrix."""

    node: Node
    took: int = Field(description="Pairs of items in which it republished.")
    given: int = Field(description="Pairs in which it was republished.")


class Matrix(Listing[Cell]):
    """The matrix: its cells, the largest first."""

    outlets: list[Outlet] = Field(description="Rows and columns, the most active first.")
    all_outlets: int = Field(description="How many take part in all.")
    provenance: Provenance


@router.get("", operation_id="getRepublication", summary="Who republishes whom?")
async def get_republication(
    service: ServiceOf,
    wanted: Wanted,
    outlets: Outlets = 30,
    limit: Limit = 500,
    cursor: Cursor = None,
) -> Matrix:
    """Sum up who took whose texts: how often, how fast, across which languages, and in return.

    Of each item counts what it took its text from, not all that is like it: ten outlets that
    reprint one agency copied the agency, not each other.
    """

    def work() -> Matrix:
        snapshot = service.snapshot()
        about = {"list": "republication", "of": [wanted.parameters(), outlets]}
        page = Page.of(about, snapshot.version, limit, cursor)
        found = service.ask(
            lambda database: republication_matrix(
                database, snapshot.filter(wanted), outlets=outlets, start=page.start, limit=limit
            )
        )
        return Matrix(
            **page.fields([Cell.model_validate(one) for one in found.cells], found.total),
            outlets=[Outlet.model_validate(one) for one in found.outlets],
            all_outlets=found.all_outlets,
            provenance=Provenance.model_validate(found.provenance),
        )

    return await service.compute(work)


@router.get(
    "/view",
    operation_id="getRepublicationView",
    summary="Who republishes whom, as a page to look at",
    response_class=HTMLResponse,
)
async def get_republication_view(
    service: ServiceOf, wanted: Wanted, outlets: Outlets = 30
) -> HTMLResponse:
    """Draw the matrix of outlets; one HTML file that fetches nothing and opens offline."""

    def work() -> str:
        view = service.snapshot().filter(wanted)
        found = service.ask(
            lambda database: republication_matrix(database, view, outlets=outlets, limit=40_000)
        )
        return render_matrix(found, site_of())

    page = await service.compute(work)
    return send(page, policy())
