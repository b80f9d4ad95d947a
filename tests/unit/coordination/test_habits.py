"""Clocks that two have in common, and objects that they share again and again, explain meetings."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from scipy import stats

from graph.coordination import coordination
from graph.coordination.clocks import CERTAIN, Clocks
from graph.coordination.lines import Timelines
from graph.coordination.pairs import count_pairs
from graph.coordination.shares import shares_from
from graph.coordination.taste import Taste

HOUR = 3_600_000
WINDOW = 60_000
Row = tuple[str, str, int]
Pair = tuple[str, str]


def table(rows: list[Row]) -> pl.DataFrame:
    schema = {"object": pl.String, "actor": pl.String, "time": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def sharers(seed: int, *, often: bool) -> tuple[pl.DataFrame, set[Pair]]:
    """People who share what is popular, one group of five among them, and the pairs of the group.

    Forty accounts put off what they share to the next half hour; they may share a thing often.
    """
    rng = np.random.default_rng(seed)
    born, fame = rng.uniform(0, 300 * HOUR, 150), 1 / np.arange(1, 151)
    rows: list[Row] = []
    for one in range(160):
        scheduler = one < 40
        of = rng.choice(150, 90 if scheduler else 12, p=fame / fame.sum())
        of = of if scheduler and often else np.unique(of)
        when = born[of] + 0.3 * HOUR * rng.lognormal(0, 1.5, len(of))
        if scheduler:
            when = np.ceil(when / HOUR * 2) * HOUR / 2 + rng.integers(0, 5_000, len(of))
        rows += [(f"o{o}", f"a{one}", int(t)) for o, t in zip(of, when, strict=True)]
    team = [f"a{one}" for one in range(100, 105)]
    for act in range(10):
        begin = int(rng.uniform(0, 300 * HOUR))
        rows += [(f"act {act}", name, begin + int(rng.integers(WINDOW))) for name in team]
    return table(rows), set(combinations(team, 2))


@pytest.mark.parametrize("often", [False, True])
def test_schedulers_are_not_coordinated_however_often_they_share_a_thing(*, often: bool) -> None:
    shares, team = sharers(1, often=often)
    found = coordination(shares)
    assert found.edges["weight"].max() > 10
    assert set(found.significant().select("source", "target").rows()) == team


def test_common_clocks_are_those_of_the_plain_words() -> None:
    shares, _ = sharers(5, often=False)
    found = count_pairs(shares_from(shares), WINDOW)
    one, other = found.pairs.source, found.pairs.target
    times = Timelines(found.shares, WINDOW)
    widths = Clocks(found.shares, WINDOW, times).widths(one, other)

    def same(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        apart = (one[:, None] - other) % HOUR
        return np.minimum(apart, HOUR - apart) <= WINDOW

    every = shares["time"].to_numpy()
    usual = (same(every, every).sum() - len(every)) / len(every) / (len(every) - 1)
    by_actor = {name: part["time"].to_numpy() for (name,), part in shares.group_by("actor")}
    names = found.shares.actors
    rows = [*range(0, len(one), len(one) // 60), *np.argsort(-widths)[:20]]
    for row in rows:
        mine, theirs = (by_actor[names[int(end[row])]] for end in (one, other))
        else_when = np.abs(mine[:, None] - theirs) > WINDOW
        alike, of_all = (same(mine, theirs) & else_when).sum(), else_when.sum()
        certain = stats.poisson.sf(max(alike, 1) - 1, of_all * usual) < CERTAIN
        wide = alike / of_all * HOUR / 2
        # Widths come in steps of the root of two.
        assert widths[row] == WINDOW if not certain else abs(np.log2(widths[row] / wide)) <= 0.26
    assert widths.max() > 10 * WINDOW
    assert widths.min() == WINDOW


def test_taste_is_that_of_the_plain_words() -> None:
    shares, _ = sharers(6, often=True)
    found = count_pairs(shares_from(shares), WINDOW)
    nobody = np.zeros(len(found.shares.actors), dtype=np.bool_)
    pairs, names, objects = found.pairs, found.shares.actors, found.shares.objects
    taste = Taste(found, WINDOW, nobody)
    tasted = taste.of(np.arange(len(pairs)), np.full(len(pairs), WINDOW))
    odds = dict(zip(objects, taste.odds_within(WINDOW), strict=True))
    of_actor = {
        name: [(o, t) for o, _, t in part.rows()] for (name,), part in shares.group_by("actor")
    }
    most = 0
    for row in range(0, len(pairs), len(pairs) // 100):
        mine, theirs = (of_actor[names[int(end[row])]] for end in (pairs.source, pairs.target))
        both = [(o, abs(t - u) <= WINDOW) for o, t in mine for p, u in theirs if o == p]
        tries, met = Counter(o for o, _ in both), Counter(o for o, near in both if near)
        most, expected = max(most, *tries.values()), 0.0
        for name, n in tries.items():
            miss = 1 / (1 + odds[name])
            if met[name]:
                expected += min((n - met[name]) * odds[name] / met[name], 1)
            else:
                expected += (1 - miss**n) / miss
        assert tasted.expected[row] == pytest.approx(expected)
        assert (tasted.near[row], tasted.apart[row]) == (len(met), len(tries) - len(met))
    assert most > 10
