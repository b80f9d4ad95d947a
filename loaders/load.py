"""Load a file into the graph, exactly once.

The rows of a batch and the run's offset are committed in one transaction, so that a load
killed at any moment resumes where it stood. Everything is written under ids made from the
content, so that a file loaded twice, or two files that overlap, change nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graph.changes import count_change
from graph.credit import Credit
from graph.database import Database, Transaction
from graph.errors import DuplicateIdError
from graph.vocabulary import RunState
from loaders.assumed import assumed_on_x
from loaders.batching import batches, prefetched
from loaders.credits import settle_credit
from loaders.formats import format_of
from loaders.garbage import seldom_collected
from loaders.mapping import FieldMapping
from loaders.quarantine import Quarantine
from loaders.read.source import as_text
from loaders.run import Run, RunInput, RunRecord
from loaders.sources import open_source
from loaders.write.actors import drop_account_labels
from loaders.write.batch import Batch, BatchWritten, write_batch
from loaders.write.said import Said
from loaders.write.stamp import Stamp

BATCH_ROWS = 40_000
"""Rows of one transaction: of 200,000 forwards, 40,000 at a time cost the embedded server 37
processor seconds and 20,000 at a time 48; larger ones gain little and hold more memory."""

KNOWN_ACTORS = 100_000
"""Actors that a load remembers having written, 1 KB each, before it looks for them anew."""

BATCH_SECONDS = 1_800.0
"""Time limit of a transaction. A quiet machine takes two seconds for a batch; one with ten times as
much work as cores was seen to take more than the two minutes that other statements are given."""

_ANY_ITEM = "MATCH (i:Item) RETURN i.id LIMIT 1"
_ATTEMPTS = 5  # of a batch, while somebody else writes the same


@dataclass(frozen=True)
class LoadProgress:
    """How far a load is.

    Attributes:
        rows: Rows committed.
        expected: Rows expected, where that can be told.
        quarantined: Rows refused so far.
        seconds: Time since it began.
    """

    rows: int
    expected: int | None
    quarantined: int
    seconds: float


@dataclass(frozen=True)
class LoadReport:
    """How a load ended.

    Attributes:
        run: Id of the run in the graph.
        dataset: Name of the data set.
        input: The file.
        format: What it was read as.
        state: complete, partiallyComplete (some rows were refused) or failed (all were).
        rows_read: Rows read, without the header.
        written: Rows that added or changed something.
        unchanged: Rows that the graph held already.
        quarantined: Rows refused.
        warnings: Cells that could not be used although their row could.
        quarantine: The file of refused rows and warnings; None when there are none.
        seconds: Time it took.
        assumed_on_x: A name that was read as an account on X although nothing says that it is one.
    """

    run: str
    dataset: str
    input: str
    format: str
    state: RunState
    rows_read: int
    written: int
    unchanged: int
    quarantined: int
    warnings: int
    quarantine: Path | None
    seconds: float
    assumed_on_x: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report for JSON, names as in the graph."""
        return {
            "run": self.run,
            "dataset": self.dataset,
            "input": self.input,
            "format": self.format,
            "state": self.state.value,
            "rowsRead": self.rows_read,
            "written": self.written,
            "unchanged": self.unchanged,
            "quarantined": self.quarantined,
            "warnings": self.warnings,
            "quarantineFile": str(self.quarantine) if self.quarantine else None,
            "seconds": round(self.seconds, 3),
            "assumedOnX": self.assumed_on_x,
        }


