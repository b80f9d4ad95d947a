"""The jobs `export` and `bulkExport`: a part of the graph, or all of it, as one file to fetch."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from typing import Final

from pydantic import TypeAdapter

from api.asking.part import Part
from api.jobs.kinds import RESULT, Context, Outcome
from api.jobs.records import JobState, Progress
from api.picture import FORMATS
from graph.answers.dressing import dress_in_parts, lacking
from graph.bulk import neo4j_csv
from graph.connect import open_database
from graph.exports import export_named, write_export
from graph.snapshot import Snapshot
from graph.whole import scratch_folder, whole_file

PART: Final = TypeAdapter(Part)
"""Writes a part into a job's parameters, and reads it there."""

BULK: Final = "neo4j"
"""The format of the whole graph, with all that is in it, for `neo4j-admin database import`."""

_SELDOM: Final = 0.2
"""Seconds between two notes of how far it is."""


def part(context: Context) -> Outcome:
    """Write a part of the graph, with its evidence, in one of the formats.

    Raises:
        AmpnetError: The graph does not hold what was asked for, or the file cannot be written.
    """
    asked = context.parameters
    export = export_named(asked["format"], formats=FORMATS)
    wanted = PART.validate_python(asked["part"])
    file = context.folder / RESULT / f"ampnet{export.suffix}"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    context.progress(Progress(note="choosing"))
    with open_database(context.settings, read_only=True) as database:
        snapshot = Snapshot.open(database, context.settings.cache)
        found = wanted.of(snapshot)
        note = _noting(context, len(found.edges), "reading the evidence")
        found = dress_in_parts(found, database, int(asked["evidence"]), snapshot, note)
    context.progress(Progress(len(found.edges), len(found.edges), note="writing"))
    write_export(found, file, export)
    without = lacking(found) if asked["evidence"] else 0
    result = {
        "file": file.name,
        "mediaType": export.media_type,
        "bytes": file.stat().st_size,
        "nodes": len(found.nodes),
        "totalNodes": found.all_nodes,
        "edges": len(found.edges),
        "totalEdges": found.all_edges,
        "edgesLackingEvidence": without,
        "graphVersion": found.graph_version,
    }
    return Outcome(result, JobState.PARTIALLY_COMPLETE if without else JobState.COMPLETE)


def everything(context: Context) -> Outcome:
    """Write the whole graph as the files that `neo4j-admin` imports, in one archive.

    Raises:
        BulkExportError: Somebody changed the graph meanwhile.
    """
    file = context.folder / RESULT / "ampnet-neo4j.zip"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with (
        scratch_folder(file.parent) as folder,
        open_database(context.settings, read_only=True) as database,
    ):
        note = _noting(context, None, "reading the graph")
        done = neo4j_csv.write(database, folder / BULK, progress=note)
        rows = sum(done.nodes.values()) + sum(done.relationships.values())
        context.progress(Progress(rows, rows, note="packing"))
        with (
            whole_file(file) as unfinished,
            zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            for each in sorted(done.folder.iterdir()):
                archive.write(each, f"{BULK}/{each.name}")
    result = {
        "file": file.name,
        "mediaType": "application/zip",
        "bytes": file.stat().st_size,
        "nodes": done.nodes,
        "relationships": done.relationships,
        "leftOut": done.left_out,
    }
    return Outcome(result)


def _noting(context: Context, expected: int | None, text: str) -> Callable[[int], None]:
    noted = float("-inf")

    def note(done: int) -> None:
        nonlocal noted
        if time.monotonic() - noted > _SELDOM or done == expected:
            noted = time.monotonic()
            context.progress(Progress(done, expected, note=text))

    return note
