"""Stories out of items and compared texts: the trees, and ids that stay when stories grow."""

import hashlib
from dataclasses import replace

import numpy as np
import polars as pl

from graph.republication.attribution import named_sources
from graph.republication.clusters import Clusters, cluster
from graph.republication.direction import Attributions, resolve
from graph.republication.evidence import UNKNOWN_TIME
from graph.republication.occurrences import Occurrences
from graph.republication.pages import page_keys
from graph.republication.pairs import Story
from graph.republication.texts import TextStore
from graph.republication.tokens import I64, Bools
from graph.republication.trees import NOBODY, grow, roots


def build(items: pl.DataFrame, text: I64, store: TextStore) -> tuple[Story, Clusters]:
    """Put items together and find who took from whom.

    Args:
        items: `id`, `actor`, `time` (milliseconds) and `text` of every item.
        text: For each item its row in `store`.
        store: The texts, compared.

    Returns:
        The items as stories, and the clusters of (nearly) equal texts under them.
    """
    time = items["time"].fill_null(UNKNOWN_TIME).to_numpy()
    rank = _order(items["id"], time)
    present = np.zeros(len(store.keys), dtype=np.bool_)
    present[text] = True
    alike = store.pairs.only(present[store.pairs.left] & present[store.pairs.right])
    names = items["actor"].fill_null("")
    actors = names.unique().sort()
    actor = names.replace_strict(actors, range(len(actors)), return_dtype=pl.Int64).to_numpy()
    page = _pages(items["text"], text, store)
    clusters = cluster(Occurrences(text, actor, time, rank, page), alike, store)
    said = _attributions(items["text"], clusters.of_item, actors, actor, time, rank)
    taken_from = grow(clusters, alike, said.rank, said.named)
    root = roots(taken_from)
    # Two that reprint one agency did not take from each other, though they tell one story.
    third = (said.named == NOBODY) & (said.outside != 0) & (taken_from != NOBODY)
    third &= said.outside == said.outside[taken_from]
    taken_from = np.where(third, NOBODY, taken_from)
    return Story(text, time, actor, root, taken_from, said), clusters


def story_ids(story: Story, ids: pl.Series, before: pl.Series, used: pl.Series) -> pl.Series:
    """Name the stories: a story keeps its id as long as it lives.

    A story is first named after its root item. When stories turn out to be one, the earlier
    one's id stays; when one falls apart, the part with the earliest item keeps it.

    Args:
        story: The items.
        ids: The id of each item.
        before: The story id of each item so far, null where it had none.
        used: Ids of all other stories.

    Returns:
        For each item the id of its story, null where no other item belongs to it.
    """
    frame = pl.DataFrame(
        {"root": story.root, "rank": story.said.rank, "before": before, "id": ids}
    ).with_row_index("item")
    several = frame.filter(pl.len().over("root") > 1).sort("rank")
    by_root = several.group_by("root", maintain_order=True).agg(
        pl.col("before").drop_nulls().first(), pl.col("id").first()
    )
    kept = pl.col("before").is_first_distinct() & pl.col("before").is_not_null()
    by_root = by_root.with_columns(pl.when(kept).then("before").alias("story"))
    taken = set(used.drop_nulls().unique()) | set(by_root["story"].drop_nulls())
    new = by_root.filter(pl.col("story").is_null())
    fresh = pl.DataFrame(
        {"root": new["root"], "fresh": [_new_id(root_id, taken) for root_id in new["id"]]},
        schema={"root": pl.Int64, "fresh": pl.String},
    )
    by_root = by_root.join(fresh, on="root", how="left", maintain_order="left")
    named = by_root.select("root", pl.coalesce("story", "fresh").alias("story"))
    return frame.join(named, on="root", how="left", maintain_order="left")["story"]


def tabulate(story: Story, ids: pl.Series, story_id: pl.Series) -> pl.DataFrame:
    """Write the stories as a table: `item_id, story_id, root_id, taken_from`."""
    taken_from = pl.Series(story.taken_from).set(pl.Series(story.taken_from == NOBODY), None)
    return (
        pl.DataFrame(
            {
                "item_id": ids,
                "story_id": story_id,
                "root_id": ids.gather(story.root),
                "taken_from": ids.gather(taken_from),
                "root": story.root,
                "rank": story.said.rank,
            }
        )
        .filter(pl.col("story_id").is_not_null())
        .sort(pl.col("rank").min().over("root"), "rank")
        .drop("root", "rank")
    )


def _order(ids: pl.Series, time: I64) -> I64:
    """Rank items by time, simultaneous ones by id: as numbers if all ids are numbers."""
    numbers = bool(ids.str.contains(r"^\d{1,18}$").all())
    by = ids.cast(pl.Int64) if numbers else ids
    frame = pl.DataFrame({"time": time, "id": by}).with_row_index("item")
    rank = np.empty(len(time), dtype=np.int64)
    rank[frame.sort("time", "id")["item"].to_numpy()] = np.arange(len(time))
    return rank


def _pages(texts: pl.Series, text: I64, store: TextStore) -> I64:
    """For items with a short text that others have too the pages that they link to."""
    page = np.zeros(len(text), dtype=np.int64)
    several: Bools = np.bincount(text, minlength=1)[text] > 1
    rows = np.flatnonzero(several & store.short[text])
    page[rows] = page_keys(texts.gather(rows)).view(np.int64)
    return page


def _attributions(
    texts: pl.Series, cluster_of: I64, actors: pl.Series, actor: I64, time: I64, rank: I64
) -> Attributions:
    """Read the texts that occur more than once; nobody else's sources can be followed."""
    several: Bools = np.bincount(cluster_of)[cluster_of] > 1
    items = np.flatnonzero(several)
    names = named_sources(texts.gather(items))
    names = replace(names, rows=items[names.rows])
    return resolve(names, actors.to_list(), actor, cluster_of, time, rank)


def _new_id(root_id: str, taken: set[str]) -> str:
    salt = 0
    while True:
        text = f"{root_id}#{salt}" if salt else root_id
        digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        if digest not in taken:
            taken.add(digest)
            return digest
        salt += 1
