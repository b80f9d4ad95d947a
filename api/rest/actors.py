"""Actors, organisations, states and hosts: finding them, and all that is known of one."""

from __future__ import annotations

from typing import Annotated, Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl
from fastapi import APIRouter, Query

from api.asking.names import normalised, resolve
from api.rest.actor_shapes import Actor, Found, FoundPage, Neighbours, Why
from api.rest.answering import AnswerRoute
from api.rest.paging import Cursor, Limit, Page
from api.rest.parameters import Countries, IdInPath, Kinds, Roles, Types
from api.rest.service import ServiceOf
from api.rest.shapes import Node, Provenance
from api.views.payload import CATEGORIES
from graph.answers.actor import StatedAssessment, actor
from graph.answers.neighbours import Direction, neighbours
from graph.answers.nodes import summaries
from graph.answers.provenance import provenance
from graph.answers.search import search
from graph.identity import PLATFORMS
from graph.linking.why import why
from graph.snapshot import Snapshot, SnapshotFilter

router = APIRouter(prefix="/v1/actors", tags=["actors"], route_class=AnswerRoute)

LONGEST_TEXT: Final = 200

Mask = npt.NDArray[np.bool_]


@router.get("", operation_id="listActors", summary="Who is in the graph?")
def list_actors(
    service: ServiceOf,
    q: Annotated[
        str | None,
        Query(
            max_length=LONGEST_TEXT,
            description="A name, handle, domain or id, or a part of one, in any script.",
        ),
    ] = None,
    roles: Roles = None,
    countries: Countries = None,
    platform: Annotated[
        str | None,
        Query(max_length=20, description=f"Platform of the id: {', '.join(PLATFORMS)}."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> FoundPage:
    """Search by name, handle, domain or alias; without `q`, list the most active first.

    Organisations, states and hosts are found too: `role=Actor` leaves them out.
    """
    wanted = SnapshotFilter(
        roles=frozenset(roles) if roles else None,
        countries=frozenset(countries) if countries else None,
    )
    snapshot = service.snapshot()
    asked = {"q": q, "platform": platform, **wanted.parameters()}
    page = Page.of({"list": "actors", **asked}, snapshot.version, limit, cursor)
    kept = _kept(snapshot, wanted, platform)
    items, total = _searched(snapshot, q, kept, page) if q else _listed(snapshot, kept, page)
    how = provenance(snapshot, "search" if q else "list", {**asked, "limit": limit})
    return FoundPage(**page.fields(items, total), provenance=Provenance.model_validate(how))


def _kept(snapshot: Snapshot, wanted: SnapshotFilter, platform: str | None) -> Mask | None:
    """Which nodes are wanted; None when all are."""
    if wanted.is_everything and platform is None:
        return None
    kept = snapshot.filter(wanted).kept
    if platform is not None:
        kept = kept & (snapshot.nodes["platform"] == platform).fill_null(False).to_numpy()
    return kept


def _searched(
    snapshot: Snapshot, text: str, kept: Mask | None, page: Page
) -> tuple[list[Found], int]:
    # The whole graph is searched and then sifted, so that how active somebody is does not
    # depend on the filter.
    if kept is None:
        found = search(snapshot, text, limit=page.end)
        return [Found.model_validate(item) for item in found.items[page.start :]], found.total
    index = snapshot.node_index
    every = search(snapshot, text, limit=len(snapshot.nodes)).items
    here = [item for item in every if kept[index[item.node.id]]]
    return [Found.model_validate(item) for item in here[page.start : page.end]], len(here)


def _listed(snapshot: Snapshot, kept: Mask | None, page: Page) -> tuple[list[Found], int]:
    nodes = snapshot.nodes.select("index", "id", strength=pl.Series(snapshot.pairs().strength))
    if kept is not None:
        nodes = nodes.filter(pl.Series(kept, dtype=pl.Boolean))
    shown = nodes.sort("strength", "id", descending=[True, False]).slice(page.start, page.limit)
    items = [
        Found(node=Node.model_validate(node), strength=strength, match=None, matched=None)
        for node, strength in zip(
            summaries(snapshot, shown["index"].to_list()), shown["strength"], strict=True
        )
    ]
    return items, len(nodes)


@router.get("/{id:path}/neighbours", operation_id="listNeighbours", summary="Who is next to one?")
def list_neighbours(
    service: ServiceOf,
    id: IdInPath,  # noqa: A002
    direction: Annotated[
        Direction, Query(description="`out`: whom it amplifies; `in`: who amplifies it.")
    ] = Direction.BOTH,
    types: Types = None,
    kinds: Kinds = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Neighbours:
    """List whom an actor amplifies, who amplifies it and how it is tied; all types by default."""
    snapshot = service.snapshot()
    found = neighbours(
        snapshot,
        resolve(snapshot, id).id,
        direction=direction,
        types=types or None,
        kinds=kinds or None,
        limit=limit,
        cursor=cursor,
    )
    return Neighbours.model_validate(found)


@router.get("/{id:path}/why", operation_id="getActorWhy", summary="Why is this id that actor?")
def get_why(service: ServiceOf, id: IdInPath) -> Why:  # noqa: A002
    """List every statement that makes ids one actor, or keeps them apart, and who made it."""
    key = normalised(service.snapshot(), id)
    return Why.model_validate(service.ask(lambda database: why(database, key)))


# After the longer address: an id may hold slashes, as addresses do.
@router.get("/{id:path}", operation_id="getActor", summary="What is known about one?")
def get_actor(service: ServiceOf, id: IdInPath) -> Actor:  # noqa: A002
    """Give facts, roles, other ids, assessments with their sources, and totals."""
    snapshot = service.snapshot()
    key = resolve(snapshot, id).id
    found = service.ask(lambda database: actor(snapshot, key, database))
    shown = {name: getattr(found, name) for name in Actor.model_fields if name != "assessments"}
    return Actor.model_validate(
        {**shown, "assessments": [_assessment(each) for each in found.assessments]}
    )


def _assessment(found: StatedAssessment) -> dict[str, Any]:
    return {
        "category": found.category,
        "shown": CATEGORIES.get(found.category, found.category),
        "state": found.state,
        "assessed_at": found.assessed_at,
        "statement": found.statement,
    }
