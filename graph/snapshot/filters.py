"""Looking at a part of a snapshot: a time window, some types, kinds, countries, roles.

With a time window, or with data sets named, the counts and the first and last times of edges
that have events are made anew from the events inside. Edges without events (ties, counts loaded
without their items) are kept whole where their own dates allow it: their count cannot be split.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.errors import AmpnetError
from graph.model import TRAVERSABLE
from graph.snapshot.tables import EDGES, Tables


class BadFilterError(AmpnetError):
    """A filter that cannot mean anything: an unknown type, a window that ends before it begins."""


@dataclass(frozen=True, slots=True)
class SnapshotFilter:
    """What to keep; None keeps all.

    Attributes:
        since: Earliest time, included; without a zone it is UTC.
        until: Latest time, excluded.
        types: Relationship types, from `model.TRAVERSABLE`.
        kinds: Kinds of edges (retweet, forward, contentExchange, ...); edges of types that have
            no kinds are kept, `types` is what excludes them.
        countries: ISO 3166-1 alpha-2; an edge is kept when both its ends are kept.
        roles: Roles of actors, or the labels Organization, State and Host; likewise both ends.
        datasets: Names of data sets.
        min_count: Smallest count of an edge, after all else was applied.
    """

    since: datetime | None = None
    until: datetime | None = None
    types: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    datasets: frozenset[str] | None = None
    min_count: int = 1

    def __post_init__(self) -> None:
        for name in ("types", "kinds", "countries", "roles", "datasets"):
            value = getattr(self, name)
            if value is not None:  # any iterable is welcome, and equal filters must compare equal
                object.__setattr__(self, name, frozenset(value))
        if unknown := sorted((self.types or frozenset()) - set(TRAVERSABLE)):
            raise BadFilterError(
                f"There is no type {unknown[0]!r} to follow.", f"Use one of {list(TRAVERSABLE)}."
            )
        since, until = self.window
        if since is not None and until is not None and since >= until:
            raise BadFilterError(
                f"The window from {self.since} until {self.until} is empty.",
                "`until` is excluded and must be later than `since`.",
            )

    @property
    def window(self) -> tuple[int | None, int | None]:
        """The window in epoch milliseconds, its end excluded."""
        return _epoch_ms(self.since), _epoch_ms(self.until)

    @property
    def is_everything(self) -> bool:
        """True when it keeps all."""
        return self == SnapshotFilter()

    def and_(self, other: SnapshotFilter) -> SnapshotFilter:
        """The filter that keeps what both keep."""

        def both(name: str) -> frozenset[str] | None:
            a: frozenset[str] | None = getattr(self, name)
            b: frozenset[str] | None = getattr(other, name)
            return b if a is None else a if b is None else a & b

        starts = [f.since for f in (self, other) if f.since is not None]
        ends = [f.until for f in (self, other) if f.until is not None]
        return SnapshotFilter(
            since=max(starts, key=_utc, default=None),
            until=min(ends, key=_utc, default=None),
            min_count=max(self.min_count, other.min_count),
            **{name: both(name) for name in ("types", "kinds", "countries", "roles", "datasets")},
        )

    def parameters(self) -> dict[str, object]:
        """What it asks for, as plain values, without what it leaves open."""
        found: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if isinstance(value, frozenset):
                value = sorted(value)
            found[field.name] = _utc(value).isoformat() if isinstance(value, datetime) else value
        return found


def apply(tables: Tables, wanted: SnapshotFilter) -> tuple[Tables, npt.NDArray[np.bool_]]:
    """Return what is left of a whole snapshot's tables, and which nodes are kept.

    Indexes of nodes and edges stay as they were.
    """
    keep = _nodes_kept(tables.nodes, wanted)
    edges = _edges_kept(tables.edges, wanted, keep)
    events = tables.events
    if wanted.window != (None, None) or wanted.datasets is not None:
        edges, events = _narrowed(edges, events, wanted)
    if wanted.min_count > 1:
        edges = edges.filter(pl.col("count") >= wanted.min_count)
    if len(edges) < len(tables.edges):
        kept = np.zeros(len(tables.edges), dtype=np.bool_)
        kept[edges["index"].to_numpy()] = True
        events = events.filter(pl.Series(kept[events["edge"].to_numpy()], dtype=pl.Boolean))
    return replace(tables, edges=edges, events=events), keep


def _nodes_kept(nodes: pl.DataFrame, wanted: SnapshotFilter) -> npt.NDArray[np.bool_]:
    keep = pl.lit(True)
    if wanted.countries is not None:
        keep &= pl.col("country").is_in(sorted(wanted.countries)).fill_null(False)
    if wanted.roles is not None:
        roles = sorted(wanted.roles)
        by_role = pl.col("roles").list.eval(pl.element().is_in(roles)).list.any().fill_null(False)
        keep &= by_role | pl.col("label").cast(pl.String).is_in(roles)
    mask = nodes.select(keep=pl.repeat(True, pl.len()) & keep)["keep"]
    return mask.to_numpy().astype(np.bool_)


def _edges_kept(
    frame: pl.DataFrame, wanted: SnapshotFilter, keep: npt.NDArray[np.bool_]
) -> pl.DataFrame:
    if wanted.types is not None:
        frame = frame.filter(pl.col("type").cast(pl.String).is_in(sorted(wanted.types)))
    if wanted.kinds is not None:
        kind = pl.col("kind")
        frame = frame.filter(kind.cast(pl.String).is_in(sorted(wanted.kinds)) | kind.is_null())
    if not keep.all():
        both = keep[frame["source"].to_numpy()] & keep[frame["target"].to_numpy()]
        frame = frame.filter(pl.Series(both))
    return frame


def _narrowed(
    edges: pl.DataFrame, events: pl.DataFrame, wanted: SnapshotFilter
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Count again inside the window and the data sets."""
    since, until = wanted.window
    inside = alive = pl.lit(True)
    if since is not None:
        inside &= pl.col("atMs") >= since
        alive &= pl.col("lastMs").is_null() | (pl.col("lastMs") >= since)
    if until is not None:
        inside &= pl.col("atMs") < until
        alive &= pl.col("firstMs").is_null() | (pl.col("firstMs") < until)
    if wanted.datasets is not None:
        named = pl.col("dataset").cast(pl.String).is_in(sorted(wanted.datasets)).fill_null(False)
        inside &= named
        alive &= named
    events = events.filter(inside)  # an event at an unknown time is in no window
    counted = events.group_by("edge").agg(
        count=pl.len().cast(pl.Int64),
        firstMs=pl.col("atMs").min(),
        lastMs=pl.col("atMs").max(),
        events=pl.len().cast(pl.Int64),
    )
    whole = edges.filter((pl.col("events") == 0) & alive)
    again = edges.drop("count", "firstMs", "lastMs", "events").join(
        counted, left_on="index", right_on="edge"
    )
    return pl.concat([whole, again.select(list(EDGES))]).sort("index"), events


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _epoch_ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(_utc(moment).timestamp() * 1000)
