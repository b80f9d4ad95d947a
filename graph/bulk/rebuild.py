"""Make the embedded database anew from tables, and put it in the place of the one before.

The engine's own importer (`GraphImporter`, part of it) writes vertices and edges past transactions
and builds the indexes afterwards. It cannot add to a database, so the whole graph is written to
files first, and the new database stands beside the old one until it is whole. Then the two folders
change places in one step: whoever is killed at whatever moment leaves the one or the other.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import polars as pl

from graph import schema
from graph.bulk.read import Ends
from graph.embedded import EmbeddedServer, journal, state
from graph.embedded.credentials import DATABASE
from graph.embedded.engine import find_engine
from graph.embedded.launch import JAVA_OPTIONS, environment, heap_option
from graph.embedded.lock import exclusive
from graph.errors import AmpnetError
from graph.labels.parts import NodeLabel, Property, PropertyType
from graph.whole import scratch_folder

_IMPORTER: Final = "com.arcadedb.integration.importer.graph.GraphImporter"
_READ_AS: Final = {
    PropertyType.STRING: "{}",
    PropertyType.STRINGS: "list:{}",
    PropertyType.INTEGER: "long:{}",
    PropertyType.FLOAT: "double:{}",
    PropertyType.BOOLEAN: "bool:{}",
    PropertyType.DATETIME: "datetime:{}",  # as `_times` writes; a pattern is compiled every time
}
_NUMBERS: Final = (PropertyType.INTEGER, PropertyType.FLOAT, PropertyType.BOOLEAN)
# The importer ends before it has gained what Java's second compiler spends on deep call chains:
# with less inlined that takes half as long. A server lives longer, and would answer more slowly.
_SHORT_LIVED: Final = ("-XX:MaxInlineLevel=6", "-XX:FreqInlineSize=100", "-XX:InlineSmallCode=1500")
_SORTED_INDEX: Final = (
    "CREATE INDEX IF NOT EXISTS ON `Item` (id) UNIQUE NULL_STRATEGY SKIP "
    'METADATA {"buildMode": "SORTED"}'
)
_NOTE: Final = {
    "kind": "UNIQUE",
    "properties": ["id"],
    "index": "Item[id]",
    "mandatory": [],
    "declared": ["id"],
}
_NAMED: Final = f"ALTER TYPE `Item` CUSTOM `cypher.constraint.item_id` = '{json.dumps(_NOTE)}'"
_COUNTS: Final = re.compile(r"Vertices: ([\d.,]+)\s+Edges\s*: ([\d.,]+)")
_LOCK_SECONDS: Final = 60.0


class RebuildError(AmpnetError):
    """A database that could not be made anew; the one before is untouched."""


class Rebuild:
    """A new database of a home, in the making.

    Args:
        server: The server of the home; it may run until `exchange`.
    """

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._place = ExitStack()
        # A folder of its own: another may be at work, or the importer of one that was killed.
        self.folder = self._place.enter_context(scratch_folder(server.home.root))
        self._types: dict[str, pl.DataFrame] = {}
        self._vertices: list[dict[str, Any]] = []
        self._edges: list[dict[str, Any]] = []
        self._labels: dict[str, tuple[str, ...]] = {}
        self._expected = [0, 0]

    def add_nodes(self, model: NodeLabel, frame: pl.DataFrame) -> None:
        """Add the nodes of a label: its properties, and `labels`, all that they carry."""
        name = pl.col("labels").list.sort().list.join("~")
        frame = _times(frame, model.properties).with_columns(type=name)
        self._types[model.label] = frame.select("id", "type")
        for (type_,), part in frame.group_by("type", maintain_order=True):
            self._labels[str(type_)] = tuple(str(type_).split("~"))
            for known, some in _as_read(part.drop("labels", "type"), model.properties):
                file = self._write(f"{type_}-{len(self._vertices)}.jsonl", some)
                properties = _properties(known)
                self._vertices.append(
                    {"type": type_, "file": file, "id": "id", "properties": properties}
                )
            self._expected[0] += len(part)

    def add_relationships(self, kind: Ends, frame: pl.DataFrame) -> None:
        """Add relationships: `start`, `end`, and their properties; their nodes were added."""
        starts = self._types[kind.start].rename({"id": "start", "type": "startType"})
        ends = self._types[kind.end].rename({"id": "end", "type": "endType"})
        frame = _times(frame, kind.type.properties)
        typed = frame.join(starts, on="start").join(ends, on="end")
        if len(typed) != len(frame):
            raise RebuildError(f"{len(frame) - len(typed)} {kind.type.type} have no end.")
        for (start, end), part in typed.group_by("startType", "endType", maintain_order=True):
            own = part.drop("startType", "endType")
            for known, some in _as_read(own, kind.type.properties):
                edge = {"edge": kind.type.type, "properties": _properties(known)}
                edge["file"] = self._write(f"{kind.type.type}-{len(self._edges)}.jsonl", some)
                self._edges.append({**edge, "from": f"start:{start}", "to": f"end:{end}"})
            self._expected[1] += len(part)

    def make(self) -> None:
        """Make the new database.

        Raises:
            RebuildError: The importer failed, or left something out.
        """
        configuration = self.folder / "import.json"
        configuration.write_text(
            json.dumps(
                {
                    "vertices": self._vertices,
                    "edgeSources": self._edges,
                    "postImportCommands": list(self._afterwards()),
                }
            ),
            "utf-8",
        )
        engine = find_engine()
        options = (*JAVA_OPTIONS, *_SHORT_LIVED, *self._server.java_options)
        arguments = [str(engine.java), heap_option(self._server.heap), *options]
        arguments += ["-cp", os.pathsep.join(map(str, engine.jars)), _IMPORTER]
        arguments += [str(configuration), str(self.folder / DATABASE), str(self.folder)]
        with (self.folder / "import.log").open("wb") as log:
            done = subprocess.run(  # noqa: S603 - our own arguments, no shell
                arguments,
                cwd=self.folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                check=False,
            )
        found = _COUNTS.search(done.stdout.decode("utf-8", "replace"))
        counts = [int(re.sub(r"\D", "", n)) for n in found.groups()] if found else None
        if done.returncode or counts != self._expected:
            tail = (self.folder / "import.log").read_text("utf-8", "replace")[-1500:]
            raise RebuildError(
                f"The engine's importer made {counts} nodes and edges of {self._expected}. {tail}",
                "Load without --bulk.",
            )

    def exchange(self, read_at: journal.Mark) -> None:
        """Put the new database in the place of the old one, and start a server of it.

        The old server is killed, as one that is stopped in peace deletes its journal.

        Args:
            read_at: Where the old database's journal stood before it was read.

        Raises:
            RebuildError: Somebody wrote to the old database since, which then runs again, or
                folders cannot change places here.
        """
        home = self._server.home
        with exclusive(home.lock, _LOCK_SECONDS):
            if (running := state.find_running(home)) is not None:
                state.end(running, home, seconds=0)
            unwritten = journal.mark(home) == read_at
            if unwritten:
                _exchange(self.folder / DATABASE, home.data / DATABASE)
        self._server.start()
        if not unwritten:
            raise RebuildError(
                "Somebody wrote to the graph meanwhile; it stands as it is.", "Try again."
            )
        self.clean()

    def clean(self) -> None:
        """Delete what is no longer needed."""
        self._place.close()

    def _write(self, name: str, frame: pl.DataFrame) -> str:
        frame.write_ndjson(self.folder / name)
        return name

    def _afterwards(self) -> Iterable[dict[str, str]]:
        """Yield what is done when everything is written: labels, constraints, indexes."""
        several = {name: labels for name, labels in self._labels.items() if len(labels) > 1}
        alone = {labels[0] for labels in self._labels.values() if len(labels) == 1}
        for label in sorted({each for labels in several.values() for each in labels} - alone):
            yield {"language": "sql", "command": f"CREATE VERTEX TYPE `{label}`"}
        for name, labels in several.items():
            for label in labels:
                command = f"ALTER TYPE `{name}` SUPERTYPE +`{label}`"
                yield {"language": "sql", "command": command}
        # The index of items is built from sorted keys, which only SQL can ask for: a constraint's
        # looks for duplicates row by row, a quarter of the import. The constraint finds it there,
        # and then keeps no note of its own name.
        yield {"language": "sql", "command": "CREATE PROPERTY `Item`.id STRING"}
        yield {"language": "sql", "command": _SORTED_INDEX}
        for statement in (*schema.constraints().values(), *schema.indexes("embedded").values()):
            yield {"language": "opencypher", "command": statement}
        yield {"language": "sql", "command": _NAMED}


def _as_read(
    frame: pl.DataFrame, properties: Sequence[Property]
) -> Iterator[tuple[list[Property], pl.DataFrame]]:
    """Yield parts of a frame, each with the properties that the importer shall read.

    It reads a missing number as 0, so rows are parted by which numbers they have; and it spends
    as long on a property that no row has as on one that all have, so such a one is left out.
    """
    if frame.is_empty():
        yield list(properties), frame
        return
    numbers = [p.name for p in properties if p.type in _NUMBERS]
    missing = [pl.col(name).is_null() for name in numbers]
    parts = frame.group_by(missing, maintain_order=True) if missing else [((), frame)]
    for _, part in parts:
        absent = {p.name for p in properties if part[p.name].null_count() == len(part)}
        yield [p for p in properties if p.name not in absent], part.drop(absent)


def _properties(properties: Iterable[Property]) -> Mapping[str, str]:
    return {p.name: _READ_AS[p.type].format(p.name) for p in properties}


def _times(frame: pl.DataFrame, properties: Iterable[Property]) -> pl.DataFrame:
    times = [p.name for p in properties if p.type is PropertyType.DATETIME]
    return frame.with_columns(
        pl.from_epoch(pl.col(times), time_unit="ms").dt.strftime("%Y-%m-%d %H:%M:%S%.3f")
    )


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places, in one step that is done or not done."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        failed = libc.renamex_np(os.fsencode(one), os.fsencode(other), 2)  # RENAME_SWAP
    elif hasattr(libc, "renameat2"):
        here = -100  # AT_FDCWD
        failed = libc.renameat2(here, os.fsencode(one), here, os.fsencode(other), 2)
    else:
        raise RebuildError("Folders cannot change places on this system.", "Load without --bulk.")
    if failed:
        reason = os.strerror(ctypes.get_errno())
        raise RebuildError(f"{one} cannot take the place of {other}: {reason}.")
