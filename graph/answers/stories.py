"""Which stories spread, how wide, by whom?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import polars as pl

from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.answers.steady import steady
from graph.database import Database
from graph.frames import read_frame
from graph.snapshot import Snapshot, SnapshotFilter
from graph.wording import unmarked

SHOWN_ACTORS: Final = 5
"""Actors named with each story: the first to publish it."""

_STORIES: Final = (
    "MATCH (s:Story)<-[:PART_OF]-(i:Item)<-[:PUBLISHED]-(a:Actor) "
    "RETURN s.id, s.title, collect(i.id), collect(a.id), "
    "collect(coalesce(i.language, a.language, '')), "
    "collect(CASE WHEN i.publishedAt IS NULL THEN -9223372036854775807 "
    "ELSE datetime(i.publishedAt).epochMillis END)"
)
_NO_TIME: Final = -9223372036854775807
_SCHEMA: Final = {
    "id": pl.String(), "title": pl.String(), "item": pl.List(pl.String),
    "actor": pl.List(pl.String), "language": pl.List(pl.String), "time": pl.List(pl.Int64),
}  # fmt: skip


class StoryOrder(StrEnum):
    """How stories are sorted."""

    SIZE = "size"
    LATEST = "latest"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class StoryWanted:
    """Which stories; what is not given does not matter.

    Attributes:
        actor: Id of an actor that published an item of it.
        countries: States, for one of which an actor of it speaks.
        language: Language of an item of it, ISO 639-1.
        since: It went on at this time or later.
        until: It began before.
        min_size, min_actors, min_countries, min_languages: Fewest items, actors, states and
            languages.
        order: How they are sorted, the largest, latest or longest first.
    """

    actor: str | None = None
    countries: frozenset[str] | None = None
    language: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    min_size: int = 2
    min_actors: int = 2
    min_countries: int = 0
    min_languages: int = 0
    order: StoryOrder = StoryOrder.SIZE

    def __post_init__(self) -> None:
        SnapshotFilter(since=self.since, until=self.until)  # refuses an empty window


@dataclass(frozen=True, slots=True)
class StorySummary:
    """A story in one line.

    Attributes:
        id: Its id, which stays when it grows.
        title: Title of its root item, or how that begins.
        size: Items.
        actors: How many actors published them.
        first: The first of these, at most `SHOWN_ACTORS`.
        countries: States that they speak for.
        languages: Languages of the items.
        first_at, last_at: Times of the earliest and the latest item.
        span_seconds: Between the two.
    """

    id: str
    title: str
    size: int
    actors: int
    first: tuple[NodeSummary, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    span_seconds: int | None


@dataclass(frozen=True, slots=True)
class StoriesAnswer:
    """A page of stories.

    Attributes:
        stories: Those of the page.
        total: How many fit.
        provenance: How they were chosen.
    """

    stories: tuple[StorySummary, ...]
    total: int
    provenance: Provenance


def stories(
    database: Database,
    snapshot: Snapshot,
    wanted: StoryWanted | None = None,
    *,
    start: int = 0,
    limit: int = 50,
) -> StoriesAnswer:
    """List stories.

    Args:
        database: The graph.
        snapshot: Its snapshot, for what is known of actors.
        wanted: Which stories.
        start: How many to pass over.
        limit: Most to list.

    Raises:
        UnknownIdError: The graph holds no such actor.
    """
    wanted = wanted or StoryWanted()
    table = snapshot.once("stories", lambda: steady(database, lambda: _table(database, snapshot)))
    found = table.filter(_fitting(snapshot, wanted)).sort(*_ORDER[wanted.order], descending=_DOWN)
    page = found.slice(start, limit)
    asked = {name: v for name, v in asdict(wanted).items() if v is not None}
    if wanted.countries is not None:
        asked["countries"] = sorted(wanted.countries)
    return StoriesAnswer(
        tuple(summary(snapshot, row) for row in page.iter_rows(named=True)),
        found.height,
        provenance(snapshot, "stories", asked),
    )


def summary(snapshot: Snapshot, row: dict[str, object]) -> StorySummary:
    """Show a row of the table of stories."""
    actors, first, last = row["actors"], row["first"], row["last"]
    assert isinstance(actors, list)  # noqa: S101 - a column of lists
    return StorySummary(
        id=str(row["id"]),
        title=unmarked(str(row["title"] or row["id"])),
        size=int(str(row["size"])),
        actors=len(actors),
        first=tuple(summaries(snapshot, actors[:SHOWN_ACTORS])),
        countries=tuple(_strings(row["countries"])),
        languages=tuple(_strings(row["languages"])),
        first_at=moment(first) if isinstance(first, int) else None,
        last_at=moment(last) if isinstance(last, int) else None,
        span_seconds=(last - first) // 1000
        if isinstance(first, int) and isinstance(last, int)
        else None,
    )


_ORDER: Final[dict[StoryOrder, tuple[str, ...]]] = {
    StoryOrder.SIZE: ("size", "last", "id"),
    StoryOrder.LATEST: ("last", "size", "id"),
    StoryOrder.SPAN: ("span", "size", "id"),
}
_DOWN: Final = [True, True, False]


def _table(database: Database, snapshot: Snapshot) -> pl.DataFrame:
    """One row for each story; `actors` are indexes of the snapshot, the first to publish first."""
    read = read_frame(database, _STORIES, _SCHEMA).explode("item", "actor", "language", "time")
    known = snapshot.nodes.select("id", "index", "country")
    accounts = snapshot.aliases.filter("actor").select("id", "index")
    accounts = accounts.join(known.select("index", "country"), on="index")
    bearers = pl.concat([known, accounts.select("id", "index", "country")]).unique("id")
    rows = (
        read.with_columns(pl.col("time").replace(_NO_TIME, None))
        .join(bearers.rename({"id": "actor"}), on="actor")
        .sort("time", "item", nulls_last=True)
    )
    return (
        rows.group_by("id", maintain_order=True)
        .agg(
            pl.col("title").first(),
            size=pl.col("item").n_unique(),
            actors=pl.col("index").unique(maintain_order=True),
            countries=pl.col("country").drop_nulls().unique().sort(),
            languages=pl.col("language").filter(pl.col("language") != "").unique().sort(),
            first=pl.col("time").min(),
            last=pl.col("time").max(),
        )
        .with_columns(span=pl.col("last") - pl.col("first"))
    )


def _fitting(snapshot: Snapshot, wanted: StoryWanted) -> pl.Expr:
    fits = pl.col("size") >= wanted.min_size
    fits &= pl.col("actors").list.len() >= wanted.min_actors
    fits &= pl.col("countries").list.len() >= wanted.min_countries
    fits &= pl.col("languages").list.len() >= wanted.min_languages
    if wanted.actor is not None:
        fits &= pl.col("actors").list.contains(snapshot.node_index[wanted.actor])
    if wanted.countries is not None:
        fits &= _meets("countries", wanted.countries)
    if wanted.language is not None:
        fits &= pl.col("languages").list.contains(wanted.language)
    if wanted.since is not None:
        fits &= pl.col("last") >= round(wanted.since.timestamp() * 1000)
    if wanted.until is not None:
        fits &= pl.col("first") < round(wanted.until.timestamp() * 1000)
    return fits


def _meets(column: str, values: Collection[str]) -> pl.Expr:
    return pl.any_horizontal(pl.col(column).list.contains(value) for value in sorted(values))


def _strings(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
