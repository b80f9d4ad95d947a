"""A state of the graph in memory, that every computed answer is made from."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
from igraph import Graph

from graph.snapshot import cache
from graph.snapshot.adjacency import Adjacency
from graph.snapshot.filters import SnapshotFilter, apply
from graph.snapshot.nodes import NodeIndex
from graph.snapshot.pairs import Pairs
from graph.snapshot.tables import ACTIVITY_TYPES, Tables
from graph.snapshot.version import GraphVersion, read_version

if TYPE_CHECKING:
    from graph.database import Database  # the driver: plain files need none

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ATTEMPTS: Final = 3
_VIEWS: Final = 16
"""Views kept; each holds its own edges, and shares nodes and names with the snapshot."""


_KEPT: Final = 64
"""Things kept with each view: graphs, adjacencies, divisions into communities."""


class _Once:
    """Something made by the first thread that asks, while others wait for it alone."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._made: tuple[Any] | None = None

    def get(self, make: Callable[[], Any]) -> Any:
        with self._lock:
            if self._made is None:
                self._made = (make(),)
            return self._made[0]


class Flow(StrEnum):
    """Which way a path runs.

    Edges are stored from the one who amplifies to the one amplified.

    Attributes:
        CONTENT: The way content travels: from the one amplified to the one who amplifies,
            against the arrows.
        AMPLIFICATION: The way the arrows point: from the one who amplifies to the one amplified.

    Ties (ownership, agreements, shared hosts) and coordination carry no content; where a view
    holds them, they may be followed either way under both.
    """

    CONTENT = "content"
    AMPLIFICATION = "amplification"

    @property
    def opposite(self) -> Flow:
        """The other way."""
        return Flow.AMPLIFICATION if self is Flow.CONTENT else Flow.CONTENT


