"""What a database takes for the items alone: the limit that a load is measured against.

Batches are cut, and laid out as columns, before anything is timed, and the actors are there. Then
nothing happens but the one statement of `loaders.write.interactions`, which creates an item with
its two relationships, and its commit: no reading, no sums, no offset, nothing looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.figures import Spent, peak_megabytes, spent
from benchmarks.workbench import Served
from graph.database import Transaction
from loaders.batching import batches
from loaders.formats import format_of
from loaders.load import BATCH_ROWS, BATCH_SECONDS
from loaders.mapping import FieldMapping
from loaders.quarantine import Quarantine
from loaders.sources import open_source
from loaders.write.actors import write_actors
from loaders.write.batch import Batch
from loaders.write.interactions import write_interactions
from loaders.write.stamp import Stamp

_STAMP = Stamp("load:bare", "bare")


@dataclass(frozen=True)
class Bare:
    """What writing took; `last` is of the last batch, when Java has compiled what it needs."""

    rows: int
    spent: Spent
    last_rows: int
    last: Spent
    server_megabytes: float


def write(served: Served, file: Path) -> Bare:
    """Write a file of interactions, each of which has an item of its own."""
    prepared = list(_batches(file))
    for batch in prepared:
        served.database.write(partial(_actors, batch), timeout=BATCH_SECONDS)
    each = [_write(served, batch) for batch in prepared]
    whole = Spent(
        sum(s.seconds for s in each), sum(s.server for s in each), sum(s.client for s in each)
    )
    rows = [len(batch.arranged.rows) for batch in prepared]
    return Bare(sum(rows), whole, rows[-1], each[-1], peak_megabytes(served.process))


def _write(served: Served, batch: Batch) -> Spent:
    with spent(served.process) as taken:
        served.database.write(
            lambda tx: write_interactions(tx, _STAMP, batch.arranged), timeout=BATCH_SECONDS
        )
    return taken


def _batches(file: Path) -> Iterator[Batch]:
    source = open_source(file, None)
    table = format_of(source, None, FieldMapping())
    with Quarantine(file.with_suffix(".refused"), table.name) as refused:
        yield from batches(table.rows(source, FieldMapping()), refused, 0, BATCH_ROWS)


def _actors(batch: Batch, tx: Transaction) -> None:
    write_actors(tx, _STAMP, (), batch.mentioned)
