"""Read what the graph says of who is who: all of it, or what bears on one id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from graph.database import Database
from graph.linking.clusters import Said

MERGED: Final = "ampnet actor merge"
"""`source` of a `SAME_AS` that a person has said."""

SPLIT: Final = "ampnet actor split"

_SAME: Final = "MATCH (a:Actor)-[r:SAME_AS]->(b:Actor) RETURN a.id, b.id, r.source"
_ALIASES: Final = "MATCH (l:Alias)-[:ALIAS_OF]->(a:Actor) RETURN l.id, a.id"
_DIFFERENT: Final = (
    "MATCH (a:Actor)-[:DIFFERENT_FROM]->(b:Actor) RETURN a.id, b.id",
    "MATCH (a:Alias)-[:DIFFERENT_FROM]->(b:Actor) RETURN a.id, b.id",
)


def said_by_all(database: Database, types: Collection[str], actors: Iterable[str]) -> Said:
    """Read everything that is said.

    Args:
        database: The graph.
        types: Types of relationships that it has.
        actors: Ids of all its actors.
    """

    def rows(type_: str, *statements: str) -> list[tuple[Any, ...]]:
        return [row for s in statements for row in database.read(s).rows if type_ in types]

    if not {"SAME_AS", "ALIAS_OF"} & set(types):
        return Said()
    same = rows("SAME_AS", _SAME)
    aliases = rows("ALIAS_OF", _ALIASES)
    named = {id_ for row in (*same, *aliases) for id_ in row[:2]}
    return Said(
        actors=frozenset(named.intersection(actors)),
        same=frozenset((a, b) for a, b, source in same if source != MERGED),
        merged=frozenset((a, b) for a, b, source in same if source == MERGED),
        aliases=frozenset((id_, actor) for id_, actor in aliases),
        different=frozenset((a, b) for a, b in rows("DIFFERENT_FROM", *_DIFFERENT)),
    )


class Statement(NamedTuple):
    """One thing that is said of two ids, and by whom.

    Attributes:
        type: ALIAS_OF, SAME_AS or DIFFERENT_FROM.
        start, end: The ids, as the arrow runs: from the other id to its bearer; from the one
            that is kept to the one that was merged.
        facts: Properties of the relationship.
    """

    type: str
    start: str
    end: str
    facts: dict[str, Any]


class Around(NamedTuple):
    """What bears on one id, however many steps away.

    Attributes:
        said: All of it, for `link`.
        statements: The same, one by one, with who says so.
        actors: Ids that are an actor's own; `aliases`: that are somebody's other id.
    """

    said: Said
    statements: tuple[Statement, ...]
    actors: frozenset[str]
    aliases: frozenset[str]


# From each label by itself: one id may be an actor's own and another one's other id.
_STEPS: Final = tuple(
    f"UNWIND range(0, size($id) - 1) AS k MATCH (a:{label} {{id: $id[k]}}){pattern} "
    f"RETURN '{type_}', {ends}, properties(r)"
    for label, pattern, type_, ends in (
        ("Actor", "-[r:SAME_AS]->(b)", "SAME_AS", "a.id, b.id"),
        ("Actor", "<-[r:SAME_AS]-(b)", "SAME_AS", "b.id, a.id"),
        ("Actor", "<-[r:ALIAS_OF]-(b)", "ALIAS_OF", "b.id, a.id"),
        ("Alias", "-[r:ALIAS_OF]->(b)", "ALIAS_OF", "a.id, b.id"),
        ("Actor", "-[r:DIFFERENT_FROM]->(b)", "DIFFERENT_FROM", "a.id, b.id"),
        ("Actor", "<-[r:DIFFERENT_FROM]-(b)", "DIFFERENT_FROM", "b.id, a.id"),
        ("Alias", "-[r:DIFFERENT_FROM]->(b)", "DIFFERENT_FROM", "a.id, b.id"),
    )
)
_KNOWN: Final = "UNWIND range(0, size($id) - 1) AS k MATCH (n:{} {{id: $id[k]}}) RETURN n.id"


def said_around(database: Database, id_: str) -> Around:
    """Read what bears on one id: nothing further away can change who it is."""
    reached, front = {id_}, [id_]
    found: dict[tuple[str, str, str, str], Statement] = {}
    while front:
        for step in _STEPS:
            for row in database.read(step, {"id": front}).rows:
                each = Statement(*row)
                key = (each.type, each.start, each.end, str(each.facts.get("source")))
                found[key] = each
        ends = {end for each in found.values() for end in (each.start, each.end)}
        front = sorted(ends - reached)
        reached |= ends
    ids = sorted(reached)
    actors, aliases = (
        frozenset(row[0] for row in database.read(_KNOWN.format(label), {"id": ids}).rows)
        for label in ("Actor", "Alias")
    )
    statements = tuple(found[key] for key in sorted(found))

    def pairs(type_: str, *, merged: bool = False) -> frozenset[tuple[str, str]]:
        return frozenset(
            (s.start, s.end)
            for s in statements
            if s.type == type_ and (s.facts.get("source") == MERGED) is merged
        )

    said = Said(
        actors,
        pairs("SAME_AS"),
        pairs("SAME_AS", merged=True),
        pairs("ALIAS_OF"),
        pairs("DIFFERENT_FROM"),
    )
    return Around(said, statements, actors, aliases)
