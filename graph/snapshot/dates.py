"""Years and dates as sources give them ("2018", "2018-06", "2018-06-04"), as milliseconds."""

from __future__ import annotations

import polars as pl


def with_validity(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn the strings `since` and `until` into `firstMs` and `lastMs` (last moment included).

    What is not a year, a month or a day becomes null: unknown, which no time filter excludes.
    """
    return frame.with_columns(
        firstMs=_period(pl.col("since"))[0],
        lastMs=_period(pl.col("until"))[1],
    ).drop("since", "until")


def _period(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """First and last millisecond of the period that `text` names."""
    text = text.str.strip_chars().str.slice(0, 10)
    first, last = pl.lit(None, pl.Int64), pl.lit(None, pl.Int64)
    for length, suffix, period in ((4, "-01-01", "1y"), (7, "-01", "1mo"), (10, "", "1d")):
        day = (text + suffix).str.to_date("%Y-%m-%d", strict=False)
        here = text.str.len_chars() == length
        begin = day.cast(pl.Datetime("ms")).dt.epoch("ms")
        end = day.dt.offset_by(period).cast(pl.Datetime("ms")).dt.epoch("ms") - 1
        first = pl.when(here).then(begin).otherwise(first)
        last = pl.when(here).then(end).otherwise(last)
    return first, last
