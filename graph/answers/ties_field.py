"""Pairs of actors as matrices: what passes between them, what leads one to expect it, and ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.chance import Floats, Ints
from graph.answers.qap import blocks, exchanged
from graph.answers.tied_actors import Tie, tie_matrix
from graph.distinct import distinct
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.pairs import Pairs

STRATA: Final = 4
"""Pairs of one country or not, of one language or not."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Field:
    """The pairs looked at; every matrix has the shape (actors, actors).

    Attributes:
        chosen: Shape (actors,): which nodes they are.
        items: Items by which the one of the row amplifies the one of the column.
        expected: What the activity of the first and the popularity of the second lead one to
            expect of these.
        tied: Whether a tie binds them.
        stratum: Which of `STRATA` a pair belongs to.
        controls: What a regression holds constant, by name.
        block: Shape (actors,): which actors are about as active, see `graph.answers.qap`.
    """

    chosen: Ints
    items: Matrix
    expected: Matrix
    tied: npt.NDArray[np.bool_]
    stratum: Ints
    controls: dict[str, Matrix]
    block: Ints

    @classmethod
    def of(cls, snapshot: Snapshot, tie: Tie, chosen: Ints) -> Self:
        """Look at the pairs of these nodes."""
        pairs = _activity(snapshot)
        size = len(chosen)
        place = np.full(pairs.size, -1)
        place[chosen] = np.arange(size)
        source, target = place[pairs.source], place[pairs.target]
        inside = (source >= 0) & (target >= 0)
        items = np.zeros((size, size))
        items[source[inside], target[inside]] = pairs.weight[inside]
        sent, received = items.sum(axis=1), items.sum(axis=0)
        expected = np.outer(sent, received)
        np.fill_diagonal(expected, 0.0)
        expected *= items.sum() / max(float(expected.sum()), 1e-12)
        nodes = snapshot.nodes[pl.Series(chosen, dtype=pl.UInt32)]
        same = {
            f"same {name}": _same(nodes[name].cast(pl.String)) for name in ("country", "language")
        } | {"same role": _same(nodes["roles"].list.first())}
        stratum = (same["same country"] * 2 + same["same language"]).astype(np.int64)
        tied = tie_matrix(snapshot, tie)[chosen][:, chosen].toarray() > 0
        controls = {
            "activity of the first": np.repeat(np.log1p(sent)[:, None], size, axis=1),
            "popularity of the second": np.repeat(np.log1p(received)[None, :], size, axis=0),
            # A logarithm of 1 + items does not grow evenly with the other two.
            "items expected": np.log1p(expected),
            **same,
        }
        return cls(chosen, items, expected, tied, stratum, controls, blocks(sent + received))

    @property
    def log_ratio(self) -> float:
        """The logarithm of items of tied pairs over what comparable pairs lead one to expect."""
        return _log_ratio(*self._sums(*np.nonzero(self.tied)))

    def exchanged(self, samples: int, generator: np.random.Generator) -> Floats:
        """Return the ratio's logarithm with names exchanged in the network of ties.

        Only the tied pairs need to be looked at again.
        """
        first, second = np.nonzero(self.tied)
        draws = np.empty(samples)
        for k in range(samples):
            order = exchanged(self.block, generator)
            draws[k] = _log_ratio(*self._sums(order[first], order[second]))
        return draws

    def drawn(self, samples: int, generator: np.random.Generator) -> Floats:
        """Return it with the actors drawn again, all that one does together.

        As Owen and Eckles (2012).
        """
        parts = [
            [np.where((self.stratum == s) & (self.tied == t), what, 0.0) for t in (False, True)]
            for what in (self.items, self.expected)
            for s in range(STRATA)
        ]
        draws = np.empty(samples)
        for k in range(samples):
            times = generator.poisson(1.0, len(self.chosen)).astype(np.float64)
            sums = np.array([[times @ part @ times for part in pair] for pair in parts])
            draws[k] = _log_ratio(sums[:STRATA], sums[STRATA:])
        return draws

    @cached_property
    def _totals(self) -> tuple[Floats, ...]:
        """Items, and what is expected, of all pairs; shape (strata,) each."""
        stratum = self.stratum.ravel()
        return tuple(
            np.bincount(stratum, what.ravel(), STRATA).astype(np.float64)
            for what in (self.items, self.expected)
        )

    def _sums(self, first: Ints, second: Ints) -> tuple[Floats, Floats]:
        """Items, and what is expected, of the other and of these pairs; shape (strata, 2) each."""
        stratum = self.stratum[first, second]
        found, led = (
            np.column_stack([total - part, part])
            for total, part in (
                (total, np.bincount(stratum, what[first, second], STRATA))
                for total, what in zip(self._totals, (self.items, self.expected), strict=True)
            )
        )
        return found, led


def candidates(snapshot: Snapshot, tie: Tie) -> tuple[Ints, Ints]:
    """Return the actors that are tied, and those that are only active."""
    bound = distinct(tie_matrix(snapshot, tie).nonzero()[0]).astype(np.int64)
    pairs = _activity(snapshot)
    active = distinct(np.concatenate([pairs.source, pairs.target]))
    return bound, np.setdiff1d(active, bound)


def sample_of(groups: tuple[Ints, ...], most: int, generator: np.random.Generator) -> Ints:
    """Take at most so many: all of the first groups, and a random part of the last that fits."""
    chosen = np.zeros(0, np.int64)
    for group in groups:
        room = most - len(chosen)
        part = group if len(group) <= room else generator.choice(group, room, replace=False)
        chosen = np.concatenate([chosen, part])
    return np.sort(chosen)


def _activity(snapshot: Snapshot) -> Pairs:
    return snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES))).pairs()


def _same(values: pl.Series) -> Matrix:
    """1 where two have the same value, and any."""
    known = values.fill_null("").to_numpy()
    found: Matrix = (known[:, None] == known[None, :]) & (known != "")[:, None]
    return found.astype(np.float64)


def _log_ratio(found: Floats, led: Floats) -> float:
    """The logarithm of the ratio, untied pairs of the same stratum giving the standard.

    Args:
        found: Items, shape (strata, 2): untied and tied.
        led: What is expected of them, likewise.
    """
    # A stratum in which nothing is untied has no standard of its own: all untied give it.
    overall = found[:, 0].sum() / max(led[:, 0].sum(), 1e-12)
    rate = np.where(led[:, 0] > 1e-9, found[:, 0] / np.maximum(led[:, 0], 1e-12), overall)
    standard = float((led[:, 1] * rate).sum())
    return float(np.log(found[:, 1].sum() + 0.5) - np.log(standard + 0.5))
