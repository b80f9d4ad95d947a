"""`ampnet communities --edges FILE`: communities of a plain table, without a database."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import typer

from api.cli.foretelling import foretell
from api.cli.output import data
from graph.answers.foretold import dividing, division
from graph.answers.partition import Algorithm, BadCommunitiesRequestError, Method
from graph.answers.plain_communities import communities_of_edges
from graph.plainfiles import PlainFileError, read_table, write_table


def communities_of_file(
    edges: Path,
    *,
    method: Method,
    fit_small: bool = False,
    source: str = "source",
    target: str = "target",
    weight: str | None = None,
    out: Path | None = None,
    compare_with: Path | None = None,
) -> None:
    """Divide the graph in a file and write `id,community`.

    Args:
        edges: csv, csv.gz, parquet or jsonl; one edge a row.
        method: Algorithm, direction, seed; without a weight column repeated rows add up.
        fit_small: Fit the resolution where the graph is not large, instead of the method's.
        source: Column of where an edge starts.
        target: Column of where it ends.
        weight: Column of its weight, above zero.
        out: Where to write; without it, to the terminal. What was done is told on stderr.
        compare_with: A table with the columns `id` and `community`; how alike it is is told.

    Raises:
        PlainFileError: A file or a column is absent or broken.
        BadCommunitiesRequestError: A row lacks an end, or a weight is no number above 0, or both
            ends are in one column.
    """
    if source == target:
        raise BadCommunitiesRequestError(
            f"The column '{source}' is named as both ends of an edge.",
            "Name two columns: --source and --target.",
        )
    columns = {"source": source, "target": target}
    if weight is not None:
        columns["weight"] = weight
    read = read_table(edges, columns)
    what = division(len(read), method)
    foretell(dividing(len(read), method), what, "Leiden, without a consensus, is the quickest.")
    try:
        table, found = communities_of_edges(read, method, fit_small=fit_small, columns=columns)
    except BadCommunitiesRequestError as error:
        raise BadCommunitiesRequestError(f"{edges}: {error.message}", error.remedy) from error
    if out is None:
        data(table.write_csv())
    else:
        write_table(table, out)
    settings = [method.algorithm.value, "directed" if method.directed else "undirected"]
    if method.algorithm is Algorithm.LEIDEN:
        settings += [method.objective.value, f"resolution {found.resolution:.4g}"]
    number = table["community"].n_unique()
    how = "consensus of" if method.consensus else "best of"
    typer.echo(
        f"{number} communities of {len(table)} nodes ({', '.join(settings)}, seed {method.seed}, "
        f"{how} {found.runs}); modularity {found.modularity:.4f}."
        + (f" Written to {out}." if out else ""),
        err=True,
    )
    if compare_with is not None:
        typer.echo(_compared(table, compare_with), err=True)


def _compared(table: pl.DataFrame, path: Path) -> str:
    from graph.answers.partition_comparison import compare_partitions  # noqa: PLC0415  scipy

    other = read_table(path, {"id": "id", "other": "community"})
    twice = other.filter(pl.col("id").is_duplicated())
    if len(twice):
        raise PlainFileError(f"{path}: the id {twice['id'][0]!r} stands twice.", "Remove one row.")
    both = table.join(other.drop_nulls(), on="id")
    labels = both["community"].to_numpy(), both["other"].rank("dense").cast(pl.Int64).to_numpy()
    found = compare_partitions(*labels)
    return (
        f"Against {path}: AMI {found.ami:.4f}, ARI {found.ari:.4f}, NMI {found.nmi:.4f}, "
        f"variation of information {found.variation_of_information:.4f} bits, over "
        f"{found.nodes} of {len(table)} nodes ({found.communities[1]} communities there)."
    )
