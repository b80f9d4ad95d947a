"""Stories joined over languages: a story that translates another becomes part of it."""

import hashlib
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from graph.republication.evidence import UNKNOWN_TIME
from graph.republication.index import PAIR_COLUMNS, Outcome
from graph.republication.tokens import I64
from graph.republication.translations import Translations, find_translations
from graph.republication.trees import NOBODY, roots

_DIRECTION_SCALE_SECONDS: Final = 300


def with_translations(found: Outcome, items: pl.DataFrame) -> Outcome:
    """Add the pairs that are translations, and join the stories that they connect.

    Compared are the roots of all stories and the items outside of stories: a copy of a
    translation is found as a copy.

    Args:
        found: What `republication` gave for these items.
        items: `id`, `time` (milliseconds), `text`; `language` if it is known.

    Returns:
        The same with pairs of method `translation`: their similarity is the cosine of the
        vectors, their containment is null. The root of a translated story has the text that
        it translates as `taken_from`.

    Raises:
        TranslationsUnavailableError: The extra `crosslingual` is not installed.
    """
    inside = found.stories.filter(pl.col("item_id") != pl.col("root_id"))
    heads = items.join(inside, left_on="id", right_on="item_id", how="anti")
    heads = heads.filter(pl.col("text").is_not_null()).sort("time", "id", nulls_last=True)
    spoken = heads["language"] if "language" in heads.columns else None
    pairs = find_translations(heads["text"], spoken)
    if not len(pairs.left):
        return found
    # Heads are in the order of time, so the lower row is the source.
    taken = _best_source(pairs, heads.height)
    return replace(
        found,
        pairs=pl.concat([found.pairs, _pair_table(pairs, heads)]),
        stories=_joined(found.stories, heads["id"], taken),
    )


def _best_source(pairs: Translations, count: int) -> I64:
    """For each head the earlier one that it translates most clearly, or `NOBODY`."""
    earlier, later = np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)
    taken = np.full(count, NOBODY, dtype=np.int64)
    order = np.argsort(pairs.score, kind="stable")  # the last to be written wins
    taken[later[order]] = earlier[order]
    return taken


def _pair_table(pairs: Translations, heads: pl.DataFrame) -> pl.DataFrame:
    earlier, later = np.minimum(pairs.left, pairs.right), np.maximum(pairs.left, pairs.right)
    time = heads["time"].fill_null(UNKNOWN_TIME).to_numpy()
    known = time[later] != UNKNOWN_TIME
    lag = np.where(known, (time[later] - time[earlier]) / 1000, 0.0)
    ordered = known & (lag > 0)
    direction = np.where(ordered, 1 - 0.5 * np.exp(-lag / _DIRECTION_SCALE_SECONDS), 0.5)
    mark = np.where(~known, "+undated", np.where(lag > 0, "", "+simultaneous"))
    return pl.DataFrame(
        {
            "later_id": heads["id"].gather(later),
            "earlier_id": heads["id"].gather(earlier),
            "similarity": pairs.cosine.round(4),
            "containment": pl.Series([None], dtype=pl.Float64).new_from_index(0, len(later)),
            "method": pl.Series(np.char.add("translation", mark)),
            "lag_seconds": pl.Series(lag).set(pl.Series(~known), None),
            "confidence": (direction * (0.5 + 0.5 * pairs.cosine)).round(3),
        }
    ).select(PAIR_COLUMNS)


def _joined(stories: pl.DataFrame, heads: pl.Series, taken: I64) -> pl.DataFrame:
    """Hang each translated story on the one it translates."""
    top = roots(taken)
    linked = np.bincount(top, minlength=len(top))[top] > 1
    joined = pl.DataFrame(
        {
            "root_id": heads,
            "top_id": heads.gather(top),
            "source": heads.gather(pl.Series(taken).set(pl.Series(taken == NOBODY), None)),
        }
    ).filter(pl.Series(linked))
    alone = joined.join(stories, on="root_id", how="anti").select(
        pl.col("root_id").alias("item_id"),
        pl.lit(None, pl.String).alias("story_id"),
        "root_id",
        pl.lit(None, pl.String).alias("taken_from"),
    )
    everything = pl.concat([stories, alone]).join(joined, on="root_id", how="left")
    ids = everything.filter(pl.col("item_id") == pl.col("root_id"))
    ids = ids.select(top_id="item_id", top_story="story_id")
    is_head = pl.col("item_id") == pl.col("root_id")
    return (
        everything.with_columns(pl.col("top_id").fill_null(pl.col("root_id")))
        .join(ids, on="top_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(is_head).then("source").otherwise("taken_from").alias("taken_from"),
            pl.col("top_story").fill_null(pl.col("top_id").map_elements(_id, pl.String)),
        )
        .select("item_id", story_id="top_story", root_id="top_id", taken_from="taken_from")
        .sort("story_id", maintain_order=True)
    )


def _id(root_id: str) -> str:
    return hashlib.blake2b(root_id.encode(), digest_size=8).hexdigest()
