"""How communities live on over time: continue, split, merge, appear, vanish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice, pairwise

import numpy as np

from graph.answers.chance import BadComparisonError
from graph.answers.fates import Fate, FateOf, fates_of, links_of, steadiness, tracks_of
from graph.answers.foretold import dividing, quicker
from graph.answers.nodes import NodeSummary, summaries
from graph.answers.partition import Method, Partition, partition
from graph.answers.patience import expect
from graph.answers.provenance import Provenance, provenance
from graph.answers.windows import MOST_WINDOWS, Happenings, Window, happenings
from graph.snapshot import Snapshot


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
        links_of(one.membership, other.membership, min_overlap, min_size)
        for one, other in pairwise(found)
    ]
    kept = [_kept(one, min_size) for one in found]
    tracks = tracks_of(kept, links)
    fates = fates_of(kept, links)
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


def _expect(items: Happenings, windows: Sequence[Window], method: Method) -> None:
    """Refuse what would take too long; each window is divided twice, to tell how firmly."""
    parts = [items.inside(window) for window in windows]
    seconds = sum(dividing(part.stop - part.start, method, 2) for part in parts)
    what = f"Dividing {len(windows)} windows twice by {method.algorithm.value}"
    expect(what, seconds, quicker(method))


def _divided(snapshot: Snapshot, items: Happenings, window: Window, method: Method) -> Partition:
    return partition(items.pairs(len(snapshot.nodes), window, directed=method.directed), method)


def _kept(found: Partition, min_size: int) -> list[int]:
    return [k for k in range(1, len(found.sizes)) if found.sizes[k] >= min_size]


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
        steadiness=steadiness(members, again.membership),
        communities=tuple(communities),
    )
