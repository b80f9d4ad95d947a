"""What is the evidence for a relationship?"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, Field, WithJsonSchema

from api.asking.names import resolve
from api.rest.answering import AnswerRoute
from api.rest.csv_files import evidence_csv
from api.rest.paging import Cursor, Limit
from api.rest.parameters import IdInQuery, KindName, Since, Until, one_of
from api.rest.service import ServiceOf
from api.rest.shapes import DataCredit, Listing, Shape, UtcTime
from graph.answers.credits import credits_of
from graph.answers.evidence import evidence
from graph.labels.parts import SOURCE
from graph.model import RELATIONSHIP_TYPES
from graph.snapshot import ACTIVITY_TYPES

router = APIRouter(prefix="/v1/evidence", tags=["evidence"], route_class=AnswerRoute)

TYPES: Final = (
    *ACTIVITY_TYPES,
    *(r.type for r in RELATIONSHIP_TYPES if set(SOURCE) <= set(r.properties)),
)
"""Types that have evidence of their own."""

MOST_IN_FILE: Final = 100_000

EvidenceType = Annotated[
    str,
    AfterValidator(one_of(TYPES)),
    WithJsonSchema({"type": "string", "enum": list(TYPES)}),
    Query(alias="type", description="Type of the relationship."),
]

EvidenceKind = Annotated[
    KindName | None,
    Query(description="Only evidence of this kind: retweet, reply, ... or contentExchange."),
]


class Statement(Shape):
    """What a source says."""

    source: str | None = Field(description="Title of the document or list.")
    url: str | None = Field(description="Where it can be read.")
    archived_url: str | None = Field(description="An archived copy.")
    quote: str | None = Field(description="The words that state it.")
    confidence: str | None = Field(description="How sure the source says it is.")
    dataset: str | None
    run: str | None = Field(description="The load that wrote it.")


class Evidence(Shape):
    """A piece of evidence: an item that amplifies, or a source's statement."""

    id: str | None = Field(description="Id of the amplifying item; null for a statement.")
    kind: str | None = Field(description="How it amplifies, or the kind of the tie.")
    published_at: UtcTime | None
    time_precision: str | None = Field(description="`second` or `day`.")
    url: str | None = Field(description="Where the item, or the statement, can be read.")
    archived_url: str | None = Field(description="An archived copy.")
    title: str | None
    original_id: str | None = Field(description="Id of the item amplified or copied, if known.")
    original_url: str | None
    similarity: float | None = Field(description="Of a copy: Jaccard similarity of the texts.")
    lag_seconds: int | None = Field(description="Of a copy: time since the original.")
    dataset: str | None
    run: str | None = Field(description="The load or derivation that wrote it.")
    statement: Statement | None = Field(description="What the source says, for ties.")
    source_id: str | None = Field(
        default=None, description="Account it was found under, if taken as one with `source`."
    )
    target_id: str | None = Field(default=None, description="The same for `target`.")


class EvidencePage(Listing[Evidence]):
    """Evidence, the latest first; items without a time come last."""

    source: str = Field(description="Id where the arrow starts: the one who amplifies.")
    target: str = Field(description="Id where it ends: the one amplified.")
    datasets: list[DataCredit] = Field(description="Whose data the pieces of this page are.")


@router.get("", operation_id="listEvidence", summary="What is the evidence for a relationship?")
def list_evidence(
    service: ServiceOf,
    source: IdInQuery,
    target: IdInQuery,
    type_: EvidenceType = "AMPLIFIED",
    kind: EvidenceKind = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> EvidencePage:
    """List the items behind `AMPLIFIED` and `REPUBLISHED`, or the statements behind a tie.

    Within `since` and `until`, items without a time are left out, and statements, which are of
    no time, stay. A pair without such a relationship has an empty list; an id that the graph does
    not hold is a 404 with near matches.
    """
    snapshot = service.snapshot()
    start, end = (resolve(snapshot, text).id for text in (source, target))
    found = service.ask(
        lambda database: evidence(
            database,
            start,
            end,
            type_,
            kind=kind,
            since=since,
            until=until,
            limit=limit,
            cursor=cursor,
            members=snapshot.node_index.members,
        )
    )
    return EvidencePage(
        items=[Evidence.model_validate(item) for item in found.items],
        next_cursor=found.next_cursor,
        total=found.total,
        truncated=found.truncated,
        source=start,
        target=end,
        datasets=[DataCredit.model_validate(each) for each in credits_of(snapshot, found.datasets)],
    )


@router.get(
    "/csv",
    operation_id="getEvidenceCsv",
    summary="The evidence for a relationship as a CSV file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_csv(
    service: ServiceOf,
    source: IdInQuery,
    target: IdInQuery,
    type_: EvidenceType = "AMPLIFIED",
    kind: EvidenceKind = None,
    since: Since = None,
    until: Until = None,
) -> Response:
    """Give what `/v1/evidence` lists as a file for a spreadsheet, at most 100,000 pieces.

    Each row says of which it is, of how many (`piece`, `of`), and when it was fetched, from which
    version of the graph. A text that a spreadsheet would run as a formula has an apostrophe before
    it.
    """
    snapshot = service.snapshot()
    start, end = (resolve(snapshot, text) for text in (source, target))
    found = service.ask(
        lambda database: evidence(
            database,
            start.id,
            end.id,
            type_,
            kind=kind,
            since=since,
            until=until,
            limit=MOST_IN_FILE,
            members=snapshot.node_index.members,
        )
    )
    return Response(
        evidence_csv(found, start, end, type_, snapshot),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="evidence.csv"'},
    )
