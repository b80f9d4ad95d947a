"""The site: a search, a page for each actor, a page for the evidence behind each relationship.

Rendered on the server, without a script: what `/v1` answers, for people to read and follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np
import polars as pl
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.asking.names import resolve
from api.rest.parameters import AnyId
from api.rest.rendering import address_of, evidence_of, page
from api.rest.service import ServiceOf
from graph.answers.actor import actor
from graph.answers.communities import divided
from graph.answers.evidence import evidence
from graph.answers.hops import rows_between
from graph.answers.neighbours import Direction, edges_of, neighbours
from graph.answers.partition import Method
from graph.answers.search import Match, search
from graph.answers.stories import StoryWanted, stories
from graph.errors import UnknownIdError
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter

router = APIRouter(include_in_schema=False)

_FOUND: Final = 50
_NEIGHBOURS: Final = 25
_STORIES: Final = 10
_EVIDENCE: Final = 50
_MOST_BARS: Final = 60
_BAR_HEIGHT: Final = 64
Cursor = Annotated[str | None, Query(max_length=2_000)]


@router.get("/search")
async def search_page(
    service: ServiceOf, q: Annotated[str, Query(max_length=512)] = ""
) -> Response:
    """List what a text may mean; the only one, or the one whose id or handle it is, is shown.

    A name is not enough where others hold it too: China is a state, and a word in many names.
    """

    def work() -> Response:
        snapshot = service.snapshot()
        found = search(snapshot, q, limit=_FOUND)
        exact = [item for item in found.items if item.match is Match.EXACT]
        if len(exact) == 1 and (found.total == 1 or exact[0].matched != exact[0].node.name):
            return RedirectResponse(address_of(exact[0].node.id), status_code=303)
        return page("search.html.j2", text=q, answer=found)

    return await service.compute(work)


@router.get("/actors/{id:path}")
async def actor_page(service: ServiceOf, id: AnyId) -> HTMLResponse:  # noqa: A002
    """Show all that the graph says of one actor, with the way to the evidence of each part."""

    def work() -> HTMLResponse:
        snapshot = service.snapshot()
        try:
            node = resolve(snapshot, id)
        except UnknownIdError as error:
            return page("unknown.html.j2", 404, error=error)
        card = service.ask(lambda database: actor(snapshot, node.id, database))
        view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
        activity = {
            direction: neighbours(view, node.id, direction=direction, limit=_NEIGHBOURS)
            for direction in (Direction.OUT, Direction.IN)
        }
        told = service.ask(
            lambda database: stories(database, snapshot, StoryWanted(actor=node.id), limit=_STORIES)
        )
        ties = SnapshotFilter(types=frozenset(_ties(snapshot)))
        return page(
            "actor.html.j2",
            card=card,
            amplifies=activity[Direction.OUT],
            amplified_by=activity[Direction.IN],
            ties=neighbours(snapshot.filter(ties), node.id, limit=_NEIGHBOURS),
            stories=told.stories,
            total_stories=told.total,
            months=Months.of(view, snapshot.node_index[node.id]),
            community=_community(snapshot, snapshot.node_index[node.id]),
        )

    return await service.compute(work)


@router.get("/evidence")
async def evidence_page(
    service: ServiceOf,
    source: AnyId,
    target: AnyId,
    type: Annotated[str | None, Query(max_length=64)] = None,  # noqa: A002
    kind: Annotated[str | None, Query(max_length=64)] = None,
    cursor: Cursor = None,
) -> HTMLResponse:
    """Show what stands behind a relationship, piece by piece, the latest first.

    Without a type it is the amplification of the two, or else what most is known of.
    """

    def work() -> HTMLResponse:
        snapshot = service.snapshot()
        try:
            ends = resolve(snapshot, source), resolve(snapshot, target)
        except UnknownIdError as error:
            return page("unknown.html.j2", 404, error=error)
        counts = _between(snapshot, ends[0].id, ends[1].id)
        chosen = type or next(iter(counts), "AMPLIFIED")
        found = service.ask(
            lambda database: evidence(
                database,
                ends[0].id,
                ends[1].id,
                type_=chosen,
                kind=kind,
                limit=_EVIDENCE,
                cursor=cursor,
                members=snapshot.node_index.members,
            )
        )
        following = found.next_cursor and evidence_of(
            ends[0].id, ends[1].id, chosen, kind, cursor=found.next_cursor
        )
        return page(
            "evidence.html.j2",
            source=ends[0],
            target=ends[1],
            type=chosen,
            kind=kind,
            others={name: n for name, n in counts.items() if name != chosen},
            back=_between(snapshot, ends[1].id, ends[0].id),
            answer=found,
            first=cursor is None,
            following=following,
        )

    return await service.query(work)


@dataclass(frozen=True)
class Months:
    """How often an actor amplified and was amplified, month by month, as bars of a drawing.

    Attributes:
        first, last: The months at both ends, as `2021-03`; None when no activity has a date.
        bars: For each month its name, both counts, and the heights of both bars.
        most: The largest count.
        cut: True when months before `first` are left out.
    """

    first: str | None
    last: str | None
    bars: tuple[Mapping[str, Any], ...]
    most: int
    cut: bool

    @classmethod
    def of(cls, view: Snapshot, index: int) -> Months:
        """Count the dated pieces of evidence of a node."""
        edges = edges_of(view, index).select("index", "out")
        month = pl.from_epoch("atMs", time_unit="ms").dt.truncate("1mo").dt.date()
        events = view.events.filter(pl.col("atMs").is_not_null())
        counts = (
            events.join(edges, left_on="edge", right_on="index")
            .select("out", month=month)
            .group_by("month")
            .agg(out=pl.col("out").sum(), into=(~pl.col("out")).sum())
            .sort("month")
        )
        if counts.is_empty():
            return cls(None, None, (), 0, cut=False)
        every = counts.upsample("month", every="1mo").with_columns(
            pl.col("out", "into").fill_null(0)
        )
        shown = every.tail(_MOST_BARS)
        most = int(np.max(shown.select("out", "into").to_numpy()))
        bars = tuple(
            {
                "month": f"{day:%Y-%m}",
                "out": out,
                "into": into,
                "up": _height(out, most),
                "down": _height(into, most),
            }
            for day, out, into in shown.iter_rows()
        )
        return cls(bars[0]["month"], bars[-1]["month"], bars, most, len(shown) < len(every))


def _height(count: int, most: int) -> float:
    return round(_BAR_HEIGHT * count / max(most, 1), 1)


def _between(snapshot: Snapshot, source: str, target: str) -> dict[str, int]:
    """Count what stands behind the relationships from one to another, amplification first."""
    ends = (np.array([snapshot.node_index[id_]], np.int64) for id_ in (source, target))
    rows, _ = rows_between(snapshot, *ends)
    counts: dict[str, int] = {}
    for type_, count in snapshot.edges[rows].select("type", "count").iter_rows():
        counts[type_] = counts.get(type_, 0) + count
    return dict(sorted(counts.items(), key=lambda pair: (pair[0] != "AMPLIFIED", -pair[1])))


def _ties(snapshot: Snapshot) -> list[str]:
    found = snapshot.edges["type"].unique().cast(pl.String).to_list()
    return [type_ for type_ in found if type_ not in ACTIVITY_TYPES]


def _community(snapshot: Snapshot, index: int) -> int | None:
    """Return the number of the node's community, 1 for the largest; None when it is in none."""
    membership = divided(snapshot, Method(), ACTIVITY_TYPES)[1].membership
    return int(membership[index]) or None
