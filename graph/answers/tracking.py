"""How communities live on over time: continue, split, merge, appear, vanish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import islice, pairwise

import numpy as np

from graph.answers.chance import BadComparisonError, Ints
from graph.answers.foretold import dividing, quicker
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.partition import Method, Partition, partition
from graph.answers.patience import expect
from graph.answers.provenance import Provenance, provenance
from graph.answers.windows import MOST_WINDOWS, Happenings, Window, happenings
from graph.snapshot import Snapshot


class Fate(StrEnum):
    """What became of a community from one window to the next."""

    CONTINUE = "continue"
    SPLIT = "split"
    MERGE = "merge"
    APPEAR = "appear"
    VANISH = "vanish"


@dataclass(frozen=True, slots=True)
class Tracked:
    """A community in a window.

    Attributes:
        track: Number of the community over time: its largest heir keeps it.
        number: Its number within the window, 1 for the largest.
        size: Members.
        top: The five members with most items inside it.
    """

    track: int
    number: int
    size: int
    top: tuple[NodeSummary, ...]


@dataclass(frozen=True, slots=True)
class TrackedWindow:
    """A window.

    Attributes:
        since: Where it begins.
        until: Where it ends, excluded.
        nodes: Actors in any community.
        modularity: How much more weight lies inside communities than by chance.
        steadiness: Mean overlap of each community with the nearest one of the same window under
            another seed, by size: what changes less than this from window to window may be no
            change; None without communities.
        communities: Those of at least the size asked for, the largest first.
    """

    since: str
    until: str
    nodes: int
    modularity: float
    steadiness: float | None
    communities: tuple[Tracked, ...]


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


@dataclass(frozen=True, slots=True)
class TrackingAnswer:
    """Communities over windows.

    Attributes:
        windows: In order.
        fates: What happened between neighbouring windows, in order.
        counts: How often each fate befell a community.
        provenance: How it was computed.
    """

    windows: tuple[TrackedWindow, ...]
    fates: tuple[FateOf, ...]
    counts: dict[str, int]
    provenance: Provenance


def track(
    snapshot: Snapshot,
    windows: Sequence[Window],
    method: Method | None = None,
    *,
    min_overlap: float = 0.3,
    min_size: int = 3,
) -> TrackingAnswer:
    """Follow communities from window to window.

    Each window's dated items are divided by themselves. Two communities of neighbouring windows
    are one and the same to the degree that members active in both windows are common to them
    (Jaccard); from `min_overlap` on, and with `min_size` common members, they are linked (Greene,
    Doyle and Cunningham 2010, whose least overlap is 0.3 too). A community with one link
    continues, one with several splits, several with one merge.

    Linear in items and windows, beside what dividing costs.

    Args:
        snapshot: The graph, or a view of it.
        windows: In order of time.
        method: How each window is divided.
        min_overlap: Least overlap of a link, above 0 and up to 1.
        min_size: Smallest community, and fewest common members.

    Raises:
        BadComparisonError: Too many windows, or bounds that mean nothing.
    """
    if len(windows) > MOST_WINDOWS:
        raise BadComparisonError(f"{len(windows)} windows are more than {MOST_WINDOWS}.")
    if not 0 < min_overlap <= 1 or min_size < 1:
        raise BadComparisonError("min_overlap lies above 0 and up to 1, min_size is 1 or more.")
    method = method or Method()
    items = happenings(snapshot)
    _expect(items, windows, method)
    found = [_divided(snapshot, items, window, method) for window in windows]
    links = [
        _links(one.membership, other.membership, min_overlap, min_size)
        for one, other in pairwise(found)
    ]
    kept = [_kept(one, min_size) for one in found]
    tracks = _tracks(kept, links)
    fates = _fates(kept, links)
    return TrackingAnswer(
        windows=tuple(
            _window(snapshot, items, windows[k], one, tracks[k], method, min_size)
            for k, one in enumerate(found)
        ),
        fates=tuple(fates),
        counts={fate.value: sum(f.fate is fate for f in fates) for fate in Fate},
        provenance=provenance(
            snapshot,
            "track",
            {
                **asdict(method),
                "windows": [str(window) for window in windows],
                "minOverlap": min_overlap,
                "minSize": min_size,
            },
            method.seed,
        ),
    )


Links = list[tuple[int, int, float, int]]
"""Number before, number after, overlap, common members."""


def _expect(items: Happenings, windows: Sequence[Window], method: Method) -> None:
    """Refuse what would take too long; each window is divided twice, to tell how firmly."""
    parts = [items.inside(window) for window in windows]
    seconds = sum(dividing(part.stop - part.start, method, 2) for part in parts)
    what = f"Dividing {len(windows)} windows twice by {method.algorithm.value}"
    expect(what, seconds, quicker(method))


def _divided(snapshot: Snapshot, items: Happenings, window: Window, method: Method) -> Partition:
    return partition(items.pairs(len(snapshot.nodes), window, directed=method.directed), method)


def _links(before: Ints, after: Ints, least: float, fewest: int) -> Links:
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


def _kept(found: Partition, min_size: int) -> list[int]:
    return [k for k in range(1, len(found.sizes)) if found.sizes[k] >= min_size]


def _tracks(kept: list[list[int]], links: list[Links]) -> list[dict[int, int]]:
    """Give each community the track of the one before that it shares most members with."""
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


def _fates(kept: list[list[int]], links: list[Links]) -> list[FateOf]:
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


def _window(
    snapshot: Snapshot,
    items: Happenings,
    window: Window,
    found: Partition,
    tracks: dict[int, int],
    method: Method,
    min_size: int,
) -> TrackedWindow:
    again = _divided(snapshot, items, window, replace(method, seed=method.seed + 1))
    members = found.membership
    part = items.inside(window)
    inside = members[items.source[part]] == members[items.target[part]]
    ends = np.concatenate([items.source[part][inside], items.target[part][inside]])
    strength = np.bincount(ends, minlength=len(snapshot.nodes))
    order = np.lexsort((np.arange(len(members)), -strength, members))
    ends = np.cumsum(found.sizes)  # where each number's members end in this order
    kept = _kept(found, min_size)
    top = [order[ends[number - 1] : ends[number]][:5] for number in kept]
    described = iter(summaries(snapshot, np.concatenate(top).tolist() if top else []))
    communities = [
        Tracked(tracks[k], k, int(found.sizes[k]), tuple(islice(described, len(five))))
        for k, five in zip(kept, top, strict=True)
    ]
    return TrackedWindow(
        since=window.since.isoformat(),
        until=window.until.isoformat(),
        nodes=int(found.sizes[1:].sum()),
        modularity=found.modularity,
        steadiness=_steadiness(members, again.membership),
        communities=tuple(communities),
    )


def _steadiness(one: Ints, other: Ints) -> float | None:
    links = _links(one, other, 1e-9, 1)
    sizes = np.bincount(one)
    best: dict[int, float] = {}
    for a, _, overlap, _ in links:
        best[a] = max(best.get(a, 0.0), overlap)
    total = int(sizes[1:].sum())
    return sum(int(sizes[a]) * overlap for a, overlap in best.items()) / total if total else None
