"""What groups give each other by chance, without rewiring a large network again and again.

A table of groups adds up over many pairs. In a random network each pair's count is the product of
what its source puts into a link, what its target draws from one, and what is left over; source,
target and rest are matched at random. So mean and covariance of the table's cells follow from sums
over the actors (Hoeffding, Annals of Mathematical Statistics 22, 558, 1951), and cells to which
many pairs contribute are close to normal. Where a group has few links, each of these is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.answers.chance import Floats, Ints, factors, rewired
from graph.answers.contrast import table_of
from graph.distinct import distinct
from graph.snapshot.pairs import Pairs

LARGE: Final = 200_000
"""From so many pairs on tables are drawn; below, networks are rewired in seconds."""

MANY: Final = 50.0
"""A cell of so many pairs, if these counted equally, is taken for normal."""

_BATCH: Final = 1_000_000
"""Links drawn at once."""

_JITTER: Final = 1e-8
"""Share of the variance that keeps sums that never vary from stopping the decomposition."""


def tables_by_chance(
    pairs: Pairs,
    weight: Floats,
    of: Ints,
    size: int,
    samples: int,
    generator: np.random.Generator,
    large: int = LARGE,
) -> Floats:
    """Draw what groups give each other in random networks, see `graph.answers.chance.rewired`.

    Args:
        pairs: The real network.
        weight: Shape (pairs,): what each pair counts.
        of: Shape (nodes,): number of each node's group.
        size: How many groups there are.
        samples: How many tables.
        generator: Of the random numbers.
        large: Networks of fewer pairs are rewired.

    Returns:
        Shape (samples, size, size): from the group of the row to that of the column. Without
        rewiring, an actor may in a random network come to amplify itself, which in a large
        network is rare.
    """
    begin, end = of[pairs.source], of[pairs.target]
    if len(weight) >= large:
        given, drawn_by, left = factors(pairs, weight)
        moments = _Moments.between(
            _Ends.at(begin, given[pairs.source], left, size),
            _Ends.at(end, drawn_by[pairs.target], left, size),
        )
        rows, columns = moments.few
        # Link by link is worth it where these links are a small part of all.
        links = moments.of.number[rows].sum() + moments.to.number[columns].sum()
        if links < len(weight) / 4:
            return _drawn(moments, rows, columns, samples, generator)
    tables = np.zeros((samples, size, size))
    for k, (target, counted) in enumerate(rewired(pairs, weight, samples, generator)):
        tables[k] = table_of(begin, of[target], counted, size)
    return tables


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """One end of every link: sources, or targets.

    Attributes:
        group: Shape (pairs,): of the actor there.
        factor: Shape (pairs,): what it puts into the link, or draws from it.
        left: Shape (pairs,): what is left over of any link.
        number: Shape (size,): how many ends each group has.
        first: Shape (size,): sum of their factors.
        second: Shape (size,): sum of their squares.
    """

    group: Ints
    factor: Floats
    left: Floats
    number: Ints
    first: Floats
    second: Floats

    @classmethod
    def at(cls, group: Ints, factor: Floats, left: Floats, size: int) -> _Ends:
        first = np.bincount(group, factor, size).astype(np.float64)
        second = np.bincount(group, factor**2, size).astype(np.float64)
        return cls(group, factor, left, np.bincount(group, minlength=size), first, second)

    @property
    def evenness(self) -> Floats:
        """Shape (size,): square of the mean over the mean of the squares; 1 where all are equal."""
        whole = self.number * self.second
        return np.divide(self.first**2, whole, out=np.ones(len(whole)), where=whole > 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """Mean and covariance of the cells, and what they are made of.

    Attributes:
        of: Where links begin.
        to: Where they end.
        mean: Shape (size, size).
        covariance: Shape (size * size, size * size).
        effective: Shape (size, size): expected number of pairs, if all counted equally.
    """

    of: _Ends
    to: _Ends
    mean: Floats
    covariance: Floats
    effective: Floats

    @classmethod
    def between(cls, of: _Ends, to: _Ends) -> _Moments:
        links, first, second = len(of.left), of.left.sum(), (of.left**2).sum()
        mean = np.outer(of.first, to.first) * first / links**2
        # Of two links: one and the same, or two, which have neither end in common.
        same = np.kron(np.diag(of.second), np.diag(to.second)) * second / links**2
        two = np.kron(*(np.outer(e.first, e.first) - np.diag(e.second) for e in (of, to)))
        two *= (first**2 - second) / (links * (links - 1.0)) ** 2
        even = np.outer(of.evenness, to.evenness) * first**2 / (links * second)
        return cls(
            of,
            to,
            mean,
            same + two - np.outer(mean, mean),
            np.outer(of.number, to.number) / links * even,
        )

    @property
    def few(self) -> tuple[Ints, Ints]:
        """The rows, and the columns, to be drawn link by link: of two groups, the smaller's."""
        rows, columns = np.nonzero(self.effective < MANY)
        by_row = self.of.number[rows] <= self.to.number[columns]
        return distinct(rows[by_row]), distinct(columns[~by_row])


def _drawn(
    moments: _Moments, rows: Ints, columns: Ints, samples: int, generator: np.random.Generator
) -> Floats:
    covariance, size = moments.covariance, len(moments.mean)
    # A variance is 0 where a group has no links; what never varies needs some all the same.
    varies = np.diag(covariance) + covariance.trace() / len(covariance)
    root = np.linalg.cholesky(covariance + np.diag(_JITTER * varies))
    normal = generator.standard_normal((samples, size * size)) @ root.T
    tables = np.maximum(moments.mean + normal.reshape(samples, size, size), 0.0)
    for column in columns:
        tables[:, :, column] = _link_by_link(moments.to, column, moments.of, samples, generator)
    for row in rows:
        tables[:, row] = _link_by_link(moments.of, row, moments.to, samples, generator)
    return tables


def _link_by_link(
    ends: _Ends, group: int, others: _Ends, samples: int, generator: np.random.Generator
) -> Floats:
    """Draw the other end of each link of a group; shape (samples, size)."""
    own = ends.factor[ends.group == group]
    size, step = len(ends.number), max(_BATCH // max(len(own), 1), 1)
    found = []
    for begin in range(0, samples, step):
        part = min(step, samples - begin)
        drawn = generator.integers(len(others.group), size=(part, len(own)))
        counted = own * others.factor[drawn] * generator.choice(ends.left, drawn.shape)
        cell = others.group[drawn] + np.arange(part)[:, None] * size
        found.append(np.bincount(cell.ravel(), counted.ravel(), part * size).reshape(part, size))
    return np.concatenate(found)
