"""The columns of a snapshot: tables of numbers and short strings.

- `nodes`: one row for each actor, organisation, state and host; its row number is its index.
  Accounts that are one actor (`graph.linking`) are one row.
- `edges`: one row for each relationship that answers may follow, sorted by source and target;
  its row number is its index. Direction as stored: from the one who amplifies to the one
  amplified.
- `events`: one row for each item that is evidence of an edge, sorted by time, unknown times
  first; `item` is the engine's own number of the item. Edges without any: ties, and counts that
  were loaded without their items.
- `aliases`: other ids of actors; `actor` where the id has a node and evidence of its own, which
  are counted with the actor's. An id that stands in several rows is shared and names nobody.
- `datasets`: one row for each data set that was loaded, as `graph.credit` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from graph.credit import PROPERTIES
from graph.model import PARTY_LABELS, TRAVERSABLE

ACTIVITY_TYPES: Final = ("AMPLIFIED", "REPUBLISHED")
"""Types that say what actors did, with a count; content flows against their arrows."""

UNDIRECTED_TYPES: Final = ("COORDINATED_WITH", "HAS_AGREEMENT_WITH")
"""Types whose arrow means nothing: they are stored once for a pair."""

INDEX: Final = pl.UInt32


def _schema(columns: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.Schema:
    return pl.Schema(columns)


NODES: Final = _schema(
    {
        "index": INDEX,
        "id": pl.String,
        "label": pl.Enum(PARTY_LABELS),
        "name": pl.String,
        "roles": pl.List(pl.String),
        "country": pl.String,
        "platform": pl.String,
        "handle": pl.String,
        "language": pl.String,
        "region": pl.String,
        "followers": pl.Int64,
        "url": pl.String,
        "dataset": pl.String,
    }
)
EDGES: Final = _schema(
    {
        "index": INDEX,
        "source": INDEX,
        "target": INDEX,
        "type": pl.Enum(TRAVERSABLE),
        "kind": pl.Categorical(),
        "count": pl.Int64,
        "firstMs": pl.Int64,
        "lastMs": pl.Int64,
        "medianLagSeconds": pl.Int64,
        "expected": pl.Float64,
        "qValue": pl.Float64,
        "dataset": pl.Categorical(),
        "events": pl.Int64,
    }
)
EVENTS: Final = _schema(
    {"edge": INDEX, "atMs": pl.Int64, "dataset": pl.Categorical(), "item": pl.Int64}
)
ALIASES: Final = _schema(
    {
        "index": INDEX,
        "id": pl.String,
        "platform": pl.String,
        "handle": pl.String,
        "name": pl.String,
        "actor": pl.Boolean,
    }
)
DATASETS: Final = _schema(
    {
        "id": pl.String,
        **{
            prop: pl.List(pl.String) if prop == "creators" else pl.String
            for prop in PROPERTIES.values()
        },
    }
)
SCHEMAS: Final[Mapping[str, pl.Schema]] = {
    "nodes": NODES,
    "edges": EDGES,
    "events": EVENTS,
    "aliases": ALIASES,
    "datasets": DATASETS,
}


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The five tables; nobody changes them once they are made."""

    nodes: pl.DataFrame
    edges: pl.DataFrame
    events: pl.DataFrame
    aliases: pl.DataFrame
    datasets: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DATASETS))

    @classmethod
    def of(
        cls,
        nodes: pl.DataFrame,
        edges: pl.DataFrame | None = None,
        events: pl.DataFrame | None = None,
        aliases: pl.DataFrame | None = None,
        datasets: pl.DataFrame | None = None,
    ) -> Tables:
        """Make the tables from frames that have some of the columns, in any order of rows.

        Args:
            nodes: In the order of their indexes; at least `id` and `label`.
            edges: At least `source`, `target` and `type`.
            events: `source`, `target`, `type`, `kind`, `atMs`, `dataset`, `item`; those that belong
                to no edge are left out, for the graph does not say that they add up to one.
            aliases: As in `ALIASES`.
            datasets: As in `DATASETS`.
        """
        nodes = _numbered(nodes)
        edges = _complete(pl.DataFrame(schema=EDGES) if edges is None else edges, EDGES)
        edges = _numbered(edges.sort(_EDGE_KEY))
        found = pl.DataFrame(schema=EVENTS)
        if events is not None:
            key = edges.select(*_EDGE_KEY, edge="index").unique(_EDGE_KEY, keep="first")
            typed = events.with_columns(pl.col(name).cast(EDGES[name]) for name in _EDGE_KEY)
            found = _complete(typed.join(key, on=_EDGE_KEY, nulls_equal=True), EVENTS)
            found = found.sort("atMs", "edge", "item")
        of_edge = found.group_by("edge").agg(events=pl.len().cast(pl.Int64))
        edges = edges.drop("events").join(
            of_edge, left_on="index", right_on="edge", how="left", maintain_order="left"
        )
        return cls(
            _complete(nodes, NODES),
            _complete(edges.with_columns(pl.col("events").fill_null(0)), EDGES),
            found,
            _complete(pl.DataFrame(schema=ALIASES) if aliases is None else aliases, ALIASES),
            _complete(pl.DataFrame(schema=DATASETS) if datasets is None else datasets, DATASETS),
        )


_EDGE_KEY: Final = ["source", "target", "type", "kind"]


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(index=pl.int_range(pl.len(), dtype=INDEX))


def _complete(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Cast to `schema`, with nulls for the columns that `frame` lacks."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )
