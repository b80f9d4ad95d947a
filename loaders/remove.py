"""Take a data set out of the graph again: a wrong file, one that was replaced, one to forget.

What its loads wrote goes, in batches, each a transaction that leaves the sums equal to the evidence
that is left. A removal that is killed is simply done again; the loads are noted as removed at its
beginning, so that the file can be loaded anew at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from graph.changes import count_change, wait_for_writers
from graph.database import Database, Transaction
from graph.labels.parts import Property
from graph.model import ITEM, NODE_LABELS, RELATIONSHIP_TYPES
from loaders.credits import forget_credit
from loaders.datasets import unknown
from loaders.items import item_url
from loaders.load import BATCH_SECONDS
from loaders.write.resum import resum

BATCH: Final = 5_000
"""Items, relationships or nodes of one transaction."""

_RUNS: Final = "MATCH (r:Run) WHERE r.kind = 'load' RETURN r.id, r.dataset"
_BEGIN: Final = (
    "UNWIND $runs AS id MATCH (r:Run {id: id}) "
    "SET r.state = 'removed', r.offset = 0, r.written = 0 RETURN count(r)"
)
_ITEMS: Final = (
    "MATCH (i:Item) WHERE i.dataset = $dataset OPTIONAL MATCH (i)<-[:PUBLISHED]-(a:Actor) "
    "RETURN i.id, min(a.id)",
    # Those of others, of which it says something too.
    "MATCH (i:Item)<-[r:PUBLISHED]-(a:Actor) WHERE r.runId IN $runs AND i.dataset <> $dataset "
    "RETURN i.id, min(a.id)",
    "MATCH (i:Item)-[r:AMPLIFIES]->(b) WHERE r.runId IN $runs AND i.dataset <> $dataset "
    "RETURN i.id, min('')",
)
_EACH: Final = "UNWIND range(0, size($id) - 1) AS k MATCH (i:Item {id: $id[k]})"
_PUBLISHERS: Final = f"{_EACH}<-[:PUBLISHED]-(a:Actor) RETURN DISTINCT a.id"
_AMPLIFIERS: Final = f"{_EACH}<-[:AMPLIFIES]-(:Item)<-[:PUBLISHED]-(a:Actor) RETURN DISTINCT a.id"
_AMPLIFIED: Final = (
    f"{_EACH}-[:AMPLIFIES]->(b:Actor) RETURN DISTINCT b.id",
    f"{_EACH}-[:AMPLIFIES]->(:Item)<-[:PUBLISHED]-(b:Actor) RETURN DISTINCT b.id",
)
_UNSAY: Final = (
    f"{_EACH}<-[r:PUBLISHED]-() WHERE r.runId IN $runs DELETE r",
    f"{_EACH}-[r:AMPLIFIES]->() WHERE r.runId IN $runs DELETE r",
)
_OURS: Final = f"{_EACH} WHERE i.dataset = $dataset RETURN i.id"
_SAID: Final = (
    f"{_EACH}<-[r:PUBLISHED]-() RETURN i.id, r.runId",
    f"{_EACH}-[r:AMPLIFIES]->() RETURN i.id, r.runId",
)
_NAMED: Final = f"{_EACH}<-[r:AMPLIFIES]-() WHERE NOT r.runId IN $runs RETURN i.id, r.runId"
_STAMP: Final = f"{_EACH} SET i.dataset = $dataset[k], i.runId = $runId[k]"
_OF_AN_ITEM: Final = [
    p.name for p in ITEM.properties if p.name not in ("id", "url", "dataset", "runId")
]
_STRIP: Final = (
    f"{_EACH} SET i.url = $url[k], {', '.join(f'i.{name} = NULL' for name in _OF_AN_ITEM)}"
)
_DELETE: Final = f"{_EACH} DETACH DELETE i"


@dataclass(frozen=True)
class Removed:
    """What a removal took out.

    Attributes:
        items: Items that nothing else tells of.
        kept: Items that others tell of too: of those that are only amplified, the address stays.
        relationships: Statements about parties and other ids.
        nodes: Actors, organisations and others of which nothing is left.
    """

    items: int
    kept: int
    relationships: int
    nodes: int


def remove_dataset(
    database: Database,
    dataset: str,
    *,
    batch: int = BATCH,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Removed:
    """Remove what the loads of a data set wrote, and nothing that others did.

    Args:
        database: The graph.
        dataset: Name of the data set.
        batch: Items, relationships or nodes of one transaction.
        progress: Called after each transaction with the items done and how many there are.

    Raises:
        UnknownDatasetError: There is none of this name.
    """
    of_runs: dict[str, str] = dict(database.read(_RUNS).rows)
    runs = [run for run, name in of_runs.items() if name == dataset]
    if not runs:
        raise unknown(dataset, of_runs.values())
    database.execute(_BEGIN, runs=runs)
    gone = kept = done = 0
    items = _items(database, dataset, runs)
    for start in range(0, len(items), batch):
        some = items[start : start + batch]
        work = partial(_remove_items, ids=some, dataset=dataset, runs=runs, of_runs=of_runs)
        taken, left = database.write(work, timeout=BATCH_SECONDS)
        gone, kept, done = gone + taken, kept + left, done + len(some)
        progress(done, len(items))
    relationships = sum(_emptied(database, s, batch, runs=runs) for s in _statements())
    nodes = sum(_emptied(database, s, batch, runs=runs, dataset=dataset) for s in _bare_nodes())
    forget_credit(database, dataset)
    return Removed(gone, kept, relationships, nodes)


def _items(database: Database, dataset: str, runs: Sequence[str]) -> list[str]:
    """Return the items of which the data set says something, those of a publisher together."""
    found: dict[str, str] = {}
    for statement in _ITEMS:
        with database.stream(statement, {"dataset": dataset, "runs": runs}) as (_, rows):
            for id_, publisher in rows:
                found.setdefault(id_, publisher or "")
    return sorted(found, key=lambda id_: (found[id_], id_))


def _remove_items(
    tx: Transaction,
    ids: Sequence[str],
    dataset: str,
    runs: Sequence[str],
    of_runs: Mapping[str, str],
) -> tuple[int, int]:
    """Take back what is said of some items; return how many are gone, and how many are left."""
    wait_for_writers(tx)
    amplifiers = {id_ for s in (_PUBLISHERS, _AMPLIFIERS) for (id_,) in tx.run(s, id=ids).rows}
    seen = amplifiers | {id_ for s in _AMPLIFIED for (id_,) in tx.run(s, id=ids).rows}
    for statement in _UNSAY:
        tx.run(statement, id=ids, runs=runs)
    ours = [id_ for (id_,) in tx.run(_OURS, id=ids, dataset=dataset).rows]
    named = dict(tx.run(_NAMED, id=ours, runs=runs).rows)
    said = {id_: run for s in _SAID for id_, run in tx.run(s, id=ours).rows}
    bare = [id_ for id_ in ours if id_ in named and id_ not in said]
    gone = [id_ for id_ in ours if id_ not in named and id_ not in said]
    if bare:
        tx.run(_STRIP, id=bare, url=[item_url(id_) for id_ in bare])
    if stamps := {**named, **said}:
        sets = [of_runs.get(run, dataset) for run in stamps.values()]
        tx.run(_STAMP, id=list(stamps), runId=list(stamps.values()), dataset=sets)
    if gone:
        tx.run(_DELETE, id=gone)
    resum(tx, amplifiers, seen)
    count_change(tx)
    return len(gone), len(ids) - len(gone)


def _statements() -> Iterator[str]:
    """Yield what deletes statements about parties and other ids."""
    for kind in RELATIONSHIP_TYPES:
        if kind.type in ("PUBLISHED", "AMPLIFIES") or "runId" not in _names(kind.properties):
            continue
        for label in kind.starts:
            yield (
                f"MATCH (n:{label})-[r:{kind.type}]->() WHERE r.runId IN $runs "
                "WITH r LIMIT $batch DELETE r RETURN count(*)"
            )


def _bare_nodes() -> Iterator[str]:
    """Yield what deletes nodes that the data set brought and that nothing is said of."""
    for model in NODE_LABELS:
        names = _names(model.properties)
        if model.label in ("Item", "Run", "Graph") or not names & {"dataset", "runId"}:
            continue
        its = "n.dataset = $dataset" if "dataset" in names else "n.runId IN $runs"
        yield (
            f"MATCH (n:{model.label}) WHERE {its} AND NOT EXISTS {{ (n)--() }} "
            "WITH n LIMIT $batch DELETE n RETURN count(*)"
        )


def _names(properties: Sequence[Property]) -> set[str]:
    return {p.name for p in properties}


def _emptied(database: Database, statement: str, batch: int, **given: object) -> int:
    """Run a statement until it finds nothing more; return how much it deleted."""

    def work(tx: Transaction) -> int:
        deleted = int(tx.run(statement, batch=batch, **given).rows[0][0])
        if deleted:
            count_change(tx)
        return deleted

    total = 0
    while deleted := database.write(work, timeout=BATCH_SECONDS):
        total += deleted
    return total
