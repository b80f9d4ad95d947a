"""Pairs and stories summed up: who republishes whom, and how far each story went."""

import polars as pl

_BOTH = ("source_actor", "target_actor")


def actor_edges(stories: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Sum up who took from whom, one row per pair of actors.

    Counted is what an item took from another (`taken_from`), not every pair of like items: ten
    outlets that copy one agency copied the agency, not each other.

    Args:
        stories: As `Outcome.stories`.
        items: `id`, `actor`, `time` (milliseconds); `language` if it is known.

    Returns:
        `source_actor` took from `target_actor`: `count`, `median_lag_seconds`, `first_at` and
        `last_at` (milliseconds, of the taking items), and `languages`, a list of
        `from, to, share` that adds up to 1 (empty without a column `language`). An actor that
        repeats itself has no row.
    """
    spoken = "language" in items.columns
    items = items.select("id", "actor", "time", *(["language"] if spoken else []))
    taken = (
        stories.select("item_id", "taken_from")
        .drop_nulls()
        .join(items, left_on="item_id", right_on="id")
        .join(items, left_on="taken_from", right_on="id", suffix="_taken")
        .rename({"actor": "source_actor", "actor_taken": "target_actor"})
        .filter(pl.col("source_actor") != pl.col("target_actor"))
    )
    edges = taken.group_by(*_BOTH).agg(
        pl.len().alias("count"),
        ((pl.col("time") - pl.col("time_taken")) / 1000).median().alias("median_lag_seconds"),
        pl.col("time").min().alias("first_at"),
        pl.col("time").max().alias("last_at"),
    )
    if not spoken:
        kind = pl.List(pl.Struct({"from": pl.String, "to": pl.String, "share": pl.Float64}))
        return edges.with_columns(pl.lit([], dtype=kind).alias("languages")).sort(*_BOTH)
    shares = (
        taken.rename({"language_taken": "from", "language": "to"})
        .group_by(*_BOTH, "from", "to")
        .len()
        .with_columns(share=pl.col("len") / pl.col("len").sum().over(*_BOTH))
        .sort("len", "from", "to", descending=[True, False, False])
        .group_by(*_BOTH)
        .agg(pl.struct("from", "to", "share").alias("languages"))
    )
    return edges.join(shares, on=list(_BOTH)).sort(*_BOTH)


def story_table(stories: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Sum up each story.

    Args:
        stories: As `Outcome.stories`.
        items: `id`, `actor`, `time` (milliseconds); `country` and `language` if they are known.

    Returns:
        `story_id`, `root_id`, `size`, `first_at` and `last_at` (milliseconds), `span_seconds`,
        `actors`, and `countries` and `languages` where known, the last three as sorted lists;
        the largest stories first.
    """
    known = {"country": "countries", "language": "languages"}
    lists = {"actor": "actors"} | {k: v for k, v in known.items() if k in items.columns}
    joined = stories.join(items, left_on="item_id", right_on="id")
    return (
        joined.group_by("story_id")
        .agg(
            pl.col("root_id").first(),
            pl.len().alias("size"),
            pl.col("time").min().alias("first_at"),
            pl.col("time").max().alias("last_at"),
            ((pl.col("time").max() - pl.col("time").min()) / 1000).alias("span_seconds"),
            *(pl.col(k).drop_nulls().unique().sort().alias(v) for k, v in lists.items()),
        )
        .sort("size", "story_id", descending=[True, False])
    )
