"""The resolution that fits the graph, instead of one that was chosen beforehand.

At resolution 1 modularity cannot see small communities in a large graph (Fortunato and
Barthelemy, PNAS 104, 36, 2007) and divides graphs that have only two sides. Newman (Physical
Review E 94, 052315, 2016) showed that maximum modularity is maximum likelihood of a simple model
at one resolution, which follows from the division; so divide, compute it, and divide again. Of
all divisions on the way the one is kept that describes the graph in the fewest bits; of those
that are level, the one that was found nearest to the resolution that follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf, log, log2
from typing import Final, NamedTuple

from graph.answers.blocks import Blocks, Floats, Ints
from graph.answers.description_length import Densities, bits_saved
from graph.snapshot.pairs import Pairs

_STEPS: Final = 8
_NEAR: Final = 0.05
"""Resolutions that differ by less than this share are one."""

_COARSE: Final = 0.5
"""Tried besides, for graphs with two or three sides, where resolution 1 already divides these."""

_WORSE: Final = 2
"""Stop after so many divisions in a row that describe the graph worse: noise is being divided."""


_LEVEL: Final = 0.0025
"""Divisions whose bits differ by less than this share are level."""


class Fitted(NamedTuple):
    """A division and the resolution at which it was found.

    Attributes:
        resolution: At which it was found.
        membership: Shape (nodes,).
        bits: How many it saves.
        fitting: The resolution that follows from the division; None where it does not say.
    """

    resolution: float
    membership: Ints
    bits: float
    fitting: float | None

    @property
    def distance(self) -> float:
        """How far, in logarithms, it was found from the resolution that follows from it."""
        return inf if self.fitting is None else abs(log(self.fitting / self.resolution))


def fit_resolution(
    pairs: Pairs, weights: Floats, divide: Callable[[float], Ints], others: Iterable[Ints] = ()
) -> Fitted:
    """Find the resolution that fits the graph.

    Args:
        pairs: The graph.
        weights: Shape (pairs,): weights that the divisions use.
        divide: Divides the graph at a resolution; returns shape (nodes,).
        others: Further divisions to choose from, found in another way.

    Returns:
        The division of the fewest bits, of those with more than one community if there are any.
        Where even that one takes more bits than none at all, the one at resolution 1: then
        nothing was found that a resolution could be fitted to.
    """
    tried: list[Fitted] = []

    def judge(membership: Ints, resolution: float | None) -> Fitted:
        blocks = Blocks.of(pairs, weights, membership)
        bits, fitting = bits_saved(pairs, weights, membership), Densities.of(blocks).resolution
        tried.append(Fitted(resolution or fitting or 1.0, membership, bits, fitting))
        return tried[-1]

    def at(resolution: float) -> Fitted:
        return judge(divide(resolution), resolution)

    resolution, worse, best = 1.0, 0, -inf
    for _ in range(_STEPS):
        found = at(resolution)
        worse, best = (0, found.bits) if found.bits > best else (worse + 1, best)
        if worse >= _WORSE or found.fitting is None or _one(found.fitting, resolution):
            break
        resolution = found.fitting
    coarse = at(_COARSE).fitting
    if coarse is not None and coarse < 1:
        at(coarse)
    for between in _beside(tried):
        at(between)
    for membership in others:
        judge(membership, None)
    several = [each for each in tried if each.membership.min() < each.membership.max()]
    most = max(each.bits for each in several or tried)
    if most <= -log2(max(pairs.size, 2)):
        return tried[0]
    level = [each for each in several or tried if each.bits >= most - _LEVEL * abs(most)]
    return min(level, key=lambda each: each.distance)


def _beside(tried: list[Fitted]) -> list[float]:
    """Resolutions halfway from the best one to those next to it."""
    best = max(tried, key=lambda found: found.bits).resolution
    known = sorted(found.resolution for found in tried)
    place = known.index(best)
    near = known[max(place - 1, 0) : place] + known[place + 1 : place + 2]
    return [(best * other) ** 0.5 for other in near if not _one(best, other)]


def _one(first: float, second: float) -> bool:
    return abs(first - second) <= _NEAR * max(first, second)
