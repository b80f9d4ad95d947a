"""Where each node stands: computed once with a seed, so that a view looks the same tomorrow.

Force-directed drawing (Fruchterman and Reingold 1991) of every component, with ties inside a
community counted stronger than ties between communities, so that communities can be seen; then
nodes that overlap are pushed apart and the components are packed in rows. From `TWO_LEVELS` nodes
on, communities are drawn one by one and then placed as wholes, because one drawing of all would
take tens of seconds. What was measured, and why not DrL: docs/decisions/0004-html-view.md.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import igraph as ig
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Points = NDArray[np.float64]
"""Shape (n, 2): x to the right and y down, in pixels at zoom 1."""

TWO_LEVELS = 1_000

_INSIDE, _BETWEEN = 3.0, 0.5
_EVEN = 0.65
_ASPECT = 1.45  # the picture's place on a laptop screen
_igraph_random = threading.Lock()


def place(
    edges: Sequence[tuple[int, int]],
    counts: Sequence[int],
    radii: Sequence[float],
    communities: Sequence[int | None] | None = None,
    seed: int = 42,
) -> Points:
    """Place `len(radii)` nodes.

    Args:
        edges: Pairs of node numbers; parallel ties and loops may be among them.
        counts: The count of each edge; its logarithm pulls.
        radii: The radius of each node in pixels.
        communities: The community of each node; found by Leiden where they are not all known.
        seed: The seed of the start positions.

    Returns:
        The centres, with their bounding box centred at the origin.
    """
    size = np.asarray(radii, dtype=float)
    if not len(size):
        return np.zeros((0, 2))
    graph = ig.Graph(len(size), list(edges))
    graph.es["weight"] = np.log1p(np.asarray(counts, dtype=float)).tolist()
    graph.simplify(combine_edges="sum")
    with seeded_igraph(seed):
        points = _place(graph, size, _membership(graph, communities))
    middle: Points = (points.min(axis=0) + points.max(axis=0)) / 2
    return points - middle


@contextmanager
def seeded_igraph(seed: int) -> Iterator[None]:
    """Let igraph draw its random numbers from the seed.

    igraph's generator is one for the process: ours is lent to it, to one thread at a time.
    """
    with _igraph_random:
        ig.set_random_number_generator(random.Random(seed))  # noqa: S311  a picture, no secret
        try:
            yield
        finally:
            ig.set_random_number_generator(random)


def _membership(graph: ig.Graph, communities: Sequence[int | None] | None) -> NDArray[np.int64]:
    known = [c for c in communities or () if c is not None]
    if len(known) == graph.vcount():
        return np.unique(np.asarray(known), return_inverse=True)[1].astype(np.int64)
    found = graph.community_leiden("modularity", weights="weight")
    return np.asarray(found.membership, dtype=np.int64)


def _place(graph: ig.Graph, size: Points, community: NDArray[np.int64]) -> Points:
    boxes: list[tuple[NDArray[np.int64], Points]] = []
    for members in graph.connected_components():
        index = np.asarray(members, dtype=np.int64)
        part = graph.induced_subgraph(members) if len(index) < graph.vcount() else graph
        boxes.append((index, _component(part, size[index], community[index])))
    points = np.zeros((graph.vcount(), 2))
    corners = _rows([_box(local, size[index]) for index, local in boxes])
    for (index, local), corner in zip(boxes, corners, strict=True):
        points[index] = local + corner
    return points


def _component(graph: ig.Graph, size: Points, community: NDArray[np.int64]) -> Points:
    """Centres of one component, the rim of the leftmost and topmost node at 0."""
    if graph.vcount() >= TWO_LEVELS and len(np.unique(community)) > 1:
        points = _by_community(graph, size, community)
    else:
        points = _separate(_lying(_forces(graph, size, community)), size)
    corner: Points = (points - size[:, None]).min(axis=0)
    return points - corner


def _forces(
    graph: ig.Graph, size: Points, community: NDArray[np.int64], air: float | None = None
) -> Points:
    """Fruchterman-Reingold, scaled so that each node has room for itself and a bit of a label."""
    n = graph.vcount()
    if n == 1:
        return np.zeros((1, 2))
    ends = np.asarray(graph.get_edgelist(), dtype=np.int64).reshape(-1, 2)
    inside = community[ends[:, 0]] == community[ends[:, 1]]
    weights = np.asarray(graph.es["weight"]) * np.where(inside, _INSIDE, _BETWEEN)
    grid = "nogrid" if n < TWO_LEVELS else "grid"
    drawn = graph.layout_fruchterman_reingold(
        weights=weights.tolist(), grid=grid, niter=500 if n <= 500 else 200
    )
    points = _even(np.asarray(drawn.coords, dtype=float))
    # Names need air around the marks; of hundreds of marks only some are named.
    air = air if air is not None else 62 * min(1.0, float(np.sqrt(160 / n)))
    room = float(((2 * size + air) ** 2).sum())
    extent = np.maximum(np.ptp(points, axis=0), 1e-6)
    # A tree-like drawing is thin, so that its area alone would blow it up.
    area = max(float(extent.prod()), float(extent.max()) ** 2 / 3)
    return points * float(np.sqrt(room / area))


def _even(points: Points) -> Points:
    """Open up a crowded middle and draw in the far outliers; angles stay as they are.

    Forces put the best tied nodes in a clump. Each distance from the middle is moved towards the
    one it would have if the nodes filled a disc evenly.
    """
    centred = points - np.median(points, axis=0)
    radius = np.hypot(*centred.T)
    if len(points) < 4 or not radius.any():
        return points
    rank = np.argsort(np.argsort(radius, kind="stable"), kind="stable")
    even = np.sqrt((rank + 0.5) / len(points))
    own = np.minimum(radius / np.quantile(radius, 0.9), 1.15)
    wanted = _EVEN * even + (1 - _EVEN) * own
    result: Points = centred * (wanted / np.maximum(radius, 1e-9))[:, None]
    return result


def _by_community(graph: ig.Graph, size: Points, community: NDArray[np.int64]) -> Points:
    """Each community drawn by itself; then the communities as discs, drawn by the ties between."""
    points = np.zeros((graph.vcount(), 2))
    discs = []
    for number in range(int(community.max()) + 1):
        index = np.flatnonzero(community == number)
        if not len(index):
            discs.append(0.0)
            continue
        local = graph.induced_subgraph(index.tolist())
        drawn = _separate(_forces(local, size[index], community[index]), size[index])
        drawn -= drawn.mean(axis=0)
        points[index] = drawn
        # A few far outliers must not make the disc: neighbours may reach into its rim.
        far = np.hypot(*drawn.T) + size[index]
        discs.append(float(np.quantile(far, 0.95)) + 8)
    radius = np.asarray(discs)
    between = graph.copy()
    between.contract_vertices(community.tolist())
    between.simplify(combine_edges="sum")
    whole = np.arange(between.vcount())
    # Drawn too tight on purpose: pushed apart, the discs then lie close to one another.
    centres = _lying(0.7 * _forces(between, radius, whole, air=0.0))
    centres = _separate(centres, radius, rounds=400)
    return points + centres[community]


def _separate(points: Points, size: Points, rounds: int = 250) -> Points:
    """Push overlapping discs apart, half the overlap each, until none overlaps or rounds end."""
    points = points.copy()
    # Among few nodes the ties and arrowheads between two neighbours must be seen too.
    gap = min(40.0, max(7.0, 1_600 / len(points)))
    reach = 2 * float(size.max()) + gap
    for _ in range(rounds):
        pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
        if not len(pairs):
            break
        a, b = pairs.T
        apart = points[b] - points[a]
        distance = np.hypot(*apart.T)
        overlap = size[a] + size[b] + gap - distance
        hit = overlap > 0.01
        if not hit.any():
            break
        a, b, distance, overlap = a[hit], b[hit], distance[hit], overlap[hit]
        # Two nodes on one spot part along an angle of their own, not all along one line.
        angle = a * 2.399963
        on_spot = np.stack((np.cos(angle), np.sin(angle)), axis=1)
        near = distance[:, None] < 1e-9
        way = np.where(near, on_spot, apart[hit] / np.maximum(distance, 1e-9)[:, None])
        push = way * (overlap / 2)[:, None]
        np.add.at(points, a, -push)
        np.add.at(points, b, push)
    return points


def _lying(points: Points) -> Points:
    """Turn the drawing so that its longest extent lies flat, and widen it if it is as high as wide.

    Screens and pages are wide; a page that stands upright is turned by the script.
    """
    if len(points) < 3:
        return points
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned: Points = centred @ axes.T
    width, height = np.maximum(np.ptp(turned, axis=0), 1e-6)
    stretch = min(1.2, max(1.0, float(np.sqrt(_ASPECT * height / width))))
    turned *= np.array([stretch, 1 / stretch])
    return turned


def _box(points: Points, size: Points) -> tuple[float, float]:
    width, height = (points + size[:, None]).max(axis=0)
    return float(width), float(height)


def _rows(boxes: Sequence[tuple[float, float]]) -> Points:
    """Corners of the boxes, packed in rows, the tallest first, `_ASPECT` as wide as high."""
    gap = 40.0
    order = sorted(range(len(boxes)), key=lambda i: (-boxes[i][1], -boxes[i][0], i))
    area = sum((w + gap) * (h + gap) for w, h in boxes)
    limit = max(*(w for w, _ in boxes), float(np.sqrt(area * _ASPECT)))
    corners = np.zeros((len(boxes), 2))
    x = y = row = 0.0
    for i in order:
        width, height = boxes[i]
        if x and x + width > limit:
            x, y, row = 0.0, y + row + gap, 0.0
        corners[i] = x, y
        x, row = x + width + gap, max(row, height)
    return corners
