"""`ampnet demo`: the bundled sample, loaded, served and drawn."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from api import background
from api.cli.load import progress_bar
from api.cli.opening import settings_of
from api.cli.options import Home
from api.cli.output import note, say
from api.cli.server import count_labels
from api.cli.view import write_view
from graph.answers.partition import Method
from graph.answers.subgraphs import top_subgraph
from graph.connect import embedded_server, open_database
from graph.settings import Settings
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from loaders.sample import load_sample


def demo(
    out: Annotated[
        Path, typer.Option(help="HTML file to write the picture of the sample to.")
    ] = Path("ampnet-demo.html"),
    home: Home = None,
) -> None:
    """Start everything on the bundled sample, and say what to open and what to try next.

    For example: ampnet demo
    """
    settings = settings_of(home)
    began = time.monotonic()
    if not settings.neo4j_uri:
        running = embedded_server(settings).status().running
        note("The database runs already." if running else "Starting the embedded database ...")
    with open_database(settings, start=True) as database:
        with progress_bar("loading the sample") as update:
            rows = sum(r.written for r in load_sample(database, settings.quarantine, update))
        note(f"The sample is loaded: {rows:,} rows written.")
        counts = ", ".join(f"{count:,} {label}" for label, count in count_labels(database))
        snapshot = Snapshot.open(database, settings.cache)
        view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
        part = top_subgraph(
            view,
            method=Method(),
            title="Ten local influencers and whom they amplify",
        )
        shown = write_view(database, part, view, out, colour_by="role")
    found = background.find(settings)
    note("The interface runs already." if found else "Starting the interface ...")
    api = found or background.start(settings)
    _say_what_next(settings, api.url, out, counts, f"{shown['nodes']} nodes")
    note(f"All is up after {time.monotonic() - began:.0f} s.")


def _say_what_next(settings: Settings, url: str, out: Path, counts: str, drawn: str) -> None:
    lines = [
        "",
        f"  The graph holds {counts}.",
        "",
        f"  Look      {out.resolve()} ({drawn})",
        f"            {url}/ (the same graph, searched and drawn live)",
        f"  REST      curl '{url}/v1/paths?source=@SpokespersonCHN&target=@DanielDumbrill'",
        f"            {url}/docs (every endpoint)",
    ]
    if settings.neo4j_uri:
        lines.append(f"  Cypher    {settings.neo4j_uri}, database {settings.neo4j_database}")
    else:
        server = embedded_server(settings)
        reader = server.reader()
        lines += [
            f"  Cypher    {reader.uri}, database {reader.database}, user {reader.user};",
            f"            passwords stand in {settings.home / 'credentials.json'}",
        ]
    lines += [
        "            .venv/bin/ampnet cypher 'MATCH (a:Influencer)-[r:AMPLIFIED]->(b) "
        "RETURN a.name, r.kind, b.name, r.count ORDER BY r.count DESC LIMIT 5'",
        "  Next      .venv/bin/ampnet query        (questions ready to ask)",
        "            .venv/bin/ampnet load FILE    (your own data; `ampnet formats` lists what)",
        "            make stop                     (ends database and interface; the data stays)",
        "",
    ]
    for line in lines:
        say(line)
