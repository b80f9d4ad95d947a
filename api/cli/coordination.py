"""`ampnet coordination FILE`: who shares the same things at the same time."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import polars as pl
import typer

from api.cli.coordination_tables import write_behind
from api.cli.output import data
from graph.coordination import Coordination, CoordinationError, shares_from
from graph.coordination import coordination as find_coordination
from graph.coordination.window import automatic_window
from graph.coordination.window import sensitivity as windows_compared
from graph.plainfiles import PlainFileError, file_kind, read_table, write_table
from graph.plaintimes import are_numbers
from graph.wording import counted

ITEM_COLUMNS: Final = ("content_id", "item_id", "post_id", "message_id")
"""Columns that are taken for the item that carried the share, if none is named."""

ALPHA: Final = 0.05
WINDOWS: Final = (1, 5, 10, 30, 60, 300, 900, 3600)
"""Seconds that `--sensitivity` compares: from a machine's haste to an hour."""


class Null(StrEnum):
    """What chance is taken to be."""

    none = "none"
    configuration = "configuration"


def coordination(
    file: Annotated[Path, typer.Argument(help="Shares: csv, csv.gz, parquet or jsonl.")],
    object_column: Annotated[
        str, typer.Option("--object", help="Column of what is shared: a post, link, hashtag.")
    ] = "object_id",
    actor_column: Annotated[
        str, typer.Option("--actor", help="Column of who shares.")
    ] = "account_id",
    time_column: Annotated[
        str,
        typer.Option(
            "--time", help="Column of when: UNIX seconds or ISO 8601, UTC if without a zone."
        ),
    ] = "timestamp_share",
    item_column: Annotated[
        str | None,
        typer.Option(
            "--item",
            help="Column of the post that carried the share; without it, one of "
            f"{', '.join(ITEM_COLUMNS)} if the file has it, else every row is a post.",
        ),
    ] = None,
    window: Annotated[
        str,
        typer.Option(
            help="Longest time between two shares, in seconds; or auto, which reads it from "
            "the data (Giglietto 2020)."
        ),
    ] = "60",
    min_participation: Annotated[
        int, typer.Option(help="Fewest shares of an account that takes part.")
    ] = 2,
    null: Annotated[
        Null,
        typer.Option(
            help="What chance is taken to be: the same shares dealt out anew (configuration), "
            "or nothing, which is CooRTweet's count (none)."
        ),
    ] = Null.configuration,
    max_q: Annotated[
        float | None,
        typer.Option(
            help="Keep only pairs with a q-value (share of false ones among those kept) up to "
            "this, such as 0.05; all if not given."
        ),
    ] = None,
    most_pairs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Look at most at so many pairs of shares within the window: the most viral objects"
            " are cut short, and that is said. Without it 12 million and three for every share.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write the edges; to the terminal if not given.")
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            help="Where to write what the edges with q <= 0.05 (or --max-q; all without a null "
            "model) rest on: each shared object with both items and times."
        ),
    ] = None,
    direction: Annotated[
        Path | None, typer.Option(help="Where to write who of each such pair is usually first.")
    ] = None,
    groups: Annotated[
        Path | None,
        typer.Option(help="Where to write the groups that such pairs make, and what they push."),
    ] = None,
    sensitivity: Annotated[
        Path | None, typer.Option(help="Where to write how much other windows would change.")
    ] = None,
) -> None:
    """Find pairs of accounts that share the same things at the same time, beyond chance.

    Edges have source, target, weight, expected, p_value, q_value, first_at and last_at; times
    are UNIX seconds if the file has UNIX seconds, else ISO 8601 in UTC.

    For example: ampnet coordination shares.csv --object url --max-q 0.05
    """
    behind = {"evidence": evidence, "direction": direction, "groups": groups}
    for path in (out, sensitivity, *behind.values()):
        if path is not None:
            file_kind(path)  # a wrong name must not show only after the work is done
    columns = {"object": object_column, "actor": actor_column, "time": time_column}
    table, item = _read(file, columns, item_column)
    if max_q is not None and null is Null.none:
        raise CoordinationError("Without a null model there are no q-values.", "Drop --max-q.")
    seconds = _window(window, table)
    found = find_coordination(table, seconds, min_participation, null.value, most_pairs)
    edges = found.edges if max_q is None else found.significant(max_q)
    is_unix = _is_unix(table["written"])

    def with_times(frame: pl.DataFrame, columns: list[str], file: Path | None) -> pl.DataFrame:
        if not is_unix and file is not None and file_kind(file) == ".parquet":
            return frame.with_columns(pl.col(columns).cast(pl.Datetime("ms", "UTC")))
        return _with_times(frame, columns, is_unix=is_unix)

    edges = with_times(edges, ["first_at", "last_at"], out)
    if out is None:
        data(edges.write_csv())
    else:
        write_table(edges, out)
    for line in _report(found, item, len(edges), out):
        _say(line)
    counted = (
        found.edges if null is Null.none else found.significant(ALPHA if max_q is None else max_q)
    )
    for line in write_behind(found, counted, behind, with_times):
        _say(line)
    if sensitivity is not None:
        write_table(windows_compared(table, WINDOWS, min_participation, null.value), sensitivity)
        _say(f"{len(WINDOWS)} windows compared in {sensitivity}.")


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _read(file: Path, columns: dict[str, str], item: str | None) -> tuple[pl.DataFrame, str | None]:
    """The table with its times also as written, and the column that named the items."""
    roles = {**columns, "written": columns["time"]}
    if item is not None:
        return read_table(file, {**roles, "item": item}, on_bad_time=_say), item
    for name in ITEM_COLUMNS:
        if name in columns.values():
            continue
        try:
            return read_table(file, {**roles, "item": name}, on_bad_time=_say), name
        except PlainFileError:
            continue  # Not there; anything else that is wrong is said by the last attempt.
    return read_table(file, roles, on_bad_time=_say), None


