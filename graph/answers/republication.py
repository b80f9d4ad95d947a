"""Who republishes whom, how often, how fast, across which languages, and is it mutual?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

import polars as pl

from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.database import Database
from graph.snapshot import Snapshot, SnapshotFilter

_LANGUAGES: Final = (
    "UNWIND range(0, size($source) - 1) AS k "
    "MATCH (a:Actor {id: $source[k]}) MATCH (b:Actor {id: $target[k]}) "
    "MATCH (a)-[r:REPUBLISHED]->(b) RETURN $cell[k], r.languages"
)
_PAIR: Final = re.compile(r"(\S+?)>(\S+) (\d+)")


@dataclass(frozen=True, slots=True)
class LanguagePair:
    """Of which language into which.

    Attributes:
        original: ISO 639-1; None where it is not known.
        copy: The same of the one that republished.
        count: Pairs of items.
    """

    original: str | None
    copy: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one actor took from another.

    Attributes:
        source: Who republished.
        target: Who was republished.
        count: Pairs of items.
        in_return: Pairs the other way round.
        median_lag_seconds: Median time from original to copy; None where a filter leaves only a
            part of the pairs, for the median is of all.
        first_at, last_at: Times of the earliest and the latest copy.
        languages: The most frequent first, over the whole time.
    """

    source: NodeSummary
    target: NodeSummary
    count: int
    in_return: int
    median_lag_seconds: int | None
    first_at: datetime | None
    last_at: datetime | None
    languages: tuple[LanguagePair, ...]


@dataclass(frozen=True, slots=True)
class OutletTotal:
    """A row and a column of the matrix.

    Attributes:
        node: Who.
        took: Pairs of items in which it republished.
        given: Pairs in which it was republished.
    """

    node: NodeSummary
    took: int
    given: int


@dataclass(frozen=True, slots=True)
class RepublicationAnswer:
    """The matrix.

    Attributes:
        outlets: Whoever takes part, the most active first, at most as many as were asked for.
        all_outlets: How many take part.
        cells: Between these outlets, the largest first.
        total: How many cells these are in all.
        provenance: How it was computed.
    """

    outlets: tuple[OutletTotal, ...]
    all_outlets: int
    cells: tuple[Cell, ...]
    total: int
    provenance: Provenance


def republication_matrix(
    database: Database, view: Snapshot, *, outlets: int = 30, start: int = 0, limit: int = 1_000
) -> RepublicationAnswer:
    """Sum up who republishes whom.

    Args:
        database: The graph, for the languages.
        view: The part of the graph that is asked.
        outlets: Most outlets; the most active, by what they took and gave together.
        start: How many cells to pass over.
        limit: Most cells.
    """
    edges = view.filter(SnapshotFilter(types=frozenset({"REPUBLISHED"}))).edges
    edges = edges.filter(pl.col("source") != pl.col("target"))
    totals = _totals(edges)
    kept = totals.head(outlets)
    inside = edges.filter(
        pl.col("source").is_in(kept["node"].implode()),
        pl.col("target").is_in(kept["node"].implode()),
    ).sort("count", "source", "target", descending=[True, False, False])
    page = inside.slice(start, limit)
    whole = view.scope.window == (None, None) and view.scope.datasets is None
    shown = dict(zip(kept["node"], summaries(view, kept["node"]), strict=True))
    return RepublicationAnswer(
        tuple(OutletTotal(shown[n], took, given) for n, took, given in kept.rows()),
        totals.height,
        _cells(database, view, page, inside, shown, whole=whole),
        inside.height,
        provenance(view, "republication_matrix", {"outlets": outlets}),
    )


def _totals(edges: pl.DataFrame) -> pl.DataFrame:
    """What each node took and gave: node, took, given; the most active first."""
    took = edges.group_by(node="source").agg(took=pl.sum("count"))
    given = edges.group_by(node="target").agg(given=pl.sum("count"))
    return (
        took.join(given, on="node", how="full", coalesce=True)
        .with_columns(pl.col("took", "given").fill_null(0).cast(pl.Int64))
        .sort(pl.col("took") + pl.col("given"), "node", descending=[True, False])
        .select("node", "took", "given")
    )


def _cells(
    database: Database,
    view: Snapshot,
    page: pl.DataFrame,
    inside: pl.DataFrame,
    shown: dict[int, NodeSummary],
    *,
    whole: bool,
) -> tuple[Cell, ...]:
    counts = {(a, b): n for a, b, n in inside.select("source", "target", "count").iter_rows()}
    columns = ("source", "target", "count", "medianLagSeconds", "firstMs", "lastMs")
    rows = page.select(columns).rows()
    pairs = [(shown[row[0]].id, shown[row[1]].id) for row in rows]
    languages = _languages(database, pairs, view.node_index.members)
    return tuple(
        Cell(
            shown[a],
            shown[b],
            count,
            counts.get((b, a), 0),
            lag if whole else None,
            moment(first),
            moment(last),
            spoken,
        )
        for (a, b, count, lag, first, last), spoken in zip(rows, languages, strict=True)
    )


def _languages(
    database: Database, pairs: Sequence[tuple[str, str]], members: Callable[[str], Sequence[str]]
) -> list[tuple[LanguagePair, ...]]:
    """Read the languages of pairs of actors, those of accounts that are one actor together."""
    asked = [
        (k, one, other)
        for k, (a, b) in enumerate(pairs)
        for one, other in product(members(a), members(b))
    ]
    parameters = {
        "cell": [k for k, _, _ in asked],
        "source": [one for _, one, _ in asked],
        "target": [other for _, _, other in asked],
    }
    found: list[Counter[tuple[str, str]]] = [Counter() for _ in pairs]
    for k, said in database.read(_LANGUAGES, parameters).rows if asked else ():
        for text in said or ():
            if match := _PAIR.fullmatch(text):
                found[k][match[1], match[2]] += int(match[3])
    return [
        tuple(
            LanguagePair(_known(one), _known(other), count)
            for (one, other), count in sorted(each.items(), key=lambda kv: (-kv[1], kv[0]))
        )
        for each in found
    ]


def _known(language: str) -> str | None:
    return None if language == "?" else language
