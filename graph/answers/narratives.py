"""How did a narrative spread: who was first, who followed, with what lag between groups?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl

from graph.answers.chance import BadComparisonError, Ints
from graph.answers.first_movers import FirstMover, GroupLag, first_movers, group_lags
from graph.answers.groups import Group, Grouping, grouping
from graph.answers.lead_lag import LeadLag, lead_lag
from graph.answers.narrative_items import MOST_NARRATIVES, Narrative, items_of
from graph.answers.periods import EVERY, Span
from graph.answers.provenance import Provenance, moment, provenance
from graph.coordination.significance import benjamini_hochberg
from graph.database import Database
from graph.snapshot import Snapshot, SnapshotFilter

OTHERS: Final = "(others)"
"""Name of the group of those who are in none of the groups."""

MOST_BINS: Final = 5_000
_SEASON: Final = {Span.DAY: 7}
_COMPARED: Final = 6
"""Groups whose series are compared in pairs: those with most items."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A step of the timeline.

    Attributes:
        start: Where it begins.
        counts: Items of each group, in the order of `groups`.
    """

    start: datetime
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NarrativeSpread:
    """A narrative.

    Attributes:
        name: What it was called.
        found_by: How its items were found, as it can be asked again.
        items: Items found, those without a time included.
        actors: Who published them.
        undated: Items without a time, which are in nothing below.
        movers: For each group, its first item and how far it lags behind the first of all.
    """

    name: str
    found_by: str
    items: int
    actors: int
    undated: int
    movers: tuple[FirstMover, ...]


@dataclass(frozen=True, slots=True)
class GroupLead:
    """Whether one group's counts run ahead of another's, with q-values.

    Attributes:
        found: The comparison.
        q_value: Of the correlation, corrected for the number of pairs of groups.
        transfer_q_value: Of the transfer from the first to the second, corrected likewise.
        back_q_value: Of that back, corrected likewise.
    """

    found: LeadLag
    q_value: float
    transfer_q_value: float
    back_q_value: float


@dataclass(frozen=True, slots=True)
class NarrativesAnswer:
    """The spread of narratives between groups.

    Attributes:
        groups: Names of the groups, the last one of those in none.
        narratives: Each by itself.
        lags: Between the first items of each pair of groups, over the narratives.
        timeline: Items of all narratives in each step, without gaps.
        leads: For pairs of the six groups with most items, where their series can be compared.
        reading: How to read it, in words.
        provenance: How it was computed.
    """

    groups: tuple[str, ...]
    narratives: tuple[NarrativeSpread, ...]
    lags: tuple[GroupLag, ...]
    timeline: tuple[Bin, ...]
    leads: tuple[GroupLead, ...]
    reading: str
    provenance: Provenance


def narratives(
    snapshot: Snapshot,
    database: Database,
    wanted: Sequence[Narrative],
    groups: Sequence[Group],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    step: Span = Span.DAY,
    most_lag: int = 14,
    seed: int = 1,
) -> NarrativesAnswer:
    """Follow narratives from group to group.

    Linear in the items that are looked through; a pattern looks through all that have a text.

    Args:
        snapshot: The graph: who the actors are.
        database: Where the texts are.
        wanted: At most twenty narratives.
        groups: They must not share an actor; all others are a group of their own.
        since: Earliest time of an item, included.
        until: Latest, excluded.
        step: Of the timeline.
        most_lag: Largest lag between two series, in steps.
        seed: Of the draws of the narratives for intervals, and of the series for chance.

    Raises:
        BadComparisonError: Too many narratives, or a timeline of more than 5,000 steps.
        BadFilterError: The window is empty.
        UnknownIdError: The graph holds no such narrative, story or group.
    """
    if len(wanted) > MOST_NARRATIVES:
        raise BadComparisonError(
            f"{len(wanted)} narratives are more than {MOST_NARRATIVES}.", "Name fewer."
        )
    if not 0 < most_lag <= 366:
        raise BadComparisonError(f"most_lag is {most_lag}, not 1 to 366.")
    SnapshotFilter(since=since, until=until)  # refuses a window that ends before it begins
    found = grouping(snapshot, groups)
    names = (*found.names, OTHERS)
    frames = [_grouped(snapshot, found, items_of(database, each, since, until)) for each in wanted]
    dated = [frame.drop_nulls("atMs") for frame in frames]
    timeline, counts = _timeline(dated, len(names), step)
    spreads = tuple(
        NarrativeSpread(
            name=each.name,
            found_by=str(each),
            items=len(frame),
            actors=frame["actor"].n_unique(),
            undated=int(frame["atMs"].null_count()),
            movers=first_movers(snapshot, part, names),
        )
        for each, frame, part in zip(wanted, frames, dated, strict=True)
    )
    return NarrativesAnswer(
        groups=names,
        narratives=spreads,
        lags=group_lags(dated, names, seed),
        timeline=timeline,
        leads=_leads(names, counts, most_lag, _SEASON.get(step, 1), seed),
        reading=_reading(spreads),
        provenance=provenance(
            snapshot,
            "narratives",
            {
                "narratives": [str(each) for each in wanted],
                "groups": [str(group) for group in groups],
                "since": since and since.isoformat(),
                "until": until and until.isoformat(),
                "step": step.value,
                "mostLag": most_lag,
            },
            seed,
        ),
    )


def _grouped(snapshot: Snapshot, found: Grouping, items: pl.DataFrame) -> pl.DataFrame:
    """Put each item's group to it, and the index of its actor; an alias is the actor it names."""
    indexes = snapshot.once(
        "indexes of ids",
        lambda: (
            pl.concat([t.select("id", "index") for t in (snapshot.nodes, snapshot.aliases)])
            .unique("id", keep="first", maintain_order=True)
            .rename({"id": "actor", "index": "node"})
        ),
    )
    items = items.join(indexes, on="actor", how="left", maintain_order="left")
    of = pl.Series(np.where(found.of < 0, len(found.names), found.of))
    group = of.gather(items["node"].fill_null(0)) if len(of) else pl.Series([], dtype=pl.Int64)
    return items.with_columns(
        group=pl.when(pl.col("node").is_null()).then(len(found.names)).otherwise(group)
    )