def _window(window: str, table: pl.DataFrame) -> float:
    if window == "auto":
        return automatic_window(shares_from(table)).seconds
    try:
        return float(window)
    except ValueError:
        raise CoordinationError(
            f"A window of {window!r} is not a number of seconds.", "Give one such as 60, or 'auto'."
        ) from None


def _is_unix(written: pl.Series) -> bool:
    """Whether the first time there is, is a number."""
    given = written.drop_nulls().head(1)
    if written.dtype.is_temporal() or not len(given):
        return False
    return bool(are_numbers(given).item())


def _with_times(table: pl.DataFrame, columns: list[str], *, is_unix: bool) -> pl.DataFrame:
    """The times in some columns as the file had them."""
    times = pl.col(columns)
    fractions = pl.any_horizontal(times % 1000 != 0).any()
    whole = not (len(table) and table.select(fractions).item())
    if not is_unix:
        moments = times.cast(pl.Datetime("ms"))
        return table.with_columns(moments.dt.strftime("%FT%TZ" if whole else "%FT%T%.3fZ"))
    return table.with_columns(times // 1000 if whole else times / 1000)


def _report(found: Coordination, item: str | None, rows: int, out: Path | None) -> list[str]:
    asked = found.parameters
    said = found.notes(now=round(datetime.now(UTC).timestamp() * 1000))
    said.append(
        f"{counted(len(found.edges), 'pair')} of {counted(found.eligible, 'account')} within "
        f"{asked.window_seconds:g} s (min. participation {asked.min_participation}; "
        + (f"items by column {item!r})." if item else "every row an item).")
    )
    if asked.null != "none":
        said.append(
            f"{len(found.significant()):,} of them significant at q <= 0.05, among all "
            f"{found.tests:,} possible pairs."
        )
    if out is not None:
        said.append(f"{counted(rows, 'edge')} written to {out}.")
    return said
