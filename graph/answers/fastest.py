"""The time-respecting walk that takes the least time from its first event to its last.

Walks are followed from the sources, and backwards from the targets, each up to a limit of time. Of
a walk that takes no longer than both together, the last contact within the limit from its departure
is followed by one within the other limit before its arrival: where the two sides meet, the latest
departure of the one and the earliest arrival of the other make the fastest walk. The side with
fewer contacts goes on to four times its limit, until no faster one can be outside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from graph.answers.contacts import LAST, UNREACHED, Contacts, Ints, Nodes
from graph.answers.departures import Departures, latest
from graph.answers.range_maximum import NOTHING

_SHARE: Final = 2_048
"""The first limit of either side is the whole time over this."""

_GROWTH: Final = 4


def fastest_walk(
    contacts: Contacts,
    mirrored: Callable[[], Contacts],
    sources: Nodes,
    targets: Nodes,
    closed: Nodes,
) -> list[int]:
    """Return the positions of the contacts of a fastest walk; empty when there is none.

    Of several that take as long, those with the fewest contacts, and of these one that arrives
    first.

    Args:
        contacts: All of them, at least one.
        mirrored: Makes the same with time and direction turned round.
        sources: Where a walk starts.
        targets: Where it ends.
        closed: What it may not touch.
    """
    asked = contacts.asked(sources, targets, closed)
    level = contacts.levels(asked)
    reached = asked.ends[level[asked.ends] < UNREACHED]
    if not reached.size:
        return []
    if level[reached[0]] == 1:  # one contact takes no time
        return [int(reached[np.argmin(contacts.time[reached])])]
    some = contacts.walk_to(int(reached[0]), level)
    longest = int(contacts.time[some[-1]] - contacts.time[some[0]])
    limit = min(longest, contacts.span // _SHARE)
    backwards = mirrored()
    ahead = Departures(contacts, asked, limit)
    behind = Departures(backwards, backwards.asked(targets, sources, closed), limit)
    while True:
        taken, walk = _met(ahead, behind, asked.ends)
        longest = min(longest, taken)
        if longest <= ahead.limit + behind.limit + 1:  # times are whole milliseconds
            return walk
        smaller, other = sorted((ahead, behind), key=lambda side: side.reached.size)
        smaller.raise_to(min(max(smaller.limit, 1) * _GROWTH, longest - other.limit))


def _met(ahead: Departures, behind: Departures, ends: Ints) -> tuple[int, list[int]]:
    """Return the fastest walk of those that were found from both sides, and the time it takes."""
    contacts, mirrored = ahead.contacts, behind.contacts
    whole = ends[ahead.departure[ends] != NOTHING]
    arrivals = ahead.reached
    arrivals = arrivals[np.lexsort((contacts.time[arrivals], contacts.head[arrivals]))]
    # The latest departure, and of these the one with the fewest contacts.
    since = ahead.departure[arrivals] - contacts.begin
    before = ahead.before[arrivals].astype(np.int64)
    rank = since * (int(before.max(initial=0)) + 1) - before
    onward = behind.reached
    giver = latest(contacts, arrivals, rank, mirrored.head[onward], -mirrored.time[onward])
    onward, giver = onward[giver >= 0], arrivals[giver[giver >= 0]]
    arrival = np.concatenate([contacts.time[whole], -behind.departure[onward]])
    last = np.concatenate([whole, giver])
    more = np.concatenate([np.zeros(len(whole), np.int64), behind.before[onward] + 1])
    if not last.size:
        return LAST, []
    taken = arrival - ahead.departure[last]
    best = int(np.lexsort((arrival, ahead.before[last] + more, taken))[0])
    walk = ahead.walk_to(int(last[best]))
    if best >= len(whole):
        for at in reversed(behind.walk_to(int(onward[best - len(whole)]))):
            contact = (mirrored.head[at], -mirrored.time[at], mirrored.edge[at])
            walk.append(contacts.position(*map(int, contact)))
    return int(taken[best]), walk
