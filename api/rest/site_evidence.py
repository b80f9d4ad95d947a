"""The site's page of the evidence behind a relationship, and how to cite it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator

from api.asking.names import resolve
from api.rest.parameters import AnyId, Moment
from api.rest.rendering import MIDNIGHT, evidence_of, page
from api.rest.service import ServiceOf
from api.views.credits import notice
from graph.answers.credits import credits_of
from graph.answers.evidence import evidence
from graph.answers.hops import rows_between
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 50


def _filled(value: Any) -> Any:
    """A field of a form that was left empty asks for nothing."""
    return value or None


Day = Annotated[Moment | None, BeforeValidator(_filled), Query()]
Word = Annotated[str | None, Query(max_length=64)]
Cursor = Annotated[str | None, Query(max_length=2_000)]


@router.get("/evidence")
async def evidence_page(
    request: Request,
    service: ServiceOf,
    source: AnyId,
    target: AnyId,
    type: Word = None,  # noqa: A002
    kind: Word = None,
    since: Day = None,
    until: Day = None,
    cursor: Cursor = None,
) -> HTMLResponse:
    """Show what stands behind a relationship, piece by piece, the latest first.

    Without a type it is the amplification of the two, or else what most is known of.
    """
    span = (_written(since), _written(until))

    def work() -> HTMLResponse:
        snapshot = service.snapshot()
        try:
            ends = resolve(snapshot, source), resolve(snapshot, target)
        except UnknownIdError as error:
            return page("unknown.html.j2", 404, error=error)
        ids = ends[0].id, ends[1].id
        counts = _between(snapshot, *ids)
        chosen = type or next(iter(counts), "AMPLIFIED")
        found = service.ask(
            lambda database: evidence(
                database,
                *ids,
                type_=chosen,
                kind=kind or None,
                since=since,
                until=until,
                limit=_SHOWN,
                cursor=cursor,
                members=snapshot.node_index.members,
            )
        )
        asked = (*ids, chosen, kind, span)
        here = evidence_of(*asked)
        return page(
            "evidence.html.j2",
            data=notice(credits_of(snapshot, found.datasets)),
            source=ends[0],
            target=ends[1],
            type=chosen,
            kind=kind,
            span=span,
            others={name: n for name, n in counts.items() if name != chosen},
            back=_between(snapshot, ids[1], ids[0]),
            answer=found,
            first=cursor is None,
            following=found.next_cursor and evidence_of(*asked, cursor=found.next_cursor),
            whole=evidence_of(*ids, chosen, kind),
            as_csv=evidence_of(*asked, path="/v1/evidence/csv"),
            as_json=evidence_of(*asked, path="/v1/evidence"),
            address=f"{str(request.base_url).rstrip('/')}{here}",
            graph=snapshot.version,
            now=datetime.now(UTC),
        )

    return await service.query(work)


def _written(moment: datetime | None) -> str | None:
    """Write a moment as a date where it is midnight, as a form has it."""
    return moment.isoformat().removesuffix(MIDNIGHT) if moment else None


def _between(snapshot: Snapshot, source: str, target: str) -> dict[str, int]:
    """Count what stands behind the relationships from one to another, amplification first."""
    ends = (np.array([snapshot.node_index[id_]], np.int64) for id_ in (source, target))
    rows, _ = rows_between(snapshot, *ends)
    counts: dict[str, int] = {}
    for type_, count in snapshot.edges[rows].select("type", "count").iter_rows():
        counts[type_] = counts.get(type_, 0) + count
    return dict(sorted(counts.items(), key=lambda pair: (pair[0] != "AMPLIFIED", -pair[1])))
