"""What was compared so far, kept on disk between runs, so that new items meet the old ones.

It is a cache: where it is missing, of another version, or the graph has other items than it
remembers, everything is compared anew, and stories keep their ids all the same
(`graph.derive.naming`).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import polars as pl

from graph import republication
from graph.polars_errors import POLARS_ERRORS
from graph.republication import ITEM_SCHEMA, Outcome, RepublicationError, Rules, StoryIndex
from graph.whole import whole_folder

_log = logging.getLogger(__name__)

# TypeError: the rules of an older version have other names.
_UNUSABLE: Final = (
    OSError, ValueError, KeyError, TypeError, RepublicationError, *POLARS_ERRORS,
)  # fmt: skip
_OUTLINE: Final = ["id", "actor", "time", "size"]


@dataclass
class Compared:
    """Items that were compared, and what came of it.

    Attributes:
        index: The items, ready to meet new ones.
        outline: `id`, `actor`, `time` and `size` of each, by which a change is noticed.
        pairs: All pairs that were reported.
        stories: `item_id, story_id, root_id, taken_from` as they are now.
        skipped: Items with too little text.
    """

    index: StoryIndex
    outline: pl.DataFrame
    pairs: pl.DataFrame
    stories: pl.DataFrame
    skipped: int

    @classmethod
    def nothing(cls) -> Compared:
        """Begin anew."""
        index = StoryIndex(Rules())
        empty = index.add(pl.DataFrame(schema=ITEM_SCHEMA))
        outline = pl.DataFrame(
            schema={"id": pl.String, "actor": pl.String, "time": pl.Int64, "size": pl.Int64}
        )
        return cls(StoryIndex(Rules()), outline, empty.pairs, empty.stories, 0)

    def holds_only(self, outline: pl.DataFrame) -> bool:
        """Tell whether all that was compared stands in the graph as it was."""
        return self.outline.join(
            outline.select(_OUTLINE), on=_OUTLINE, how="anti", nulls_equal=True
        ).is_empty()

    def unknown(self, outline: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of items that were not compared yet."""
        return outline.join(self.outline, on="id", how="anti")

    def add(self, items: pl.DataFrame, outline: pl.DataFrame) -> None:
        """Compare new items with each other and with all before."""
        found = self.index.add(items)
        self.outline = pl.concat([self.outline, outline.select(_OUTLINE)])
        self.pairs = pl.concat([self.pairs, found.pairs])
        self.stories = self._merged(found)
        self.skipped += found.skipped

    def _merged(self, found: Outcome) -> pl.DataFrame:
        """Replace the stories that new items touched; the others stand as they were."""
        now = self.index.items.select(item_id="id").with_columns(story_id=self.index.story)
        untouched = self.stories.join(now, on=["item_id", "story_id"], how="semi").join(
            found.stories, on="story_id", how="anti"
        )
        return pl.concat([untouched, found.stories])

    def is_complete(self) -> bool:
        """Tell whether every item's source is among the pairs, so that edges can be written.

        Later items can move what two earlier ones took from each other; then it is not.
        """
        taken = self.stories.filter(pl.col("taken_from").is_not_null())
        pairs = self.pairs.select(item_id="later_id", taken_from="earlier_id")
        return taken.join(pairs, on=["item_id", "taken_from"], how="anti").is_empty()


def load(folder: Path) -> Compared | None:
    """Return what was kept, or None."""
    if not folder.is_dir():
        return None
    try:
        index = republication.load(folder / "index")
        outline, pairs, stories = (
            pl.read_parquet(folder / f"{name}.parquet") for name in ("outline", "pairs", "stories")
        )
        head = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        skipped = int(head["skipped"])
    except _UNUSABLE as error:
        _log.warning("The kept stories in %s cannot be used, and are made anew: %s", folder, error)
        return None
    if index.rules != Rules() or head.get("ampnet") != version("ampnet"):
        return None  # another version may fold or compare texts differently
    return Compared(index, outline, pairs, stories, skipped)


def save(folder: Path, compared: Compared) -> None:
    """Keep it, whole or not at all; a full disk costs the time of comparing anew."""
    try:
        with whole_folder(folder) as unfinished:
            republication.save(compared.index, unfinished / "index")
            for name in ("outline", "pairs", "stories"):
                frame: pl.DataFrame = getattr(compared, name)
                frame.write_parquet(unfinished / f"{name}.parquet")
            head = {"ampnet": version("ampnet"), "skipped": compared.skipped}
            (unfinished / "head.json").write_text(json.dumps(head), encoding="utf-8")
    except (OSError, *POLARS_ERRORS) as error:  # a full disk is the latter here
        _log.warning("What was compared could not be kept in %s: %s", folder, error)
