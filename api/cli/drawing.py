"""Write what an answer holds of the graph as a page; imported only when that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.cli.output import note
from api.views.network import write_network
from api.views.rows import subgraph_of
from graph.database import Database, Rows


def draw(
    database: Database, rows: Rows, statement: str, given: Mapping[str, Any], file: Path
) -> None:
    """Write the page, and say what is in it.

    Raises:
        NothingToDrawError: The answer holds only values.
    """
    part = subgraph_of(database, rows, statement, given)
    write_network(part, file)
    note(f"{file}: {len(part.nodes):,} nodes, {len(part.edges):,} relationships")
