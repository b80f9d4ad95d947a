"""Who republished whom, derived from the texts in the graph and written back to it.

Each item has a relationship to the one that it took its text from, not to every item that is
like it: ten outlets that reprint one agency copied the agency, not each other. What is like what
is told by the story that items are part of. So the aggregated edges are the sum of the evidence
below them, as everywhere in the graph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from graph.database import Database, Transaction
from graph.derive import kept
from graph.derive.items import outline, texts
from graph.derive.kept import Compared
from graph.derive.naming import keep_ids
from graph.derive.run import Derived, derivation
from graph.derive.text_keys import write_text_keys
from graph.derive.write import Derivable, drop_stories, in_one, read_stories, replace_stories
from graph.republication import Outcome, Rules, actor_edges
from graph.republication.bridges import with_translations
from graph.snapshot.version import read_version
from graph.vocabulary import RunState
from graph.wording import begins

KIND: Final = "republication"
_TITLE: Final = 120

_PREFIX: Final = f"{KIND}:"
REPUBLISHES: Final = Derivable(
    "REPUBLISHES", "Item", "Item", _PREFIX,
    ("similarity", "containment", "lagSeconds", "method", "confidence"),
)  # fmt: skip
PART_OF: Final = Derivable("PART_OF", "Item", "Story", _PREFIX, ())
REPUBLISHED: Final = Derivable(
    "REPUBLISHED", "Actor", "Actor", _PREFIX,
    ("count", "medianLagSeconds", "firstAt", "lastAt", "languages"),
)  # fmt: skip


@dataclass(frozen=True)
class RepublicationWanted:
    """What is asked for.

    Attributes:
        translations: Find translations too; needs the extra `crosslingual`, and takes long.
        with_reposts: Compare retweets and forwards too, of which the platform says already whose
            they are.
        anew: Compare everything anew, also what was compared by an earlier run.
    """

    translations: bool = False
    with_reposts: bool = False
    anew: bool = False


@dataclass(frozen=True)
class _Found:
    """All that is to stand in the graph."""

    republishes: pl.DataFrame
    part_of: pl.DataFrame
    republished: pl.DataFrame
    stories: pl.DataFrame


def derive_republication(
    database: Database,
    wanted: RepublicationWanted | None = None,
    *,
    cache: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Derived:
    """Find copies, edited copies, quotes and their stories, and write them to the graph.

    What an earlier run wrote is replaced in one transaction; a run that is killed leaves it as it
    was. With a `cache`, items that were compared once are not compared again.

    Args:
        database: The graph, with the owner's rights.
        wanted: What is asked for.
        cache: Folder that keeps what was compared between runs.
        progress: Told what is done now.

    Raises:
        DerivationOvertakenError: Another run was started in the meantime.
        TranslationsUnavailableError: The extra `crosslingual` is not installed.
        AmpnetError: An item vanished while it was computed.
    """
    wanted = wanted or RepublicationWanted()
    parameters = {**asdict(wanted), "rules": asdict(Rules())}
    with derivation(database, KIND, parameters) as run:
        progress("reading items")
        published = outline(database, with_reposts=wanted.with_reposts)
        compared, fresh = _compared(database, published, wanted, cache, progress)
        progress("joining stories")
        before = [part.read(database) for part in (REPUBLISHES, PART_OF, REPUBLISHED)]
        old_stories = read_stories(database)
        found = _found(database, compared, published, before[1], wanted)

        counts = {
            "items": compared.outline.height,
            "compared": compared.outline.height - compared.skipped,
            "new": fresh,
            "undated": compared.index.items["time"].null_count(),
            "pairs": compared.pairs.height,
            "republishes": found.republishes.height,
            "stories": found.stories.height,
            "actorPairs": found.republished.height,
        }

        def write(tx: Transaction) -> int:
            changed = replace_stories(tx, old_stories, found.stories, run.id)
            parts = (
                (REPUBLISHES, found.republishes),
                (PART_OF, found.part_of),
                (REPUBLISHED, found.republished),
            )
            for (part, new), old in zip(parts, before, strict=True):
                changed += part.replace(tx, old, new, run.id)
            changed += drop_stories(tx, old_stories, found.stories)
            run.finish(tx, counts, published.height, changed)
            return changed

        progress("writing")
        changed = in_one(database, write)
    return Derived(run.id, KIND, RunState.COMPLETE, changed, counts, tuple(_notes(compared)))


def _compared(
    database: Database,
    published: pl.DataFrame,
    wanted: RepublicationWanted,
    cache: Path | None,
    progress: Callable[[str], None],
) -> tuple[Compared, int]:
    """Compare what was not compared yet; return all, and how many items were new."""
    folder = _folder(database, cache, wanted) if cache else None
    items = published.unique("id", keep="first", maintain_order=True)
    compared = kept.load(folder) if folder and not wanted.anew else None
    if compared is None or not compared.holds_only(items):
        compared = Compared.nothing()
    fresh = compared.unknown(items)
    if fresh.height:
        progress(f"comparing {fresh.height:,} items")
        _add(database, compared, fresh)
        if not compared.is_complete():
            progress(f"comparing all {items.height:,} items anew")
            compared, fresh = Compared.nothing(), items
            _add(database, compared, items)
        if folder:
            kept.save(folder, compared)
    return compared, fresh.height


def _add(database: Database, compared: Compared, fresh: pl.DataFrame) -> None:
    read = texts(database, fresh["id"].to_list()).select("id", "text")
    items = fresh.join(read, on="id", maintain_order="left")
    write_text_keys(database, items)
    compared.add(items.select("id", "actor", "time", "text"), items)


def _folder(database: Database, cache: Path, wanted: RepublicationWanted) -> Path:
    """A folder for each graph, and for each choice of items."""
    store = read_version(database)[0].store
    return cache / f"stories-{store}{'-all' if wanted.with_reposts else ''}"


def _found(
    database: Database,
    compared: Compared,
    published: pl.DataFrame,
    part_of: pl.DataFrame,
    wanted: RepublicationWanted,
) -> _Found:
    """Bring what was compared into the form of the graph."""
    pairs, stories = compared.pairs, compared.stories
    if wanted.translations:
        languages = published.unique("id", keep="first").select("id", "language")
        items = compared.index.items.join(languages, on="id", how="left", maintain_order="left")
        joined = with_translations(_outcome(compared), items)
        pairs, stories = joined.pairs, joined.stories
    times = compared.index.items.select("id", "time")
    stories = keep_ids(stories, times, part_of.rename({"start": "item_id", "end": "story_id"}))
    return _Found(
        _republishes(stories, pairs),
        stories.select(start="item_id", end="story_id"),
        _republished(stories, published),
        _stories(database, stories, compared.index.items),
    )


def _outcome(compared: Compared) -> Outcome:
    """What `with_translations` takes: everything, as if it had been compared at once."""
    return Outcome(compared.pairs, compared.stories, 0, compared.skipped, 0, 0, 0)


def _republishes(stories: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    taken = stories.filter(pl.col("taken_from").is_not_null())
    return (
        taken.select(later_id="item_id", earlier_id="taken_from")
        .join(pairs.unique(["later_id", "earlier_id"], keep="last"), on=["later_id", "earlier_id"])
        .select(
            start="later_id",
            end="earlier_id",
            similarity="similarity",
            containment="containment",
            lagSeconds=pl.col("lag_seconds").round().cast(pl.Int64),
            method="method",
            confidence="confidence",
        )
    )


def _republished(stories: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Sum up, over all publishers of an item."""
    edges = actor_edges(stories, published)
    return edges.select(
        start="source_actor",
        end="target_actor",
        count=pl.col("count").cast(pl.Int64),
        medianLagSeconds=pl.col("median_lag_seconds").round().cast(pl.Int64),
        firstAt="first_at",
        lastAt="last_at",
        languages=_languages(edges),
    )


