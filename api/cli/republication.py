"""`ampnet republication FILE`: who took which text from whom."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from api.cli.output import data
from graph.plainfiles import file_kind, read_table, write_table
from graph.republication import Outcome, RepublicationError
from graph.republication import republication as find_republication
from graph.republication.bridges import with_translations
from graph.wording import counted

_MOST_VERSIONS = 0.05  # of all rows; where more have the id of another, the column is no id


def republication(
    file: Annotated[Path, typer.Argument(help="Texts: csv, csv.gz, parquet or jsonl.")],
    text: Annotated[str, typer.Option(help="Column of the text.")] = "text",
    actor: Annotated[str, typer.Option(help="Column of who published it.")] = "channel",
    time: Annotated[
        str, typer.Option(help="Column of when: UNIX seconds or ISO 8601, UTC without a zone.")
    ] = "date",
    id_column: Annotated[str, typer.Option("--id", help="Column of the item's id.")] = "message_id",
    translations: Annotated[
        bool,
        typer.Option(
            "--translations",
            help="Find translations too, by a model of languages; slow: "
            "docs/methods/republication.md.",
        ),
    ] = False,
    most_pairs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Report at most about so many pairs: the largest stories are cut, and that is"
            " said. Without it ten million, or ten for every item of a story.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write the pairs; to the terminal if not given.")
    ] = None,
    stories: Annotated[
        Path | None,
        typer.Option(
            help="Where to write the stories, one row for each item; nowhere if not given."
        ),
    ] = None,
) -> None:
    """Find copies, edited copies and quotes, with their direction, and the stories they form.

    Pairs have later_id, earlier_id, similarity, containment, method, lag_seconds and confidence;
    stories have item_id, story_id, root_id and taken_from. Items without any copy are in
    neither. Where an id stands for items of several actors, as Telegram's do, all ids are
    written ACTOR/ID; of several versions of one item the first in the file is taken. What was
    changed or left out is said on the error stream.

    For example: ampnet republication texts.csv --stories stories.csv
    """
    for path in (out, stories):
        if path is not None:
            file_kind(path)  # a wrong name must not show only after the work is done
    columns = {"id": id_column, "actor": actor, "time": time, "text": text}
    items = read_table(file, columns, on_bad_time=_say)
    items = _identified(items, file, id_column)
    found = find_republication(items, most_pairs=most_pairs)
    if translations:
        found = with_translations(found, items)
    pairs = _whole_seconds(found.pairs)
    if out is not None:
        write_table(pairs, out)
    elif stories is None:
        data(pairs.write_csv())
    if stories is not None:
        write_table(found.stories, stories)
    for line in _report(found, items):
        _say(line)


def _identified(items: pl.DataFrame, file: Path, name: str) -> pl.DataFrame:
    """Make ids stand for one item each, or say where they do not."""
    missing = items["id"].is_null()
    if missing.any():
        raise RepublicationError(
            f"{file}: data row {missing.arg_true()[0] + 1} has no id in column '{name}'"
            f" ({missing.sum()} such rows).",
            "Give every item an id of its own, or name another column with --id.",
        )
    if not items["id"].is_duplicated().any():
        return items
    different = items.unique(maintain_order=True)
    if different.height < items.height:
        _say(f"{items.height - different.height} rows repeat another row entirely: taken once.")
    if not different["id"].is_duplicated().any():
        return different
    joined = different.with_columns(pl.concat_str("actor", pl.lit("/"), "id").alias("id"))
    joined = joined.with_columns(pl.col("id").fill_null(different["id"]))
    versions = joined.unique("id", keep="first", maintain_order=True)
    twice = joined.height - versions.height
    if twice > _MOST_VERSIONS * joined.height:
        row = joined.filter(joined["id"].is_duplicated()).row(0, named=True)
        raise RepublicationError(
            f"{file}: the id {row['id']!r} (actor and column '{name}') stands for"
            f" {(joined['id'] == row['id']).sum()} different rows, and {twice} of {joined.height}"
            " rows have the id of another.",
            "Keep one version of each item, or name another column with --id.",
        )
    if twice:
        _say(f"{twice} rows are another version of an item, by actor and id: the first is taken.")
    alone = different.filter(pl.Series(joined["id"].is_first_distinct()))
    if not alone["id"].is_duplicated().any():
        return alone
    _say(f"Ids in column '{name}' repeat from actor to actor: all are written ACTOR/ID.")
    return versions


def _whole_seconds(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs, with lags as integers where the times of the file have no fractions."""
    lag = pairs["lag_seconds"]
    return pairs.with_columns(lag.cast(pl.Int64)) if (lag % 1 == 0).all() else pairs


def _report(found: Outcome, items: pl.DataFrame) -> list[str]:
    story_count = found.stories["story_id"].n_unique()
    said = [
        f"{counted(items.height, 'item')}: {counted(found.pairs.height, 'pair')}, and"
        f" {counted(story_count, 'story', 'stories')} of {counted(found.stories.height, 'item')}."
    ]
    if found.skipped:
        said.append(
            f"{counted(found.skipped, 'item')} not compared, of under three words and without a"
            " link to a page, or a notice in place of a text: too little to tell a copy by."
        )
    if found.undated:
        have = "items have" if found.undated > 1 else "item has"
        said.append(
            f"{found.undated} {have} no time: never taken for a source while another has one;"
            " their pairs are marked 'undated'."
        )
    if items.height > 1 and items["actor"].n_unique() == 1:
        said.append("All items are by one actor: what it took from others is not to be seen here.")
    if items["time"].drop_nulls().len() > 1 and items["time"].drop_nulls().n_unique() == 1:
        said.append(
            "All items have the same time: nobody can say who was first; they stand in the order"
            " of their ids."
        )
    future = int((items["time"] > datetime.now(UTC).timestamp() * 1000).sum())
    if future:
        said.append(f"Dated after now, and taken as dated: {counted(future, 'item')}.")
    if found.viral:
        said.append(
            f"Of stories with more than {found.full_story:,} items ({found.viral}), each item is"
            " paired with the root, with the item it took from and with the two before it."
        )
    return said


def _say(line: str) -> None:
    typer.echo(line, err=True)
