"""Windowed co-shares counted per pair of actors, with the semantics of CooRTweet.

The counts are those of `detect_groups` of CooRTweet 2.1.3 (Righetti and Balluff), written
from its behaviour:

1. actors with fewer than `min_participation` shares (rows) are left out;
2. two shares of one object by different actors, at most the window apart (inclusive), make a
   co-share, every such pair of rows once; shares where the object is the sharing item itself,
   and two shares by one item, make none;
3. a co-share stays if at least one of the two actors has `min_participation` shares or more
   among the items that are in any co-share (an item that shares two objects counts twice, as
   soon as one of them is co-shared);
4. the weight of a pair is the number of its co-shares.

Rows that lack an object, a time, an item or an actor are in no co-share, but they are rows of rules
1 and 3, which R's missing values pass; those without an actor are together one of rule 3.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from graph.coordination.shares import Codes, Mask, Shares
from graph.coordination.windowed import CHUNK, WindowedPairs

_Number = TypeVar("_Number", bound=np.generic)
_Counts = tuple[npt.NDArray[np.uint64], Codes, Codes, Codes]

_MERGE_AT = 6 * CHUNK  # rows of unmerged counts that are held before they are merged


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Co-shares per pair of actors, ascending by `(source, target)`.

    Attributes:
        source: Code of the actor whose name comes first in byte order.
        target: Code of the other.
        weight: Number of co-shares.
        first_at: Time of the first share of the first co-share, milliseconds.
        last_at: Time of the last share of the last co-share, milliseconds.
    """

    source: Codes
    target: Codes
    weight: Codes
    first_at: Codes
    last_at: Codes

    def __len__(self) -> int:
        return len(self.source)


@dataclass(frozen=True, slots=True)
class CoShares:
    """What `count_pairs` found.

    Attributes:
        shares: The shares of the eligible actors (rule 1).
        pairs: The counts per pair (after rule 3).
        by_share: For each of `shares`, the co-shares that it begins, before rule 3.
        counted: Which of `shares` satisfy rule 3.
        truncated: Pairs of shares left out, by object; empty unless something was cut short.
    """

    shares: Shares
    pairs: PairCounts
    by_share: Codes
    counted: Mask
    truncated: dict[str, int]


def eligible(shares: Shares, min_participation: int) -> Shares:
    """Return the shares of actors that have at least `min_participation` of them (rule 1)."""
    idle = np.bincount(shares.idle_actor, minlength=len(shares.actors) + 1)
    takes_part = np.r_[shares.activity, 0] + idle >= min_participation
    counted = takes_part[shares.idle_actor]
    return replace(
        shares.only(takes_part[shares.actor]),
        idle_actor=shares.idle_actor[counted],
        idle_item=shares.idle_item[counted],
    )


def count_pairs(
    shares: Shares,
    window: int,
    min_participation: int = 2,
    most: int | None = None,
) -> CoShares:
    """Count the co-shares of each pair of actors.

    Args:
        shares: The shares of one trace.
        window: Longest time between the two shares, milliseconds, inclusive.
        min_participation: See rules 1 and 3 above.
        most: Pairs of shares to be looked at; see `graph.coordination.windowed`.

    Returns:
        The counts, sorted, and what a null model needs to know of them.
    """
    kept = eligible(shares, min_participation)
    windowed = WindowedPairs(kept, window, most)
    begun = np.zeros(len(kept), dtype=np.int64)
    involved = np.zeros(len(kept), dtype=np.bool_)
    for earlier, later in windowed:
        real = is_co_share(kept, earlier, later)
        begun += np.bincount(earlier[real], minlength=len(kept))
        involved[earlier[real]] = True
        involved[later[real]] = True
    counted = _participating(kept, involved, min_participation)
    pairs = _count(kept, windowed, counted)
    return CoShares(kept, pairs, begun, counted, windowed.truncated)


def count_counted(shares: Shares, window: int, counted: Mask) -> PairCounts:
    """Count the co-shares of each pair of actors where it is known which shares satisfy rule 3.

    Args:
        shares: Shares of eligible actors.
        window: Milliseconds, inclusive.
        counted: Which of them satisfy rule 3.
    """
    return _count(shares, WindowedPairs(shares, window), counted)


