"""The null model: right on planted groups, silent on shuffled data, sound in its parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import stats

from graph.coordination import coordination
from graph.coordination.pairs import PairCounts, count_pairs
from graph.coordination.quiet import quiet_part
from graph.coordination.shares import shares_from
from graph.coordination.significance import (
    benjamini_hochberg,
    closing_pairs,
    poisson_tail,
    weighted_benjamini_hochberg,
)
from graph.coordination.strata import Stratified, calendar, hour_of_day, whole
from graph.coordination.taste import Tasted
from tests.unit.coordination.planted import generator

planted = generator()
SMALL = {"actors": 1_500, "objects": 3_000, "shares": 40_000, "groups": 6}


@pytest.mark.parametrize("level", ["1 and 60 s late", "2 camouflage", "5 homophily and bursts"])
def test_planted_groups_are_found_and_others_are_not(level: str) -> None:
    world = replace(planted.LEVELS[level], **SMALL)
    table, groups = planted.planted(world, seed=7)
    found = coordination(table)
    precision, recall = planted.score(found.significant(), groups)
    assert precision > 0.95
    assert recall > 0.95
    counted, _ = planted.score(found.edges, groups)
    assert counted < 0.1, "the plain count must be in need of a null model here"


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("column", "stays_within"),
    [("actor", 36_500), ("object", 1), ("actor", 0.05)],
    ids=["actors", "objects in a day", "actors in an hour"],
)
def test_on_shuffled_data_next_to_nothing_is_significant(
    column: str, stays_within: float, seed: int
) -> None:
    world = replace(planted.LEVELS["5 homophily and bursts"], **SMALL)
    table, _ = planted.planted(world, seed=seed)
    stretch = pl.col("time") // round(stays_within * planted.DAY)
    shuffled = table.with_columns(pl.col(column).shuffle(seed).over(stretch))
    found = coordination(shuffled)
    assert len(found.edges) > 50
    assert len(found.significant()) <= 0.05 * len(found.edges)


def test_people_who_rush_to_the_same_news_are_not_coordinated() -> None:
    rng = np.random.default_rng(5)
    crowd, news = 150, 25
    rows = [
        (f"news {n}", f"a{a}", int(n * 86_400_000 + rng.exponential(240_000)))
        for n in range(news)
        for a in rng.choice(crowd, 80, replace=False)
    ]
    table = pl.DataFrame(rows, schema=["object", "actor", "time"], orient="row")
    found = coordination(table)
    assert found.edges["weight"].max() >= 5
    assert not len(found.significant())


def hasty_links(seed: int) -> pl.DataFrame:
    """Twelve pages share most of 150 links, in a first minute or hours later."""
    rng = np.random.default_rng(seed)
    hasty = [
        (f"link {n}", f"page {p}", n * 7_200_000 + int(rng.uniform(*when)))
        for n in range(150)
        for p in np.flatnonzero(rng.random(12) < 0.7)
        for when in [(0, 45_000) if rng.random() < 0.6 else (600_000, 6_000_000)]
    ]
    others = [
        (f"other {rng.integers(2_000)}", f"reader {rng.integers(800)}", int(when))
        for when in rng.integers(0, 150 * 7_200_000, 6_000)
    ]
    return pl.DataFrame(hasty + others, schema=["object", "actor", "time"], orient="row")


def test_links_with_a_hasty_minute_and_a_long_rest_are_met_by_chance() -> None:
    runs = [coordination(hasty_links(seed)) for seed in range(1, 5)]
    assert all(len(found.edges) == 66 for found in runs)
    assert all(found.edges["weight"].min() >= 10 for found in runs)
    assert sum(len(found.significant()) for found in runs) < 0.2 * 4 * 66


def test_expected_co_shares_add_up_to_those_observed_in_every_stratification() -> None:
    rng = np.random.default_rng(2)
    table = pl.DataFrame(
        {
            "object": rng.integers(0, 50, 9_000),
            "actor": rng.integers(0, 40, 9_000),
            "time": rng.integers(0, 10**9, 9_000),
        }
    )
    found = count_pairs(shares_from(table), 60_000, 1)
    one, other = np.triu_indices(40, 1)
    for strata in (whole, hour_of_day, lambda shares: calendar(shares, 60_000)):
        model = Stratified(found.shares, strata(found.shares), found.by_share)
        assert model.expected(one, other).sum() == pytest.approx(found.by_share.sum())


def test_the_expected_count_is_the_mean_over_shuffles() -> None:
    rng = np.random.default_rng(3)
    actor = np.repeat(np.arange(12), np.arange(20, 140, 10))
    table = pl.DataFrame(
        {
            "object": rng.integers(0, 30, len(actor)),
            "actor": actor,
            "time": rng.integers(0, 2_000_000, len(actor)),
        }
    )
    found = count_pairs(shares_from(table), 60_000, 1)
    names = found.shares.actors.to_list()
    model = Stratified(found.shares, whole(found.shares), found.by_share)
    pair = (names.index("10"), names.index("11"))
    expected = float(model.expected(np.array([pair[0]]), np.array([pair[1]]))[0])
    seen = []
    for _ in range(150):
        mixed = table.with_columns(actor=pl.Series(rng.permutation(actor)))
        edges = coordination(mixed, 60, 1, "none").edges
        weight = edges.filter(source="10", target="11")["weight"]
        seen.append(weight[0] if len(weight) else 0)
    assert np.mean(seen) == pytest.approx(expected, abs=4 * np.std(seen) / np.sqrt(150))


def test_repeating_one_shared_object_is_no_further_evidence() -> None:
    rng = np.random.default_rng(4)
    noise = pl.DataFrame(
        {
            "object": [f"o{n}" for n in rng.integers(0, 900, 6_000)],
            "actor": [f"n{n}" for n in rng.integers(0, 400, 6_000)],
            "time": rng.integers(0, 10**9, 6_000),
        }
    )
    twice = [("tag", actor, 1000 * n) for n in range(12) for actor in ("x", "y")]
    many = [(f"p{n}", actor, 10**8 + 1000 * n) for n in range(12) for actor in ("v", "w")]
    extra = pl.DataFrame(twice + many, schema=noise.schema, orient="row")
    edges = coordination(pl.concat([noise, extra])).edges
    assert edges.filter(source="v", target="w")["q_value"].item() < 1e-6
    one_object = edges.filter(source="x", target="y")
    assert one_object["weight"].item() > 100
    assert one_object["q_value"].item() > 0.05


def test_tail_and_q_values_are_those_of_the_books() -> None:
    counts, means = np.array([1, 3, 7, 40]), np.array([0.2, 2.5, 0.01, 44.0])
    assert poisson_tail(counts, means) == pytest.approx(stats.poisson.sf(counts - 1, means))
    p = np.random.default_rng(0).uniform(size=200) ** 3
    whole_family = np.r_[p, np.ones(800)]
    assert benjamini_hochberg(p, 1000) == pytest.approx(
        stats.false_discovery_control(whole_family)[:200]
    )


def test_a_pair_closes_a_triangle_with_two_common_neighbours() -> None:
    source, target = np.array([0, 0, 1, 1, 0, 4]), np.array([2, 3, 2, 3, 1, 5])
    significant = np.array([True, True, True, True, False, False])
    closed = closing_pairs(source, target, significant, 6)
    assert closed is not None
    favoured, count = closed
    assert favoured.tolist() == [False, False, False, False, True, False]
    assert count == 2  # (0, 1), and (2, 3), which was never seen
    p = np.full(6, 0.001)
    q = weighted_benjamini_hochberg(p, favoured, 15, count)
    assert q[4] < q[5]
    assert (q >= p).all()


def crowd_with_two_at_work() -> pl.DataFrame:
    """Forty accounts who rush to 25 pieces of news again and again, two of them at work.

    The two also push twelve links of their own, which three others share a day later. All share
    other links at any time.
    """
    rng = np.random.default_rng(6)
    rows = [
        (f"news {n}", f"a{a}", int(n * 86_400_000 + rng.exponential(400_000)))
        for n in range(25)
        for a in np.repeat(np.arange(40), 4)
    ]
    rows += [
        (f"other {rng.integers(300)}", f"a{n % 40}", int(when))
        for n, when in enumerate(rng.integers(0, 25 * 86_400_000, 3_000))
    ]
    for n in range(12):
        start = n * 90_000_000 + 40_000_000
        rows += [(f"link {n}", f"a{a}", start + 10_000 * a) for a in (0, 1)]
        rows += [(f"link {n}", f"a{a}", start + 90_000_000 + 900_000 * a) for a in (7, 8, 9)]
    return pl.DataFrame(rows, schema=["object", "actor", "time"], orient="row")


def test_viral_news_does_not_drown_what_two_push_alone() -> None:
    found = coordination(crowd_with_two_at_work())
    assert found.significant().select("source", "target").rows() == [("a0", "a1")]
    pair = found.significant().row(0, named=True)
    drowned = poisson_tail(pair["weight"], pair["expected"])
    assert drowned * found.tests > 0.05, "with the news alone it must be beyond reach"


def test_the_quiet_part_leaves_out_the_viral_objects_and_those_that_were_cut() -> None:
    shares = shares_from(crowd_with_two_at_work())
    for most in (None, 500):
        found = count_pairs(shares, 60_000, 2, most)
        quiet = quiet_part(found, 60_000)
        kept = set(shares.objects.gather(np.unique(quiet.shares.object)))
        assert {f"link {n}" for n in range(12)} <= kept
        assert len([name for name in kept if name.startswith("news")]) <= (2 if most is None else 0)
        assert len(quiet.shares) == len(quiet.by_share) == len(quiet.counted)
        met = {(one, other): weight for one, other, weight in _rows(found.pairs)}
        assert all(weight <= met[one, other] for one, other, weight in _rows(quiet.pairs))


def _rows(pairs: PairCounts) -> list[tuple[int, int, int]]:
    return list(zip(pairs.source, pairs.target, pairs.weight, strict=True))


def test_few_objects_apart_let_expect_more_near_ones_than_poisson_does() -> None:
    near, apart = np.array([7, 2, 5]), np.array([3.0, 40.0, 0.0])
    tail = Tasted(apart * 0.25, near, apart).tail()
    law = stats.nbinom(apart[:2], 1 / 1.25)
    assert tail[:2] == pytest.approx(law.sf(near[:2] - 1))
    assert tail[2] == 0
    assert tail[0] > 5 * poisson_tail(7, 0.75)
