"""What chance gives: networks rewired at random, and actors drawn again.

Rewiring is the null model that keeps each actor's activity and popularity; drawing actors again
is the bootstrap that says how much an answer hangs on who happens to be in the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtrit

from graph.errors import AmpnetError
from graph.snapshot.pairs import Pairs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEVEL: Final = 0.95
"""Of all intervals."""

_REPAIRS: Final = 20

_ROUNDS: Final = 20
"""Of the fit of factors; afterwards they change by less than a hundredth."""


class BadComparisonError(AmpnetError):
    """A comparison that cannot be made: of what is the same, of nothing, or too often."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where 95 of 100 values lie.

    Attributes:
        low: Where it begins.
        high: Where it ends.
    """

    low: float
    high: float


def interval(values: Floats, actors: float | None = None) -> Interval:
    """Return the middle 95 % of values.

    Args:
        values: Shape (values,).
        actors: Where values are draws of so few actors, more than 95 % have to be taken, for few
            differ less among themselves than all that there could be (the expanded interval of
            Hesterberg, The American Statistician 69, 371, 2015).
    """
    tail = (1 - LEVEL) / 2
    if actors is not None:
        number = max(actors, 2.0)
        tail = float(ndtr(stdtrit(number - 1, tail) * np.sqrt(number / (number - 1))))
    low, high = np.quantile(values, [tail, 1 - tail])
    return Interval(float(low), float(high))


def rewired(
    pairs: Pairs, weight: Floats, samples: int, generator: np.random.Generator
) -> Iterator[tuple[Ints, Floats]]:
    """Yield random networks in which everybody is as active and as popular as in the real one.

    Targets change places at random, so each actor keeps the number of others that it amplifies
    and of those who amplify it (the configuration model: Newman, Strogatz, Watts, Physical
    Review E 64, 026118, 2001). What a pair counts is drawn anew too: how much the one puts into
    each link, times how much the other draws from each, times what is left over of another pair.

    Two links may fall on one pair, which in a sparse network is rare; in a dense one it makes
    chance a little wider, so that tests err to silence.

    Args:
        pairs: The real network.
        weight: Shape (pairs,): what each pair counts.
        samples: How many networks.
        generator: Of the random numbers.

    Yields:
        Shape (pairs,) each: the new targets, and what each pair counts.
    """
    given, drawn_by, left = factors(pairs, weight)
    puts = given[pairs.source]
    for _ in range(samples):
        target = _matched(pairs.source, pairs.target, generator)
        yield target, puts * drawn_by[target] * generator.permutation(left)


def factors(pairs: Pairs, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Split each pair's weight into its source's factor, its target's, and what is left over.

    The first two have the shape (nodes,), the last (pairs,).

    By turns, so that sums over sources and over targets come out (Deming and Stephan 1940), each
    pulled towards 1 by one average pair, for an actor with one pair says little of its habits.
    """
    given, drawn_by = np.ones(pairs.size), np.ones(pairs.size)
    mean = float(weight.mean()) if len(weight) else 1.0
    weight = weight / mean
    sent = np.bincount(pairs.source, weight, pairs.size) + 1
    received = np.bincount(pairs.target, weight, pairs.size) + 1
    for _ in range(_ROUNDS):
        given = sent / (np.bincount(pairs.source, drawn_by[pairs.target], pairs.size) + 1)
        drawn_by = received / (np.bincount(pairs.target, given[pairs.source], pairs.size) + 1)
    left = weight / (given[pairs.source] * drawn_by[pairs.target])
    return given * mean, drawn_by, left


def _matched(source: Ints, target: Ints, generator: np.random.Generator) -> Ints:
    drawn = generator.permutation(target)
    for _ in range(_REPAIRS):
        loops = np.flatnonzero(drawn == source)
        if not len(loops):
            break
        others = generator.integers(0, len(drawn), len(loops)).tolist()
        for at, other in zip(loops.tolist(), others, strict=True):
            drawn[at], drawn[other] = drawn[other], drawn[at]
    return drawn


def drawn_again(
    source: Ints, target: Ints, samples: int, generator: np.random.Generator
) -> Iterator[Floats]:
    """Yield how often each pair is counted when actors are drawn again with replacement.

    An actor is drawn a Poisson number of times, 1 on average, and a pair counts the product of
    its two actors' numbers, so that all that an actor did is drawn together. Too wide rather
    than too narrow: Owen, Eckles, Annals of Applied Statistics 6, 895 (2012).

    Yields:
        Shape (pairs,).
    """
    if not len(source):
        yield from (np.zeros(0) for _ in range(samples))
        return
    actors, ends = np.unique(np.concatenate([source, target]), return_inverse=True)
    begin, end = ends[: len(source)], ends[len(source) :]
    for _ in range(samples):
        times = generator.poisson(1.0, len(actors)).astype(np.float64)
        yield times[begin] * times[end]


def two_sided(value: Floats, chance: Floats) -> Floats:
    """Return how often chance lies as far from its own middle as the values do.

    Args:
        value: Shape (tests,).
        chance: Shape (samples, tests).

    Returns:
        Shape (tests,): p-values; never 0, but at least 1 / (samples + 1), the value itself being
        one of the draws (Phipson and Smyth 2010).
    """
    above = (chance >= value).sum(axis=0)
    below = (chance <= value).sum(axis=0)
    p = 2 * (np.minimum(above, below) + 1) / (len(chance) + 1)
    found: Floats = np.minimum(p, 1.0)
    return found


def z_score(value: float, chance: Floats) -> float | None:
    """Return how many standard deviations a value lies above chance; None if it never varies."""
    deviation = float(chance.std())
    # Below this, what varies is rounding.
    return (value - float(chance.mean())) / deviation if deviation > 1e-9 else None
