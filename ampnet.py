"""ampnet: explore amplification networks with evidence.

The public face for notebooks and scripts::

    import ampnet

    with ampnet.connect() as database:              # the database the settings name
        snapshot = ampnet.snapshot(database)         # the graph as columns, cached
        found = ampnet.communities(snapshot)
        graph = snapshot.graph()                     # an igraph.Graph; graph.to_networkx() too
        snapshot.edges                               # a polars.DataFrame
        ampnet.view(database, snapshot, "@zlj517")   # in a notebook: the network, to click on

`python -m ampnet` is the command line.
"""

from __future__ import annotations

if __name__ == "__main__":  # each command imports what it needs; all of it would take longer
    from api.cli import main

    main()
else:
    from api.notebook import NetworkView, view
    from graph.answers.communities import communities
    from graph.answers.neighbours import neighbours
    from graph.answers.paths import shortest_paths
    from graph.answers.search import search
    from graph.connect import open_database
    from graph.database import Connection, Database
    from graph.errors import AmpnetError
    from graph.settings import Settings
    from graph.snapshot import Snapshot, SnapshotFilter
    from loaders.load import LoadReport, load_file

__all__ = [
    "AmpnetError",
    "Connection",
    "Database",
    "LoadReport",
    "NetworkView",
    "Settings",
    "Snapshot",
    "SnapshotFilter",
    "communities",
    "connect",
    "load_file",
    "neighbours",
    "search",
    "shortest_paths",
    "snapshot",
    "view",
]


def connect(*, read_only: bool = False) -> Database:
    """Open the database that the `AMPNET_*` variables name, starting the embedded one."""
    return open_database(Settings(), read_only=read_only, start=not read_only)


def snapshot(database: Database, *, refresh: bool = False) -> Snapshot:
    """Return the graph as columns, from the cache where it has not changed."""
    return Snapshot.open(database, Settings().cache, refresh=refresh)
