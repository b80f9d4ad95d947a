"""The formats that a part of the graph can be written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from graph.errors import AmpnetError
from graph.exports.networks import write_cytoscape, write_gexf, write_graphml, write_node_link
from graph.exports.tables import write_csv, write_parquet
from graph.exports.threat import write_ftm, write_stix
from graph.subgraph import Subgraph
from graph.whole import whole_file


class Export(NamedTuple):
    """A format.

    Attributes:
        name: What it is called on the command line and over REST.
        suffix: How files of it end.
        media_type: How they are served.
        opens: Who reads it.
        write: Writes a subgraph to a file.
    """

    name: str
    suffix: str
    media_type: str
    opens: str
    write: Callable[[Subgraph, Path], None]


class ExportError(AmpnetError):
    """A format that is not known, or a file that cannot be written."""


EXPORTS: Final[tuple[Export, ...]] = (
    Export("gexf", ".gexf", "application/gexf+xml", "Gephi, with its timeline", write_gexf),
    Export("graphml", ".graphml", "application/graphml+xml", "yEd, igraph, Gephi", write_graphml),
    Export("cytoscape", ".cyjs", "application/json", "Cytoscape", write_cytoscape),
    Export("nodelink", ".json", "application/json", "networkx, D3", write_node_link),
    Export("csv", ".csv.zip", "application/zip", "spreadsheets, R", write_csv),
    Export("parquet", ".parquet.zip", "application/zip", "Polars, pandas, DuckDB", write_parquet),
    Export("stix", ".stix.json", "application/json", "OpenCTI, MISP", write_stix),
    Export("ftm", ".ftm.jsonl", "application/x-ndjson", "OpenAleph, OpenSanctions", write_ftm),
)


def export_named(
    name: str | None, path: Path | None = None, formats: Sequence[Export] = EXPORTS
) -> Export:
    """Return the format of that name, or that the file's ending says, of those there are.

    Raises:
        ExportError: There is none.
    """
    for export in sorted(formats, key=lambda each: -len(each.suffix)):
        if export.name == name or (name is None and path and path.name.endswith(export.suffix)):
            return export
    wanted = repr(name) if name is not None else f"that ends as {path and path.name!r} does"
    choices = ", ".join(f"{export.name} ({export.suffix})" for export in formats)
    raise ExportError(f"There is no format {wanted}.", f"The formats are {choices}.")


def write_export(subgraph: Subgraph, path: Path, export: Export) -> None:
    """Write a subgraph to a file, whole or not at all.

    Raises:
        ExportError: The file cannot be written.
    """
    try:
        with whole_file(path) as unfinished:
            export.write(subgraph, unfinished)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another file."
        ) from error
