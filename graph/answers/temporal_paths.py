"""By which route, in time order, can content have got from A to B?

A time-respecting path (Kempe, Kleinberg and Kumar 2002) is a chain of events in which each
happens no earlier than the one before. Wu et al., "Path problems in temporal graphs", PVLDB 7(9),
2014, name the four best ones that are found here. An event takes no time of its own.

With a longest wait these are walks, in which an actor can come twice: with it, finding the best
path without repetition is NP-hard (Casteigts et al., Algorithmica 83, 2754, 2021), and content
that comes back to an actor can well be what it passes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

import numpy as np

from graph.answers.contacts import UNREACHED, Asked, Contacts
from graph.answers.fastest import fastest_walk
from graph.answers.node_sets import BadPathRequestError, Ends, Named
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.provenance import Provenance, moment, provenance
from graph.snapshot import ACTIVITY_TYPES, Flow, Snapshot, SnapshotFilter

READING: Final = {
    Flow.CONTENT: (
        "Read from first to last: at each time given, the next actor amplified the one before, "
        "so content can have passed along."
    ),
    Flow.AMPLIFICATION: (
        "Read from first to last: at each time given, the actor amplified the next one. Content "
        "does not pass this way."
    ),
}


class Best(StrEnum):
    """Which time-respecting path is the best one.

    Attributes:
        EARLIEST_ARRIVAL: The one that is at a target first.
        LATEST_DEPARTURE: The one that leaves a source last.
        FASTEST: The one that takes the least time from its first event to its last.
        FEWEST_HOPS: The one with the fewest events; among these, the one that arrives first.
    """

    EARLIEST_ARRIVAL = "earliestArrival"
    LATEST_DEPARTURE = "latestDeparture"
    FASTEST = "fastest"
    FEWEST_HOPS = "fewestHops"


@dataclass(frozen=True, slots=True)
class TimedHop:
    """One event on the way.

    Attributes:
        start: Id where the step starts.
        end: Id where it ends.
        at: When the event happened.
        wait_seconds: Time since the event before; None for the first.
        type: AMPLIFIED or REPUBLISHED.
        kind: retweet, quote, ...
        amplifier: Id of the one who amplified: one of the two ends, whichever the flow says.
    """

    start: str
    end: str
    at: datetime
    wait_seconds: float | None
    type: str
    kind: str | None
    amplifier: str


@dataclass(frozen=True, slots=True)
class TemporalPathAnswer:
    """The best time-respecting path.

    Attributes:
        found: False when no chain of events in time order leads from a source to a target.
        nodes: From source to target; empty when there is no path.
        hops: The events, in order.
        departure: Time of the first event.
        arrival: Time of the last.
        duration_seconds: From the first to the last.
        best: What the path is the best in.
        flow: Which way it runs.
        reading: The same in words.
        provenance: How it was computed.
    """

    found: bool
    nodes: tuple[NodeSummary, ...]
    hops: tuple[TimedHop, ...]
    departure: datetime | None
    arrival: datetime | None
    duration_seconds: float | None
    best: Best
    flow: Flow
    reading: str
    provenance: Provenance


def temporal_path(
    snapshot: Snapshot,
    source: Named,
    target: Named,
    *,
    best: Best = Best.EARLIEST_ARRIVAL,
    flow: Flow = Flow.CONTENT,
    since: datetime | None = None,
    until: datetime | None = None,
    min_wait: timedelta = timedelta(0),
    max_wait: timedelta | None = None,
    kinds: Iterable[str] | None = None,
    avoid: Named = (),
    through: Named | None = None,
) -> TemporalPathAnswer:
    """Find the best chain of events, in time order, from a source to a target.

    Args:
        snapshot: The graph, or a view of it.
        source: Id, ids or a set of nodes, where the chain starts.
        target: Likewise where it ends; a node on both sides counts as a source only.
        best: Which of the four.
        flow: CONTENT: each next actor amplified the one before.
        since: Earliest time of an event, included.
        until: Latest time, excluded.
        min_wait: Least time between two events. The default allows two at the same recorded
            time to follow each other, since many sources record days; a second, or a day, asks
            for a certain order.
        max_wait: Most time between two events; None for no limit.
        kinds: Kinds of amplification to follow.
        avoid: Nodes that the path must not touch.
        through: The only nodes that it may touch between its ends; None for any.

    Returns:
        One path that none beats; of several equal ones, one with the fewest events. A path from
        an actor to itself has no events and is not looked for.

    Raises:
        UnknownIdError: An id is not in the graph.
        BadPathRequestError: No source or no target, or waits that exclude each other.
        BadFilterError: An empty window.
    """
    ends = Ends.of(snapshot, source, target, avoid, through)
    shortest, longest = _ms(min_wait), None if max_wait is None else _ms(max_wait)
    _check(shortest, longest)
    view = snapshot.filter(
        SnapshotFilter(
            since=since,
            until=until,
            types=frozenset(ACTIVITY_TYPES),
            kinds=None if kinds is None else frozenset(kinds),
        )
    )
    contacts = view.once(
        ("contacts", flow, shortest, longest),
        lambda: Contacts.of(view, flow, shortest, longest),
    )
    sources, targets, closed = ends.open(len(view.nodes))
    mirrored = partial(view.once, ("mirrored contacts", flow, shortest, longest), contacts.mirrored)
    if best is Best.LATEST_DEPARTURE:
        # Backwards in time and direction, it is the earliest arrival.
        contacts, sources, targets = mirrored(), targets, sources
    walk: list[int] = []
    if not len(contacts.time):
        pass
    elif best is Best.FASTEST:
        walk = fastest_walk(contacts, mirrored, sources, targets, closed)
    else:
        asked = contacts.asked(sources, targets, closed)
        walk = _walk(contacts, asked, earliest=best is not Best.FEWEST_HOPS)
    parameters = {
        **ends.said,
        "best": best.value,
        "flow": flow.value,
        "minWaitSeconds": shortest / 1000,
        "maxWaitSeconds": None if longest is None else longest / 1000,
    }
    made = provenance(view, "temporal_path", parameters)
    return _answer(view, contacts, walk, best, flow, made)


def _walk(contacts: Contacts, asked: Asked, *, earliest: bool) -> list[int]:
    """Return the positions of the best walk's contacts; empty when there is none."""
    level = contacts.levels(asked, first=earliest)
    reached = asked.ends[level[asked.ends] < UNREACHED]
    if not reached.size:
        return []
    if earliest:
        reached = reached[contacts.time[reached] == contacts.time[reached].min()]
    # The one with the fewest events, then the earliest.
    order = np.lexsort((reached, contacts.time[reached], level[reached]))
    return contacts.walk_to(int(reached[order[0]]), level)


