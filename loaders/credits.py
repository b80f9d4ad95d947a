"""Whose data it is, in the graph: written with a load or later, and replaced by a later one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from graph.changes import count_change
from graph.credit import PROPERTIES, Credit
from graph.database import Database, Transaction
from loaders.about import beside, read_about
from loaders.known_credits import by_layout, known_credit
from loaders.run import Run

_SETS: Final = ", ".join(f"d.{prop} = ${prop}" for prop in PROPERTIES.values())
_FIND: Final = "MATCH (d:Dataset {id: $id}) RETURN properties(d)"
_WRITE: Final = f"MERGE (d:Dataset {{id: $id}}) SET {_SETS}, d.runId = $runId"
_FORGET: Final = "MATCH (d:Dataset {id: $id}) DETACH DELETE d"
_OTHERS: Final = (
    "MATCH (r:Run {dataset: $id}) WHERE r.kind = 'load' AND r.state <> 'removed' AND r.id <> $run "
    "RETURN 1 LIMIT 1"
)
_ALL: Final = "MATCH (d:Dataset) RETURN d.id, properties(d)"


def credit_in(database: Database, dataset: str) -> Credit | None:
    """Return the credit of a data set that the graph holds."""
    rows = database.read(_FIND, {"id": dataset}).rows
    return Credit.of(dataset, rows[0][0]) if rows else None


def credits_in(database: Database) -> dict[str, Credit]:
    """Return all credits that the graph holds, by the data set's name."""
    return {id_: Credit.of(id_, facts) for id_, facts in database.read(_ALL).rows if id_}


def write_credit(database: Database, credit: Credit, run: str | None = None) -> None:
    """Write a credit in place of the one before; the same again changes nothing.

    Args:
        database: The graph.
        credit: What is known of the data set.
        run: The load that brought it.
    """
    if credit_in(database, credit.dataset) == credit:
        return

    def work(tx: Transaction) -> None:
        tx.run(_WRITE, id=credit.dataset, runId=run, **credit.properties())
        count_change(tx)

    database.write(work)


def forget_credit(database: Database, dataset: str) -> None:
    """Take the credit out with the data set."""
    if credit_in(database, dataset) is None:
        return

    def work(tx: Transaction) -> None:
        tx.run(_FORGET, id=dataset)
        count_change(tx)

    database.write(work)


def settle_credit(
    database: Database, given: Credit | None, path: Path, format_name: str, run: Run
) -> None:
    """Write whose data a load brings, before it brings any.

    What was given counts, else what the descriptor beside the file says, else, for a data set of
    nothing but what one format knows, that. A load without any leaves what the graph holds.

    Args:
        database: The graph.
        given: What the user said.
        path: The file that is loaded.
        format_name: What it is read as.
        run: The load.

    Raises:
        AboutError: The descriptor is about that file, and cannot be used.
    """
    dataset = run.about.dataset
    if given is None and (described := beside(path)):
        given = read_about(described, dataset)
    if given is not None:
        write_credit(database, replace(given, dataset=dataset), run.id)
        return
    held, known = credit_in(database, dataset), known_credit(format_name, dataset)
    if held is None and known is not None:
        if not database.read(_OTHERS, {"id": dataset, "run": run.id}).rows:
            write_credit(database, known, run.id)
    elif held is not None and by_layout(held) and held != known:
        forget_credit(database, dataset)  # it is the data of several now
