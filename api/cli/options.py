"""Options that several commands share, each written once."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated, Final

import typer

from graph.vocabulary import AmplificationKind

_TIMES: Final = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
TIME: Final = "<date|date and time>"
"""What a time is called in a help text, for the formats that are read."""


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
        help="Folder for everything that ampnet keeps; ~/.local/share/ampnet if none is named.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
Html = Annotated[
    Path | None, typer.Option("--html", help="Write the answer as an HTML page to this file.")
]

Since = Annotated[
    dt.datetime | None,
    typer.Option(
        help="Count only what happened then or later, in UTC: 2022-02-24, 2022-02-24T05:00:00.",
        formats=_TIMES,
        metavar=TIME,
    ),
]
Until = Annotated[
    dt.datetime | None,
    typer.Option(help="Count only what happened before, in UTC.", formats=_TIMES, metavar=TIME),
]
Kinds = Annotated[
    list[AmplificationKind] | None,
    typer.Option(
        "--kind", help="Count only this kind of amplification; may be given several times."
    ),
]
Refresh = Annotated[
    bool, typer.Option(help="Read the graph anew, which is needed after edits by hand.")
]
Seed = Annotated[
    int, typer.Option(help="Seed of the random numbers: the same gives the same answer.")
]


def name_home(home: Path | None) -> None:
    """Keep the folder that the command line names, if it does, where all settings are read."""
    if home is not None:
        # In the environment, so that the processes we start see the same folder.
        os.environ["AMPNET_HOME"] = str(home.expanduser().absolute())
