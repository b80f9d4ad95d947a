"""Do formal ties show up in what actors do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.answers.asymmetry import SIGNIFICANT, check_samples
from graph.answers.chance import BadComparisonError, Floats, Interval, Ints, interval, two_sided
from graph.answers.dated_ties import DatedTies, dated_ties
from graph.answers.formal_ties import Tie, tie_matrix
from graph.answers.provenance import Provenance, provenance
from graph.answers.qap import mrqap
from graph.snapshot import ACTIVITY_TYPES, Snapshot, SnapshotFilter

FEWEST: Final = 4
"""With fewer actors their names cannot be exchanged to any effect."""

MOST_ACTORS: Final = 2_000
STRATA: Final = 4
"""Pairs of one country or not, of one language or not."""

_SAMPLINGS: Final = 5

Matrix = npt.NDArray[np.float64]


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
            without untied pairs, or with fewer than four actors.
        interval: Where the ratio lies in 95 of 100 draws of the actors; None where it is.
        chance: Where it lies when names are exchanged at random; None where it is.
        p_value: Chance of a ratio as far out; None where it is.
        model: Coefficients of a regression of the logarithm of 1 + items on the tie, first, and
            on activity, popularity, same country, same language and same role; empty where the
            tie does not vary beside these.
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


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """The pairs looked at, as matrices."""

    chosen: Ints
    items: Matrix
    expected: Matrix
    tied: npt.NDArray[np.bool_]
    stratum: Ints
    controls: dict[str, Matrix]


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
    candidates = _candidates(snapshot, tie)
    field = _field(snapshot, tie, _chosen(candidates, max_actors, generator))
    tied, untied = _dyads(field, field.tied), _dyads(field, ~field.tied)
    enough = len(field.chosen) >= FEWEST and tied.pairs > 0 and untied.pairs > 0
    fit, spread, draws, value = None, None, np.zeros(0), 0.0
    if enough:
        value = _log_ratio(field)
        draws = _exchanged(field, samples, generator)
        spread = interval(np.exp(_drawn(field, samples, generator)))
        variables = {"tie": field.tied.astype(np.float64), **field.controls}
        fit = mrqap(np.log1p(field.items), variables, samples, generator)
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
        dated=dated_ties(snapshot, field.chosen, days, samples, generator),
        reading=_reading(tie, tied, value, p_value),
        provenance=provenance(
            snapshot,
            "ties",
            {"tie": tie.value, "days": days, "maxActors": max_actors, "samples": samples},
            seed,
        ),
    )


def _candidates(snapshot: Snapshot, tie: Tie) -> tuple[Ints, Ints]:
    """Actors that are tied, and those that are only active."""
    bound = np.unique(tie_matrix(snapshot, tie).nonzero()[0]).astype(np.int64)
    pairs = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES))).pairs()
    active = np.unique(np.concatenate([pairs.source, pairs.target]))
    return bound, np.setdiff1d(active, bound)


def _chosen(candidates: tuple[Ints, Ints], most: int, generator: np.random.Generator) -> Ints:
    chosen = np.zeros(0, np.int64)
    for group in candidates:
        room = most - len(chosen)
        part = group if len(group) <= room else generator.choice(group, room, replace=False)
        chosen = np.concatenate([chosen, part])
    return np.sort(chosen)


def _field(snapshot: Snapshot, tie: Tie, chosen: Ints) -> _Field:
    pairs = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES))).pairs()
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
        **same,
    }
    return _Field(chosen, items, expected, tied, stratum, controls)


def _same(values: pl.Series) -> Matrix:
    """1 where two have the same value, and any."""
    known = values.fill_null("").to_numpy()
    found: Matrix = (known[:, None] == known[None, :]) & (known != "")[:, None]
    return found.astype(np.float64)


def _dyads(field: _Field, which: npt.NDArray[np.bool_]) -> Dyads:
    which = which & ~np.eye(len(which), dtype=np.bool_)
    return Dyads(
        pairs=int(which.sum()),
        connected=int((field.items[which] > 0).sum()),
        items=int(field.items[which].sum()),
        expected=float(field.expected[which].sum()),
    )


def _log_ratio(field: _Field) -> float:
    return _of_sums(*_sums(field, *np.nonzero(field.tied)))


def _of_sums(found: Floats, led: Floats) -> float:
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


def _sums(field: _Field, first: Ints, second: Ints) -> tuple[Floats, Floats]:
    """Items, and what is expected, of untied and of tied pairs, for each stratum."""
    sums = []
    for what in (field.items, field.expected):
        total = np.bincount(field.stratum.ravel(), what.ravel(), STRATA)
        tied = np.bincount(field.stratum[first, second], what[first, second], STRATA)
        sums.append(np.column_stack([total - tied, tied]))
    return sums[0], sums[1]


def _exchanged(field: _Field, samples: int, generator: np.random.Generator) -> Floats:
    """Exchange names in the network of ties; only the tied pairs need to be looked at again."""
    first, second = np.nonzero(field.tied)
    totals = [
        np.bincount(field.stratum.ravel(), what.ravel(), STRATA)
        for what in (field.items, field.expected)
    ]
    draws = np.empty(samples)
    for k in range(samples):
        order = generator.permutation(len(field.chosen))
        cells = order[first], order[second]
        stratum = field.stratum[cells]
        found, led = (
            np.column_stack([total - tied, tied])
            for total, tied in zip(
                totals,
                (
                    np.bincount(stratum, field.items[cells], STRATA),
                    np.bincount(stratum, field.expected[cells], STRATA),
                ),
                strict=True,
            )
        )
        draws[k] = _of_sums(found, led)
    return draws


def _drawn(field: _Field, samples: int, generator: np.random.Generator) -> Floats:
    """Draw the actors again, all that one does together (Owen and Eckles 2012)."""
    parts = [
        [np.where((field.stratum == s) & (field.tied == t), what, 0.0) for t in (False, True)]
        for what in (field.items, field.expected)
        for s in range(STRATA)
    ]
    draws = np.empty(samples)
    for k in range(samples):
        times = generator.poisson(1.0, len(field.chosen)).astype(np.float64)
        sums = np.array([[times @ part @ times for part in pair] for pair in parts])
        draws[k] = _of_sums(sums[:STRATA], sums[STRATA:])
    return draws


def _sampling_error(
    snapshot: Snapshot, tie: Tie, candidates: tuple[Ints, Ints], most: int, seed: int
) -> float:
    values = []
    for k in range(_SAMPLINGS):
        generator = np.random.default_rng([seed, k])
        field = _field(snapshot, tie, _chosen(candidates, most, generator))
        values.append(_log_ratio(field))
    return float(np.std(values, ddof=1))


def _reading(tie: Tie, tied: Dyads, value: float, p_value: float | None) -> str:
    if p_value is None:
        return (
            f"No comparison: {tied.pairs} pairs with a tie ({tie.value}), or nothing beside them."
        )
    said = (
        f"{tied.pairs:,} ordered pairs have a tie; {tied.connected:,} of them are connected, by "
        f"{tied.items:,} items, {np.exp(value):.2g} times what comparable pairs lead one to expect"
    )
    more = "more than chance" if p_value <= SIGNIFICANT else "no more than chance"
    return f"{said} (p = {p_value:.2g}, {more} when names are exchanged)."
