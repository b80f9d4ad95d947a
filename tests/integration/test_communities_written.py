"""Communities written to the graph are what the library finds, on both engines."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from graph.answers.communities import communities
from graph.answers.partition import Method
from graph.database import Database
from graph.derive.communities import forget_communities, write_communities
from graph.errors import AmpnetError, UnknownIdError
from graph.snapshot import Snapshot
from queries.catalogue import run

_WORLD = """
UNWIND range(0, 11) AS k
CREATE (:Actor {id: 'x:a' + toString(k), country: CASE WHEN k < 6 THEN 'RU' END})
"""
_TIES = """
UNWIND range(0, size($a) - 1) AS k
MATCH (a:Actor {id: $a[k]}) MATCH (b:Actor {id: $b[k]})
CREATE (a)-[:AMPLIFIED {kind: 'retweet', count: 2}]->(b)
"""


def test_written_communities(database: Database, tmp_path: Path) -> None:
    database.execute(_WORLD)
    database.execute("CREATE (:Organization {id: 'org:one'})")
    # Two rings of five with a bridge; the eleventh and twelfth amplify nobody.
    rings = [
        (f"x:a{g + i}", f"x:a{g + (i + d) % 5}") for g in (0, 5) for i in range(5) for d in (1, 2)
    ]
    rings.append(("x:a0", "x:a5"))
    database.execute(_TIES, a=[a for a, _ in rings], b=[b for _, b in rings])
    snapshot = Snapshot.open(database, tmp_path)
    wanted = communities(snapshot, Method(seed=3), top=12)
    assert [c.size for c in wanted.communities] == [5, 5]

    written = write_communities(database, snapshot, Method(seed=3))
    assert written.counts == {"communities": 2, "members": 10}
    again = write_communities(database, snapshot, Method(seed=3), min_size=6)
    assert again.counts == {"communities": 0, "members": 0}
    found = defaultdict(set)
    rows = database.read(
        "MATCH (n)-[m:MEMBER_OF]->(c:Community) WHERE m.runId = $run AND c.runId = $run "
        "AND m.communityId = c.number RETURN c.number, n.id",
        {"run": written.run},
    ).rows
    for number, id_ in rows:
        found[number].add(id_)
    assert found == {c.number: {m.node.id for m in c.top} for c in wanted.communities}
    ((kind, state, seed, parameters),) = database.read(
        "MATCH (r:Run {id: $run}) RETURN r.kind, r.state, r.seed, r.parameters",
        {"run": written.run},
    ).rows
    said = json.loads(parameters)
    assert (kind, state, seed) == ("communities", "complete", 3)
    assert (said["algorithm"], said["resolution"], said["graphVersion"]) == (
        "leiden", 1.0, wanted.provenance.graph_version,
    )  # fmt: skip
    assert Snapshot.open(database, tmp_path).version != snapshot.version

    listed = run(database, "communities-written", {"run": written.run}).as_dicts()
    assert [(row["communityId"], row["size"]) for row in listed] == [(1, 5), (2, 5)]
    mates = run(database, "community-mates", {"actor": "x:a0", "run": written.run}).as_dicts()
    assert {row["mate"] for row in mates} | {"x:a0"} == found[mates[0]["communityId"]]

    # A member that has gone: nothing of the run is kept but its record.
    database.execute("MATCH (a:Actor {id: 'x:a7'}) DETACH DELETE a")
    with pytest.raises(AmpnetError, match="1 of 10 members"):
        write_communities(database, snapshot, Method(seed=3))
    assert database.read("MATCH (c:Community) RETURN count(c)").rows == [(2,)]
    assert forget_communities(database, written.run) == 2
    with pytest.raises(UnknownIdError, match="no communities of a run"):
        forget_communities(database, written.run)
    assert database.read("MATCH ()-[m:MEMBER_OF]->() RETURN count(m)").rows == [(0,)]
