"""Do formal ties show up in what actors do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.answers.asymmetry import check_samples
from graph.answers.asymmetry_answer import SIGNIFICANT
from graph.answers.chance import BadComparisonError, Interval, Ints, interval, two_sided
from graph.answers.dated_ties import DatedTies, dated_ties
from graph.answers.provenance import Provenance, provenance
from graph.answers.qap import mrqap
from graph.answers.tied_actors import Tie
from graph.answers.ties_field import Field, sample_of
from graph.answers.ties_field import candidates as candidates_of
from graph.snapshot import Snapshot

FEWEST: Final = 4
"""With fewer actors their names cannot be exchanged to any effect."""

MOST_ACTORS: Final = 2_000
_SAMPLINGS: Final = 5


@dataclass(frozen=True, slots=True)
class Dyads:
    """Ordered pairs of actors.

    Attributes:
        pairs: How many there are.
        connected: Those in which the first amplifies or republishes the second.
        items: By how many items.
        expected: Items that the activity of the first and the popularity of the second lead one
            to expect, summed up.
    """

    pairs: int
    connected: int
    items: int
    expected: float


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A part of the regression.

    Attributes:
        name: What it stands for.
        estimate: By how much the logarithm of one and the items grows with it.
    """

    name: str
    estimate: float


@dataclass(frozen=True, slots=True)
class TiesAnswer:
    """Tied pairs beside comparable ones.

    Attributes:
        tie: What ties.
        actors: Actors looked at: those that are active, or tied.
        all_actors: How many of these there are; more than looked at where a sample was drawn.
        tied: Pairs with a tie.
        untied: Pairs without one.
        ratio: Items of tied pairs over what untied pairs, of actors as active and as popular, and
            likewise of one country and language or not, lead one to expect. None without tied or
            without untied pairs, with fewer than four actors, or where none amplifies another.
        interval: Where the ratio lies in 95 of 100 draws of the actors; None where it is.
        chance: Where it lies when names are exchanged at random; None where it is.
        p_value: Chance of a ratio as far out; None where it is.
        model: Coefficients of a regression of the logarithm of 1 + items on the tie, first, and
            on activity, popularity, items that these lead one to expect, same country, same
            language and same role; empty where the tie does not vary beside these.
        model_p_value: Of the tie there (MRQAP, double semi-partialing); None where it is empty.
        sampling_error: Standard deviation of the logarithm of the ratio between samples of the
            actors; None where all were looked at.
        dated: Before and after the agreements of which the date is known.
        reading: How to read it, in words.
        provenance: How it was computed.
    """

    tie: Tie
    actors: int
    all_actors: int
    tied: Dyads
    untied: Dyads
    ratio: float | None
    interval: Interval | None
    chance: Interval | None
    p_value: float | None
    model: tuple[Coefficient, ...]
    model_p_value: float | None
    sampling_error: float | None
    dated: DatedTies
    reading: str
    provenance: Provenance


def ties(
    snapshot: Snapshot,
    tie: Tie = Tie.ANY,
    *,
    days: int = 365,
    max_actors: int = 300,
    samples: int = 299,
    seed: int = 1,
) -> TiesAnswer:
    """Compare pairs of actors that a formal tie binds with comparable pairs that none does.

    Quadratic in the actors, so that at most `max_actors` are looked at: the tied ones and a random
    sample of the others; `sampling_error` says how much hangs on the sample.

    Args:
        snapshot: The graph, or a view of it.
        tie: Which ties.
        days: Length of the windows before and after the date of an agreement.
        max_actors: Most actors to look at, 4 to 2,000.
        samples: Exchanges of names, and draws of the actors.
        seed: Seed of the random numbers.

    Raises:
        BadComparisonError: A bound that means nothing.
    """
    check_samples(samples)
    if not FEWEST <= max_actors <= MOST_ACTORS or days < 1:
        raise BadComparisonError(
            f"max_actors has to be {FEWEST} to {MOST_ACTORS:,}, and days 1 or more."
        )
    generator = np.random.default_rng(seed)
    candidates = candidates_of(snapshot, tie)
    field = Field.of(snapshot, tie, sample_of(candidates, max_actors, generator))
    tied, untied = _dyads(field, field.tied), _dyads(field, ~field.tied)
    enough = (
        len(field.chosen) >= FEWEST
        and tied.pairs > 0
        and untied.pairs > 0
        and tied.items + untied.items > 0
    )
    fit, spread, draws, value = None, None, np.zeros(0), 0.0
    if enough:
        value = field.log_ratio
        draws = field.exchanged(samples, generator)
        spread = interval(np.exp(field.drawn(samples, generator)))
        variables = {"tie": field.tied.astype(np.float64), **field.controls}
        fit = mrqap(np.log1p(field.items), variables, field.block, samples, generator)
    p_value = float(two_sided(np.array([value]), draws[:, None])[0]) if enough else None
    return TiesAnswer(
        tie=tie,
        actors=len(field.chosen),
        all_actors=sum(map(len, candidates)),
        tied=tied,
        untied=untied,
        ratio=float(np.exp(value)) if enough else None,
        interval=spread,
        chance=interval(np.exp(draws)) if enough else None,
        p_value=p_value,
        model=tuple(Coefficient(*each) for each in fit.coefficients.items()) if fit else (),
        model_p_value=fit.p_value if fit else None,
        sampling_error=_sampling_error(snapshot, tie, candidates, max_actors, seed)
        if enough and sum(map(len, candidates)) > max_actors
        else None,
        dated=dated_ties(snapshot, field.chosen, field.block, days, samples, generator),
        reading=_reading(tie, tied, value, p_value),
        provenance=provenance(
            snapshot,
            "ties",
            {"tie": tie.value, "days": days, "maxActors": max_actors, "samples": samples},
            seed,
        ),
    )


def _dyads(field: Field, which: npt.NDArray[np.bool_]) -> Dyads:
    which = which & ~np.eye(len(which), dtype=np.bool_)
    return Dyads(
        pairs=int(which.sum()),
        connected=int((field.items[which] > 0).sum()),
        items=int(field.items[which].sum()),
        expected=float(field.expected[which].sum()),
    )


def _sampling_error(
    snapshot: Snapshot, tie: Tie, candidates: tuple[Ints, Ints], most: int, seed: int
) -> float:
    values = []
    for k in range(_SAMPLINGS):
        generator = np.random.default_rng([seed, k])
        field = Field.of(snapshot, tie, sample_of(candidates, most, generator))
        values.append(field.log_ratio)
    return float(np.std(values, ddof=1))


def _reading(tie: Tie, tied: Dyads, value: float, p_value: float | None) -> str:
    if p_value is None:
        return (
            f"No comparison: {tied.pairs:,} pairs with a tie ({tie.value}), or nothing beside "
            "them, or nobody among those looked at amplifies another."
        )
    said = (
        f"{tied.pairs:,} ordered pairs have a tie; {tied.connected:,} of them are connected, by "
        f"{tied.items:,} items, {np.exp(value):.2g} times what comparable pairs lead one to expect"
    )
    more = "more than chance" if p_value <= SIGNIFICANT else "no more than chance"
    return f"{said} (p = {p_value:.2g}, {more} when names are exchanged)."
