"""Runs: what was loaded, how far it is, and how it ended, in the graph itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from graph.changes import count_change, wait_for_writers
from graph.database import Database, Transaction
from graph.errors import AmpnetError, DuplicateIdError
from graph.vocabulary import RunState

_START = """
MERGE (r:Run {id: $id})
ON CREATE SET r.kind = 'load', r.dataset = $dataset, r.input = $input,
  r.inputDigest = $inputDigest, r.format = $format, r.parameters = $parameters,
  r.state = 'running', r.offset = 0, r.written = 0,
  r.startedAt = datetime({epochMillis: $now}), r.ampnetVersion = $ampnetVersion
WITH r, CASE WHEN r.state = 'running' THEN r.offset ELSE 0 END AS offset,
  CASE WHEN r.state = 'running' THEN r.written ELSE 0 END AS written
SET r.state = 'running', r.offset = offset, r.written = written
RETURN offset
"""
_FIND = (
    "MATCH (r:Run {id: $id}) RETURN r.state, r.offset, r.written, "
    "coalesce(r.rowsRead, 0), coalesce(r.quarantined, 0)"
)
_ADVANCE = """
MATCH (r:Run {id: $id}) WHERE r.offset = $expected
SET r.offset = $offset RETURN count(r)
"""
_COUNT = """
MATCH (r:Run {id: $id})
SET r.written = r.written + $written
"""
_FINISH = """
MATCH (r:Run {id: $id})
SET r.state = CASE WHEN $quarantined = 0 THEN 'complete'
    WHEN $quarantined < $rowsRead THEN 'partiallyComplete' ELSE 'failed' END,
  r.rowsRead = $rowsRead, r.quarantined = $quarantined,
  r.unchanged = $rowsRead - $quarantined - r.written,
  r.finishedAt = datetime({epochMillis: $now})
"""


LONGEST_DATASET = 200
"""Characters in the name of a data set: as many as filters take."""


class DatasetNameError(AmpnetError):
    """A name that a data set cannot have."""


class LoadInterruptedError(AmpnetError):
    """Another process moved this load on in the meantime."""


@dataclass(frozen=True)
class RunInput:
    """What identifies a load: the same input read the same way is the same run.

    Raises:
        DatasetNameError: The data set's name is none that can be asked for again.
    """

    dataset: str
    input: str
    inputDigest: str  # noqa: N815 - property names of the graph
    format: str
    parameters: str

    def __post_init__(self) -> None:
        """Refuse names of data sets that filters do not take, or that are no text."""
        if not 0 < len(self.dataset) <= LONGEST_DATASET or not self.dataset.isprintable():
            raise DatasetNameError(
                f"{self.dataset[:40]!r} cannot be the name of a data set.",
                f"Name it with --dataset, in {LONGEST_DATASET} characters at most, all printable.",
            )

    @property
    def run_id(self) -> str:
        """Return the run's id, made from the dataset, the content and the mapping."""
        text = "\x1f".join((self.dataset, self.inputDigest, self.format, self.parameters))
        return f"load:{blake2b(text.encode(), digest_size=10).hexdigest()}"


@dataclass(frozen=True)
class RunRecord:
    """How far a run is.

    Attributes:
        state: Where it stands.
        offset: Rows of the input that are committed.
        written: Rows that added or changed something.
        rows_read: Rows read, once it has ended.
        quarantined: Rows refused, once it has ended.
    """

    state: RunState
    offset: int
    written: int
    rows_read: int
    quarantined: int


class Run:
    """One load's record in the graph."""

    def __init__(self, database: Database, about: RunInput) -> None:
        self._database = database
        self.about = about
        self.id = about.run_id

    def find(self) -> RunRecord | None:
        """Return how far an earlier load of the same input came; None when there was none."""
        rows = self._database.read(_FIND, {"id": self.id}).rows
        if not rows:
            return None
        state, *counts = rows[0]
        return RunRecord(RunState(state), *counts)

    def start(self) -> int:
        """Record that it runs; return the offset at which it goes on.

        A run that was killed goes on where it stood; one that had ended begins anew.
        """
        try:
            return self._record_start()
        except DuplicateIdError:
            # Recorded in this very moment: by another process, or by one that was killed while the
            # server still worked for it. The embedded engine refuses the later of two.
            return self._record_start()

    def _record_start(self) -> int:
        parameters: dict[str, Any] = {**asdict(self.about), "id": self.id, "now": _now()}
        rows = self._database.execute(_START, **parameters, ampnetVersion=version("ampnet")).rows
        return int(rows[0][0])

    def advance(self, tx: Transaction, expected: int, offset: int) -> None:
        """Move the offset on, inside the batch's transaction and before its rows.

        Raises:
            LoadInterruptedError: The offset is not where this process left it.
        """
        wait_for_writers(tx)
        moved = tx.run(_ADVANCE, id=self.id, expected=expected, offset=offset).rows[0][0]
        if moved != 1:
            raise LoadInterruptedError(
                f"{self.about.input} is being loaded by another process too.",
                "Wait for that one to end.",
            )

    def count(self, tx: Transaction, written: int) -> None:
        """Add the rows that changed something; the graph's readers notice by its version."""
        tx.run(_COUNT, id=self.id, written=written)
        if written:
            count_change(tx)

    def finish(self, rows_read: int, quarantined: int) -> None:
        """Record that it ended: complete, or partially, or failed when every row was refused."""
        self._database.execute(
            _FINISH, id=self.id, rowsRead=rows_read, quarantined=quarantined, now=_now()
        )


def _now() -> int:
    return round(dt.datetime.now(dt.UTC).timestamp() * 1000)
