"""Which techniques of DISARM sources connect with actors; none is inferred."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from graph.database import Database
from graph.subgraph import Technique

SECONDS: Final = 60.0

_STATED: Final = (
    "MATCH (t:Technique)<-[r:RELATED_TO]-(a:Actor) "
    "RETURN DISTINCT a.id, t.id, t.name, t.url, coalesce(r.kind, 'related-to')"
)
_BY_NARRATIVE: Final = (
    "MATCH (n:Narrative) WHERE size(coalesce(n.disarmIds, [])) > 0 "
    "MATCH (n)<-[:ADVANCES]-(s:Story) MATCH (s)<-[:PART_OF]-(i:Item) "
    "MATCH (i)<-[:PUBLISHED]-(a:Actor) RETURN DISTINCT a.id, n.disarmIds, n.name"
)


def techniques(database: Database, shown: Mapping[str, str]) -> tuple[Technique, ...]:
    """Return the techniques of actors, as sources state them.

    An actor is connected with a technique by a source's own statement, or because it published an
    item of a story that advances a narrative to which somebody gave the technique's id.

    Args:
        database: The graph.
        shown: Ids of actors, each with the id under which it is shown.
    """
    found = {
        Technique(shown[actor], str(id_).removeprefix("technique:"), kind, name, url)
        for actor, id_, name, url, kind in database.read(_STATED, timeout=SECONDS).rows
        if actor in shown
    }
    for actor, ids, narrative in database.read(_BY_NARRATIVE, timeout=SECONDS).rows:
        if actor in shown:
            found |= {Technique(shown[actor], id_, "related-to", via=narrative) for id_ in ids}
    return _sorted(found)


def _sorted(found: Collection[Technique]) -> tuple[Technique, ...]:
    return tuple(sorted(found, key=lambda each: (each.actor, each.id, each.kind, each.via or "")))
