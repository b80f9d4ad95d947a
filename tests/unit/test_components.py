"""Connected parts, against SciPy's."""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.components import connected_parts


@pytest.mark.parametrize(("nodes", "edges"), [(1, 0), (6, 4), (300, 180), (300, 900)])
def test_parts_and_their_numbers_are_those_of_scipy(nodes: int, edges: int) -> None:
    rng = np.random.default_rng(nodes + edges)
    for _ in range(20):
        left, right = rng.integers(nodes, size=(2, edges))
        graph = coo_array((np.ones(edges, dtype=np.int8), (left, right)), shape=(nodes, nodes))
        expected = connected_components(graph, directed=False)[1]
        assert connected_parts(nodes, left, right).tolist() == expected.tolist()


def test_a_long_path_in_any_order_is_one_part() -> None:
    path = np.random.default_rng(1).permutation(5000)
    assert not connected_parts(5000, path[:-1], path[1:]).any()
