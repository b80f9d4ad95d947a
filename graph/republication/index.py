"""Stories that grow: new items are compared with all that came before, once."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from graph.components import connected_parts
from graph.errors import AmpnetError
from graph.republication.clusters import Clusters
from graph.republication.evidence import Rules
from graph.republication.pairs import Story, describe, full_story_limit, pairs_within
from graph.republication.stories import build, story_ids, tabulate
from graph.republication.texts import UNCOMPARED, TextStore
from graph.republication.tokens import I64

ITEM_SCHEMA: Final = {"id": pl.String, "actor": pl.String, "time": pl.Int64, "text": pl.String}
"""What an item is: time in milliseconds since 1970 UTC, null where it is not known."""

PAIR_COLUMNS: Final = (
    "later_id",
    "earlier_id",
    "similarity",
    "containment",
    "method",
    "lag_seconds",
    "confidence",
)

_RESOLUTIONS_MS: Final = (86_400_000, 3_600_000, 60_000, 1000)


class RepublicationError(AmpnetError):
    """Items that cannot be compared as they are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comparing some items gave.

    Attributes:
        pairs: One row per pair: `PAIR_COLUMNS`. The later item took from the earlier one, or was
            published after it; a negative lag says that a text names its source and the clock
            contradicts.
        stories: `item_id, story_id, root_id, taken_from`, one row per item of a story of two
            items and more. `taken_from` is null for a root, and for an item that reprints the
            same agency as those before it.
        compared: Items that were compared.
        skipped: Items with too little text to be compared.
        undated: Items without a time.
        full_story: Stories of up to this many items are reported with all their pairs.
        viral: Larger stories, reported with the pairs to the root, to the item taken from and
            to the two items before.
    """

    pairs: pl.DataFrame
    stories: pl.DataFrame
    compared: int
    skipped: int
    undated: int
    full_story: int
    viral: int


@dataclass(slots=True)
class StoryIndex:
    """All items so far, and the stories they form.

    Attributes:
        rules: What counts as a copy.
        most_pairs: How many pairs to report at most; see `full_story_limit`.
        store: The texts.
        items: The items, with their texts as published.
        text: For each item its text in the store, or `UNCOMPARED`.
        story: For each item the id of its story, null outside of stories.
    """

    rules: Rules = field(default_factory=Rules)
    most_pairs: int | None = None
    store: TextStore = field(init=False)
    items: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ITEM_SCHEMA))
    text: I64 = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    story: pl.Series = field(default_factory=lambda: pl.Series("story", [], dtype=pl.String))

    def __post_init__(self) -> None:
        self.store = TextStore(self.rules)

    def add(self, items: pl.DataFrame) -> Outcome:
        """Compare new items with each other and with all before.

        Args:
            items: Columns of `ITEM_SCHEMA`, in any order of rows.

        Returns:
            All pairs with a new item, and all items of the stories that new items belong to.
            Stories keep their ids.

        Raises:
            RepublicationError: An id is missing, or stands for two items.
        """
        before = self.items.height
        items = items.select(pl.col(name).cast(kind) for name, kind in ITEM_SCHEMA.items())
        items = items.sort("time", "id", nulls_last=True)
        self._check_ids(items)
        self.items = pl.concat([self.items, items])
        actor = items["actor"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1
        text = self.store.add(items["text"], actor, items["time"].fill_null(-1).to_numpy())
        self.text = np.concatenate((self.text, text))
        none = pl.Series("story", [None], dtype=pl.String).new_from_index(0, len(text))
        self.story = pl.concat([self.story, none])
        pairs, stories, limit, viral = self._tell(self._touched(before), before)
        skipped = int((text == UNCOMPARED).sum())
        return Outcome(
            pairs=pairs,
            stories=stories,
            compared=len(text) - skipped,
            skipped=skipped,
            undated=items["time"].null_count(),
            full_story=limit,
            viral=viral,
        )

    def _tell(self, chosen: I64, before: int) -> tuple[pl.DataFrame, pl.DataFrame, int, int]:
        """Build the stories of the chosen items, and name and report them."""
        items = self.items[chosen]
        story, clusters = build(items, self.text[chosen], self.store)
        sizes = np.bincount(story.root, minlength=len(chosen))
        limit = full_story_limit(sizes[sizes > 1], self.most_pairs)
        later, earlier = _reported(story, clusters, limit)
        new = chosen >= before
        either = new[later] | new[earlier]
        resolution = _resolution_ms(items["time"])
        pairs = describe(story, self.store, later[either], earlier[either], resolution)
        ids = items["id"]
        others = np.ones(self.items.height, dtype=np.bool_)
        others[chosen] = False
        story_id = story_ids(story, ids, self.story[chosen], self.story.filter(pl.Series(others)))
        self.story = self.story.scatter(chosen, story_id)
        pairs = pairs.with_columns(
            later_id=ids.gather(pairs["later"]), earlier_id=ids.gather(pairs["earlier"])
        )
        stories = tabulate(story, ids, story_id)
        return pairs.select(PAIR_COLUMNS), stories, limit, int((sizes > limit).sum())

    def _touched(self, before: int) -> I64:
        """All items whose texts hang together with those of new items, ascending."""
        compared = self.text != UNCOMPARED
        if before == 0:
            return np.flatnonzero(compared)
        pairs, count = self.store.pairs, len(self.store.keys)
        of = connected_parts(count, pairs.left, pairs.right)
        touched = np.zeros(count, dtype=np.bool_)
        fresh = self.text[before:]
        touched[of[fresh[fresh != UNCOMPARED]]] = True
        chosen = np.flatnonzero(compared)
        return np.asarray(chosen[touched[of[self.text[chosen]]]])

    def _check_ids(self, items: pl.DataFrame) -> None:
        if items["id"].null_count():
            raise RepublicationError(
                f"{items['id'].null_count()} of {items.height} items have no id.",
                "Give every item an id of its own.",
            )
        ids = pl.concat([self.items["id"], items["id"]])
        if ids.n_unique() < len(ids):
            twice = ids.filter(ids.is_duplicated())
            raise RepublicationError(
                f"The id {twice[0]!r} stands for more than one item"
                f" ({twice.n_unique()} such ids among {len(ids)} items).",
                "Add every item once; join ids that hold only within an actor with its name.",
            )


def _reported(story: Story, clusters: Clusters, limit: int) -> tuple[I64, I64]:
    """All pairs to report: those within stories, and quotes of what belongs to other stories."""
    later, earlier = pairs_within(story, limit)
    rank = story.said.rank
    order = np.lexsort((rank, clusters.node))
    node = clusters.node[order]
    first = order[np.concatenate(([True], node[1:] != node[:-1]))[: len(node)]]
    left, right = first[clusters.left], first[clusters.right]
    apart = story.root[left] != story.root[right]
    left, right = left[apart], right[apart]
    swap = rank[left] > rank[right]
    return (
        np.concatenate((later, np.where(swap, left, right))),
        np.concatenate((earlier, np.where(swap, right, left))),
    )


def _resolution_ms(time: pl.Series) -> int:
    """How fine the times are: if all are full minutes, two in one minute are simultaneous."""
    known = time.drop_nulls()
    if not len(known):
        return 1000
    return next((unit for unit in _RESOLUTIONS_MS if not (known % unit != 0).any()), 1)
