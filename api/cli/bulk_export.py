"""`ampnet bulk-export`: the graph as files for `neo4j-admin database import`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import console, document, say
from graph.bulk import neo4j_csv


def bulk_export(
    folder: Annotated[
        Path, typer.Argument(help="Folder to make for the files; it must not exist.")
    ],
    name: Annotated[
        str, typer.Option("--database", help="Name of the Neo4j database to be made.")
    ] = "neo4j",
    json: Json = False,
    home: Home = None,
) -> None:
    """Write the graph as CSV files that neo4j-admin imports, and say by which command.

    Only a new Neo4j database can be made that way, while that Neo4j is stopped.

    For example: ampnet bulk-export neo4j-files
    """
    with database_of(settings_of(home), read_only=True) as database:
        done = neo4j_csv.write(database, folder, name)
    for label, names in done.left_out.items():
        console(errors=True).print(
            f"Left out of {label}, as the model has no place for it: {', '.join(names)}"
        )
    if json:
        document(done)
        return
    nodes, ties = sum(done.nodes.values()), sum(done.relationships.values())
    say(f"{done.folder}: {nodes:,} nodes, {ties:,} relationships. With Neo4j stopped:")
    say(f"  {shlex.join(done.command)}")
    say(f"It stands in {done.folder / neo4j_csv.COMMAND} too. ampnet makes the constraints itself")
    say(f"when it first uses the database; without ampnet: {done.folder / neo4j_csv.SCHEMA}.")
