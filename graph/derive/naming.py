"""Story ids that last: a story keeps the id that the graph knows, however it was found anew."""

from __future__ import annotations

import hashlib

import polars as pl


def keep_ids(stories: pl.DataFrame, times: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Give stories the ids that they had.

    A story is the one that its earliest item with a story belonged to. Where several claim one
    id, as when a story fell apart, the one with the earliest item keeps it; when stories turn out
    to be one, the id of the earlier stays.

    Args:
        stories: `item_id`, `story_id` and whatever else.
        times: `id` and `time` of the items.
        before: `item_id` and `story_id` as the graph has them.

    Returns:
        The same rows, with other `story_id`s where needed.
    """
    ordered = (
        stories.select("item_id", "story_id")
        .join(times, left_on="item_id", right_on="id", how="left")
        .sort("time", "item_id", nulls_last=True)
    )
    claims = (
        ordered.join(before.rename({"story_id": "was"}), on="item_id", maintain_order="left")
        .unique("story_id", keep="first", maintain_order=True)
        .unique("was", keep="first", maintain_order=True)
    )
    names: dict[str, str] = dict(claims.select("story_id", "was").iter_rows())
    taken = set(names.values())
    for story in ordered["story_id"].unique(maintain_order=True):
        if story not in names:
            names[story] = _free(story, taken)
            taken.add(names[story])
    return stories.with_columns(
        pl.col("story_id").replace_strict(names, return_dtype=pl.String)
        if names
        else pl.col("story_id")
    )


def _free(story: str, taken: set[str]) -> str:
    """The id itself, or one made from it where another story has it already."""
    name, salt = story, 0
    while name in taken:
        salt += 1
        name = hashlib.blake2b(f"{story}#{salt}".encode(), digest_size=8).hexdigest()
    return name