class Snapshot:
    """The graph at one version, or a part of it, that nobody changes.

    What is costly is made when first asked for and kept. Any number of threads may read.

    Attributes:
        version: The version of the graph that it shows.
        scope: What part it shows.
        nodes, edges, events, aliases, datasets: The tables, see `graph.snapshot.tables`. A view has
            the nodes of the whole, so that indexes are the same; `kept` says which are in it.
        kept: Shape (nodes,): False for nodes that the filter's countries or roles exclude.
        settled: False when the graph changed while it was read: this is an older one that was
            kept or, where there was none, one whose counts may be of two versions.
    """

    def __init__(self, tables: Tables, version: GraphVersion, *, settled: bool = True) -> None:
        self.version = version
        self.settled = settled
        self.scope = SnapshotFilter()
        self._tables = tables
        self.kept: npt.NDArray[np.bool_] = np.ones(len(tables.nodes), dtype=np.bool_)
        self.node_index = NodeIndex(tables.nodes, tables.aliases)
        self._lock = threading.RLock()
        self._made: OrderedDict[object, _Once] = OrderedDict()
        self._whole = self
        self._views: OrderedDict[SnapshotFilter, Snapshot] = OrderedDict()

    @classmethod
    def open(cls, database: Database, cache_dir: Path, *, refresh: bool = False) -> Self:
        """Return the snapshot of the graph as it is now, from the cache where it is there.

        While a load changes the graph faster than it can be read, it is the newest that was kept.

        Args:
            database: Where the graph is.
            cache_dir: Folder that holds cached snapshots; made where missing.
            refresh: Export again even where version and counts have not changed.
        """
        from graph.snapshot.export import export  # noqa: PLC0415

        version, counts = read_version(database)
        if refresh:
            cache.discard(cache_dir, version)
        tables, settled = cache.load(cache_dir, version), True
        for attempt in range(_ATTEMPTS):
            if tables is not None:
                break
            tables = export(database, counts)
            after, counts = read_version(database)
            if after == version:
                cache.save(cache_dir, version, tables)
            elif attempt + 1 < _ATTEMPTS:
                tables, version = None, after
            else:
                settled = False
                if before := cache.newest(cache_dir, version.store):
                    version, tables = before
                else:
                    _log.warning("The graph changes as it is read; counts may disagree.")
        assert tables is not None  # noqa: S101
        return cls(tables, version, settled=settled)

    @property
    def whole(self) -> Snapshot:
        """The snapshot that this is a view of, or itself."""
        return self._whole

    @property
    def nodes(self) -> pl.DataFrame:
        """One row for each node, by index."""
        return self._tables.nodes

    @property
    def edges(self) -> pl.DataFrame:
        """One row for each relationship, by source and target."""
        return self._tables.edges

    @property
    def events(self) -> pl.DataFrame:
        """One row for each item that is evidence, by time; `edge` is an edge's `index`."""
        return self._tables.events

    @property
    def aliases(self) -> pl.DataFrame:
        """Other ids of actors."""
        return self._tables.aliases

    @property
    def datasets(self) -> pl.DataFrame:
        """Data sets that were loaded, and whom to credit for them."""
        return self._tables.datasets

    def filter(self, wanted: SnapshotFilter) -> Snapshot:
        """Return the view that keeps what this one has and `wanted` keeps too."""
        wanted = self.scope.and_(wanted)
        if wanted == self.scope:
            return self
        whole = self._whole
        with whole._lock:
            view = whole._views.get(wanted)
            if view is None:
                view = whole._views[wanted] = whole._view(wanted)
                if len(whole._views) > _VIEWS:
                    whole._views.popitem(last=False)
            whole._views.move_to_end(wanted)
        return view

    def _view(self, wanted: SnapshotFilter) -> Snapshot:
        view = object.__new__(Snapshot)
        view.version, view.scope = self.version, wanted
        view._tables, view.kept = apply(self._tables, wanted)
        view.node_index = self.node_index
        view._lock, view._made = threading.RLock(), OrderedDict()
        view._whole, view._views = self, OrderedDict()
        return view

    def adjacency(self, flow: Flow) -> Adjacency:
        """Return the steps that paths may take, see `Flow`."""
        return self.once(("adjacency", flow), lambda: self._adjacency(flow))

    def graph(
        self,
        *,
        directed: bool = True,
        weights: Literal["count"] | None = "count",
        named: bool = False,
    ) -> Graph:
        """Return the view as an igraph graph; vertex i is node i, excluded nodes stand alone.

        Relationships between the same two nodes are one edge, and loops are left out.

        Args:
            directed: Edges point from the one who amplifies to the one amplified. Undirected,
                both directions and their counts are added up.
            weights: "count" puts the sum of the counts on the edge attribute `weight`.
            named: Give vertices their ids as `name`, by which igraph finds them, and their names
                as `label`: for people, on graphs of which a copy does not matter.
        """
        key = ("graph", directed, weights)
        made = self.once(key, lambda: self.pairs(directed=directed).to_igraph(weights))
        if not named:
            return made
        copy = made.copy()
        copy.vs["name"], copy.vs["label"] = self.node_index.ids, self.nodes["name"].to_list()
        return copy

    def pairs(self, *, directed: bool = True) -> Pairs:
        """Return the view's pairs of nodes with their summed counts."""
        return self.once(
            ("pairs", directed), lambda: Pairs.of(len(self.nodes), self.edges, directed=directed)
        )

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return what `make` makes, made once for this view however many threads ask.

        What depends only on the view can be kept with it this way: `key` names it.
        """
        with self._lock:
            cell = self._made.setdefault(key, _Once())
            self._made.move_to_end(key)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        found: T = cell.get(make)
        return found

    def _adjacency(self, flow: Flow) -> Adjacency:
        if flow is Flow.CONTENT:
            return self.adjacency(Flow.AMPLIFICATION).reversed()
        edges = self.edges
        source, target = (edges[end].to_numpy().astype(np.int64) for end in ("source", "target"))
        weight = edges["count"].to_numpy().astype(np.float64)
        both_ways = ~edges["type"].is_in(ACTIVITY_TYPES).to_numpy()
        return Adjacency.of(
            len(self.nodes),
            np.concatenate([source, target[both_ways]]),
            np.concatenate([target, source[both_ways]]),
            np.concatenate([weight, weight[both_ways]]),
        )
