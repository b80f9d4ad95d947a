"""Cut an input to batches, ahead of the database that writes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from queue import Queue
from threading import Event, Thread

from loaders.events import EventIds
from loaders.quarantine import Quarantine
from loaders.records import InteractionRecord, ItemRecord, Row
from loaders.write.batch import Batch

BATCH_CHARACTERS = 32_000_000
"""Characters of text in one transaction: above 256 MB in a message the embedded engine's
answer is never understood by the driver (docs/decisions/0002)."""

_AHEAD = 1  # batches that the reading thread has ready, beside the one that it fills


def batches(
    rows: Iterator[Row], refused: Quarantine, offset: int, batch_rows: int
) -> Iterator[Batch]:
    """Cut the rows to batches; the cut at `offset` is where a load that was killed stood.

    Rows before the offset are read again although they are not written again: the ids of
    equal rows depend on how many stood before, and the quarantine file is made anew.
    """
    with closing(EventIds()) as ids:
        batch = Batch(0)
        for number, row in enumerate(rows, start=1):
            batch.end = number
            if not refused.check(row):
                items = [
                    ids.of(r) for r in row.records if isinstance(r, InteractionRecord | ItemRecord)
                ]
                if number > offset:
                    batch.add(row, items)
            rows_here = number - max(batch.start, offset)
            full = rows_here >= batch_rows or batch.characters >= BATCH_CHARACTERS
            if number == offset or (number > offset and full):
                batch.prepare()
                yield batch
                batch = Batch(number)
        if batch.end > batch.start:
            batch.prepare()
            yield batch


def prefetched(cut: Iterator[Batch]) -> Iterator[Batch]:
    """Read ahead in a thread of its own: parsing goes on while the database writes."""
    queue: Queue[Batch | BaseException | None] = Queue(_AHEAD)
    stop = Event()

    def read() -> None:
        try:
            for batch in cut:
                queue.put(batch)
                if stop.is_set():
                    return
            queue.put(None)
        except BaseException as error:
            queue.put(error)

    thread = Thread(target=read, name="ampnet-reader", daemon=True)
    thread.start()
    try:
        while (next_one := queue.get()) is not None:
            if isinstance(next_one, BaseException):
                raise next_one
            yield next_one
    finally:
        stop.set()
        while not queue.empty():
            queue.get_nowait()
        thread.join(timeout=5)
