"""How far the contrast of two groups may lie from none because actors differ, not groups.

Random networks deal everybody's links as if each were dealt by itself. But an actor that likes one
outlet of a country likes others of it too, and where such likings differ from actor to actor, two
groups without any bias are told from each other in every second network. So the contrast is also
held against its spread over actors: what each gave and got beyond its share is added up over all
its pairs (variance for dyads that share an actor: Fafchamps and Gubert, Journal of Development
Economics 83, 326, 2007; Aronow, Samii and Assenova, Political Analysis 23, 564, 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from graph.answers.chance import Floats, Ints
from graph.answers.contrast import table_of
from graph.snapshot.pairs import Pairs


@dataclass(frozen=True, slots=True, eq=False)
class ActorSpread:
    """What each actor gave and got beyond its share, by group.

    Attributes:
        table: Shape (groups, groups): from the group of the row to that of the column.
        members: For each group the indexes of its actors.
        sent: Shape (groups, nodes): what each actor gave a group, above its share of what its own
            group gave that group; the share is that of all that its group gave.
        received: Shape (groups, nodes): what each got from a group, likewise.
        squares: Shape (groups, groups): sum over pairs of the squares of what is above.
        products: Shape (groups, groups): sum over pairs of the products of what is above there
            and back.
        givers: Shape (groups,): actors of each that give anything, as if all gave as much.
    """

    table: Floats
    members: tuple[Ints, ...]
    sent: Floats
    received: Floats
    squares: Floats
    products: Floats
    givers: Floats

    @classmethod
    def of(cls, pairs: Pairs, weight: Floats, of: Ints, groups: int) -> Self:
        """Add up a network.

        Args:
            pairs: The network.
            weight: Shape (pairs,): what each pair counts.
            of: Shape (nodes,): number of each node's group.
            groups: How many there are.
        """
        begin, end, size = of[pairs.source], of[pairs.target], pairs.size
        table = table_of(begin, end, weight, groups)
        gives = _share(np.bincount(pairs.source, weight, size), of, groups)
        gets = _share(np.bincount(pairs.target, weight, size), of, groups)
        sent = np.bincount(end * size + pairs.source, weight, groups * size)
        received = np.bincount(begin * size + pairs.target, weight, groups * size)
        there = gives[pairs.source] * gets[pairs.target] * table[begin, end]
        back = gives[pairs.target] * gets[pairs.source] * table[end, begin]
        # Sums over all pairs, most of which have nothing between them, from those that have.
        by_cell = [
            table_of(begin, end, weight * factor, groups)
            for factor in (weight, there, _answers(pairs, weight), back)
        ]
        of_gives, of_gets, of_both = (
            np.bincount(of, one * two, groups)
            for one, two in ((gives, gives), (gets, gets), (gives, gets))
        )
        squares = by_cell[0] - 2 * by_cell[1] + table**2 * np.outer(of_gives, of_gets)
        products = by_cell[2] - by_cell[3] - by_cell[3].T
        products += table * table.T * np.outer(of_both, of_both)
        return cls(
            table,
            tuple(np.flatnonzero(of == group) for group in range(groups)),
            sent.reshape(groups, size) - gives * table.T[:, of],
            received.reshape(groups, size) - gets * table[:, of],
            squares,
            products,
            np.divide(1.0, of_gives, out=np.zeros(groups), where=of_gives > 0),
        )

    def p_values(self, found: Floats, first: Ints, second: Ints) -> Floats:
        """Tell how rarely actors alone make for contrasts as far from none; two-sided.

        Args:
            found: Shape (tests,): contrasts less what chance gives, see `graph.answers.contrast`.
            first: Shape (tests,): the first groups.
            second: Shape (tests,): the second groups.
        """
        ends = zip(found.tolist(), first.tolist(), second.tolist(), strict=True)
        return np.array([self._p_value(value, a, b) for value, a, b in ends])

    def _p_value(self, value: float, a: int, b: int) -> float:
        effect = _effects(self.table, a, b)
        of_actors = self._of_actors(effect, a, b) ** 2
        total = float(of_actors.sum())
        # Both actors of a pair were given all of it.
        twice = float((effect**2 * self.squares + effect * effect.T * self.products).sum())
        variance = total - twice
        if variance <= 0 or total <= 0:  # actors differ no more than by chance
            return 0.0
        # As many as there were if all of them mattered alike, and no more than either group has.
        actors = total**2 / float((of_actors**2).sum())
        actors = min(actors, float(self.givers[a]), float(self.givers[b]))
        return float(2 * stdtr(max(actors - 1, 1.0), -abs(value) / np.sqrt(variance)))

    def _of_actors(self, effect: Floats, a: int, b: int) -> Floats:
        """What each actor contributes to the contrast; shape (nodes,)."""
        other = next((k for k in range(len(effect)) if k not in (a, b)), None)
        found = np.zeros(self.sent.shape[1])
        if other is not None:
            found += effect[other, a] * self.sent[a] + effect[other, b] * self.sent[b]
            found += effect[a, other] * self.received[a] + effect[b, other] * self.received[b]
        for one, two in ((a, b), (b, a)):
            of = self.members[one]
            found[of] = effect[one, two] * self.sent[two, of]
            found[of] += effect[two, one] * self.received[two, of]
            if other is not None:
                others = np.arange(len(effect)) != one
                others[two] = False
                for table, factor in (
                    (self.sent, effect[one, other]),
                    (self.received, effect[other, one]),
                ):
                    found[of] += factor * table[np.ix_(others, of)].sum(axis=0)
        return found


def _effects(table: Floats, a: int, b: int) -> Floats:
    """By how much the contrast grows with one item from the row's group to the column's."""
    effect = np.zeros_like(table)
    own = np.diagonal(table)
    given, got = table.sum(axis=1) - own, table.sum(axis=0) - own
    others = np.arange(len(table)) != a
    others[b] = False
    for one, two, sign in ((a, b, 1.0), (b, a, -1.0)):
        effect[one, two] = sign / (table[one, two] + 0.5)
        effect[one, others] = -sign / (given[one] - table[one, two] + 0.5)
        effect[others, one] = sign / (got[one] - table[two, one] + 0.5)
    return effect


def _share(strength: npt.NDArray[Any], of: Ints, groups: int) -> Floats:
    total = np.bincount(of, strength, groups)[of]
    found: Floats = np.divide(strength, total, out=np.zeros(len(strength)), where=total > 0)
    return found


def _answers(pairs: Pairs, weight: Floats) -> Floats:
    """What comes back on each pair; pairs stand in order."""
    if not len(weight):
        return weight
    key = pairs.source * pairs.size + pairs.target
    wanted = pairs.target * pairs.size + pairs.source
    at = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
    return np.where(key[at] == wanted, weight[at], 0.0)
