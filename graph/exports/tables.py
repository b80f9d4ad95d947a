"""A subgraph as tables: nodes, edges, evidence and whose data it is; CSV or Parquet, zipped."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import polars as pl

from graph.credit import Credit
from graph.exports.values import Row, cell, credit_row, edge_row, evidence_rows, node_row
from graph.subgraph import Evidence, Subgraph, SubgraphEdge, SubgraphNode

_NUMBERS: Final = frozenset({"followers", "community", "weight", "evidenceGiven"})
_TIMES: Final = frozenset({"firstAt", "lastAt", "publishedAt"})
_MOMENT: Final = pl.Datetime("us", "UTC")
_EMPTY_NODE: Final = SubgraphNode("x:nobody")
_EMPTY_EDGE: Final = SubgraphEdge("", "", evidence=(Evidence(),))


def write_csv(subgraph: Subgraph, path: Path) -> None:
    """Write `nodes.csv`, `edges.csv` and so on; texts like formulas are guarded."""

    def table(frame: pl.DataFrame, file: BytesIO) -> None:
        guarded = [
            pl.col(name).map_elements(cell, return_dtype=pl.String)
            for name, dtype in frame.schema.items()
            if dtype == pl.String
        ]
        frame.with_columns(guarded).write_csv(file)

    _write(subgraph, path, "csv", table)


def write_parquet(subgraph: Subgraph, path: Path) -> None:
    """Write `nodes.parquet`, `edges.parquet` and so on; times are in UTC."""

    def table(frame: pl.DataFrame, file: BytesIO) -> None:
        moments = [
            pl.col(name).map_elements(datetime.fromisoformat, return_dtype=_MOMENT)
            for name in frame.columns
            if name in _TIMES
        ]
        frame.with_columns(moments).write_parquet(file)

    _write(subgraph, path, "parquet", table)


def _write(
    subgraph: Subgraph, path: Path, ending: str, write: Callable[[pl.DataFrame, BytesIO], None]
) -> None:
    tables: dict[str, tuple[list[Row], list[Row]]] = {
        "nodes": ([node_row(_EMPTY_NODE)], [node_row(node) for node in subgraph.nodes]),
        "edges": ([edge_row(_EMPTY_EDGE)], [edge_row(edge) for edge in subgraph.edges]),
        "evidence": (
            evidence_rows(_EMPTY_EDGE),
            [row for edge in subgraph.edges for row in evidence_rows(edge)],
        ),
        "datasets": ([credit_row(Credit(""))], [credit_row(each) for each in subgraph.credits]),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, ((example,), rows) in tables.items():
            schema = {key: pl.Int64 if key in _NUMBERS else pl.String for key in example}
            file = BytesIO()
            write(pl.DataFrame(rows, schema=schema, orient="row"), file)
            archive.writestr(f"{name}.{ending}", file.getvalue())