@seldom_collected()
def load_file(
    database: Database,
    path: Path,
    *,
    quarantine: Path,
    dataset: str | None = None,
    format_name: str | None = None,
    mapping: FieldMapping | None = None,
    batch_rows: int = BATCH_ROWS,
    again: bool = False,
    member: str | None = None,
    credit: Credit | None = None,
    progress: Callable[[LoadProgress], None] = lambda _: None,
) -> LoadReport:
    """Load a file into the graph.

    Args:
        database: An open database whose constraints exist.
        path: The file; `loaders.sources` says what it may be.
        quarantine: Folder for refused rows.
        dataset: Name of the data set; the file's name without endings by default.
        format_name: Name of the format; recognised by default.
        mapping: Which column is which field.
        batch_rows: Rows of one transaction.
        again: Read a file again that was loaded completely, as after somebody deleted a part
            of the graph.
        member: Which member of a zip archive to load; not needed where it has only one.
        credit: Whose data it is; by default what the descriptor beside the file says, else what
            the graph has.
        progress: Called after each transaction.

    Raises:
        SourceError: The file cannot be read.
        FormatError: Its format is not known.
        MappingError: A needed column is missing.
        DatasetNameError: The data set's name is too long, or not printable.
        AboutError: The descriptor beside the file is about it, and cannot be used.
        DatabaseUnavailableError: The database went away; load again to resume.
    """
    began = time.monotonic()
    source = open_source(path, member)
    given = mapping or FieldMapping()
    table = format_of(source, format_name, given)
    about = RunInput(
        dataset or as_text(path.name).split(".")[0],
        source.name,
        source.digest,
        table.name,
        table.mapping(given).as_json(),
    )
    run = Run(database, about)
    earlier = run.find()
    bin_file = quarantine / f"{run.id.replace(':', '-')}.jsonl"
    if earlier and earlier.state not in (RunState.RUNNING, RunState.REMOVED) and not again:
        # Nothing is read: every good row is there already.
        settle_credit(database, credit, path, table.name, run)
        kept = bin_file if bin_file.exists() else None
        return _report(run, replace(earlier, written=0), kept, 0, began)
    rows = table.rows(source, given)  # raises before anything is written
    offset = run.start()
    settle_credit(database, credit, path, table.name, run)
    load = _Load(database, run, Stamp(run.id, about.dataset), offset)
    if offset:
        load.settle()
    with Quarantine(bin_file, table.name) as refused:
        for batch in prefetched(batches(rows, refused, offset, batch_rows)):
            load.write(batch)
            seconds = time.monotonic() - began
            progress(LoadProgress(batch.end, source.expected_rows, refused.refused, seconds))
    run.finish(load.offset, refused.refused)  # and not before its quarantine is in place
    ended = run.find()
    assert ended is not None  # noqa: S101 - `start` made it
    noted = refused.refused + refused.warnings
    report = _report(run, ended, bin_file if noted else None, refused.warnings, began)
    return replace(report, assumed_on_x=assumed_on_x(table, source, given))


class _Load:
    """The writing half of a load."""

    def __init__(self, database: Database, run: Run, stamp: Stamp, offset: int) -> None:
        self._database = database
        self._run = run
        self._stamp = stamp
        self._known: dict[str, Said] = {}
        self._look = bool(database.read(_ANY_ITEM).rows)
        self.offset = offset

    def write(self, batch: Batch) -> None:
        """Commit a batch; one that was committed before a crash is passed over."""
        if batch.end <= self.offset:
            return
        done = self._commit(batch)
        if len(self._known) > KNOWN_ACTORS:
            self._known.clear()
        self._known.update(done.known)
        self.offset = batch.end
        if done.outgrown:
            self.settle(done.outgrown)

    def _commit(self, batch: Batch) -> BatchWritten:
        """Commit a batch, looking for what the graph holds only where that is to be expected.

        To look takes an eighth of a load's time, and most loads bring only what is new. An item
        that is there all the same breaks its constraint, and then the batch is written again.
        """
        expected = self.offset

        def work(tx: Transaction) -> BatchWritten:
            self._run.advance(tx, expected, batch.end)
            done = write_batch(tx, self._stamp, batch, self._known, look=self._look)
            self._run.count(tx, done.written)
            return done

        for attempt in range(_ATTEMPTS):
            try:
                done = self._database.write(work, timeout=BATCH_SECONDS)
                break
            except DuplicateIdError:
                if attempt + 1 == _ATTEMPTS:
                    raise
                self._look = True
        self._look = not done.all_new
        return done

    def settle(self, outgrown: list[str] | None = None) -> None:
        """Drop labels that a committed batch has made untrue, by default those of a killed load."""

        def work(tx: Transaction) -> None:
            if drop_account_labels(tx, outgrown):
                count_change(tx)

        self._database.write(work, timeout=BATCH_SECONDS)


def _report(
    run: Run, ended: RunRecord, quarantine: Path | None, warnings: int, began: float
) -> LoadReport:
    return LoadReport(
        run.id,
        run.about.dataset,
        run.about.input,
        run.about.format,
        ended.state,
        ended.rows_read,
        ended.written,
        ended.rows_read - ended.quarantined - ended.written,
        ended.quarantined,
        warnings,
        quarantine,
        time.monotonic() - began,
    )
