"""The graph as columns in memory: exported once for each version, cached, filtered, computed on."""

from graph.snapshot.filters import BadFilterError, SnapshotFilter
from graph.snapshot.holder import SnapshotHolder
from graph.snapshot.snapshot import Flow, Snapshot
from graph.snapshot.tables import ACTIVITY_TYPES, Tables
from graph.snapshot.version import GraphVersion

__all__ = [
    "ACTIVITY_TYPES",
    "BadFilterError",
    "Flow",
    "GraphVersion",
    "Snapshot",
    "SnapshotFilter",
    "SnapshotHolder",
    "Tables",
]
