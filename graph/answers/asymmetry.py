"""Is support between two groups symmetric?"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.actor_spread import ActorSpread
from graph.answers.asymmetry_answer import (
    FEWEST_ACTORS,
    AsymmetryAnswer,
    Reciprocity,
    Side,
    reading,
)
from graph.answers.asymmetry_null import (
    OTHERS,
    Ways,
    actors_that_count,
    by_chance,
    draws_of,
    mutual_of,
    ways_between,
)
from graph.answers.chance import (
    BadComparisonError,
    Floats,
    Ints,
    interval,
    two_sided,
    z_score,
)
from graph.answers.contrast import contrast, log_ratio, table_of
from graph.answers.groups import Group, Grouping, grouping
from graph.answers.periods import Span, periods
from graph.answers.provenance import provenance
from graph.distinct import distinct
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter
from graph.snapshot.pairs import Pairs

MOST_SAMPLES: Final = 9_999


class Scale(StrEnum):
    """What is counted.

    Attributes:
        ITEMS: How often: every item counts.
        PAIRS: How many: two actors count once, however often.
    """

    ITEMS = "items"
    PAIRS = "pairs"


def asymmetry(
    snapshot: Snapshot,
    first: Group,
    second: Group,
    *,
    scale: Scale = Scale.ITEMS,
    samples: int = 999,
    every: Span = Span.YEAR,
    seed: int = 1,
) -> AsymmetryAnswer:
    """Compare what two groups do for each other, with chance and with itself over time.

    The null model keeps each actor's activity (how many and how often it amplifies) and
    popularity (how many amplify it, how often) and draws anew who amplifies whom, over the whole
    view. So a group that is larger or louder is not called more loyal for that. And the contrast is
    held against its spread over actors, so that neither are two groups of which a few actors have
    likings of their own, see `graph.answers.actor_spread`.

    The cost is linear in pairs times samples up to 200,000 pairs; beyond that the networks' tables
    are drawn without making the networks, see `graph.answers.chance_tables`, and linear in pairs.

    Args:
        snapshot: The graph, or a view of it.
        first: One group.
        second: Another that shares no actor with it.
        scale: What is counted for ratio, chance and test.
        samples: Random networks, and draws of the actors.
        every: Length of a period over time.
        seed: Seed of the random numbers.

    Raises:
        BadComparisonError: The groups share an actor, or samples are out of bounds.
        UnknownIdError: No actor has what a group asks for.
    """
    check_samples(samples)
    view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
    groups = grouping(view, (first, second))
    pairs = view.pairs()
    weight = weights(pairs, scale)
    # Those in neither are a third group.
    of = np.where(groups.of < 0, OTHERS, groups.of)
    begin, end = of[pairs.source], of[pairs.target]
    ways = ways_between(begin, end)
    counted = table_of(begin, end, weight, OTHERS + 1)
    generator = np.random.default_rng(seed)
    chance, mutual_by_chance = by_chance(pairs, weight, of, samples, generator)
    active = active_members(pairs, groups.of, 2)
    draws = (
        draws_of(pairs, weight, ways, samples, generator) if active.min() >= FEWEST_ACTORS else None
    )
    ratio = float(log_ratio(counted[0, 1], counted[1, 0]))
    some = bool(counted[0, 1] + counted[1, 0])
    told = some and bool(counted[:2].sum(axis=1).all())
    ratios, found = contrast(chance, 0, 1), float(contrast(counted, 0, 1))
    # Where one side can hardly give at all, chance has its middle far from 1.
    ratios, found = ratios - ratios.mean(), found - float(ratios.mean())
    over_time, undated = periods(view, groups, every, scale is Scale.PAIRS, seed)
    forward, back = (
        _side(pairs, groups, active, number, ways[number], float(chance[:, number, other].mean()))
        for number, other in ((0, 1), (1, 0))
    )
    answer_interval = None
    if some and draws is not None:
        answer_interval = interval(np.exp(draws), actors_that_count(pairs, weight, ways))
    p_networks = p_actors = p_value = None
    if told:
        value = np.array([found])
        p_networks = float(two_sided(value, ratios[:, None])[0])
        spread = ActorSpread.of(pairs, weight, of, OTHERS + 1)
        p_actors = float(spread.p_values(value, np.array([0]), np.array([1]))[0])
        p_value = max(p_networks, p_actors)
    return AsymmetryAnswer(
        forward=forward,
        back=back,
        ratio=float(np.exp(ratio)) if some else None,
        interval=answer_interval,
        adjusted=float(np.exp(found)) if told else None,
        chance=interval(np.exp(ratios)) if told else None,
        z=z_score(found, ratios) if told else None,
        p_networks=p_networks,
        p_actors=p_actors,
        p_value=p_value,
        reciprocity=_reciprocity(pairs, ways, mutual_by_chance),
        over_time=over_time,
        undated=undated,
        reading=reading(forward, back, answer_interval, found, p_networks, p_value),
        provenance=provenance(
            view,
            "asymmetry",
            {
                "first": str(first),
                "second": str(second),
                "scale": scale.value,
                "samples": samples,
                "every": every.value,
            },
            seed,
        ),
    )


def check_samples(samples: int) -> None:
    """Refuse a number of samples that says nothing, or takes for ever."""
    if not 19 <= samples <= MOST_SAMPLES:
        raise BadComparisonError(
            f"samples is {samples}.", f"Use 19 (the least that can give p = 0.1) to {MOST_SAMPLES}."
        )


def weights(pairs: Pairs, scale: Scale) -> Floats:
    """Return what each pair counts."""
    return pairs.weight if scale is Scale.ITEMS else np.ones_like(pairs.weight)


def _reciprocity(pairs: Pairs, ways: Ways, chance: Floats) -> Reciprocity:
    both, either = mutual_of(pairs, pairs.target, ways)
    share = both / either if either else None
    return Reciprocity(
        mutual=both,
        connected=either,
        share=share,
        expected=None if share is None else float(chance.mean()),
        z=None if share is None else z_score(share, chance),
    )


def active_members(pairs: Pairs, of: Ints, groups: int) -> Ints:
    """Count each group's actors who amplify anybody; shape (groups,)."""
    giving = of[distinct(pairs.source)]
    return np.bincount(giving[giving >= 0], minlength=groups)[:groups]


def _side(
    pairs: Pairs,
    groups: Grouping,
    active: Ints,
    number: int,
    way: npt.NDArray[np.bool_],
    expected: float,
) -> Side:
    items = float(pairs.weight[way].sum())
    output = float(pairs.weight[groups.of[pairs.source] == number].sum())
    return Side(
        group=groups.names[number],
        members=int(groups.sizes[number]),
        active=int(active[number]),
        items=int(items),
        pairs=int(way.sum()),
        strength=items / int(way.sum()) if way.any() else None,
        share_of_output=items / output if output else None,
        expected=expected,
    )
