"""Who is named as the source, and what that does to the order that the clock gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from graph.republication.attribution import NamedSources, actor_keys, agency_keys
from graph.republication.tokens import I64, U64, Bools
from graph.republication.trees import NOBODY

_LATEST_SOURCE_MS: Final = 2 * 86_400_000
_LATEST_PASSING_MS: Final = 15 * 60_000


@dataclass(frozen=True, slots=True)
class Attributions:
    """What items say about their sources, as far as it can be followed.

    Attributes:
        named: For each item the item of the same cluster whose actor it names, or `NOBODY`.
        outside: For each item the key of the agency that it reprints and that has no item in
            its cluster, or 0.
        rank: The order of the items, no two equal; a named source comes before who names it.
    """

    named: I64
    outside: U64
    rank: I64


def resolve(
    names: NamedSources, actors: Sequence[str], actor: I64, cluster: I64, time: I64, rank: I64
) -> Attributions:
    """Follow the names in texts to the items of those who are named.

    Args:
        names: The names, `rows` counting items.
        actors: The names of all actors.
        actor: For each item its actor's place in `actors`.
        cluster: For each item its cluster.
        time: For each item its time in milliseconds.
        rank: For each item its place in the order of time.
    """
    named = np.full(len(actor), NOBODY, dtype=np.int64)
    outside = np.zeros(len(actor), dtype=np.uint64)
    if not len(names.rows):
        return Attributions(named, outside, rank)
    said = _said(names, actors, actor, cluster, rank)
    inside = said.filter(pl.col("source").is_not_null())
    # A source may be dated somewhat later (clocks, edited posts), but not by days; a channel whose
    # handle merely stands in the text may have taken the text up itself.
    at = pl.Series(time.astype(np.float64))
    late = at.gather(inside["source"]) - at.gather(inside["item"])
    latest = pl.when("passing").then(_LATEST_PASSING_MS).otherwise(_LATEST_SOURCE_MS)
    inside = inside.with_columns(late=late).filter(pl.col("late") <= latest)
    inside = inside.sort("source_rank").unique("item", keep="first", maintain_order=True)
    named[inside["item"].to_numpy()] = inside["source"].to_numpy()
    mutual = (named != NOBODY) & (actor[named[named]] == actor) & (named[named] != NOBODY)
    named[mutual] = NOBODY
    reprints = said.filter(pl.col("source").is_null() & pl.col("reprint")).sort("item", "key")
    reprints = reprints.filter(pl.col("key").is_in(agency_keys().tolist()))
    outside[reprints["item"].to_numpy()] = reprints["key"].to_numpy()
    return Attributions(named, outside, _sources_first(named, rank))


def _said(
    names: NamedSources, actors: Sequence[str], actor: I64, cluster: I64, rank: I64
) -> pl.DataFrame:
    """Who names whom: the earliest item in the cluster of an actor of that name."""
    said = pl.DataFrame(
        {
            "item": names.rows,
            "key": names.keys,
            "reprint": names.reprint,
            "passing": names.passing,
            "actor": actor[names.rows],
            "cluster": cluster[names.rows],
        }
    )
    present = np.unique(actor)
    aliases = pl.DataFrame(
        {"actor": present, "key": [actor_keys(actors[code]) for code in present]},
        schema={"actor": pl.Int64, "key": pl.List(pl.UInt64)},
    )
    aliases = aliases.explode("key", empty_as_null=False)
    # An actor that names itself, or another edition of itself, says nothing.
    said = said.join(aliases, on=["actor", "key"], how="anti")
    sources = (
        pl.DataFrame({"source": np.arange(len(actor)), "actor": actor, "cluster": cluster})
        .with_columns(source_rank=rank)
        .join(aliases, on="actor")
        .join(said.select("cluster", "key").unique(), on=["cluster", "key"], how="semi")
        .sort("source_rank")
        .unique(["cluster", "key"], keep="first", maintain_order=True)
        .select("cluster", "key", "source", "source_rank")
    )
    return said.join(sources, on=["cluster", "key"], how="left")


def _sources_first(named: I64, rank: I64) -> I64:
    """Move every named source just before the first item that names it."""
    position = rank.astype(np.float64)
    for _ in range(8):  # a chain of eight who each name the next, all dated backwards
        takers: Bools = (named != NOBODY) & (position[named] > position)
        if not takers.any():
            break
        np.minimum.at(position, named[takers], position[takers] - 0.5)
    order = np.lexsort((rank, position))
    corrected = np.empty(len(rank), dtype=np.int64)
    corrected[order] = np.arange(len(rank))
    return corrected
