"""Communities written to the graph, for who asks in Cypher: one set for each run, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

import numpy as np

from graph.answers.communities import divided
from graph.answers.partition import Method
from graph.answers.provenance import provenance
from graph.changes import count_change
from graph.database import Database, Transaction
from graph.derive.run import Derived, derivation
from graph.errors import AmpnetError, UnknownIdError
from graph.model import PARTY_LABELS
from graph.snapshot import ACTIVITY_TYPES, Snapshot
from graph.vocabulary import RunState

KIND: Final = "communities"
_ROWS: Final = 20_000
_WRITE_SECONDS: Final = 900.0

_EACH: Final = "UNWIND range(0, size($id) - 1) AS k "
_CREATE: Final = (
    f"{_EACH}CREATE (:Community {{id: $id[k], number: $number[k], size: $size[k], "
    "modularity: $modularity[k], runId: $run})"
)
# Both ends first, then from the member's end: a community is a hub.
_JOIN: Final = (
    f"{_EACH}MATCH (n:%s {{id: $id[k]}}) MATCH (c:Community {{id: $community[k]}}) "
    "CREATE (n)-[m:MEMBER_OF {communityId: $number[k], runId: $run}]->(c) RETURN count(m)"
)
_FIND: Final = "MATCH (c:Community) WHERE c.runId = $run RETURN c.id"
_FORGET: Final = "UNWIND $id AS x MATCH (c:Community {id: x}) DETACH DELETE c"


def write_communities(
    database: Database,
    snapshot: Snapshot,
    method: Method | None = None,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    min_size: int = 2,
) -> Derived:
    """Divide a snapshot and write every member's community to the graph, in one transaction.

    Members point at their community: `(n)-[:MEMBER_OF {communityId, runId}]->(:Community)`. The
    run holds the parameters, the seed and the version of the graph that was divided; earlier runs
    stay, see `forget_communities`.

    Args:
        database: The graph, with the owner's rights.
        snapshot: The graph that is divided, or a view of it.
        method: As in `graph.answers.communities`.
        types: Types that connect.
        min_size: Smallest community to write.

    Raises:
        AmpnetError: A member has vanished from the graph in the meantime; nothing is kept.
    """
    method = method or Method()
    types = None if types is None else sorted(types)
    view, found = divided(snapshot, method, types)
    number = int((found.sizes[1:] >= max(min_size, 1)).sum())
    made = provenance(view, KIND, {**asdict(method), "types": types, "minSize": min_size})
    parameters = {
        **made.parameters,
        "resolution": found.resolution,
        "runs": found.runs,
        "graphVersion": made.graph_version,
        "modularity": found.modularity,
    }
    members = np.flatnonzero((found.membership > 0) & (found.membership <= number))
    with derivation(database, KIND, json.loads(json.dumps(parameters)), method.seed) as run:
        numbers = list(range(1, number + 1))
        columns = {
            "id": [f"{run.id}/{k}" for k in numbers],
            "number": numbers,
            "size": found.sizes[1 : number + 1].tolist(),
            "modularity": found.contributions[1 : number + 1].tolist(),
        }
        rows = view.nodes[members].select("id", "label")
        ids, labels = rows["id"].to_list(), rows["label"].to_list()
        of = found.membership[members].tolist()

        def write(tx: Transaction) -> int:
            for begin in range(0, number, _ROWS):
                part = {name: column[begin : begin + _ROWS] for name, column in columns.items()}
                tx.run(_CREATE, **part, run=run.id)
            joined = _join(tx, run.id, ids, labels, of)
            if joined != len(ids):
                raise AmpnetError(
                    f"{len(ids) - joined} of {len(ids)} members are not in the graph any more. "
                    "Nothing was kept.",
                    "Divide the graph again.",
                )
            counts = {"communities": number, "members": joined}
            run.finish(tx, counts, len(ids), number + joined)
            return number + joined

        changed = database.write(write, timeout=_WRITE_SECONDS)
    counts = {"communities": number, "members": len(ids)}
    return Derived(run.id, KIND, RunState.COMPLETE, changed, counts, ())


def _join(tx: Transaction, run: str, ids: list[str], labels: list[str], of: list[int]) -> int:
    """Point members at their communities, label by label: that is what ids are indexed by."""
    joined = 0
    for label in PARTY_LABELS:
        chosen = [k for k, each in enumerate(labels) if each == label]
        for begin in range(0, len(chosen), _ROWS):
            part = chosen[begin : begin + _ROWS]
            joined += tx.run(
                _JOIN % label,
                id=[ids[k] for k in part],
                community=[f"{run}/{of[k]}" for k in part],
                number=[of[k] for k in part],
                run=run,
            ).rows[0][0]
    return joined


def forget_communities(database: Database, run: str) -> int:
    """Remove the communities that a run wrote; the run itself stays as a record.

    Returns:
        How many communities were removed.

    Raises:
        UnknownIdError: No community of that run is in the graph.
    """
    ids = [row[0] for row in database.read(_FIND, {"run": run}).rows]
    if not ids:
        raise UnknownIdError(
            f"The graph holds no communities of a run {run[:200]!r}.",
            "`ampnet query communities-written` lists the runs.",
        )

    def work(tx: Transaction) -> None:
        for begin in range(0, len(ids), _ROWS):
            tx.run(_FORGET, id=ids[begin : begin + _ROWS])
        count_change(tx)

    database.write(work, timeout=_WRITE_SECONDS)
    return len(ids)
