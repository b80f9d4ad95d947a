from itertools import permutations
from math import factorial

import igraph
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.partition_comparison import (
    NotComparableError,
    Overlap,
    compare_partitions,
    expected_information,
)

LABELS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n)] * 2)
)


@settings(max_examples=150)
@given(LABELS)
def test_measures_are_igraph_s(labels: tuple[list[int], list[int]]) -> None:
    first, second = labels
    found = compare_partitions(np.array(first), np.array(second))
    assert found.variation_of_information * np.log(2) == pytest.approx(
        igraph.compare_communities(first, second, "vi"), abs=1e-9
    )
    if len(set(first)) > 1 or len(set(second)) > 1:
        assert found.nmi == pytest.approx(igraph.compare_communities(first, second, "nmi"))
    if 1 < len(set(first)) < len(first) and 1 < len(set(second)) < len(second):
        wanted = igraph.compare_communities(first, second, "adjusted_rand")
        assert found.ari == pytest.approx(wanted)
    swapped = compare_partitions(np.array(second), np.array(first))
    assert swapped.ami == pytest.approx(found.ami)
    assert (swapped.homogeneity, swapped.completeness) == pytest.approx(
        (found.completeness, found.homogeneity)
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 2]), ([0, 0, 0, 1, 1, 1], [0, 1, 2, 2, 2, 2])],
)
def test_the_expected_information_is_the_mean_over_all_permutations(
    first: list[int], second: list[int]
) -> None:
    every = sum(
        Overlap.of(np.array(first), np.array(order)).information() for order in permutations(second)
    )
    sizes = np.bincount(first), np.bincount(second)
    assert expected_information(*sizes) == pytest.approx(every / factorial(len(second)))


def test_large_divisions_lose_nothing_by_leaving_out_what_is_improbable() -> None:
    rng = np.random.default_rng(4)
    sizes = np.array([70_000, 20_000, 9_000, 900, 60, 39, 1])
    first = np.repeat(np.arange(len(sizes)), sizes)
    second = rng.permutation(first)
    assert compare_partitions(first, second).ami == pytest.approx(0, abs=1e-3)
    # For two communities the mean needs no bounds: the sum over all overlaps.
    few = np.array([30, 70])
    n = np.arange(31)
    ways = np.array([_binomial(30, int(k)) * _binomial(70, 30 - int(k)) for k in n], dtype=float)
    chance = ways / ways.sum()
    total = 0.0
    for k, p in zip(n.tolist(), chance.tolist(), strict=True):
        for count, a, b in ((k, 30, 30), (30 - k, 30, 70), (30 - k, 70, 30), (40 + k, 70, 70)):
            if count:
                total += p * count / 100 * np.log(100 * count / (a * b))
    assert expected_information(few, few) == pytest.approx(total)


def _binomial(n: int, k: int) -> int:
    return factorial(n) // factorial(k) // factorial(n - k)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [([], [], 1.0), ([1], [7], 1.0), ([1, 1], [2, 2], 1.0), ([1, 2], [5, 3], 1.0),
     ([1, 1, 1], [1, 2, 3], 0.0)],
)  # fmt: skip
def test_divisions_that_leave_nothing_to_chance(
    first: list[int], second: list[int], wanted: float
) -> None:
    found = compare_partitions(np.array(first, np.int64), np.array(second, np.int64))
    assert found.ami == pytest.approx(wanted)
    assert found.nmi == pytest.approx(wanted)


def test_divisions_of_other_nodes_cannot_be_compared() -> None:
    with pytest.raises(NotComparableError, match="2 nodes"):
        compare_partitions(np.array([1, 2]), np.array([1]))
