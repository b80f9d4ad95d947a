"""A graph as the CSV files that `neo4j-admin database import full` reads.

One file for the nodes of each label and one for each type of relationship between two labels, each
with a file that holds its header, as Neo4j's operations manual describes ("Import", header
format). Ids are unique within a label, so every label is an id space of its own.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from graph import schema
from graph.bulk import read
from graph.database import Database
from graph.errors import AmpnetError
from graph.labels.parts import Property, PropertyType
from graph.snapshot.version import read_version
from graph.whole import whole_folder

_LIST: Final = "\x1f"
"""Between the members of a list: a character that no text that was loaded should hold."""

_OPTIONS: Final = (
    "--id-type=string",
    "--array-delimiter=U+001F",
    "--multiline-fields=true",
    "--read-buffer-size=64m",  # a field must fit: the longest that is loaded has 20 M characters
)
_TYPES: Final = {
    PropertyType.STRING: "string",
    PropertyType.STRINGS: "string[]",
    PropertyType.INTEGER: "long",
    PropertyType.FLOAT: "double",
    PropertyType.BOOLEAN: "boolean",
    PropertyType.DATETIME: "datetime",
}
COMMAND: Final = "import.sh"
SCHEMA: Final = "schema.cypher"


class BulkExportError(AmpnetError):
    """A graph that cannot be written as files."""


@dataclass
class Exported:
    """What was written.

    Attributes:
        folder: Where.
        nodes, relationships: How many, by label and by type.
        command: What makes a Neo4j database of it.
        left_out: Properties that the model does not have, by label; they were not written.
    """

    folder: Path
    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[str, int] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)


def write(
    database: Database,
    folder: Path,
    name: str = "neo4j",
    progress: Callable[[int], None] = lambda rows: None,
) -> Exported:
    """Write the whole graph.

    The folder appears when it is whole: a run that is killed leaves none.

    Args:
        database: The graph; nobody should write to it meanwhile.
        folder: Folder to make; it must not exist, or be empty.
        name: Name of the Neo4j database that the command makes.
        progress: Called with the number of nodes and relationships that are written.

    Raises:
        BulkExportError: The folder holds something, or the graph changed while it was read.
    """
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        raise BulkExportError(f"{folder} is not empty.", "Name a folder that does not exist.")
    before, _ = read_version(database)
    with whole_folder(folder) as unfinished:
        done = _write(database, unfinished, folder, name, progress)
        after, _ = read_version(database)
        if after != before:
            raise BulkExportError(
                "The graph changed while it was written.", "Try again when no load is running."
            )
        if folder.exists():
            folder.rmdir()  # and not what somebody has put into it meanwhile
    return done


def _write(
    database: Database,
    unfinished: Path,
    folder: Path,
    name: str,
    progress: Callable[[int], None],
) -> Exported:
    done = Exported(folder)
    stems = []
    rows = 0

    def counted(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        nonlocal rows
        for frame in frames:
            yield frame
            rows += len(frame)
            progress(rows)

    for model in read.labels(database):
        if unknown := read.unknown_properties(database, model):
            done.left_out[model.label] = unknown
        known = [prop for prop in model.properties if prop.name != "id"]
        header = [f"id:ID({model.label})", *map(_header, known), ":LABEL"]
        columns = ["id", *(prop.name for prop in known), "labels"]
        frames = (_text(f, model.properties).select(columns) for f in read.nodes(database, model))
        stem = f"nodes-{model.label}"
        done.nodes[model.label] = _files(unfinished, stem, header, counted(frames))
        stems.append(("--nodes", stem))
    for kind in read.ends(database, done.nodes):
        model_type = kind.type
        header = [f":START_ID({kind.start})", f":END_ID({kind.end})"]
        header += map(_header, model_type.properties)
        frames = (_text(f, model_type.properties) for f in read.relationships(database, kind))
        stem = f"relationships-{model_type.type}-{kind.start}-{kind.end}"
        written = _files(unfinished, stem, header, counted(frames))
        done.relationships[model_type.type] = done.relationships.get(model_type.type, 0) + written
        stems.append((f"--relationships={model_type.type}", stem))

    def command(at: Path) -> list[str]:
        files = (f"{option}={_pair(at, stem)}" for option, stem in stems)
        # The name before the files: after them it would be taken for one more.
        return ["neo4j-admin", "database", "import", "full", name, *_OPTIONS, *files]

    done.command = command(folder)
    script = (
        f"#!/bin/sh\n# With Neo4j stopped; {name} must not exist yet.\n"
        'cd "$(dirname "$0")" || exit\n'  # the folder may be moved
        f"exec {shlex.join(command(Path()))}\n"
    )
    (unfinished / COMMAND).write_text(script, "utf-8")
    statements = (*schema.constraints().values(), *schema.indexes().values())
    (unfinished / SCHEMA).write_text("".join(f"{each};\n" for each in statements), "utf-8")
    return done


def _header(prop: Property) -> str:
    return f"{prop.name}:{_TYPES[prop.type]}"


def _pair(folder: Path, stem: str) -> str:
    return f"{folder / f'{stem}-header.csv'},{folder / f'{stem}.csv'}"


def _text(frame: pl.DataFrame, properties: Sequence[Property]) -> pl.DataFrame:
    """Write lists and times as the import reads them; the rest is as Polars writes it."""
    lists = [p.name for p in properties if p.type is PropertyType.STRINGS]
    if "labels" in frame.columns:
        frame = frame.with_columns(pl.col("labels").list.sort())  # engines order them otherwise
        lists.append("labels")
    times = [p.name for p in properties if p.type is PropertyType.DATETIME]
    return frame.with_columns(
        pl.col(lists).list.join(_LIST),
        pl.from_epoch(pl.col(times), time_unit="ms").dt.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"),
    )


def _files(folder: Path, stem: str, header: Iterable[str], frames: Iterator[pl.DataFrame]) -> int:
    """Write a header and its rows; an empty text is quoted, and what is missing is nothing."""
    (folder / f"{stem}-header.csv").write_text(",".join(header) + "\n", "utf-8")
    rows = 0
    with (folder / f"{stem}.csv").open("wb") as stream:
        for frame in frames:
            frame.write_csv(stream, include_header=False)
            rows += len(frame)
    return rows
