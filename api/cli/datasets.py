"""`ampnet datasets` and `ampnet remove`: what was loaded, and taking it out again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.load import progress_bar
from api.cli.opening import database_of, settings_of
from api.cli.options import Home, Json
from api.cli.output import document, say, table
from loaders.about import read_about
from loaders.credits import write_credit
from loaders.datasets import datasets as found_in
from loaders.datasets import one_of
from loaders.load import LoadProgress
from loaders.remove import remove_dataset


def datasets(
    dataset: Annotated[
        str | None, typer.Argument(help="Only this data set, with all that is known of it.")
    ] = None,
    about: Annotated[
        Path | None,
        typer.Option(help="Say whose data it is, by a file as `ampnet load --about` takes it."),
    ] = None,
    json: Json = False,
    home: Home = None,
) -> None:
    """List the data sets that were loaded, and whom to credit for them.

    For example: ampnet datasets mentions --about mentions.yaml
    """
    if about is not None and dataset is None:
        raise typer.BadParameter("Name the data set that the file is about.")
    with database_of(settings_of(home), read_only=about is None) as database:
        found = found_in(database)
        if dataset is not None:
            found = [one_of(found, dataset)]
        if about is not None and dataset is not None:
            write_credit(database, read_about(about, dataset))
            found = [one_of(found_in(database), dataset)]
    if json:
        document({"items": [asdict(each) for each in found]})
    elif dataset is not None:
        told = {"dataset": dataset, **found[0].credit.properties()}
        told["creators"] = ", ".join(found[0].credit.creators) or None
        table(("", ""), [(name, value) for name, value in told.items() if value])
        say(found[0].credit.line)
    else:
        rows = [(each.name, each.loads, each.removed, f"{each.rows:,}") for each in found]
        table(("data set", "loads", "removed", "rows written"), rows)
        for each in found:
            say(each.credit.line)


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
