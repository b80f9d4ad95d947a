"""`ampnet datasets` and `ampnet remove`: what was loaded, and taking it out again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.load import progress_bar
from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import document, say, table
from loaders.load import LoadProgress
from loaders.remove import datasets as found_in
from loaders.remove import remove_dataset


def datasets(json: Json = False, home: Home = None) -> None:
    """List the data sets that were loaded."""
    with database_of(settings_of(home), read_only=True) as database:
        found = found_in(database)
    if json:
        document({"items": [asdict(each) for each in found]})
        return
    rows = [(each.name, each.loads, each.removed, f"{each.rows:,}") for each in found]
    table(("data set", "loads", "removed", "rows written"), rows)


def remove(
    dataset: Annotated[
        str, typer.Argument(help="Name of the data set, of those that `ampnet datasets` lists.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Take a data set out of the graph again; what others say too stays.

    Killed, it goes on when it is run again. What was derived from it is to be derived anew.

    For example: ampnet remove mentions
    """
    with database_of(settings_of(home)) as database:
        if not yes:
            typer.confirm(f"Remove {dataset!r} from the graph?", abort=True)
        with progress_bar(dataset, shown=not json) as update:
            done = remove_dataset(
                database,
                dataset,
                progress=lambda n, of: update(LoadProgress(n, of, 0, 0.0)),
            )
    if json:
        document({"dataset": dataset, **asdict(done)})
        return
    say(
        f"{dataset!r} is removed: {done.items:,} items, {done.relationships:,} statements of "
        f"parties, {done.nodes:,} actors and others of which nothing is left; {done.kept:,} items "
        "stay, because others tell of them."
    )
