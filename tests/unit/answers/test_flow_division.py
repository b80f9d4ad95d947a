"""Infomap against the map equation written down a second time, with and without directions."""

from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from graph.answers.flow_division import flow_division
from graph.answers.partition import Algorithm, Method, partition
from graph.answers.seeding import igraph_seed
from graph.snapshot.pairs import Pairs, igraph_of, merged

Floats = npt.NDArray[np.float64]

JUMPS = 0.15


def random_pairs(seed: int, *, directed: bool, nodes: int = 24, rows: int = 150) -> Pairs:
    """Three groups of eight; within them each node links on to the next."""
    rng = np.random.default_rng(seed)
    source = np.r_[np.arange(nodes), rng.integers(nodes, size=rows)]
    near = rng.random(rows) < 0.7
    inside = source[nodes:] // 8 * 8 + rng.integers(8, size=rows)
    target = np.r_[
        np.arange(nodes) // 8 * 8 + (np.arange(nodes) + 1) % 8,
        np.where(near, inside, rng.integers(nodes, size=rows)),
    ]
    if not directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    weight = rng.integers(1, 5, len(source)).astype(np.float64)
    return Pairs(nodes, directed, *merged(nodes, source, target, weight))


def code_length(pairs: Pairs, membership: npt.NDArray[np.int64]) -> float:
    """The map equation of a division, bits for each step (Rosvall and Bergstrom 2008).

    The walker jumps to the start of a random link; jumps are not described (Lambiotte and
    Rosvall 2012).
    """
    link = np.zeros((pairs.size, pairs.size))
    np.add.at(link, (pairs.source, pairs.target), pairs.weight)
    if not pairs.directed:
        link += link.T
    out = link.sum(1)
    step = np.divide(link, out[:, None], out=np.zeros_like(link), where=out[:, None] > 0)
    visits = out / out.sum()
    for _ in range(1_000 if pairs.directed else 0):
        stuck = float(visits[out == 0].sum())
        jumping = JUMPS * (1 - stuck) + stuck
        visits = (1 - JUMPS) * (visits @ step) + jumping * out / out.sum()
    flow = visits[:, None] * step
    flow /= flow.sum()
    belongs = (membership[:, None] == np.unique(membership)).astype(np.float64)
    between = belongs.T @ flow @ belongs
    enter, leave = (between.sum(axis) - np.diagonal(between) for axis in (0, 1))
    stay = between.sum(0)
    visits = flow.sum(0)
    index = _entropy(enter.sum()) - _entropy(enter)
    return index - _entropy(leave) - _entropy(visits) + _entropy(leave + stay)


def _entropy(of: Floats) -> float:
    of = np.atleast_1d(of)
    return float((of[of > 0] * np.log2(of[of > 0])).sum())


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_code_length_is_that_of_the_map_equation(seed: int, directed: bool) -> None:
    pairs = random_pairs(seed, directed=directed)
    found = flow_division(pairs, 5, Random(1))
    assert found.code_length == pytest.approx(code_length(pairs, found.membership), abs=1e-6)
    for other in (np.zeros(pairs.size, np.int64), np.arange(pairs.size), np.arange(24) // 8):
        assert found.code_length <= code_length(pairs, other) + 1e-9


def test_directions_count() -> None:
    """Not so in igraph 1.0, which is why its Infomap is not used."""
    pairs = random_pairs(1, directed=True)
    method = Method(Algorithm.INFOMAP, directed=True)
    with_them = partition(pairs, method).quality
    turned = Pairs(pairs.size, True, *merged(pairs.size, pairs.target, pairs.source, pairs.weight))
    without = flow_division(
        Pairs(pairs.size, False, pairs.source, pairs.target, pairs.weight), 5, Random(1)
    )
    assert abs(partition(turned, method).quality - with_them) > 0.001
    assert abs(without.code_length - with_them) > 0.001
    graph = igraph_of(pairs.size, pairs.source, pairs.target, directed=False)
    with igraph_seed(1):
        igraphs = graph.community_infomap(edge_weights=pairs.weight.tolist(), trials=20)
    assert without.code_length == pytest.approx(igraphs.codelength, abs=0.01)


def test_the_same_seed_gives_the_same_division() -> None:
    pairs = random_pairs(4, directed=True, nodes=64, rows=300)
    first, again = (flow_division(pairs, 2, Random(7)).membership for _ in range(2))
    assert first.tolist() == again.tolist()
