"""The tables of a snapshot in which accounts that are one actor are one row.

An edge between two actors is then the sum of the edges between their accounts, as it would be had
all the evidence been found under one id.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from graph.linking.clusters import Links
from graph.vocabulary import Role

_COUNTED: Final = {"count": "sum", "firstMs": "min", "lastMs": "max"}
_SUMMED: Final = ["source", "target", "type", "kind"]


def one_row_each(nodes: pl.DataFrame, links: Links) -> pl.DataFrame:
    """Return the nodes with one row for each actor, under the id that stands for it.

    A fact that it lacks is taken from the account that comes next in rank; roles are added up.

    Args:
        nodes: Sorted by `id`, which is unique.
        links: Which of them are one.
    """
    if not links.members:
        return nodes
    here = nodes.filter(pl.col("id").is_in(list(links.standing)))
    rows = {row["id"]: row for row in here.iter_rows(named=True)}
    merged = [_merged([rows[id_] for id_ in ids if id_ in rows]) for ids in links.members.values()]
    rest = nodes.filter(~pl.col("id").is_in(list(links.standing)))
    return pl.concat([rest, pl.DataFrame(merged, schema=nodes.schema)]).sort("id")


def _merged(rows: list[dict[str, Any]]) -> dict[str, Any]:
    facts = {
        name: next((row[name] for row in rows if row[name] is not None), None) for name in rows[0]
    }
    # An account of which no source says a name is called by its handle.
    facts["name"] = next((r["name"] for r in rows if r["name"] != r["handle"]), facts["name"])
    roles = sorted({role for row in rows for role in row["roles"] or ()})
    facts["roles"] = [r for r in roles if r != Role.ACCOUNT] or roles
    return facts


def other_ids(nodes: pl.DataFrame, links: Links) -> pl.DataFrame:
    """Return the accounts that another one stands for, with its id as `standing`."""
    heads = {id_: head for id_, head in links.standing.items() if id_ != head}
    here = nodes.filter(pl.col("id").is_in(list(heads)))
    standing = pl.col("id").replace_strict(heads, return_dtype=pl.String)
    return here.select("id", "platform", "handle", "name", standing=standing)


def summed(edges: pl.DataFrame) -> pl.DataFrame:
    """Return activity edges with one row for each pair and kind.

    The median of a sum cannot be told from the medians: it is null where there were several.
    """
    counted = [getattr(pl.col(n), how)() for n, how in _COUNTED.items() if n in edges.columns]
    others = [n for n in edges.columns if n not in {*_SUMMED, *_COUNTED}]
    keys = [name for name in _SUMMED if name in edges.columns]
    return (
        edges.group_by(keys, maintain_order=True)
        .agg(*counted, *(pl.when(pl.len() == 1).then(pl.col(n).first()).alias(n) for n in others))
        .select(edges.columns)
    )
