"""The site: a search, and a page for each actor.

Rendered on the server, without a script: what `/v1` answers, for people to read and follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final

import numpy as np
import polars as pl
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.asking.names import resolve
from api.rest.parameters import AnyId
from api.rest.rendering import address_of, page
from api.rest.service import ServiceOf
from api.views.credits import notice_of
from graph.answers.actor import actor
from graph.answers.communities import divided
from graph.answers.neighbours import Direction, edges_of, neighbours
from graph.answers.partition import Method
from graph.answers.patience import TooLongError
from graph.answers.search import Match, search
from graph.answers.stories import StoryWanted, stories
from graph.errors import UnknownIdError
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter

router = APIRouter(include_in_schema=False)

_FOUND: Final = 50
_MOST_FOUND: Final = 1_000
_NEIGHBOURS: Final = 25
_STORIES: Final = 10
_MOST_BARS: Final = 60
_BAR_HEIGHT: Final = 64


@router.get("/search")
async def search_page(
    service: ServiceOf,
    q: Annotated[str, Query(max_length=512)] = "",
    shown: Annotated[int, Query(ge=1, le=_MOST_FOUND)] = _FOUND,
) -> Response:
    """List what a text may mean; the only one, or the one whose id or handle it is, is shown.

    A name is not enough where others hold it too: China is a state, and a word in many names.
    """

    def work() -> Response:
        snapshot = service.snapshot()
        found = search(snapshot, q, limit=shown)
        exact = [item for item in found.items if item.match is Match.EXACT]
        if len(exact) == 1 and (found.total == 1 or exact[0].matched != exact[0].node.name):
            return RedirectResponse(address_of(exact[0].node.id), status_code=303)
        data = notice_of([found.provenance])
        more = min(shown * 4, _MOST_FOUND)
        return page("search.html.j2", data=data, text=q, answer=found, more=more)

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
        tied = neighbours(snapshot.filter(ties), node.id, limit=_NEIGHBOURS)
        return page(
            "actor.html.j2",
            data=notice_of([card.provenance]),
            card=card,
            amplifies=activity[Direction.OUT],
            amplified_by=activity[Direction.IN],
            ties=tied,
            coordinated=any(item.type == "COORDINATED_WITH" for item in tied.items),
            stories=told.stories,
            total_stories=told.total,
            months=Months.of(view, snapshot.node_index[node.id]),
            community=_community(snapshot, snapshot.node_index[node.id]),
        )

    return await service.compute(work)


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
                "until": f"{(day + timedelta(days=31)).replace(day=1):%Y-%m-%d}",
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


def _ties(snapshot: Snapshot) -> list[str]:
    found = snapshot.edges["type"].unique().cast(pl.String).to_list()
    return [type_ for type_ in found if type_ not in ACTIVITY_TYPES]


def _community(snapshot: Snapshot, index: int) -> int | None:
    """Return the number of the node's community, 1 for the largest; None when it is in none."""
    try:
        membership = divided(snapshot, Method(), ACTIVITY_TYPES)[1].membership
    except TooLongError:  # the page says all else
        return None
    return int(membership[index]) or None
