"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.output import note
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.database import Database

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="AMPNET_HOME",
        help="Folder for everything the tool keeps.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def settings_of(home: Path | None) -> Settings:
    """Return the settings with the folder that the command line names."""
    if home is not None:
        # In the environment, so that the processes we start see the same folder.
        os.environ["AMPNET_HOME"] = str(home.expanduser().absolute())
    return Settings()


@contextmanager
def database_of(settings: Settings, *, read_only: bool = False) -> Iterator[Database]:
    """Open the database, starting the embedded one when it does not run."""
    from graph.connect import embedded_server, open_database  # noqa: PLC0415  imports the driver

    if not settings.neo4j_uri and not embedded_server(settings).status().running:
        note("Starting the embedded database ...")
    with open_database(settings, read_only=False, start=True) as owner:
        if not read_only:
            yield owner
            return
    with open_database(settings, read_only=True) as reader:
        yield reader
