"""What becomes of groups from one grouping of the same nodes to the next.

Two groups are linked to the degree that members in both groupings are common to them (Greene,
Doyle and Cunningham, ASONAM 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from graph.answers.chance import Ints


class Fate(StrEnum):
    """What became of a community from one window to the next."""

    CONTINUE = "continue"
    SPLIT = "split"
    MERGE = "merge"
    APPEAR = "appear"
    VANISH = "vanish"


@dataclass(frozen=True, slots=True)
class FateOf:
    """What became of a community, or where one came from.

    Attributes:
        fate: What happened.
        window: Number of the window in which it is seen, 1 for the first; for those that vanish,
            the last one in which they were.
        before: Numbers of the communities before; none where it appears.
        after: Numbers of the communities after; none where it vanishes.
        overlap: Common members over all members, of those active in both windows; the smallest
            among the ones named. None where it appears or vanishes.
    """

    fate: Fate
    window: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    overlap: float | None


Links = list[tuple[int, int, float, int]]
"""Number before, number after, overlap, common members."""


def links_of(before: Ints, after: Ints, least: float, fewest: int) -> Links:
    """Link groups of two groupings by the members that are in both.

    Args:
        before: Shape (nodes,): number of each node's group, 0 for none.
        after: Likewise, of the same nodes.
        least: Least overlap (Jaccard) of a link; a group that lies in another is linked too.
        fewest: Fewest common members.
    """
    both = (before > 0) & (after > 0)
    one, other = before[both], after[both]
    sizes = np.bincount(one), np.bincount(other)
    width = len(sizes[1])
    keys = np.sort(one * width + other)
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    shared = np.diff(first, append=len(keys))
    found = []
    for key, common in zip(keys[first].tolist(), shared.tolist(), strict=True):
        a, b = divmod(key, width)
        size, size_after = int(sizes[0][a]), int(sizes[1][b])
        overlap = common / (size + size_after - common)
        if common >= fewest and _linked(common, size, size_after, overlap, least):
            found.append((a, b, overlap, common))
    return found


def _linked(common: int, size: int, other: int, overlap: float, least: float) -> bool:
    """A part of a split, or of a merger, overlaps little with the whole: it lies in it."""
    inside = common / min(size, other)
    return overlap >= least or inside >= 1 - least / 2


def tracks_of(kept: list[list[int]], links: list[Links]) -> list[dict[int, int]]:
    """Give each community the track of the one before that it shares most members with.

    Args:
        kept: For each window the numbers of its communities.
        links: Those between neighbouring windows, one list fewer.

    Returns:
        For each window the track of each number.
    """
    tracks: list[dict[int, int]] = []
    latest = 0
    for k, numbers in enumerate(kept):
        mine: dict[int, int] = {}
        taken: set[int] = set()
        for before, after, _, _ in sorted(links[k - 1], key=lambda link: -link[3]) if k else ():
            old = tracks[-1].get(before)
            if old is not None and after in numbers and after not in mine and old not in taken:
                mine[after] = old
                taken.add(old)
        for number in numbers:
            if number not in mine:
                latest += 1
                mine[number] = latest
        tracks.append(mine)
    return tracks


def fates_of(kept: list[list[int]], links: list[Links]) -> list[FateOf]:
    """Say what became of each community; the arguments are those of `tracks_of`."""
    fates = []
    for k, found in enumerate(links):
        ahead: dict[int, Links] = {a: [] for a in kept[k]}
        behind: dict[int, Links] = {b: [] for b in kept[k + 1]}
        for link in found:
            ahead[link[0]].append(link)
            behind[link[1]].append(link)
        for a, mine in ahead.items():
            if not mine:
                fates.append(FateOf(Fate.VANISH, k + 1, (a,), (), None))
            elif len(mine) > 1:
                heirs = tuple(link[1] for link in mine)
                fates.append(FateOf(Fate.SPLIT, k + 2, (a,), heirs, min(m[2] for m in mine)))
            elif len(behind[mine[0][1]]) <= 1:
                fates.append(FateOf(Fate.CONTINUE, k + 2, (a,), (mine[0][1],), mine[0][2]))
        for b, mine in behind.items():
            if not mine:
                fates.append(FateOf(Fate.APPEAR, k + 2, (), (b,), None))
            elif len(mine) > 1:
                parents = tuple(link[0] for link in mine)
                fates.append(FateOf(Fate.MERGE, k + 2, parents, (b,), min(m[2] for m in mine)))
    return fates


def steadiness(one: Ints, other: Ints) -> float | None:
    """Mean overlap, 0 to 1, of each group with the nearest of another grouping, by size.

    None where there is no group; shapes as in `links_of`.
    """
    links = links_of(one, other, 1e-9, 1)
    sizes = np.bincount(one)
    best: dict[int, float] = {}
    for a, _, overlap, _ in links:
        best[a] = max(best.get(a, 0.0), overlap)
    total = int(sizes[1:].sum())
    return sum(int(sizes[a]) * overlap for a, overlap in best.items()) / total if total else None