def _answer(
    view: Snapshot,
    contacts: Contacts,
    walk: list[int],
    best: Best,
    flow: Flow,
    made: Provenance,
) -> TemporalPathAnswer:
    if not walk:
        return TemporalPathAnswer(False, (), (), None, None, None, best, flow, READING[flow], made)
    route = [int(contacts.tail[walk[0]]), *contacts.head[walk].tolist()]
    times, edges = contacts.time[walk].tolist(), contacts.edge[walk]
    if best is Best.LATEST_DEPARTURE:  # it was found in the mirror
        route, times, edges = route[::-1], [-time for time in times[::-1]], edges[::-1]
    nodes = tuple(summaries(view, route))
    index = view.edges["index"].to_numpy()
    rows = np.searchsorted(index, edges.astype(index.dtype))
    kinds = view.edges.select("type", "kind")[rows].rows()
    hops = []
    for k, (type_, kind) in enumerate(kinds):
        start, end, at = nodes[k].id, nodes[k + 1].id, moment(times[k])
        wait = None if k == 0 else (times[k] - times[k - 1]) / 1000
        amplifier = end if flow is Flow.CONTENT else start
        assert at is not None  # noqa: S101
        hops.append(TimedHop(start, end, at, wait, type_, kind, amplifier))
    return TemporalPathAnswer(
        True,
        nodes,
        tuple(hops),
        hops[0].at,
        hops[-1].at,
        (times[-1] - times[0]) / 1000,
        best,
        flow,
        READING[flow],
        made,
    )


def _ms(wait: timedelta) -> int:
    return round(wait.total_seconds() * 1000)


def _check(shortest: int, longest: int | None) -> None:
    if shortest < 0:
        raise BadPathRequestError("min_wait is negative; time runs forward.")
    if longest is not None and longest < shortest:
        raise BadPathRequestError("max_wait is shorter than min_wait; no two events fit.")
