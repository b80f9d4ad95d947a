"""Two windows of time as one network: who amplified whom in each, in steps a reader can move.

One network stands for both, so that a node has one place. Each tie tells how often it was seen in
each step of the time that both windows span: windows can then be moved without asking again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.credits import behind_part, credits_of
from graph.answers.provenance import moment
from graph.answers.subgraphs import node_of
from graph.answers.windows import Window
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.subgraph import Subgraph, SubgraphEdge

Ints = npt.NDArray[np.int64]

MOST_NODES: Final = 80
"""Two pictures share a screen: more marks than this have no room for names."""

MOST_EDGES: Final = 2_000
_STEPS: Final = 400
"""Steps at most, of a whole number of days, beside the ends of the windows."""

_MOST_COUNTS: Final = 60_000
_DAY: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class BesideNetwork:
    """A network of two windows.

    Attributes:
        subgraph: The strongest nodes of both, and all ties between them; a tie's count is that of
            the whole time from the first beginning to the last end.
        windows: The two windows.
        bounds: Where steps of time begin, in epoch milliseconds, and where the last ends. All ends
            of the windows are among them.
        series: For each tie the steps in which it was seen and how often: `(step, count)`.
        totals: For each step how often anybody was seen to amplify anybody, shown here or not.
        undated: Observations of unknown time; they are in no window.
    """

    subgraph: Subgraph
    windows: tuple[Window, Window]
    bounds: tuple[int, ...]
    series: tuple[tuple[tuple[int, int], ...], ...]
    totals: tuple[int, ...]
    undated: int


def network_beside(
    snapshot: Snapshot, before: Window, after: Window, *, max_nodes: int = MOST_NODES
) -> BesideNetwork:
    """Return who amplified whom in two windows, as one network with counts in steps of time.

    Nodes are ranked by their share of what was observed in the one window plus that in the other,
    so that neither is drawn at the cost of the other.

    Args:
        snapshot: The graph, or a view of it.
        before: The one window.
        after: The other; they may touch, overlap or lie apart.
        max_nodes: Most nodes.
    """
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    seen = _observations(view)
    first, last = (
        min(w.milliseconds[0] for w in (before, after)),
        max(w.milliseconds[1] for w in (before, after)),
    )
    inside = seen.filter(pl.col("atMs") >= first, pl.col("atMs") < last)
    kept = _strongest(inside, (before, after), len(view.nodes), max_nodes)
    among = _among(inside, kept, len(view.nodes))
    ties = (
        among.group_by("edge")
        .agg(pl.len().alias("count"), pl.min("atMs").alias("first"), pl.max("atMs").alias("last"))
        .sort(["count", "edge"], descending=[True, False])
    )
    shown = ties.head(MOST_EDGES).sort("edge")
    bounds, series = _steps(among, shown["edge"].to_numpy(), (before, after), first, last)
    of_step = np.searchsorted(bounds, inside["atMs"].to_numpy(), "right") - 1
    return BesideNetwork(
        subgraph=_subgraph(view, kept, shown, inside, (before, after), max_nodes),
        windows=(before, after),
        bounds=tuple(bounds.tolist()),
        series=series,
        totals=tuple(np.bincount(of_step, minlength=len(bounds) - 1).tolist()),
        undated=max(int(_between_two(view)["count"].sum()) - len(seen), 0),
    )


def _observations(view: Snapshot) -> pl.DataFrame:
    """Dated items with their tie and its ends."""
    ends = _between_two(view).select("index", "source", "target")
    return view.events.drop_nulls("atMs").join(ends, left_on="edge", right_on="index")


def _between_two(view: Snapshot) -> pl.DataFrame:
    """Ties without loops."""
    return view.edges.filter(pl.col("source") != pl.col("target"))


def _strongest(seen: pl.DataFrame, windows: tuple[Window, Window], size: int, most: int) -> Ints:
    share = np.zeros(size)
    for window in windows:
        since, until = window.milliseconds
        part = seen.filter(pl.col("atMs") >= since, pl.col("atMs") < until)
        for end in ("source", "target"):
            share += np.bincount(part[end].to_numpy(), minlength=size) / max(len(part), 1)
    active = np.flatnonzero(share > 0)
    return np.sort(active[np.lexsort((active, -share[active]))][:most])


def _among(seen: pl.DataFrame, kept: Ints, size: int) -> pl.DataFrame:
    mask = np.zeros(size, np.bool_)
    mask[kept] = True
    both = mask[seen["source"].to_numpy()] & mask[seen["target"].to_numpy()]
    return seen.filter(pl.Series(both, dtype=pl.Boolean))


def _steps(
    seen: pl.DataFrame, edges: Ints, windows: tuple[Window, Window], first: int, last: int
) -> tuple[Ints, tuple[tuple[tuple[int, int], ...], ...]]:
    """Cut the time into steps of whole days, longer ones until the counts fit into a page."""
    shown = seen.filter(pl.col("edge").is_in(edges.tolist()))
    days = max(1, -(-(last - first) // (_DAY * _STEPS)))
    while True:
        bounds = np.unique([*range(first, last, days * _DAY), last,
                            *(end for w in windows for end in w.milliseconds)])  # fmt: skip
        step = np.searchsorted(bounds, shown["atMs"].to_numpy(), "right") - 1
        counted = (
            shown.select("edge", step=pl.Series(step, dtype=pl.Int64))
            .group_by("edge", "step")
            .len()
            .sort("edge", "step")
        )
        if len(counted) <= _MOST_COUNTS or len(bounds) <= 5:
            break
        days *= 2
    by_edge: dict[int, list[tuple[int, int]]] = {int(edge): [] for edge in edges}
    for edge, at, count in counted.iter_rows():
        by_edge[edge].append((at, count))
    return bounds, tuple(tuple(counts) for counts in by_edge.values())


def _subgraph(
    view: Snapshot,
    kept: Ints,
    ties: pl.DataFrame,
    inside: pl.DataFrame,
    windows: tuple[Window, Window],
    max_nodes: int,
) -> Subgraph:
    ids = view.nodes["id"]
    edges = ties.join(view.edges, left_on="edge", right_on="index").sort("edge")
    rows = view.nodes[pl.Series(kept, dtype=pl.UInt32)]
    active = pl.concat([inside["source"], inside["target"]]).n_unique()
    datasets = behind_part(view, rows, edges["edge"])
    rule = "Who amplified whom in each of two windows of time"
    if active > len(kept):
        rule += f"; the {len(kept)} with the largest shares of both are shown, of {active:,}"
    return Subgraph(
        nodes=tuple(node_of(row, None) for row in rows.iter_rows(named=True)),
        edges=tuple(
            SubgraphEdge(ids[a], ids[b], type_, kind, count, moment(first), moment(last),
                         evidence_total=count)
            for a, b, type_, kind, count, first, last in edges.select(
                "source", "target", "type", "kind", "count", "first", "last"
            ).iter_rows()
        ),
        title="Two windows side by side",
        description=f"{rule}.",
        total_nodes=active,
        total_edges=inside["edge"].n_unique(),
        datasets=datasets,
        credits=credits_of(view, datasets),
        graph_version=str(view.version),
        query="change",
        parameters={"before": str(windows[0]), "after": str(windows[1]), "maxNodes": max_nodes,
                    **view.scope.parameters()},
    )  # fmt: skip
