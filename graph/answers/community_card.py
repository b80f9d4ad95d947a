"""One community in full: its members, what ties it to others, and what sets its texts apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.communities import Community, communities, divided
from graph.answers.distinctive_terms import Term, distinctive_terms
from graph.answers.partition import Method
from graph.answers.provenance import Provenance, provenance
from graph.database import Database
from graph.errors import UnknownIdError
from graph.snapshot import ACTIVITY_TYPES, Snapshot

_ACTORS: Final = 300
"""Strongest members, and as many others, whose texts are read."""

_ITEMS_EACH: Final = 40
_SECONDS: Final = 20.0
_TEXTS: Final = (
    "UNWIND $id AS from MATCH (a:Actor {id: from})-[:PUBLISHED]->(i:Item) "
    "WITH a, coalesce(i.text, i.title) AS text WHERE text IS NOT NULL AND text <> '' "
    f"WITH a, collect(text)[0..{_ITEMS_EACH}] AS texts UNWIND texts AS text RETURN a.id, text"
)


@dataclass(frozen=True, slots=True)
class TieToOther:
    """What runs between a community and another one.

    Attributes:
        number: The other community.
        size: Its members.
        pairs: Connected pairs, one member in each.
        weight: Sum of their counts.
        outward: The part of it by which this community amplified the other; None where the
            graph was divided without direction.
    """

    number: int
    size: int
    pairs: int
    weight: float
    outward: float | None


@dataclass(frozen=True, slots=True)
class CommunityCard:
    """One community.

    Attributes:
        community: Members, countries, roles, languages, kinds, ties inside and across.
        others: What runs to other communities, the most first.
        total_others: How many others it is tied to.
        terms: Words that tell its members' items from those of others; none where the graph
            holds no texts, or no database was asked.
        texts_of: Members whose texts were read.
        provenance: How it was computed.
    """

    community: Community
    others: tuple[TieToOther, ...]
    total_others: int
    terms: tuple[Term, ...]
    texts_of: int
    provenance: Provenance


def community_card(
    snapshot: Snapshot,
    number: int,
    method: Method | None = None,
    database: Database | None = None,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    top: int = 20,
    limit: int = 20,
) -> CommunityCard:
    """Describe one community.

    Args:
        snapshot: The graph, or a view of it.
        number: Number of the community, 1 for the largest.
        method: The division, as in `communities`.
        database: Where texts are; without it there are no terms.
        types: Types that connect.
        top: Most members to name.
        limit: Most other communities, and most terms.

    Raises:
        UnknownIdError: There is no community of that number.
    """
    method = method or Method()
    found = communities(snapshot, method, types=types, min_size=1, limit=max(number, 1), top=top)
    if not 1 <= number <= len(found.communities):
        raise UnknownIdError(
            f"There is no community {number}.",
            f"They are numbered 1 to {found.total}."
            if found.total
            else "Nobody amplifies another in the part that was asked.",
        )
    view, partition = divided(snapshot, method, types)
    others, total = _others(view, partition.membership, partition.sizes, number, method, limit)
    terms: tuple[Term, ...] = ()
    read = 0
    if database is not None:
        terms, read = _terms(view, partition.membership, number, database, limit)
    parameters = {**asdict(method), "number": number, "top": top, "limit": limit}
    return CommunityCard(
        community=found.communities[number - 1],
        others=others,
        total_others=total,
        terms=terms,
        texts_of=read,
        provenance=provenance(view, "community_card", parameters, method.seed),
    )


def _others(
    view: Snapshot,
    membership: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    number: int,
    method: Method,
    limit: int,
) -> tuple[tuple[TieToOther, ...], int]:
    pairs = view.pairs(directed=method.directed)
    begin, end = membership[pairs.source], membership[pairs.target]
    out, into = (begin == number) & (end != number), (end == number) & (begin != number)
    size = len(sizes)
    outward = np.bincount(end[out], pairs.weight[out], size)
    inward = np.bincount(begin[into], pairs.weight[into], size)
    count = np.bincount(end[out], minlength=size) + np.bincount(begin[into], minlength=size)
    weight = outward + inward
    order = np.lexsort((np.arange(size), -weight))
    order = order[count[order] > 0]
    return tuple(
        TieToOther(
            int(k),
            int(sizes[k]),
            int(count[k]),
            float(weight[k]),
            float(outward[k]) if method.directed else None,
        )
        for k in order[:limit]
    ), len(order)


def _terms(
    view: Snapshot,
    membership: npt.NDArray[np.int64],
    number: int,
    database: Database,
    limit: int,
) -> tuple[tuple[Term, ...], int]:
    """Read texts of the strongest members, and of as many of the strongest others."""
    strength = view.pairs().strength
    texts = []
    for chosen in (membership == number, (membership != number) & (membership > 0)):
        nodes = np.flatnonzero(chosen)
        nodes = nodes[np.lexsort((nodes, -strength[nodes]))][:_ACTORS]
        ids = [view.node_index.ids[int(node)] for node in nodes]
        rows = database.read(_TEXTS, {"id": ids}, timeout=_SECONDS).rows
        texts.append([(str(actor), str(text)) for actor, text in rows])
    inside, outside = texts
    return distinctive_terms(inside, outside, limit=limit), len({actor for actor, _ in inside})