def is_co_share(shares: Shares, earlier: Codes, later: Codes) -> Mask:
    """Tell which pairs of shares are by different actors and items, and no loops (rule 2)."""
    real: Mask = shares.actor[earlier] != shares.actor[later]
    real &= shares.item[earlier] != shares.item[later]
    if shares.loop.any():
        real &= ~(shares.loop[earlier] | shares.loop[later])
    return real


def pair_keys(shares: Shares, earlier: Codes, later: Codes) -> npt.NDArray[np.uint64]:
    """Return one number for each unordered pair of actors, ascending as (source, target)."""
    one, other = shares.actor[earlier], shares.actor[later]
    keys = np.minimum(one, other) * len(shares.actors) + np.maximum(one, other)
    return keys.astype(np.uint64)


def _count(shares: Shares, windowed: WindowedPairs, counted: Mask) -> PairCounts:
    counter = _Counter(len(shares.actors))
    for earlier, later in windowed:
        real = is_co_share(shares, earlier, later) & (counted[earlier] | counted[later])
        counter.add(shares, earlier[real], later[real])
    return counter.counts()


def _participating(shares: Shares, involved: Mask, min_participation: int) -> Mask:
    """Which shares belong to items of actors that take part often enough (rule 3)."""
    known = shares.idle_item >= 0
    actor = np.r_[shares.actor, shares.idle_actor[known]]
    item = np.r_[shares.item, shares.idle_item[known]]
    in_result = np.zeros(int(item.max(initial=-1)) + 1, dtype=np.bool_)
    in_result[shares.item[involved]] = True
    rows = in_result[item]
    often = np.bincount(actor[rows], minlength=len(shares.actors) + 1) >= min_participation
    stays = np.zeros(len(in_result), dtype=np.bool_)
    stays[item[rows & often[actor]]] = True
    kept: Mask = stays[shares.item]
    return kept


class _Counter:
    """Adds up co-shares per pair, merging what it holds before it grows large."""

    def __init__(self, actors: int) -> None:
        self._actors = actors
        empty = np.empty(0, dtype=np.int64)
        self._merged: _Counts = (empty.astype(np.uint64), empty, empty, empty)
        self._parts: list[_Counts] = []
        self._waiting = 0

    def add(self, shares: Shares, earlier: Codes, later: Codes) -> None:
        keys = pair_keys(shares, earlier, later)
        ones = np.ones(len(keys), dtype=np.int64)
        part = _summed([keys], [ones], [shares.time[earlier]], [shares.time[later]])
        self._parts.append(part)
        self._waiting += len(part[0])
        # As much waits as is merged already, so that merging costs a constant per pair.
        if self._waiting > max(_MERGE_AT, len(self._merged[0])):
            self._merge()

    def counts(self) -> PairCounts:
        self._merge()
        keys, weight, first, last = self._merged
        source, target = np.divmod(keys.astype(np.int64), max(1, self._actors))
        return PairCounts(source, target, weight, first, last)

    def _merge(self) -> None:
        if self._parts:
            columns = [list(column) for column in zip(self._merged, *self._parts, strict=True)]
            self._parts.clear()
            self._merged = _summed(*columns)
        self._waiting = 0


def _summed(
    keys: list[npt.NDArray[np.uint64]],
    weight: list[Codes],
    first: list[Codes],
    last: list[Codes],
) -> _Counts:
    """Group by key: sum of the weights, first and last time. Sorting beats hashing here.

    The lists are emptied as they are used, so that a column is never held twice for long.
    """
    joined = _joined(keys)
    # Merging a few sorted runs is what the stable sort is best at.
    order = np.argsort(joined, kind="stable" if len(weight) > 1 else "quicksort")
    joined = joined[order]
    start = np.flatnonzero(np.r_[np.ones(min(len(joined), 1), bool), joined[1:] != joined[:-1]])
    joined = joined[start]
    if not len(start):
        return joined, _joined(weight), _joined(first), _joined(last)
    return (
        joined,
        np.add.reduceat(_joined(weight)[order], start),
        np.minimum.reduceat(_joined(first)[order], start),
        np.maximum.reduceat(_joined(last)[order], start),
    )


def _joined(parts: list[npt.NDArray[_Number]]) -> npt.NDArray[_Number]:
    whole = parts[0] if len(parts) == 1 else np.concatenate(parts)
    parts.clear()
    return whole
