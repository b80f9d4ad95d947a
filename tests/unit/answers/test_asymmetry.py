"""Asymmetry: planted truth is found, symmetric data stays silent, counts are those of a file."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import false_discovery_control
from scipy.stats import t as t_distribution

from graph.answers.actor_spread import ActorSpread
from graph.answers.asymmetry import Scale, asymmetry
from graph.answers.asymmetry_matrix import asymmetry_matrix
from graph.answers.chance import BadComparisonError, drawn_again, interval, rewired, two_sided
from graph.answers.chance_tables import tables_by_chance
from graph.answers.contrast import contrast
from graph.answers.groups import BadGroupsError, Dimension, Group, every_group, grouping
from graph.answers.periods import Span
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot
from graph.snapshot.pairs import Pairs, merged
from tests.unit.graphs import DAY_MS, snapshot_of

A, B = Group.parse("country:AA"), Group.parse("country:BB")


def planted(seed: int, factor: float, each: int = 25, outside: int = 50) -> Snapshot:
    """Two countries and others, of very different activity and popularity; A gives B more."""
    rng = np.random.default_rng(seed)
    size = 2 * each + outside
    rate = 0.05 * np.outer(rng.lognormal(0, 1, size), rng.lognormal(0, 1, size))
    rate *= rng.lognormal(0, 1, (size, size))
    rate[:each, each : 2 * each] *= factor
    np.fill_diagonal(rate, 0)
    counts = rng.poisson(rate)
    countries = ["AA"] * each + ["BB"] * each + [None] * outside
    nodes: list[Mapping[str, object]] = [
        {"id": f"x:{k:03d}", "country": country} for k, country in enumerate(countries)
    ]
    pairs = zip(*np.nonzero(counts), strict=True)
    edges = [(f"x:{i:03d}", f"x:{j:03d}", int(counts[i, j])) for i, j in pairs]
    return snapshot_of(edges, nodes=nodes)


def small() -> Snapshot:
    nodes = [{"id": f"x:{n}", "country": "AA" if n < "c" else "BB"} for n in "abcd"]
    return snapshot_of(
        [("x:a", "x:c", 3), ("x:b", "x:d", 1), ("x:c", "x:a", 2), ("x:a", "x:b", 4)],
        nodes=[*nodes, {"id": "x:e"}],
        events=[("x:a", "x:c", 400 * DAY_MS * k) for k in range(3)],
    )


def test_counts_are_those_of_the_edges() -> None:
    found = asymmetry(small(), A, B, samples=19)
    assert (found.forward.items, found.forward.pairs, found.back.items) == (4, 2, 2)
    assert found.forward.share_of_output == pytest.approx(4 / 8)
    assert found.back.share_of_output == 1.0
    assert found.ratio == pytest.approx(4.5 / 2.5)
    assert (found.reciprocity.mutual, found.reciprocity.connected) == (1, 2)
    assert found.interval is None, "two actors on a side tell no interval"
    assert [(p.start.year, p.forward, p.back) for p in found.over_time] == [
        (1970, 1, 0),
        (1971, 1, 0),
        (1972, 1, 0),
    ]
    assert found.undated == 3
    by_pairs = asymmetry(small(), A, B, scale=Scale.PAIRS, samples=19, every=Span.DAY)
    assert by_pairs.ratio == pytest.approx(2.5 / 1.5)


def test_symmetric_data_is_silent_and_planted_asymmetry_is_found() -> None:
    runs = 20
    even = [asymmetry(planted(s, 1), A, B, samples=99, seed=s) for s in range(runs)]
    rejected = sum(f.p_value is not None and f.p_value <= 0.05 for f in even)
    assert rejected <= 4, "one in twenty is expected, more than four have a chance of 0.003"
    covered = sum(f.interval is not None and f.interval.low <= 1 <= f.interval.high for f in even)
    assert covered >= runs - 4
    uneven = [asymmetry(planted(s, 6), A, B, samples=99, seed=s) for s in range(10)]
    assert all(f.p_value is not None and f.p_value <= 0.05 for f in uneven)
    assert sum(f.interval is not None and f.interval.low > 1 for f in uneven) >= 7
    assert 3 < np.median([f.adjusted or 0 for f in uneven]) < 12, "six was planted"


def test_louder_is_not_more_loyal() -> None:
    """B amplifies everybody ten times as often: more comes back, and chance explains it."""
    rejected = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        counts = rng.poisson(0.3, (60, 60))
        counts[20:40] = rng.poisson(3, (20, 60))
        np.fill_diagonal(counts, 0)
        nodes = [{"id": f"x:{k:02d}", "country": ["AA", "BB", "CC"][k // 20]} for k in range(60)]
        pairs = zip(*np.nonzero(counts), strict=True)
        edges = [(f"x:{i:02d}", f"x:{j:02d}", int(counts[i, j])) for i, j in pairs]
        found = asymmetry(snapshot_of(edges, nodes=nodes), A, B, samples=59)
        assert found.ratio is not None and found.ratio < 0.2
        rejected += found.p_value is not None and found.p_value <= 0.05
    assert rejected <= 3


def tasteful(seed: int) -> Snapshot:
    """Two countries and others without bias, of actors that each like some countries more."""
    rng = np.random.default_rng(seed)
    of = np.repeat([0, 1, 2], [25, 25, 50])
    rate = 0.1 * np.outer(rng.lognormal(0, 0.7, 100), rng.lognormal(0, 0.7, 100))
    rate *= rng.lognormal(0, 1.2, (100, 3))[:, of] * rng.lognormal(0, 1.2, (100, 3))[:, of].T
    np.fill_diagonal(rate, 0)
    counts = rng.poisson(rate)
    nodes = [{"id": f"x:{k:03d}", "country": ["AA", "BB", None][of[k]]} for k in range(100)]
    pairs = zip(*np.nonzero(counts), strict=True)
    edges = [(f"x:{i:03d}", f"x:{j:03d}", int(counts[i, j])) for i, j in pairs]
    return snapshot_of(edges, nodes=nodes)


def test_likings_of_single_actors_are_no_bias_of_their_groups() -> None:
    found = [asymmetry(tasteful(seed), A, B, samples=59, seed=seed) for seed in range(16)]
    said = [(f.p_networks or 0) <= 0.05 for f in found]
    assert sum(said) >= 4, "random networks alone take likings for bias"
    assert sum((f.p_value or 0) <= 0.05 for f in found) <= 4
    for answer in found:
        assert answer.p_networks is not None and answer.p_actors is not None
        assert answer.p_value == max(answer.p_networks, answer.p_actors)
        assert ("others of these groups might show nothing" in answer.reading) == (
            answer.p_networks <= 0.05 < answer.p_value
        )


def test_the_spread_over_actors_is_that_of_a_plain_second_writing() -> None:
    """Every ordered pair by itself, and every two pairs that share an actor."""
    rng = np.random.default_rng(3)
    size, groups = 14, 4
    of = np.arange(size) % groups
    counts = rng.poisson(rng.lognormal(0, 1.2, (size, groups))[:, of]).astype(float)
    np.fill_diagonal(counts, 0)
    source, target = np.nonzero(counts)
    pairs = Pairs(size, True, *merged(size, source, target, counts[source, target]))
    spread = ActorSpread.of(pairs, pairs.weight, of, groups)
    table = np.array([[counts[of == g][:, of == h].sum() for h in range(groups)] for g in range(4)])
    gives, gets = counts.sum(axis=1), counts.sum(axis=0)
    gives, gets = (w / np.bincount(of, w)[of] for w in (gives, gets))
    above = counts - np.outer(gives, gets) * table[np.ix_(of, of)]
    for a, b in ((0, 1), (2, 1)):
        step = 1e-6
        effect = np.zeros((groups, groups))
        for g, h in permutations(range(groups), 2):
            more = table.copy()
            more[g, h] += step
            effect[g, h] = (contrast(more, a, b) - contrast(table, a, b)) / step
        part = effect[np.ix_(of, of)] * above
        dyads = [(i, j, part[i, j] + part[j, i]) for i in range(size) for j in range(i)]
        variance = sum(x * y for i, j, x in dyads for k, m, y in dyads if {i, j} & {k, m})
        each = np.array([sum(x for i, j, x in dyads if k in (i, j)) for k in range(size)]) ** 2
        number = each.sum() ** 2 / (each**2).sum()
        number = min(number, *(1 / (gives[of == group] ** 2).sum() for group in (a, b)))
        assert variance > 0
        p = 2 * t_distribution.sf(0.6 / np.sqrt(variance), max(number - 1, 1))
        (found,) = spread.p_values(np.array([0.6]), np.array([a]), np.array([b]))
        assert found == pytest.approx(p, rel=1e-4)


def test_an_interval_of_few_actors_is_wider() -> None:
    draws = np.random.default_rng(1).normal(size=20_000)
    many, few = interval(draws, 10_000), interval(draws, 6)
    assert many.high == pytest.approx(interval(draws).high, abs=0.02)
    assert few.high == pytest.approx(t_distribution.ppf(0.975, 5) * np.sqrt(6 / 5), abs=0.1)
    assert interval(draws, 0).high == draws.max()


def test_chance_is_that_of_all_permutations() -> None:
    """Sources and targets that share nobody: no loops, so every permutation is as likely."""
    edges = [(f"x:s{k % 4}", f"x:t{k}", 1) for k in range(6)]
    pairs = snapshot_of(edges).pairs()
    hits = np.isin(pairs.target, pairs.target[:2])
    first = pairs.source == pairs.source[0]
    brute = [(hits[list(order)] & first).sum() for order in permutations(range(6))]
    draws = [
        (np.isin(t, pairs.target[:2]) & first).sum()
        for t, _ in rewired(pairs, pairs.weight, 4_000, np.random.default_rng(1))
    ]
    assert np.mean(draws) == pytest.approx(np.mean(brute), abs=0.05)
    assert np.std(draws) == pytest.approx(np.std(brute), abs=0.05)


def test_a_rewired_network_keeps_activity_and_popularity() -> None:
    pairs = planted(3, 1).pairs()
    samples = list(rewired(pairs, pairs.weight, 200, np.random.default_rng(2)))
    target = samples[0][0]
    assert np.array_equal(np.bincount(target), np.bincount(pairs.target))
    assert (target != pairs.target).mean() > 0.8
    assert not (target == pairs.source).any(), "loops"
    sent = np.mean([np.bincount(pairs.source, w, pairs.size) for _, w in samples], axis=0)
    received = np.mean([np.bincount(t, w, pairs.size) for t, w in samples], axis=0)
    for real, drawn in ((pairs.out_strength, sent), (pairs.in_strength, received)):
        many = real > 20
        assert np.corrcoef(real[many], drawn[many])[0, 1] > 0.97
        assert np.median(np.abs(np.log2(drawn[many] / real[many]))) < 0.5


def test_tables_of_a_large_network_are_those_of_rewired_ones() -> None:
    """By formula and link by link, beside networks that are rewired one by one."""
    rng = np.random.default_rng(1)
    nodes, links, groups = 1_500, 6_000, 5
    source, target = rng.integers(nodes, size=links), (nodes * rng.random(links) ** 2).astype(int)
    weight = np.ceil(rng.lognormal(0, 1, links))
    pairs = Pairs(nodes, True, *merged(nodes, source, target, weight))
    of = rng.choice(groups, nodes, p=[0.5, 0.3, 0.15, 0.04, 0.01])
    real, drawn = (
        tables_by_chance(pairs, pairs.weight, of, groups, 600, np.random.default_rng(2), large)
        for large in (links + 1, 0)
    )
    apart = ~np.eye(groups, dtype=np.bool_)  # rewired networks have no loops
    error = real.std(axis=0) * np.sqrt(2 / 600)
    assert (np.abs(real.mean(axis=0) - drawn.mean(axis=0)) / error)[apart].max() < 4.5
    assert np.abs(np.log(drawn.std(axis=0) / real.std(axis=0)))[apart].max() < 0.2
    first, second = np.triu_indices(groups, 1)
    ratios, by_formula = contrast(real, first, second), contrast(drawn, first, second)
    assert np.abs(np.log(by_formula.std(axis=0) / ratios.std(axis=0))).max() < 0.2
    for tail in (0.025, 0.975):
        away = np.quantile(ratios, tail, axis=0) - np.quantile(by_formula, tail, axis=0)
        assert np.abs(away / ratios.std(axis=0)).max() < 0.5


def test_the_contrast_is_that_of_quasi_symmetry() -> None:
    """Caussinus: activity times popularity times symmetric closeness leaves nothing over."""
    rng = np.random.default_rng(6)
    closeness = rng.uniform(100, 900, (3, 3))
    even = np.outer(rng.uniform(1, 9, 3), rng.uniform(1, 9, 3)) * (closeness + closeness.T)
    assert contrast(even, 0, 1) == pytest.approx(0, abs=0.01)
    even[0, 1] *= 5
    assert contrast(even, 0, 1) == pytest.approx(np.log(5), abs=0.01)
    assert contrast(even, [1, 1], [0, 2]) == pytest.approx([-np.log(5), np.log(5)], abs=0.01)
    alone = np.array([[7.0, 12.0], [2.0, 1.0]])
    assert contrast(alone, 0, 1) == pytest.approx(np.log(12.5 / 2.5)), "without others, the ratio"


def test_drawing_actors_again_is_that_of_a_plain_second_writing() -> None:
    rng = np.random.default_rng(5)
    source, target = rng.integers(0, 10, 60), rng.integers(10, 20, 60)
    weight = rng.poisson(3, 60).astype(float)
    found = [w @ weight for w in drawn_again(source, target, 1_500, np.random.default_rng(1))]
    plain = []
    for _ in range(1_500):
        times = dict(enumerate(rng.poisson(1, 20)))
        plain.append(
            sum(times[a] * times[b] * w for a, b, w in zip(source, target, weight, strict=True))
        )
    assert np.mean(found) == pytest.approx(np.mean(plain), rel=0.06)
    assert np.std(found) == pytest.approx(np.std(plain), rel=0.1)


def test_p_values_of_nothing_are_even() -> None:
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(100, 2_000))
    p = two_sided(draws[0], draws[1:])
    assert (p <= 0.1).mean() == pytest.approx(0.1, abs=0.025)
    assert p.min() >= 0.02


def test_the_matrix_agrees_with_two_groups_and_corrects_for_many() -> None:
    snapshot = planted(1, 8)
    rows = asymmetry_matrix(snapshot, every_group(snapshot, Dimension.COUNTRY), samples=99)
    (pair,) = rows.pairs
    alone = asymmetry(snapshot, A, B, samples=99)
    assert (pair.first, pair.forward, pair.back) == ("AA", alone.forward.items, alone.back.items)
    assert pair.q_value == pair.p_value <= 0.05
    assert rows.ungrouped > 30
    assert rows.smallest_p == pytest.approx(0.02)
    parts = [Group.parse(f"g{k}=id:" + ",".join(_ids(k))) for k in range(6)]
    many = asymmetry_matrix(snapshot, parts, samples=99)
    p = [found.p_value for found in many.pairs]
    q = [found.q_value for found in many.pairs]
    assert len(p) + many.silent == 15
    assert q == pytest.approx(false_discovery_control(p).tolist())


def _ids(part: int) -> list[str]:
    return [f"x:{k:03d}" for k in range(part * 15, part * 15 + 15)]


def test_nothing_between_two_groups_is_an_answer() -> None:
    nodes = [{"id": "x:a", "country": "AA"}, {"id": "x:b", "country": "BB"}]
    found = asymmetry(snapshot_of(nodes=nodes), A, B, samples=19)
    assert (found.ratio, found.p_value, found.interval, found.chance) == (None,) * 4
    assert found.reading.startswith("Nothing of AA amplifies BB")
    assert found.over_time == ()
    assert found.reciprocity.share is None
    loops = snapshot_of([("x:a", "x:a", 9), ("x:b", "x:b", 9)], nodes=nodes)
    assert asymmetry(loops, A, B, samples=19).ratio is None, "who amplifies himself supports nobody"
    assert asymmetry_matrix(loops, (A, B), samples=19).silent == 1


def test_all_weights_equal_and_a_tiny_graph() -> None:
    nodes = [{"id": "x:a", "country": "AA"}, {"id": "x:b", "country": "BB"}]
    found = asymmetry(snapshot_of([("x:a", "x:b", 5)], nodes=nodes), A, B, samples=19)
    assert found.ratio == pytest.approx(5.5 / 0.5)
    assert (found.p_value, found.adjusted, found.chance) == (None, None, None)
    assert found.reading.endswith(
        "BB amplifies nobody here: silence does not tell whom it would support."
    )
    both = asymmetry(snapshot_of([("x:a", "x:b", 5), ("x:b", "x:a", 5)], nodes=nodes), A, B)
    assert (both.ratio, both.adjusted, both.p_value) == pytest.approx((1, 1, 1))


def test_what_cannot_be_compared_is_refused() -> None:
    snapshot = small()
    with pytest.raises(BadGroupsError, match="share 2 actors"):
        asymmetry(snapshot, A, Group.parse("both=country:AA,BB"))
    with pytest.raises(BadGroupsError, match="Two groups are named"):
        asymmetry(snapshot, A, A)
    with pytest.raises(BadGroupsError, match="nothing to compare"):
        asymmetry_matrix(snapshot, [A])
    with pytest.raises(BadComparisonError, match="samples is 5"):
        asymmetry(snapshot, A, B, samples=5)
    with pytest.raises(BadGroupsError, match="Every id"):
        every_group(snapshot, Dimension.ID)
    for text in ("AA", "country:", "planet:Mars", ":x", "country: , "):
        with pytest.raises(BadGroupsError, match="is no group"):
            Group.parse(text)


def test_an_unknown_value_has_near_matches() -> None:
    with pytest.raises(UnknownIdError) as of_country:
        grouping(small(), [Group.parse("country:AB")])
    assert set(of_country.value.suggestions) == {"AA", "BB"}
    with pytest.raises(UnknownIdError) as of_id:
        grouping(small(), [Group.parse("id:x:aa")])
    assert "x:a" in of_id.value.suggestions
    with pytest.raises(UnknownIdError, match="None has any"):
        grouping(small(), [Group.parse("region:Africa")])


def test_the_same_seed_gives_the_same_answer() -> None:
    one, two = (asymmetry(planted(7, 2), A, B, samples=49, seed=3) for _ in range(2))
    assert one == two
    turned = asymmetry(planted(7, 2), B, A, samples=49, seed=3)
    assert one.ratio is not None and turned.ratio is not None
    assert turned.ratio == pytest.approx(1 / one.ratio)