def _timeline(
    frames: Sequence[pl.DataFrame], groups: int, step: Span
) -> tuple[tuple[Bin, ...], Ints]:
    none = pl.DataFrame(schema={"atMs": pl.Int64, "group": pl.Int64})
    whole = pl.concat([none, *(frame.select(*none.columns) for frame in frames)]).select(
        pl.from_epoch("atMs", "ms").dt.truncate(EVERY[step]).alias("start"), "group"
    )
    if not len(whole):
        return (), np.zeros((0, groups), np.int64)
    starts = whole.select(
        pl.datetime_range(pl.col("start").min(), pl.col("start").max(), EVERY[step])
    )["start"]
    if len(starts) > MOST_BINS:
        raise BadComparisonError(
            f"The timeline has {len(starts)} steps, more than {MOST_BINS}.", "Use a longer step."
        )
    counted = whole.group_by("start", "group").len()
    at = starts.dt.epoch("ms").search_sorted(counted["start"].dt.epoch("ms")).to_numpy()
    counts = np.zeros((len(starts), groups), np.int64)
    counts[at, counted["group"].to_numpy()] = counted["len"].to_numpy()
    bins = []
    for ms, row in zip(starts.dt.epoch("ms").to_list(), counts.tolist(), strict=True):
        start = moment(ms)
        assert start is not None  # noqa: S101
        bins.append(Bin(start, tuple(row)))
    return tuple(bins), counts


def _leads(
    names: Sequence[str],
    counts: Ints,
    most_lag: int,
    season: int,
    seed: int,
) -> tuple[GroupLead, ...]:
    totals = counts.sum(axis=0)[:-1]  # those in no group are no group to lead
    compared = [int(k) for k in np.argsort(-totals, kind="stable")[:_COMPARED] if totals[k]]
    found = []
    for a, b in combinations(sorted(compared), 2):
        series = counts[:, a], counts[:, b]
        if each := lead_lag((names[a], names[b]), *series, most_lag, season, seed=seed):
            found.append(each)
    p_values = np.array([(f.p_value, f.transfer_p_value, f.back_p_value) for f in found])
    q_values = [benjamini_hochberg(p, len(found)) for p in p_values.reshape(len(found), 3).T]
    return tuple(GroupLead(each, *(float(q[k]) for q in q_values)) for k, each in enumerate(found))


def _reading(spreads: Sequence[NarrativeSpread]) -> str:
    if not spreads:
        return "No narrative is named, and the graph holds neither narratives nor stories."
    said = []
    for spread in spreads[:3]:
        if not spread.movers:
            said.append(f"{spread.name}: no dated item.")
            continue
        first = spread.movers[0]
        group = first.group if first.group.startswith("(") else f"({first.group})"
        actors = "1 actor" if spread.actors == 1 else f"{spread.actors:,} actors"
        said.append(
            f"{spread.name}: {spread.items:,} items by {actors}; first "
            f"{first.actor.name} {group} on {first.at:%Y-%m-%d %H:%M} UTC."
        )
    return " ".join(said)
