"""Ties against behaviour: planted effects are found, ties without effect are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from graph.answers.chance import BadComparisonError
from graph.answers.qap import blocks, exchanged, mrqap
from graph.answers.tied_actors import Tie, tie_matrix
from graph.answers.ties import ties
from graph.snapshot import Snapshot, SnapshotFilter
from tests.unit.graphs import DAY_MS, snapshot_of

SIZE = 40


def owned(seed: int, effect: float, same_country: float = 1.0) -> Snapshot:
    """Forty outlets of ten owners in two countries; ties, and countries, make for more items."""
    rng = np.random.default_rng(seed)
    owner = rng.permutation(SIZE) // 4
    country = owner % 2
    rate = 0.25 * np.outer(rng.lognormal(0, 0.7, SIZE), rng.lognormal(0, 0.7, SIZE))
    rate *= np.where(owner[:, None] == owner[None, :], effect, 1.0)
    rate *= np.where(country[:, None] == country[None, :], same_country, 1.0)
    np.fill_diagonal(rate, 0)
    counts = rng.poisson(rate)
    nodes: list[dict[str, Any]] = [
        {"id": f"x:{k:02d}", "country": "AB"[country[k]] * 2} for k in range(SIZE)
    ]
    nodes += [{"id": f"org:{k}", "label": "Organization", "roles": []} for k in range(10)]
    rows = [
        {"source": f"x:{k:02d}", "target": f"org:{owner[k]}", "type": "OWNED_BY"}
        for k in range(SIZE)
    ]
    pairs = zip(*np.nonzero(counts), strict=True)
    edges = [(f"x:{i:02d}", f"x:{j:02d}", int(counts[i, j])) for i, j in pairs]
    return snapshot_of(edges, nodes=nodes, rows=rows)


def test_planted_ties_are_found_with_their_size() -> None:
    for seed in range(3):
        found = ties(owned(seed, 5), samples=99)
        assert found.ratio is not None and found.interval is not None
        assert 2.5 < found.ratio < 7, "activity and popularity soak up some of the five"
        assert found.interval.low > 1.5
        assert found.p_value == found.model_p_value == pytest.approx(0.02)
        assert found.model[0].name == "tie" and found.model[0].estimate > 0.2
        assert found.tied.pairs == 120


def test_ties_without_effect_are_none_even_where_countries_have_one() -> None:
    rejected = [0, 0]
    runs = 20
    for seed in range(runs):
        found = ties(owned(seed, 1, same_country=4), samples=59, seed=seed)
        assert found.p_value is not None and found.model_p_value is not None
        rejected[0] += found.p_value <= 0.05
        rejected[1] += found.model_p_value <= 0.05
    assert max(rejected) <= 4, "one in twenty is expected"


def unlike(seed: int, times: float) -> Snapshot:
    """Sixty outlets, of which twenty have four owners; these do more, or less, than the others."""
    rng = np.random.default_rng(seed)
    size, tied = 60, 20
    activity, popularity = rng.lognormal(0, 1, (2, size))
    activity[:tied] *= times
    popularity[:tied] *= times
    rate = 0.15 * np.outer(activity, popularity)
    np.fill_diagonal(rate, 0)
    counts = rng.poisson(rate)
    nodes = [{"id": f"org:{k}", "label": "Organization", "roles": []} for k in range(4)]
    rows = [
        {"source": f"x:{k:02d}", "target": f"org:{k % 4}", "type": "OWNED_BY"} for k in range(tied)
    ]
    pairs = zip(*np.nonzero(counts), strict=True)
    edges = [(f"x:{i:02d}", f"x:{j:02d}", int(counts[i, j])) for i, j in pairs]
    return snapshot_of(edges, nodes=nodes, rows=rows)


@pytest.mark.parametrize("times", [0.15, 6])
def test_that_the_tied_are_smaller_or_larger_is_no_effect_of_ties(times: float) -> None:
    """Names exchanged among all, more than half of these had one in the regression."""
    found = [ties(unlike(seed, times), Tie.OWNER, samples=59, seed=seed) for seed in range(8)]
    for p_values in ([f.p_value for f in found], [f.model_p_value for f in found]):
        assert sum(p is not None and p <= 0.05 for p in p_values) <= 2, "one in twenty is expected"


def test_names_are_exchanged_among_those_as_active() -> None:
    activity = np.random.default_rng(1).permutation(50).astype(float)
    block = blocks(activity)
    order = exchanged(block, np.random.default_rng(2))
    assert sorted(order.tolist()) == list(range(50))
    assert np.array_equal(block[order], block)
    assert (order != np.arange(50)).mean() > 0.6
    assert np.bincount(block).min() >= 8
    assert [activity[block == k].max() for k in range(5)] < [
        activity[block == k + 1].min() for k in range(5)
    ]
    assert not blocks(activity[:5]).any()


def test_the_regression_is_that_of_a_plain_second_writing() -> None:
    rng = np.random.default_rng(2)
    x, z, y = (rng.normal(size=(12, 12)) for _ in range(3))
    x += 0.5 * z
    y += 0.4 * x
    found = mrqap(y, {"x": x, "z": z}, np.zeros(12, np.int64), 199, np.random.default_rng(1))
    assert found is not None
    cells = [(i, j) for i in range(12) for j in range(12) if i != j]

    def plain(first: Any) -> tuple[float, float]:
        design = np.array([[1.0, first[i][j], z[i][j]] for i, j in cells])
        values = np.array([y[i][j] for i, j in cells])
        estimates = np.linalg.inv(design.T @ design) @ design.T @ values
        rest = values - design @ estimates
        variance = rest @ rest / (len(cells) - 3) * np.linalg.inv(design.T @ design)
        return float(estimates[1]), float(estimates[1] / np.sqrt(variance[1, 1]))

    estimate, t = plain(x)
    assert found.coefficients["x"] == pytest.approx(estimate)
    assert found.t == pytest.approx(t)
    design = np.array([[1.0, z[i][j]] for i, j in cells])
    residual = np.zeros((12, 12))
    fitted = design @ np.linalg.lstsq(design, np.array([x[c] for c in cells]), rcond=None)[0]
    for (i, j), value in zip(cells, fitted, strict=True):
        residual[i, j] = x[i, j] - value
    draws = []
    for _ in range(199):
        order = rng.permutation(12)
        draws.append(plain(residual[order][:, order])[1])
    p = 2 * (min(sum(d >= t for d in draws), sum(d <= t for d in draws)) + 1) / 200
    assert found.p_value == pytest.approx(min(p, 1.0), abs=0.03)


def agreed(growth: int) -> Snapshot:
    """Two owners agree on 1970-04-11; pairs between them, and others, before and after."""
    rng = np.random.default_rng(4)
    events = []
    for a in range(12):
        for b in range(12):
            if a == b:
                continue
            between = {a // 3, b // 3} == {0, 1}
            for day in range(200):
                late = growth if between and day >= 100 else 1
                events += [(f"x:{a:02d}", f"x:{b:02d}", day * DAY_MS)] * rng.poisson(0.03 * late)
    rows: list[dict[str, Any]] = [
        {"source": f"x:{k:02d}", "target": f"org:{k // 3}", "type": "CONTROLLED_BY"}
        for k in range(6)
    ]
    rows += [
        {
            "source": "org:0",
            "target": "org:1",
            "type": "HAS_AGREEMENT_WITH",
            "firstMs": 100 * DAY_MS,
        },
        {"source": "org:0", "target": "org:1", "type": "HAS_AGREEMENT_WITH", "kind": "undated"},
    ]
    nodes = [{"id": f"org:{k}", "label": "Organization", "roles": []} for k in (0, 1)]
    return snapshot_of(nodes=nodes, rows=rows, events=events)


def test_before_and_after_an_agreement() -> None:
    found = ties(agreed(4), Tie.AGREEMENT, days=100, samples=99).dated
    (one,) = found.items
    assert (one.first.id, one.second.id, found.undated) == ("org:0", "org:1", 1)
    assert one.after > 2.5 * one.before
    assert abs(one.others_after - one.others_before) < 0.25 * one.others_before
    assert one.ratio == pytest.approx(found.ratio)
    assert found.ratio is not None and 2.5 < found.ratio < 6
    assert found.p_value is not None and found.p_value <= 0.05
    quiet = ties(agreed(1), Tie.AGREEMENT, days=100, samples=99).dated
    assert quiet.p_value is not None and quiet.p_value > 0.1


def test_an_owner_that_agrees_with_its_own_group_counts_their_items_once() -> None:
    rows: list[dict[str, Any]] = [
        {"source": "x:station", "target": "x:group", "type": "OWNED_BY"},
        {"source": "x:group", "target": "x:holding", "type": "OWNED_BY"},
        {"source": "x:holding", "target": "x:group", "type": "HAS_AGREEMENT_WITH", "firstMs": 0},
    ]
    events = [
        ("x:station", "x:group", DAY_MS),
        ("x:group", "x:station", -DAY_MS),
        ("x:holding", "x:group", DAY_MS),
        ("x:stranger", "x:group", DAY_MS),
    ]
    (found,) = ties(snapshot_of(rows=rows, events=events), days=10, samples=19).dated.items
    assert (found.before, found.after, found.others_before, found.others_after) == (1, 2, 0, 1)


def test_what_ties_whom() -> None:
    rows = [
        {"source": "x:a", "target": "org:p", "type": "OWNED_BY"},
        {"source": "x:b", "target": "org:q", "type": "CONTROLLED_BY"},
        {"source": "org:q", "target": "org:p", "type": "OWNED_BY"},
        {"source": "org:p", "target": "state:CN", "type": "OWNED_BY"},
        {"source": "x:c", "target": "state:CN", "type": "OWNED_BY"},
        {"source": "x:d", "target": "org:q", "type": "HAS_AGREEMENT_WITH"},
    ]
    nodes = [{"id": i, "label": "Organization", "roles": []} for i in ("org:p", "org:q")]
    nodes.append({"id": "state:CN", "label": "State", "roles": []})
    snapshot = snapshot_of(nodes=nodes, rows=rows)

    def pairs(tie: Tie) -> set[str]:
        ids = snapshot.nodes["id"].to_list()
        first, second = tie_matrix(snapshot, tie).nonzero()
        return {ids[a][2:] + ids[b][2:] for a, b in zip(first, second, strict=True) if a < b}

    assert pairs(Tie.OWNER) == {"ab"}, "a state ties nobody"
    assert pairs(Tie.AGREEMENT) == {"bd"}
    assert pairs(Tie.ANY) == {"ab", "bd"}


def test_nothing_to_compare_is_an_answer() -> None:
    none = ties(snapshot_of([("x:a", "x:b", 3), ("x:b", "x:c", 1)]), samples=19)
    assert (none.ratio, none.p_value, none.model, none.dated.items) == (None, None, (), ())
    assert none.reading.startswith("No comparison")
    empty = ties(snapshot_of(), samples=19)
    assert (empty.actors, empty.tied.pairs) == (0, 0)
    silent = ties(owned(1, 1).filter(_window()), samples=19)
    assert (silent.ratio, silent.interval, silent.p_value) == (None, None, None)
    assert silent.reading.startswith("No comparison") and "nobody" in silent.reading
    with pytest.raises(BadComparisonError):
        ties(snapshot_of(), max_actors=3)


def _window() -> SnapshotFilter:
    return SnapshotFilter(types=frozenset({"OWNED_BY"}))


def test_a_sample_says_its_error() -> None:
    snapshot = owned(2, 5)
    whole, part = ties(snapshot, samples=59), ties(snapshot, samples=59, max_actors=25)
    assert whole.sampling_error is None
    assert (part.actors, part.all_actors) == (25, 40)
    assert part.sampling_error is not None and whole.ratio is not None and part.ratio is not None
    assert 0 < part.sampling_error < 1
    assert abs(np.log(part.ratio / whole.ratio)) < 4 * part.sampling_error
