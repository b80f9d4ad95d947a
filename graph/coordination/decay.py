"""Co-shares that count less the longer they are apart, instead of a hard window."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph.coordination.pairs import eligible, is_co_share, pair_keys
from graph.coordination.shares import CoordinationError, shares_from
from graph.coordination.significance import benjamini_hochberg, poisson_tail
from graph.coordination.strata import Stratified, calendar, hour_of_day, whole
from graph.coordination.windowed import WindowedPairs

_HALF_LIVES = 10  # a co-share further apart would count less than a thousandth


def decaying(
    table: pl.DataFrame,
    half_life: float = 30,
    min_participation: int = 2,
    most_pairs: int | None = None,
) -> pl.DataFrame:
    """Weigh each co-share by `2 ** (-lag / half_life)`, up to ten half-lives.

    Expected weights are those of the configuration model (overall, within hours of the day
    and within stretches of the calendar, the largest counting), with decaying weights in the
    place of counts; shared taste is *not* looked at, so this is for comparison with windows,
    not for accusations. The tail is that of a Poisson count scaled by the mean square of a
    weight over its mean.

    Args:
        table: As `graph.coordination.coordination` takes it.
        half_life: Seconds.
        min_participation: Fewest shares of an actor that takes part.
        most_pairs: As there.

    Returns:
        `source`, `target`, `weight` (decayed), `co_shares` (up to ten half-lives), `expected`,
        `p_value`, `q_value` (among all pairs of eligible actors), sorted.

    Raises:
        CoordinationError: The half-life is not positive.
    """
    if not half_life > 0:
        raise CoordinationError(f"A half-life of {half_life} s cannot be used.", "Give such as 30.")
    shares = eligible(shares_from(table), min_participation)
    begun = np.zeros(len(shares))
    squares = 0.0
    parts: list[pl.DataFrame] = []
    for earlier, later in WindowedPairs(shares, round(_HALF_LIVES * half_life * 1000), most_pairs):
        real = is_co_share(shares, earlier, later)
        before, after = earlier[real], later[real]
        worth = np.exp2((shares.time[before] - shares.time[after]) / (1000 * half_life))
        begun += np.bincount(before, worth, minlength=len(shares))
        squares += float((worth**2).sum())
        part = pl.DataFrame({"key": pair_keys(shares, before, after), "weight": worth})
        parts.append(part.group_by("key").agg(pl.sum("weight"), co_shares=pl.len()))
    empty = pl.DataFrame(schema={"key": pl.UInt64, "weight": pl.Float64, "co_shares": pl.UInt32})
    sums = pl.concat([empty, *parts]).group_by("key").agg(pl.all().sum()).sort("key")
    source, target = np.divmod(sums["key"].to_numpy().astype(np.int64), max(1, len(shares.actors)))
    expected = np.zeros(len(sums))
    window = round(half_life * 1000)
    for stratum in (whole(shares), hour_of_day(shares), calendar(shares, window)):
        model = Stratified(shares, stratum, begun)
        expected = np.maximum(expected, model.expected(source, target))
    scale = squares / begun.sum() if len(sums) else 1.0
    p = poisson_tail(sums["weight"].to_numpy() / scale, expected / scale)
    actors = int((shares.activity > 0).sum())
    return pl.DataFrame(
        {
            "source": shares.actors.gather(source),
            "target": shares.actors.gather(target),
            "weight": sums["weight"],
            "co_shares": sums["co_shares"].cast(pl.Int64),
            "expected": expected,
            "p_value": p,
            "q_value": benjamini_hochberg(p, actors * (actors - 1) / 2),
        }
    )
