"""`ampnet load --bulk`: tables of interactions into a graph that has no items yet.

The files are read as by the normal load, and the graph that results is the same. It is not written
batch by batch: when all is read, the embedded database is made anew (`graph.bulk.rebuild`) of what
is in it, registries for instance, and of the interactions.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from graph import schema
from graph.bulk import read
from graph.bulk.read import Ends
from graph.bulk.rebuild import Rebuild
from graph.credit import Credit
from graph.database import Database
from graph.embedded import EmbeddedServer, journal
from graph.errors import AmpnetError
from graph.identity import identify
from graph.labels.parts import NodeLabel
from graph.model import ACTOR, AMPLIFIED, AMPLIFIES, GRAPH, ITEM, PUBLISHED, RUN
from graph.vocabulary import Role, RunState
from loaders.bulk.tables import GraphTables, Interactions
from loaders.credits import settle_credit
from loaders.events import EventIds
from loaders.formats import format_of
from loaders.garbage import seldom_collected
from loaders.load import LoadProgress, LoadReport
from loaders.mapping import FieldMapping
from loaders.quarantine import Quarantine
from loaders.read.source import as_text
from loaders.records import InteractionRecord
from loaders.run import Run, RunInput
from loaders.sources import open_source
from loaders.write.stamp import Stamp


class BulkLoadError(AmpnetError):
    """Something that only the normal load can do."""


@dataclass
class _Input:
    """One file and what has become of it."""

    run: Run
    quarantine: Path
    rows: int = 0
    refused: int = 0
    warnings: int = 0


@seldom_collected()
def load_bulk(
    server: EmbeddedServer,
    files: Sequence[tuple[Path, str | None]],
    *,
    quarantine: Path,
    dataset: str | None = None,
    format_name: str | None = None,
    mapping: FieldMapping | None = None,
    credit: Credit | None = None,
    progress: Callable[[LoadProgress], None] = lambda _: None,
) -> list[LoadReport]:
    """Load files of interactions at once; what is in the graph already stays in it.

    Killed at any moment it leaves the graph as it was, or as it should be.

    Args:
        server: The embedded server; it is stopped and started anew.
        files: The files, each with the member of it to load where it is an archive of several.
        quarantine: Folder for refused rows.
        dataset: Name of the data set; each file's name without endings by default.
        format_name: Name of the format; recognised by default.
        mapping: Which column is which field.
        credit: Whose data it is, as of `load_file`.
        progress: Called now and then while a file is read.

    Raises:
        BulkLoadError: The graph has items, or a file has more than interactions.
        RebuildError: The new database could not be made, or somebody wrote to the old one
            meanwhile; it stands.
        SourceError, FormatError, MappingError, AboutError: As of `load_file`.
    """
    began = time.monotonic()
    given = mapping or FieldMapping()
    rebuild = Rebuild(server)
    try:
        with Database(server.owner()) as database:
            schema.prepare(database)
            if database.read("MATCH (i:Item) RETURN 1 LIMIT 1").rows:
                raise BulkLoadError(
                    "The graph has items already; --bulk is for one without.",
                    "Load without --bulk.",
                )
            found = Interactions()
            inputs = [
                _read(
                    database, file, found, quarantine, dataset, format_name, given, credit, progress
                )
                for file in files
            ]
            tables = found.tables()
            read_at = journal.mark(server.home)
            _write(database, rebuild, tables, inputs)
            rebuild.make()
        rebuild.exchange(read_at)
    finally:
        rebuild.clean()
    return [_report(each, tables, began) for each in inputs]


def _read(
    database: Database,
    file: tuple[Path, str | None],
    found: Interactions,
    quarantine: Path,
    dataset: str | None,
    format_name: str | None,
    given: FieldMapping,
    credit: Credit | None,
    progress: Callable[[LoadProgress], None],
) -> _Input:
    """Read a file to the interactions; what it is, and what is refused, as the normal load does."""
    began = time.monotonic()
    path, member = file
    source = open_source(path, member)
    table = format_of(source, format_name, given)
    name = dataset or as_text(path.name).split(".")[0]
    columns = table.mapping(given).as_json()
    run = Run(database, RunInput(name, source.name, source.digest, table.name, columns))
    stamp = Stamp(run.id, name)
    done = _Input(run, quarantine / f"{run.id.replace(':', '-')}.jsonl")
    rows = table.rows(source, given)
    with ExitStack() as stack:
        ids = stack.enter_context(closing(EventIds()))
        refused = stack.enter_context(Quarantine(done.quarantine, table.name))
        for row in rows:
            done.rows += 1
            if refused.check(row):
                continue
            for record in row.records:
                if not isinstance(record, InteractionRecord):
                    raise BulkLoadError(
                        f"{path}, line {row.line}: --bulk is for tables of interactions, and "
                        f"{table.name!r} has more than those.",
                        "Load it without --bulk, before or after: the order changes nothing.",
                    )
                found.add(ids.of(record), record, stamp)
            if done.rows % 100_000 == 0:
                seconds = time.monotonic() - began
                progress(LoadProgress(done.rows, source.expected_rows, refused.refused, seconds))
        done.refused, done.warnings = refused.refused, refused.warnings
    run.start()
    settle_credit(database, credit, path, table.name, run)
    return done


def _write(
    database: Database, rebuild: Rebuild, tables: GraphTables, inputs: Sequence[_Input]
) -> None:
    """Write what the graph holds, and what the interactions add, to the new database's files."""
    labels = read.labels(database)
    for model in labels:
        if unknown := read.unknown_properties(database, model):
            raise BulkLoadError(
                f"{model.label} has {', '.join(unknown)}, which the model has no place for.",
                "Load without --bulk: making the database anew would lose them.",
            )
        frame = pl.concat(read.nodes(database, model))
        if model is RUN:
            frame = _ended(frame, tables, inputs)
        elif model is GRAPH:
            frame = frame.with_columns(version=pl.col("version") + 1)
        elif model is ACTOR:
            frame = _actors(frame, tables.seen)
        rebuild.add_nodes(model, frame)
    if ACTOR not in labels:
        rebuild.add_nodes(ACTOR, _actors(_frame(ACTOR, []), tables.seen))
    rebuild.add_nodes(ITEM, _complete(ITEM, tables.items, ["Item"]))
    for kind in read.ends(database, [model.label for model in labels]):
        rebuild.add_relationships(kind, pl.concat(read.relationships(database, kind)))
    ends = {"actor": "start", "target": "end"}
    published = tables.published.rename({"actor": "start", "id": "end"})
    amplifies = tables.amplifies.rename({"id": "start", "target": "end"})
    rebuild.add_relationships(Ends(PUBLISHED, "Actor", "Item"), published)
    rebuild.add_relationships(Ends(AMPLIFIES, "Item", "Actor"), amplifies)
    rebuild.add_relationships(Ends(AMPLIFIED, "Actor", "Actor"), tables.amplified.rename(ends))


