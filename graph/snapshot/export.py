"""Bring the graph over Bolt, column by column.

A record costs more than what is in it: 636,307 events took 72 s as one record each and 4 s as
one list for each actor and kind, on the embedded engine. Nodes are named by the engine's own
integers on the way, and times are made epoch milliseconds by the server.

An item that amplifies another *item* is brought by that item's number first, and by a second
statement joined to its publishers, only where such items exist: as one statement with OPTIONAL
MATCH the same took 75 s.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from graph.database import Database
from graph.frames import read_frame
from graph.linking import Links, link
from graph.linking.collapse import one_row_each, other_ids, summed
from graph.linking.read import said_by_all
from graph.model import PARTY_LABELS, TRAVERSABLE
from graph.snapshot.dates import with_validity
from graph.snapshot.tables import ACTIVITY_TYPES, ALIASES, DATASETS, INDEX, NODES, Tables
from graph.snapshot.version import Counts
from graph.statements import node_label, relationship_type

_EVIDENCE: Final = dict(zip(("AMPLIFIES", "REPUBLISHES"), ACTIVITY_TYPES, strict=True))
"""Which aggregated type the relationships between items add up to."""

# `collect` drops nulls, and then the lists of one record no longer align. These stand in.
_NO_TEXT: Final = ""
_NO_INTEGER: Final = -(2**62)
_NO_FLOAT: Final = -1e300


class _Column(NamedTuple):
    """A column of the snapshot and the property it comes from."""

    name: str
    prop: str
    dtype: type[pl.DataType]
    is_time: bool = False

    def term(self, variable: str) -> str:
        value = f"{variable}.{self.prop}"
        if self.is_time:
            value = f"datetime({value}).epochMillis"
        return f"coalesce({value}, {self.absent!r})"

    @property
    def absent(self) -> str | int | float:
        if self.dtype is pl.String:
            return _NO_TEXT
        return _NO_FLOAT if self.dtype is pl.Float64 else _NO_INTEGER


_EDGE_COLUMNS: Final = (
    _Column("kind", "kind", pl.String),
    _Column("kind", "trace", pl.String),
    _Column("count", "count", pl.Int64),
    _Column("firstMs", "firstAt", pl.Int64, is_time=True),
    _Column("lastMs", "lastAt", pl.Int64, is_time=True),
    _Column("medianLagSeconds", "medianLagSeconds", pl.Int64),
    _Column("expected", "expected", pl.Float64),
    _Column("qValue", "qValue", pl.Float64),
    _Column("since", "since", pl.String),
    _Column("until", "until", pl.String),
    _Column("dataset", "dataset", pl.String),
)
_LOADED: Final = (
    "MATCH (r:Run) WHERE r.kind = 'load' AND r.state <> 'removed' RETURN DISTINCT r.dataset"
)
_EVENT_TIME: Final = _Column("atMs", "publishedAt", pl.Int64, is_time=True)


def export(database: Database, counts: Counts) -> Tables:
    """Read all tables; `counts` says what there is to be read."""
    nodes = _nodes(database, counts)
    actors = nodes.filter(pl.col("label") == "Actor")["id"]
    links = link(said_by_all(database, counts.types, actors))
    unique = nodes.unique("id", keep="first", maintain_order=True).drop("key")
    shown = one_row_each(unique, links)
    indexes = shown.select("id", index=pl.int_range(pl.len(), dtype=INDEX))
    standing = pl.col("id").replace(links.standing)
    keys = nodes.select("key", standing).join(indexes, on="id").select("key", "index")
    edges = [_edges(database, name, keys) for name in TRAVERSABLE if name in counts.types]
    if links.members:
        edges = [summed(e) if e["type"].is_in(ACTIVITY_TYPES).any() else e for e in edges]
    events = [_events(database, name, keys) for name in _EVIDENCE if name in counts.types]
    return Tables.of(
        shown,
        pl.concat(edges, how="diagonal") if edges else None,
        pl.concat(events, how="diagonal") if events else None,
        _aliases(database, unique, links, indexes),
        _datasets(database, counts),
    )


def _nodes(database: Database, counts: Counts) -> pl.DataFrame:
    """Every node that answers run between, with the engine's number as `key`, by id.

    Sorted, so that one graph gives the same indexes, and so the same answers, on every engine.
    """
    frames = [pl.DataFrame(schema={"key": pl.Int64, **NODES})]
    for label in PARTY_LABELS:
        if label not in counts.labels:
            continue
        known = {prop.name for prop in node_label(label).properties}
        names = [name for name in NODES if name in known]
        wanted = ", ".join(["id(n)", *(f"n.{name}" for name in names)])
        schema = {"key": pl.Int64, **{name: NODES[name] for name in names}}
        frame = read_frame(database, f"MATCH (n:{label}) RETURN {wanted}", schema)
        frames.append(frame.with_columns(label=pl.lit(label).cast(NODES["label"])))
    nodes = pl.concat(frames, how="diagonal").filter(pl.col("id").is_not_null())
    code = pl.col("id").str.strip_prefix("state:").str.to_uppercase()
    return nodes.with_columns(
        country=pl.when(pl.col("label") == "State").then(code).otherwise("country")
    ).sort("id")


def _edges(database: Database, name: str, keys: pl.DataFrame) -> pl.DataFrame:
    """The relationships of one type, by the indexes of their ends."""
    model = relationship_type(name)
    known = {prop.name for prop in model.properties}
    wanted = [column for column in _EDGE_COLUMNS if column.prop in known]
    lists = ", ".join(["collect(id(b))", *(f"collect({c.term('r')})" for c in wanted)])
    schema = {"source": pl.Int64, "target": pl.List(pl.Int64)}
    schema |= {column.name: pl.List(column.dtype) for column in wanted}
    parts = [
        read_frame(database, f"MATCH (a:{start})-[r:{name}]->(b) RETURN id(a), {lists}", schema)
        for start in model.starts
    ]
    frame = _exploded(pl.concat(parts), wanted).with_columns(type=pl.lit(name))
    frame = with_validity(frame) if "since" in known else frame
    count = pl.col("count").fill_null(1) if "count" in known else pl.lit(1, pl.Int64)
    return _indexed(frame.with_columns(count=count), keys)


def _events(database: Database, name: str, keys: pl.DataFrame) -> pl.DataFrame:
    """One row for each relationship between items, by who published and who was amplified."""
    kind = "coalesce(r.kind, '')" if name == "AMPLIFIES" else "''"
    statement = (
        f"MATCH (a:Actor)-[:PUBLISHED]->(i:Item)-[r:{name}]->(t) RETURN id(a), {kind}, "
        f"coalesce(i.dataset, ''), collect(id(t)), collect({_EVENT_TIME.term('i')}), collect(id(i))"
    )
    schema = {
        "source": pl.Int64,
        "kind": pl.String,
        "dataset": pl.String,
        "target": pl.List(pl.Int64),
        "atMs": pl.List(pl.Int64),
        "item": pl.List(pl.Int64),
    }
    frame = _exploded(read_frame(database, statement, schema), [_EVENT_TIME], "item").with_columns(
        pl.col("kind", "dataset").replace(_NO_TEXT, None),
        type=pl.lit(_EVIDENCE[name]),
    )
    toward_item = frame["target"].is_in(keys["key"].implode()).not_()
    if toward_item.any():
        publishers = _publishers(database, name)
        of_items = frame.filter(toward_item).join(publishers, left_on="target", right_on="item")
        of_items = of_items.drop("target").rename({"publisher": "target"}).select(frame.columns)
        frame = pl.concat([frame.filter(~toward_item), of_items])
    return _indexed(frame, keys)


def _publishers(database: Database, name: str) -> pl.DataFrame:
    """Who published the items that other items amplify: columns publisher and item."""
    items = f"MATCH (b:Actor)-[:PUBLISHED]->(t:Item)<-[:{name}]-()"
    statement = f"{items} RETURN id(b), collect(DISTINCT id(t))"
    schema = {"publisher": pl.Int64, "item": pl.List(pl.Int64)}
    return read_frame(database, statement, schema).explode("item", empty_as_null=False)


def _aliases(
    database: Database, unique: pl.DataFrame, links: Links, indexes: pl.DataFrame
) -> pl.DataFrame:
    """The other ids of each actor: those that it is said to bear, and accounts taken as one."""
    accounts = other_ids(unique, links).with_columns(actor=pl.lit(True))
    pairs = [*links.names.items()]
    pairs += [(id_, actor) for id_, actors in links.shared.items() for actor in actors]
    borne = pl.DataFrame(pairs, schema={"id": pl.String, "standing": pl.String}, orient="row")
    if pairs:
        known = ("id", "platform", "handle")
        schema = {name: ALIASES[name] for name in known}
        statement = "MATCH (l:Alias) RETURN l.id, l.platform, l.handle"
        borne = borne.join(read_frame(database, statement, schema), on="id", how="left")
    found = pl.concat([accounts, borne.with_columns(actor=pl.lit(False))], how="diagonal")
    return found.join(indexes.rename({"id": "standing"}), on="standing").sort("id", "index")


def _datasets(database: Database, counts: Counts) -> pl.DataFrame:
    """The data sets that were loaded or that somebody gave the credit of, by name."""
    found = [pl.DataFrame(schema=DATASETS)]
    if "Dataset" in counts.labels:
        wanted = ", ".join(f"d.{name}" for name in DATASETS)
        found.append(read_frame(database, f"MATCH (d:Dataset) RETURN {wanted}", dict(DATASETS)))
    if "Run" in counts.labels:
        found.append(read_frame(database, _LOADED, {"id": pl.String}))
    named = pl.concat(found, how="diagonal").filter(pl.col("id").is_not_null())
    return named.unique("id", keep="first", maintain_order=True).sort("id")


def _exploded(frame: pl.DataFrame, columns: list[_Column], *others: str) -> pl.DataFrame:
    """One row for each list member, with nulls where something stood in for them."""
    names = ["target", *others, *(column.name for column in columns)]
    return frame.explode(names, empty_as_null=False).with_columns(
        pl.col(column.name).replace(column.absent, None) for column in columns
    )


def _indexed(frame: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Put indexes in place of the engine's numbers; drop what ends elsewhere."""
    for end in ("source", "target"):
        renamed = keys.rename({"key": end, "index": "_index"})
        frame = frame.join(renamed, on=end).drop(end).rename({"_index": end})
    return frame
