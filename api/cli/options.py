"""Options that several commands share, each written once."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from graph.vocabulary import AmplificationKind

_TIMES: Final = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


def _folder(name: str) -> Path:
    """Read a folder's name; an empty one, as of `--home "$UNSET"`, would be the current folder."""
    if not name:
        raise typer.BadParameter("it is empty. Name a folder, or leave the option out.")
    return Path(name)


Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="AMPNET_HOME",
        parser=_folder,
        metavar="<path>",
        help="Folder for everything the tool keeps.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write it as a page to this file.")]

Since = Annotated[
    dt.datetime | None, typer.Option(help="Only what happened from here on, UTC.", formats=_TIMES)
]
Until = Annotated[
    dt.datetime | None, typer.Option(help="Only what happened before, UTC.", formats=_TIMES)
]
Kinds = Annotated[list[AmplificationKind] | None, typer.Option("--kind", help="Only these kinds.")]
Refresh = Annotated[bool, typer.Option(help="Read the graph anew, after property edits by hand.")]
Seed = Annotated[int, typer.Option(help="Seed of the random numbers.")]


def name_home(home: Path | None) -> None:
    """Keep the folder that the command line names, if it does, where all settings are read."""
    if home is not None:
        # In the environment, so that the processes we start see the same folder.
        os.environ["AMPNET_HOME"] = str(home.expanduser().absolute())
