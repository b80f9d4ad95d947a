"""A derivation's record in the graph: what ran, with what, and that only one writes at a time.

A run that begins ends the one of its kind that still stands as running: that one was killed, or
will find, when it comes to write, that it was overtaken. So there is nothing to clean up after a
crash: run it again.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from graph.changes import count_change
from graph.database import Database, Transaction
from graph.errors import AmpnetError
from graph.vocabulary import RunState

_NOW = "datetime({epochMillis: $now})"
_OVERTAKE = (
    f"MATCH (r:Run {{kind: $kind, state: 'running'}}) SET r.state = 'failed', r.finishedAt = {_NOW}"
)
_START = (
    "CREATE (:Run {id: $id, kind: $kind, parameters: $parameters, seed: $seed, state: 'running', "
    f"startedAt: {_NOW}, ampnetVersion: $version}})"
)
_FINISH = (
    "MATCH (r:Run {id: $id}) WHERE r.state = 'running' SET r.state = $state, r.counts = $counts, "
    f"r.rowsRead = $read, r.written = $written, r.finishedAt = {_NOW} RETURN count(r)"
)
_FAIL = (
    f"MATCH (r:Run {{id: $id}}) WHERE r.state = 'running' SET r.state = 'failed', "
    f"r.finishedAt = {_NOW}"
)


class DerivationOvertakenError(AmpnetError):
    """Another run of the same derivation was started in the meantime."""


@dataclass(frozen=True)
class Derived:
    """How a derivation ended.

    Attributes:
        run: Id of its run in the graph.
        kind: republication or coordination.
        state: complete.
        changed: Nodes and relationships that were written or removed; with 0 the graph's
            version has not risen.
        counts: What it counted.
        notes: What a reader of the result should know, in sentences.
    """

    run: str
    kind: str
    state: RunState
    changed: int
    counts: Mapping[str, int]
    notes: tuple[str, ...]


class DerivationRun:
    """One run, from its start to the transaction that writes its results."""

    def __init__(self, database: Database, kind: str, id_: str) -> None:
        self._database = database
        self.kind = kind
        self.id = id_

    def finish(self, tx: Transaction, counts: Mapping[str, int], read: int, changed: int) -> None:
        """Record the end, inside the transaction that writes the results.

        Raises:
            DerivationOvertakenError: Another run has begun; nothing of this one is kept.
        """
        found = tx.run(
            _FINISH,
            id=self.id,
            state=RunState.COMPLETE.value,
            counts=json.dumps(dict(counts)),
            read=read,
            written=changed,
            now=_now(),
        ).rows[0][0]
        if found != 1:
            raise DerivationOvertakenError(
                f"Another run of {self.kind} was started while this one computed; "
                "nothing of this one was kept.",
                "Wait for the other one.",
            )
        if changed:
            count_change(tx)


@contextmanager
def derivation(
    database: Database, kind: str, parameters: Mapping[str, Any], seed: int | None = None
) -> Iterator[DerivationRun]:
    """Record that a derivation runs, and that it failed when the block raises.

    Args:
        database: The graph, with the owner's rights.
        kind: republication or coordination; the ids of its runs begin with it.
        parameters: All of them, defaults included.
        seed: Seed of the random numbers, where any are used.
    """
    moment = dt.datetime.now(dt.UTC)
    id_ = f"{kind}:{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    said = json.dumps(dict(parameters), sort_keys=True)

    def start(tx: Transaction) -> None:
        tx.run(_OVERTAKE, kind=kind, now=_now())
        tx.run(
            _START,
            id=id_,
            kind=kind,
            parameters=said,
            seed=seed,
            now=_now(),
            version=version("ampnet"),
        )

    database.write(start)
    try:
        yield DerivationRun(database, kind, id_)
    except BaseException:
        # Where even this fails, the next run does it.
        with suppress(AmpnetError):
            database.execute(_FAIL, id=id_, now=_now())
        raise


def _now() -> int:
    return round(dt.datetime.now(dt.UTC).timestamp() * 1000)