def _frame(model: NodeLabel, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=read.schema_of(model))


def _complete(model: NodeLabel, frame: pl.DataFrame, labels: Sequence[str]) -> pl.DataFrame:
    """Give a frame all columns of the model, and the labels."""
    schema = read.schema_of(model)
    frame = frame.with_columns(labels=pl.lit([*labels], dtype=pl.List(pl.String)))
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def _actors(known: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Return the actors: those that were known, and accounts for those that were not."""
    new = seen.filter(~pl.col("id").is_in(known["id"].implode()))
    who = [identify(id_) for id_ in new["id"]]
    account = [Role.ACCOUNT.value]
    accounts = new.with_columns(
        platform=pl.Series([i.platform for i in who], dtype=pl.String),
        handle=pl.Series([i.handle for i in who], dtype=pl.String),
        name=pl.Series([i.handle for i in who], dtype=pl.String),
        url=pl.Series([i.url for i in who], dtype=pl.String),
        roles=pl.lit(account, dtype=pl.List(pl.String)),
    )
    times = seen.select("id", first="firstSeen", last="lastSeen")
    met = known.join(times, on="id", how="left", maintain_order="left").with_columns(
        firstSeen=pl.min_horizontal("firstSeen", "first"),
        lastSeen=pl.max_horizontal("lastSeen", "last"),
    )
    return pl.concat([met.drop("first", "last"), _complete(ACTOR, accounts, ["Actor", *account])])


def _ended(runs: pl.DataFrame, tables: GraphTables, inputs: Sequence[_Input]) -> pl.DataFrame:
    """Say of the runs that they have ended: the new database holds what they brought."""
    now = round(dt.datetime.now(dt.UTC).timestamp() * 1000)
    facts = {
        each.run.id: {
            "state": _state(each).value,
            "offset": each.rows,
            "rowsRead": each.rows,
            "quarantined": each.refused,
            "written": tables.written.get(each.run.id, 0),
            "unchanged": each.rows - each.refused - tables.written.get(each.run.id, 0),
            "finishedAt": now,
        }
        for each in inputs
    }
    rows = [{**row, **facts.get(row["id"], {})} for row in runs.iter_rows(named=True)]
    return _frame(RUN, rows)


def _state(done: _Input) -> RunState:
    if not done.refused:
        return RunState.COMPLETE
    return RunState.PARTIALLY_COMPLETE if done.refused < done.rows else RunState.FAILED


def _report(done: _Input, tables: GraphTables, began: float) -> LoadReport:
    about, written = done.run.about, tables.written.get(done.run.id, 0)
    return LoadReport(
        done.run.id,
        about.dataset,
        about.input,
        about.format,
        _state(done),
        done.rows,
        written,
        done.rows - done.refused - written,
        done.refused,
        done.warnings,
        done.quarantine if done.refused or done.warnings else None,
        time.monotonic() - began,
    )