def _languages(edges: pl.DataFrame) -> pl.Series:
    """Write each share as the number that it is of: `ru>en 12`."""
    said = []
    for count, shares in edges.select("count", "languages").iter_rows():
        said.append(
            [
                f"{one['from'] or '?'}>{one['to'] or '?'} {round(one['share'] * count)}"
                for one in shares
            ]
        )
    return pl.Series(said, dtype=pl.List(pl.String))


def _stories(database: Database, stories: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    summed = (
        stories.join(items, left_on="item_id", right_on="id")
        .group_by("story_id")
        .agg(
            root=pl.col("root_id").first(),
            size=pl.len().cast(pl.Int64),
            firstAt=pl.col("time").min(),
            lastAt=pl.col("time").max(),
        )
    )
    titles = texts(database, summed["root"].to_list()).select(
        root="id",
        title=pl.coalesce("title", "text").map_elements(
            lambda text: begins(text, _TITLE), return_dtype=pl.String
        ),
    )
    return summed.join(titles, on="root", how="left").select(
        "title", "size", "firstAt", "lastAt", id="story_id"
    )


def _notes(compared: Compared) -> list[str]:
    said = []
    if compared.skipped:
        said.append(f"{compared.skipped} items say too little to be compared.")
    if undated := compared.index.items["time"].null_count():
        said.append(
            f"{undated} items have no time: none is taken for a source while another has one."
        )
    return said
