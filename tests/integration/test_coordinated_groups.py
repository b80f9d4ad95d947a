"""Groups of coordinated actors: what ties two groups has its evidence too."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from graph.answers.coordination import coordinated_groups, edges_between
from graph.database import Database
from graph.snapshot import SnapshotHolder

LEFT, RIGHT = ([f"x:{side}{n}" for n in range(4)] for side in "ab")
BRIDGE = (LEFT[0], RIGHT[0])


def test_an_edge_between_two_groups_is_found(database: Database, tmp_path: Path) -> None:
    pairs = [*combinations(LEFT, 2), *combinations(RIGHT, 2), BRIDGE]
    database.execute("UNWIND $ids AS id CREATE (:Actor {id: id})", ids=LEFT + RIGHT)
    database.execute(
        "UNWIND $pairs AS pair MATCH (a:Actor {id: pair[0]}) MATCH (b:Actor {id: pair[1]}) "
        "CREATE (a)-[:COORDINATED_WITH {trace: 'link', window: 60, count: 5, qValue: 0.01}]->(b)",
        pairs=[list(pair) for pair in pairs],
    )
    snapshot = SnapshotHolder(database, tmp_path, check_seconds=0).get()
    found = coordinated_groups(database, snapshot)
    members = [{member.id for member in group.members} for group in found.groups]
    inside = {(edge.source, edge.target) for group in found.groups for edge in group.edges}
    assert members == [set(LEFT), set(RIGHT)]
    assert found.edges == len(pairs)
    assert inside == set(pairs) - {BRIDGE}
    (edge,) = edges_between(database, snapshot, *BRIDGE)
    assert (edge.source, edge.target, edge.trace, edge.count) == (*BRIDGE, "link", 5)
    assert edges_between(database, snapshot, LEFT[1], RIGHT[1]) == ()
