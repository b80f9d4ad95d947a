"""Who supports whom more than the other way round, among all groups at once?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph.answers.actor_spread import ActorSpread
from graph.answers.asymmetry import Scale, active_members, check_samples, weights
from graph.answers.chance import Floats, Interval, interval, two_sided, z_score
from graph.answers.chance_tables import tables_by_chance
from graph.answers.contrast import contrast, log_ratio, table_of
from graph.answers.groups import BadGroupsError, Group, grouping
from graph.answers.provenance import Provenance, provenance
from graph.coordination.significance import benjamini_hochberg
from graph.distinct import distinct
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.pairs import Pairs


@dataclass(frozen=True, slots=True)
class PairOfGroups:
    """Two groups.

    Attributes:
        first: The group that supports more, beyond what activity and popularity explain.
        second: The other.
        forward: What the first did for the second.
        back: What the second did for the first.
        expected_forward: Mean of the former by chance.
        expected_back: Mean of the latter by chance.
        ratio: Forward over back, half added to each.
        adjusted: How many times more the first supports than the give and take of both with
            everybody else, and chance, lead one to expect.
        chance: Where the adjusted ratio lies in 95 of 100 random networks.
        z: Standard deviations from the middle by chance; None where chance does not vary.
        p_networks: Chance of an adjusted ratio as far from the middle.
        p_actors: Chance of one as far from it if groups had no bias, but actors differed as much
            as these do in whom they like.
        p_value: The larger of the two.
        q_value: The same, corrected for the number of pairs of groups.
    """

    first: str
    second: str
    forward: int
    back: int
    expected_forward: float
    expected_back: float
    ratio: float
    adjusted: float
    chance: Interval
    z: float | None
    p_networks: float
    p_actors: float
    p_value: float
    q_value: float


@dataclass(frozen=True, slots=True)
class MatrixAnswer:
    """Support between all pairs of groups.

    Attributes:
        groups: Their names.
        active: How many actors of each amplify anybody: a group of few says what these few do.
        counts: What the group of each row did for that of each column.
        expected: The same by chance.
        pairs: Pairs of groups that are tested, the smallest q-value first.
        silent: Pairs of groups that are not tested, for there is nothing between them, or one of
            them amplifies nobody at all.
        ungrouped: Active actors in none of the groups.
        smallest_p: What p can be at least, with so many random networks.
        provenance: How it was computed.
    """

    groups: tuple[str, ...]
    active: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    expected: tuple[tuple[float, ...], ...]
    pairs: tuple[PairOfGroups, ...]
    silent: int
    ungrouped: int
    smallest_p: float
    provenance: Provenance


def asymmetry_matrix(
    snapshot: Snapshot,
    groups: Sequence[Group],
    *,
    scale: Scale = Scale.ITEMS,
    samples: int = 999,
    seed: int = 1,
) -> MatrixAnswer:
    """Test all pairs of groups for asymmetry, in the same random networks.

    Null model and test are those of `graph.answers.asymmetry`; q-values are Benjamini and
    Hochberg's (1995) over the pairs of groups that have anything between them.

    Args:
        snapshot: The graph, or a view of it.
        groups: At least two that share no actor; `every_group` gives those of a dimension.
        scale: What is counted.
        samples: Random networks.
        seed: Seed of the random numbers.

    Raises:
        BadGroupsError: Fewer than two groups, shared actors, or samples out of bounds.
        UnknownIdError: No actor has what a group asks for.
    """
    check_samples(samples)
    if len(groups) < 2:
        raise BadGroupsError(
            f"There {'is one group' if groups else 'are no groups'}, so nothing to compare.",
            "Name two or more, or another dimension.",
        )
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    found = grouping(view, groups)
    pairs, size = view.pairs(), len(groups)
    weight = weights(pairs, scale)
    # Those in no group take part in chance as a group of their own.
    of = np.where(found.of < 0, size, found.of)
    counts = table_of(of[pairs.source], of[pairs.target], weight, size + 1)
    generator = np.random.default_rng(seed)
    chance = tables_by_chance(pairs, weight, of, size + 1, samples, generator)
    tested = _tested(found.names, counts, chance, ActorSpread.of(pairs, weight, of, size + 1))
    return MatrixAnswer(
        groups=found.names,
        active=tuple(active_members(pairs, found.of, size).tolist()),
        counts=tuple(tuple(int(n) for n in row) for row in counts[:size, :size]),
        expected=tuple(tuple(row) for row in chance.mean(axis=0)[:size, :size].tolist()),
        pairs=tested,
        silent=size * (size - 1) // 2 - len(tested),
        ungrouped=_ungrouped(pairs, found.of < 0),
        smallest_p=2 / (samples + 1),
        provenance=provenance(
            view,
            "asymmetryMatrix",
            {"groups": [str(g) for g in groups], "scale": scale.value, "samples": samples},
            seed,
        ),
    )


def _ungrouped(pairs: Pairs, outside: npt.NDArray[np.bool_]) -> int:
    return int(outside[distinct(np.concatenate([pairs.source, pairs.target]))].sum())


def _tested(
    names: Sequence[str], counts: Floats, chance: Floats, spread: ActorSpread
) -> tuple[PairOfGroups, ...]:
    first, second = np.triu_indices(len(names), 1)
    gives = counts.sum(axis=1) > 0
    some = (counts[first, second] + counts[second, first] > 0) & gives[first] & gives[second]
    first, second = first[some], second[some]
    if not len(first):
        return ()
    value, null = contrast(counts, first, second), contrast(chance, first, second)
    p_networks = two_sided(value, null)
    p_actors = spread.p_values(value - null.mean(axis=0), first, second)
    p_values = np.maximum(p_networks, p_actors)
    q_values = benjamini_hochberg(p_values, len(p_values))
    found = []
    for k, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        middle = float(null[:, k].mean())
        ratios, ratio = null[:, k] - middle, float(value[k]) - middle
        if ratio < 0:
            a, b, ratios, ratio = b, a, -ratios, -ratio  # noqa: PLW2901
        found.append(
            PairOfGroups(
                first=names[a],
                second=names[b],
                forward=int(counts[a, b]),
                back=int(counts[b, a]),
                expected_forward=float(chance[:, a, b].mean()),
                expected_back=float(chance[:, b, a].mean()),
                ratio=float(np.exp(log_ratio(counts[a, b], counts[b, a]))),
                adjusted=float(np.exp(ratio)),
                chance=interval(np.exp(ratios)),
                z=z_score(ratio, ratios),
                p_networks=float(p_networks[k]),
                p_actors=float(p_actors[k]),
                p_value=float(p_values[k]),
                q_value=float(q_values[k]),
            )
        )
    found.sort(key=lambda f: (f.q_value, f.p_value, -abs(f.z or 0), f.first, f.second))
    return tuple(found)
