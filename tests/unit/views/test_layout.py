from __future__ import annotations

import random

import igraph as ig
import numpy as np
from scipy.spatial import cKDTree

from api.views.layout import TWO_LEVELS, Points, place, seeded_igraph


def blobs(groups: int, size: int, seed: int = 2) -> tuple[list[tuple[int, int]], list[int]]:
    """Edges of planted communities, four of five inside."""
    numbers = np.random.default_rng(seed)
    n = groups * size
    a = numbers.integers(0, n, 4 * n)
    inside = numbers.random(4 * n) < 0.8
    b = np.where(
        inside,
        a // size * size + numbers.integers(0, size, 4 * n),
        a - a + numbers.integers(0, n, 4 * n),
    )
    return list(zip(a.tolist(), b.tolist(), strict=True)), [i // size for i in range(n)]


def overlaps(points: Points, radii: list[float]) -> int:
    size = np.asarray(radii)
    pairs = cKDTree(points).query_pairs(2 * size.max(), output_type="ndarray")
    a, b = pairs.reshape(-1, 2).T
    return int((np.hypot(*(points[a] - points[b]).T) < size[a] + size[b] - 0.5).sum())


def test_the_same_seed_gives_the_same_picture_and_another_seed_another() -> None:
    edges, groups = blobs(4, 20)
    radii = [6.0] * 80
    first = place(edges, [1] * len(edges), radii, groups, seed=1)
    assert np.array_equal(first, place(edges, [1] * len(edges), radii, groups, seed=1))
    assert not np.array_equal(first, place(edges, [1] * len(edges), radii, groups, seed=2))


def test_the_neighbours_of_a_node_on_the_page_are_of_its_community() -> None:
    edges, groups = blobs(5, 30)
    points = place(edges, [1] * len(edges), [6.0] * 150, groups)
    own = np.asarray(groups)
    _, near = cKDTree(points).query(points, k=6)
    assert (own[near[:, 1:]] == own[:, None]).mean() > 0.8


def test_no_two_nodes_overlap() -> None:
    edges, groups = blobs(4, 40)
    radii = [5.0 + 20 * (i % 7 == 0) for i in range(160)]
    assert overlaps(place(edges, [1] * len(edges), radii, groups), radii) == 0


def test_a_large_graph_is_drawn_community_by_community() -> None:
    edges, groups = blobs(8, TWO_LEVELS // 8 + 1)
    radii = [5.0] * len(groups)
    points = place(edges, [1] * len(edges), radii, groups)
    assert overlaps(points, radii) <= len(groups) // 100
    centres = np.array([points[np.asarray(groups) == g].mean(axis=0) for g in range(8)])
    spread = max(points[np.asarray(groups) == g].std(axis=0).max() for g in range(8))
    assert cKDTree(centres).query(centres, k=2)[0][:, 1].min() > spread


def test_components_lie_apart() -> None:
    triangles = [(3 * i + a, 3 * i + b) for i in range(6) for a, b in ((0, 1), (1, 2), (2, 0))]
    points = place(triangles, [1] * 18, [8.0] * 23, None)  # five nodes more without ties
    boxes = [points[3 * i : 3 * i + 3] for i in range(6)]
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            apart = (one.min(axis=0) > other.max(axis=0)) | (other.min(axis=0) > one.max(axis=0))
            assert apart.any()
    assert overlaps(points, [8.0] * 23) == 0


def test_the_smallest_graphs() -> None:
    assert place([], [], []).shape == (0, 2)
    assert np.array_equal(place([], [], [5.0]), np.zeros((1, 2)))
    two = place([(0, 1), (1, 0), (0, 0)], [1, 5, 2], [5.0, 5.0])
    assert np.isfinite(two).all()
    assert np.hypot(*(two[0] - two[1])) > 10
    assert np.allclose(two.sum(axis=0), 0)


def test_igraph_gets_its_own_randomness_back() -> None:
    with seeded_igraph(1):
        first = ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
    with seeded_igraph(1):
        again = ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
    assert first == again
    random.seed(9)
    outside = ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
    random.seed(9)
    assert outside == ig.Graph.Erdos_Renyi(20, 0.3).get_edgelist()
