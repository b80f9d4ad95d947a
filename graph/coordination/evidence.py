"""What an edge rests on: each shared object with both items and times, and who was first."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.stats import binomtest

from graph.coordination.detect import Coordination
from graph.coordination.pairs import is_co_share, pair_keys
from graph.coordination.shares import Codes, CoordinationError
from graph.coordination.windowed import WindowedPairs
from graph.distinct import distinct


def evidence(result: Coordination, edges: pl.DataFrame) -> pl.DataFrame:
    """List the co-shares behind some edges.

    Args:
        result: What the edges come from.
        edges: Columns `source` and `target`, as in `result.edges`; no more edges than one
            wants to read, for each of their co-shares becomes a row.

    Returns:
        `source`, `target`, `object`, `source_item`, `target_item` (null where items are not
        known), `source_at`, `target_at` (milliseconds since 1970 UTC) and `lag_seconds`
        (positive: the source was first), by edge, then time.

    Raises:
        CoordinationError: An edge names an actor that the result does not know.
    """
    found, window = result.found, round(result.parameters.window_seconds * 1000)
    shares = found.shares
    one, other = (_codes(shares.actors, edges[name]) for name in ("source", "target"))
    actors = len(shares.actors)
    wanted = distinct(np.minimum(one, other) * actors + np.maximum(one, other)).astype(np.uint64)
    involved = np.zeros(actors, dtype=np.bool_)
    involved[one] = involved[other] = True
    kept = involved[shares.actor]
    few, counted = shares.only(kept), found.counted[kept]
    rows: list[tuple[Codes, Codes]] = []
    for earlier, later in WindowedPairs(few, window):
        real = is_co_share(few, earlier, later) & (counted[earlier] | counted[later])
        real[real] = np.isin(pair_keys(few, earlier[real], later[real]), wanted)
        rows.append((earlier[real], later[real]))
    empty = np.empty(0, dtype=np.int64)
    before = np.concatenate([empty, *(pair[0] for pair in rows)])
    after = np.concatenate([empty, *(pair[1] for pair in rows)])
    ordered = few.actor[before] < few.actor[after]
    left, right = np.where(ordered, before, after), np.where(ordered, after, before)
    items = pl.concat([shares.items, pl.Series([None], dtype=pl.String)])
    unknown = len(shares.items)
    return pl.DataFrame(
        {
            "source": shares.actors.gather(few.actor[left]),
            "target": shares.actors.gather(few.actor[right]),
            "object": shares.objects.gather(few.object[left]),
            "source_item": items.gather(np.minimum(few.item[left], unknown)),
            "target_item": items.gather(np.minimum(few.item[right], unknown)),
            "source_at": few.time[left],
            "target_at": few.time[right],
            "lag_seconds": (few.time[right] - few.time[left]) / 1000,
        }
    ).sort("source", "target", pl.min_horizontal("source_at", "target_at"), "object")


def direction(co_shares: pl.DataFrame) -> pl.DataFrame:
    """Say who of each pair is usually first, by how much, and whether that is more than chance.

    Args:
        co_shares: What `evidence` returns.

    Returns:
        One row per edge: `source`, `target`, `source_first`, `target_first`, `simultaneous`
        (co-shares), `median_lag_seconds` (of all; positive: the source leads), `leader` (null
        if both are first equally often) and `p_value` (two-sided binomial test that either is
        first as often; simultaneous co-shares say nothing and are left out).
    """
    lag = pl.col("lag_seconds")
    table = (
        co_shares.group_by("source", "target", maintain_order=True)
        .agg(
            source_first=(lag > 0).sum().cast(pl.Int64),
            target_first=(lag < 0).sum().cast(pl.Int64),
            simultaneous=(lag == 0).sum().cast(pl.Int64),
            median_lag_seconds=lag.median(),
        )
        .with_columns(
            leader=pl.when(pl.col("source_first") > pl.col("target_first"))
            .then("source")
            .when(pl.col("source_first") < pl.col("target_first"))
            .then("target")
        )
    )
    firsts = table.select("source_first", "target_first").rows()
    p = {pair: binomtest(pair[0], sum(pair)).pvalue if sum(pair) else 1.0 for pair in set(firsts)}
    return table.with_columns(p_value=pl.Series([p[pair] for pair in firsts], dtype=pl.Float64))


def _codes(names: pl.Series, wanted: pl.Series) -> Codes:
    place = names.search_sorted(wanted.cast(pl.String)).to_numpy().astype(np.int64)
    known = place < len(names)
    known[known] = (names.gather(place[known]) == wanted.filter(pl.Series(known))).to_numpy()
    if not known.all():
        raise CoordinationError(
            f"There is no actor {wanted.filter(pl.Series(~known))[0]!r} in this result.",
            "Give edges of the same result.",
        )
    return place
