"""`ampnet communities --edges FILE`: communities of a plain table, without a database."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from graph.answers.partition import Algorithm, Method
from graph.answers.plain_communities import communities_of_edges
from graph.plainfiles import read_table, write_table


def communities_of_file(
    edges: Path,
    *,
    method: Method,
    source: str = "source",
    target: str = "target",
    weight: str | None = None,
    out: Path | None = None,
) -> None:
    """Divide the graph in a file and write `id,community`.

    Args:
        edges: csv, csv.gz, parquet or jsonl; one edge a row.
        method: Algorithm, direction, seed; without a weight column repeated rows add up.
        source: Column of where an edge starts.
        target: Column of where it ends.
        weight: Column of its weight, above zero.
        out: Where to write; without it, to the terminal. What was done is told on stderr.

    Raises:
        PlainFileError: The file or a column is absent or broken.
        BadCommunitiesRequestError: A row lacks an end, or a weight is no number above 0.
    """
    columns = {"source": source, "target": target}
    if weight is not None:
        columns["weight"] = weight
    table, found = communities_of_edges(read_table(edges, columns), method)
    if out is None:
        sys.stdout.write(table.write_csv())
    else:
        write_table(table, out)
    settings = [method.algorithm.value, "directed" if method.directed else "undirected"]
    if method.algorithm is Algorithm.LEIDEN:
        settings += [method.objective.value, f"resolution {method.resolution:g}"]
    number = table["community"].n_unique()
    typer.echo(
        f"{number} communities of {len(table)} nodes ({', '.join(settings)}, seed {method.seed}, "
        f"best of {found.runs}); modularity {found.modularity:.4f}."
        + (f" Written to {out}." if out else ""),
        err=True,
    )
