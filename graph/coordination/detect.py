"""From a table of shares to edges between actors that act as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import polars as pl

from graph.coordination.null import configuration_null
from graph.coordination.pairs import CoShares, count_pairs
from graph.coordination.shares import CoordinationError, Shares, shares_from

NullModel = Literal["none", "configuration"]

EDGES: Final = {
    "source": pl.String(),
    "target": pl.String(),
    "weight": pl.Int64(),
    "expected": pl.Float64(),
    "p_value": pl.Float64(),
    "q_value": pl.Float64(),
    "first_at": pl.Int64(),
    "last_at": pl.Int64(),
}
"""Columns of a table of edges; times are milliseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What an answer was computed with, so that it can be computed again."""

    window_seconds: float
    min_participation: int
    null: NullModel
    most_pairs: int | None


@dataclass(frozen=True, slots=True)
class Coordination:
    """Edges of one trace and how they came about.

    Attributes:
        edges: One row a pair, columns `EDGES`, sorted by source and target in byte order.
        parameters: What was asked.
        found: Shares and counts, for evidence, direction and groups.
        eligible: Actors with enough shares to take part.
        tests: Pairs of eligible actors, the family of the q-values; 0 without a null model.
        closing: Of these, how many close triangles (see `graph.coordination.null`).
    """

    edges: pl.DataFrame
    parameters: Parameters
    found: CoShares
    eligible: int
    tests: int
    closing: int

    def significant(self, alpha: float = 0.05) -> pl.DataFrame:
        """Return the edges with a q-value of at most `alpha`."""
        return self.edges.filter(pl.col("q_value") <= alpha)

    def notes(self, now: int | None = None) -> list[str]:
        """Say, in sentences, what was left out and what limits the answer.

        Args:
            now: Milliseconds since 1970 UTC, to speak of shares dated later.
        """
        found = self.found
        said = [f"{count} rows left out: {why}." for why, count in found.shares.dropped.items()]
        said += _doubtful_times(found.shares, now)
        if not len(self.edges):
            said.append(_why_nothing(found.shares))
        said += _cut_short(found.truncated)
        return said


def coordination(
    table: pl.DataFrame,
    window: float = 60,
    min_participation: int = 2,
    null: NullModel = "configuration",
    most_pairs: int | None = None,
) -> Coordination:
    """Find pairs of actors that share the same objects within a window, again and again.

    Args:
        table: Columns `object`, `actor`, `time` (milliseconds since 1970 UTC) and, if known,
            `item`, as `graph.coordination.shares.shares_from` takes them.
        window: Seconds between two shares, inclusive.
        min_participation: Fewest shares of an actor that takes part.
        null: "configuration" adds what chance would give and how improbable the count is;
            "none" leaves expected, p_value and q_value empty.
        most_pairs: With more pairs of shares within the window than this, the most viral
            objects are cut short to the pairs nearest in time, and `notes` says so; without
            it, `graph.coordination.windowed.most_pairs`.

    Raises:
        CoordinationError: A column or a parameter is wrong.
    """
    _check(window, min_participation, null, most_pairs)
    milliseconds = round(window * 1000)
    found = count_pairs(shares_from(table), milliseconds, min_participation, most_pairs)
    parameters = Parameters(window, min_participation, null, most_pairs)
    eligible = int((found.shares.activity > 0).sum())
    if null == "none":
        return Coordination(_edges(found), parameters, found, eligible, 0, 0)
    said = configuration_null(found, milliseconds)
    edges = _edges(found).with_columns(
        expected=said.expected, p_value=said.p_value, q_value=said.q_value
    )
    return Coordination(edges, parameters, found, eligible, said.tests, said.closing)


def _edges(found: CoShares) -> pl.DataFrame:
    pairs, names = found.pairs, found.shares.actors
    counted = pl.DataFrame(
        {
            "source": names.gather(pairs.source),
            "target": names.gather(pairs.target),
            "weight": pairs.weight,
            "first_at": pairs.first_at,
            "last_at": pairs.last_at,
        }
    )
    unknown = {name: pl.lit(None, dtype) for name, dtype in EDGES.items() if dtype.is_float()}
    return counted.with_columns(**unknown).select(
        pl.col(name).cast(dtype) for name, dtype in EDGES.items()
    )


def _check(window: float, min_participation: int, null: str, most: int | None) -> None:
    if not 0 <= window < 1e9:
        raise CoordinationError(
            f"A window of {window} seconds cannot be used.", "Give 0 or more, such as 60."
        )
    if min_participation < 0:
        raise CoordinationError(
            f"min_participation is {min_participation}.", "Give 0 or more, such as 2."
        )
    if most is not None and most < 1:
        raise CoordinationError(f"most_pairs is {most}.", "Give 1 or more, or none.")
    if null not in get_args(NullModel):
        raise CoordinationError(
            f"There is no null model {null!r}.", f"Choose one of {', '.join(get_args(NullModel))}."
        )


def _doubtful_times(shares: Shares, now: int | None) -> list[str]:
    if not len(shares):
        return []
    said = []
    if len(shares) > 1 and shares.time.min() == shares.time.max():
        said.append(
            "All shares have the same time: the window cannot tell haste from taste, "
            "and every actor meets every other who shared the same."
        )
    if now is not None and (later := int((shares.time > now).sum())):
        said.append(f"{later} shares are dated in the future; they were used as they are.")
    return said


def _cut_short(truncated: dict[str, int], name: int = 5) -> list[str]:
    if not truncated:
        return []
    worst = sorted(truncated, key=lambda key: (-truncated[key], key))[:name]
    named = ", ".join(f"{key!r} ({truncated[key]})" for key in worst)
    return [
        f"{sum(truncated.values())} pairs of shares of {len(truncated)} viral objects were not "
        f"looked at, only those nearest in time; the most of {named}."
    ]


def _why_nothing(shares: Shares) -> str:
    if not len(shares):
        return "No edges: no actor has enough shares to take part."
    if int((shares.activity > 0).sum()) == 1:
        return "No edges: only one actor has enough shares to take part."
    return "No edges: no two actors shared an object within the window."
