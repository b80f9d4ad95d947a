"""`ampnet view`: an HTML page of a part of the graph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.asking.part import Part
from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json, Seed
from api.cli.output import document, say
from api.views.network import dressed_for_page, write_network
from graph.answers.partition import Method
from graph.database import Database
from graph.snapshot import Snapshot
from graph.subgraph import Subgraph


def view(
    out: Annotated[Path, typer.Argument(help="The HTML file to write.")] = Path("ampnet.html"),
    center: Annotated[
        str | None, typer.Option(help="Draw this actor and who is around it.")
    ] = None,
    hops: Annotated[int, typer.Option(help="With --center: how many hops around.")] = 1,
    community: Annotated[
        int | None, typer.Option(help="Draw the community of this number, 1 for the largest.")
    ] = None,
    story: Annotated[
        str | None,
        typer.Option(help="Draw how a story spread along time: its id, or `largest`."),
    ] = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Draw who republishes whom, as a matrix.")
    ] = False,
    countries: Annotated[
        bool, typer.Option("--map", help="Draw who amplifies whom, on a map of countries.")
    ] = False,
    group: Annotated[
        int | None,
        typer.Option(min=1, help="Draw the coordinated group of this number, 1 for the largest."),
    ] = None,
    max_nodes: Annotated[
        int, typer.Option(help="Most actors to draw, the most active first.")
    ] = 500,
    colour_by: Annotated[
        Literal["country", "community", "role"],
        typer.Option("--colour-by", "--color-by", help="What the colour of an actor says."),
    ] = "country",
    size_by: Annotated[
        Literal["degree", "strength"],
        typer.Option(
            help="What the size of an actor says: how many others it is connected with "
            "(degree), or by how much evidence (strength)."
        ),
    ] = "strength",
    seed: Seed = 1,
    json: Json = False,
    home: Home = None,
) -> None:
    """Write a self-contained page: it opens offline, as from a mail attachment.

    For example: ampnet view zhao.html --center @zlj517
    """
    settings = settings_of(home)
    with database_of(settings, read_only=True) as database:
        snapshot = Snapshot.open(database, settings.cache)
        if story is not None or matrix or countries or group is not None:
            _say(_derived(database, snapshot, out, story, group, seed, countries), json=json)
            return
        part = Part(
            center,
            hops,
            community,
            max_nodes=max_nodes,
            method=Method(seed=seed),
            mark=center is None,
        ).of(snapshot)
        shown = write_view(database, part, snapshot, out, colour_by=colour_by, size_by=size_by)
    if json:
        document(shown)
        return
    say(
        f"{out}: {shown['nodes']} of {shown['totalNodes']} nodes, "
        f"{shown['edges']} of {shown['totalEdges']} relationships"
    )


def _derived(
    database: Database,
    snapshot: Snapshot,
    out: Path,
    story: str | None,
    group: int | None,
    seed: int,
    countries: bool,
) -> dict[str, object]:
    """Write the page of a story, of a coordinated group, the matrix of outlets, or the map."""
    # These take a second to import, which the common view has no use for.
    from api.cli.derived_views import view_group, view_map, view_matrix, view_story  # noqa: PLC0415

    if countries:
        return view_map(database, snapshot, out)
    if story is not None:
        return view_story(database, snapshot, story, out)
    if group is not None:
        return view_group(database, snapshot, group, seed, out)
    return view_matrix(database, snapshot, out)


def _say(shown: dict[str, object], *, json: bool) -> None:
    if json:
        document(shown)
        return
    counts = ", ".join(f"{name} {value}" for name, value in shown.items() if name != "file")
    say(f"{shown['file']}: {counts}")


def write_view(
    database: Database,
    part: Subgraph,
    view: Snapshot,
    out: Path,
    *,
    colour_by: Literal["country", "community", "role"] = "country",
    size_by: Literal["degree", "strength"] = "strength",
) -> dict[str, object]:
    """Write a subgraph with its evidence as a page; return what is in it, by counts."""
    found = dressed_for_page(part, database, view)
    if not found.query:
        found = replace(found, query="ampnet view")
    path = write_network(found, out, colour_by=colour_by, size_by=size_by)
    nodes, edges = len(found.nodes), len(found.edges)
    return {
        "file": str(path),
        "nodes": nodes,
        "totalNodes": found.all_nodes,
        "edges": edges,
        "totalEdges": found.all_edges,
        "graphVersion": found.graph_version,
    }
