"""`ampnet export`: a part of the graph, or all of it, as a file for other tools."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.asking.part import Part
from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json, Seed
from api.cli.output import document, say
from api.picture import FORMATS
from graph.answers.dressing import dress_in_parts, lacking
from graph.answers.partition import Method
from graph.exports import export_named, write_export
from graph.snapshot import Snapshot

_EVIDENCE_EACH = 20
_FORMATS = ", ".join(f"{export.name} ({export.suffix})" for export in FORMATS)


def export(
    out: Annotated[Path, typer.Argument(help="File to write; its ending says the format.")],
    format_name: Annotated[
        str | None,
        typer.Option("--format", help=f"By default what the file's ending says: {_FORMATS}."),
    ] = None,
    center: Annotated[
        str | None, typer.Option(help="Only this actor and who is around it.")
    ] = None,
    hops: Annotated[int, typer.Option(min=1, help="With --center: how many hops around.")] = 1,
    community: Annotated[
        int | None,
        typer.Option(min=1, help="Only the community of this number, 1 for the largest."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(help="Only the shortest ways of content from this actor to --target."),
    ] = None,
    target: Annotated[str | None, typer.Option(help="With --source: where those ways end.")] = None,
    max_nodes: Annotated[
        int | None,
        typer.Option(min=1, help="Most actors, the most active first; all if not given."),
    ] = None,
    evidence: Annotated[
        int, typer.Option(min=0, help="Most pieces of evidence for each relationship.")
    ] = _EVIDENCE_EACH,
    seed: Seed = 1,
    json: Json = False,
    home: Home = None,
) -> None:
    """Write a part of the graph for Gephi, Cytoscape, spreadsheets, OpenCTI and others.

    For example: ampnet export zhao.gexf --center @zlj517
    """
    chosen = export_named(format_name, out, FORMATS)
    settings = settings_of(home)
    with database_of(settings, read_only=True) as database:
        snapshot = Snapshot.open(database, settings.cache)
        part = Part(
            center,
            hops,
            community,
            source,
            target,
            max_nodes,
            method=Method(seed=seed),
            mark=center is None,
        ).of(snapshot)
        part = replace(part, query=part.query or "ampnet export")
        found = dress_in_parts(part, database, evidence, snapshot)
    write_export(found, out, chosen)
    nodes, edges = len(found.nodes), len(found.edges)
    shown = {
        "file": str(out),
        "format": chosen.name,
        "nodes": nodes,
        "totalNodes": nodes if found.total_nodes is None else found.total_nodes,
        "edges": edges,
        "totalEdges": edges if found.total_edges is None else found.total_edges,
        "edgesLackingEvidence": lacking(found) if evidence else 0,
        "bytes": out.stat().st_size,
    }
    if json:
        document(shown)
        return
    say(
        f"{out}: {nodes} of {shown['totalNodes']} nodes, "
        f"{edges} of {shown['totalEdges']} relationships, for {chosen.opens}"
    )
    if shown["edgesLackingEvidence"]:
        say(f"The evidence of {shown['edgesLackingEvidence']} relationships could not be read.")
