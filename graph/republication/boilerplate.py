"""Footers and headers that an actor puts on many texts, learned from the texts themselves.

A run of words at the very end (or beginning) of a text is boilerplate when it recurs after
(before) several *different* passages. A text that is itself copied many times does not qualify:
its last words always follow the same words.

Long runs are learned a second time with all numbers taken for one, since footers count readers,
posts and hours.
"""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.distinct import distinct
from graph.republication.folding import fold
from graph.republication.tokens import I64, U64, Bools, Tokens, mix

_LONGEST: Final = 80
_SHORTEST: Final = 3
_SHORTEST_NUMBERED: Final = 8  # where other numbers are taken for the same: "in 2024" is no footer
_NUMBER: Final = np.uint64(0x6E756D626572)
_SAMPLE_PER_ACTOR: Final = 400
_LEAST_CONTEXTS: Final = 4
_LEAST_SHARE: Final = 0.01
_LARGEST_SHARE: Final = 0.6  # of a text that may be its actor's boilerplate
_LARGEST_SHARE_USUAL: Final = 0.8  # the same, of what half of the actor's texts have
_LEAST_REST_USUAL: Final = 3  # words; fewer may be one's own "look:" before a copied text
_LEAST_CONTEXTS_OVERALL: Final = 8
_LARGEST_SHARE_OVERALL: Final = 0.5
_LARGEST_SHARE_INVITING: Final = 0.9
_LEAST_CONTEXTS_CALM: Final = 20
_LARGEST_BURST: Final = 1 / 3  # of the texts that end alike, within
_BURST_HOURS: Final = 48
_SOON: Final = 1 / 3  # of the time from the first to the last, half of them are dated
_HOUR_MS: Final = 3_600_000
_INVITATIONS: Final = (
    *("subscribe", "unsubscribe", "подписаться", "подписывайтесь", "подписывайся", "подпишись"),
    *("подпишитесь", "подписка", "прислать", "реклама", "підписатися", "підписуйтесь"),
    *("suscríbete", "suscribirse", "suscríbase", "abonnez", "abonnieren", "abonniert", "iscriviti"),
    *("اشترك", "اشتركوا", "للاشتراك", "تابعونا", "阅", "訂"),
)


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of tokens counted from one edge of a text, as hashes.

    Attributes:
        whole: The runs, sorted.
        begun: These runs and all that they begin with, sorted: whoever leaves this set need not
            be followed any further.
    """

    whole: U64
    begun: U64

    def union(self, more: "Runs") -> "Runs":
        """Both sets of runs."""
        return Runs(np.union1d(self.whole, more.whole), np.union1d(self.begun, more.begun))


def _none() -> U64:
    return np.zeros(0, dtype=np.uint64)


def _member(values: U64, of: U64) -> Bools:
    """Whether each value is in a sorted set that is not empty."""
    return np.asarray(of[np.minimum(np.searchsorted(of, values), len(of) - 1)] == values)


@dataclass(slots=True)
class Boilerplate:
    """What has been learned so far: hashes of whole footers and headers.

    Attributes:
        footers: The runs that end texts.
        headers: The runs that begin texts.
    """

    footers: "Runs" = field(default_factory=lambda: Runs(_none(), _none()))
    headers: "Runs" = field(default_factory=lambda: Runs(_none(), _none()))

    def learn(self, tokens: Tokens, actors: I64, times: I64) -> None:
        """Add what recurs in these texts.

        Args:
            tokens: The texts, each distinct text once; `sample_rows` are enough.
            actors: The actor of each row, as small integers.
            times: Its time in milliseconds, negative where it is not known.
        """
        for read, shortest in ((tokens, _SHORTEST), (_one_number(tokens), _SHORTEST_NUMBERED)):
            known = (read, actors, times, shortest)
            self.footers = self.footers.union(_recurring(*known, from_end=True))
            self.headers = self.headers.union(_recurring(*known, from_end=False))

    def body(self, tokens: Tokens) -> tuple[I64, I64]:
        """Find what of every row is no learned footer or header, nor hashtags at the edges.

        Returns:
            Where in the tokens it begins, and where it ends: of a row that is boilerplate from
            end to end both are one place.
        """
        numberless = _one_number(tokens)
        footer, header = (
            np.maximum(
                _known(tokens, runs, from_end=from_end),
                _known(numberless, runs, from_end=from_end),
            )
            for runs, from_end in ((self.footers, True), (self.headers, False))
        )
        last, first = tokens.offsets[1:] - footer, tokens.offsets[:-1] + header
        first, last = _without_tags(tokens, first, last)
        return first, np.maximum(first, last)


@cache
def _invitations() -> U64:
    """Hashes of the words with which channels ask to be subscribed to, sorted."""
    return np.unique(fold(pl.Series(_INVITATIONS)).hashes)


def sample_rows(actors: I64) -> I64:
    """Choose at most 400 rows of each actor, spread evenly over its rows."""
    order = np.argsort(actors, kind="stable")
    ordered = actors[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(np.append(starts, len(ordered)))
    rank = np.arange(len(ordered)) - np.repeat(starts, counts)
    stride = np.repeat(-(-counts // _SAMPLE_PER_ACTOR), counts)
    return np.asarray(order[rank % np.maximum(stride, 1) == 0], dtype=np.int64)


def _one_number(tokens: Tokens) -> Tokens:
    """The same tokens, all numbers being one."""
    return replace(tokens, hashes=np.where(tokens.number, _NUMBER, tokens.hashes))


def _edge(tokens: Tokens, rows: I64, step: int, from_end: bool) -> U64:
    """The `step`-th token (from 0) counted from the edge of each row; 0 beyond the other edge."""
    begin, end = tokens.offsets[rows], tokens.offsets[rows + 1]
    at = end - 1 - step if from_end else begin + step
    inside = (at >= begin) & (at < end)
    values = np.zeros(len(rows), dtype=np.uint64)
    values[inside] = tokens.hashes[at[inside]]
    return values


def _recurring(tokens: Tokens, actors: I64, times: I64, shortest: int, *, from_end: bool) -> Runs:
    """The runs at one edge that recur in different contexts."""
    per_actor = np.bincount(actors)
    enough = np.maximum(_LEAST_CONTEXTS, per_actor * _LEAST_SHARE)
    rows = np.arange(len(actors))
    run = np.zeros(len(actors), dtype=np.uint64)
    inviting = np.zeros(len(actors), dtype=np.bool_)
    found, begun = [_none()], [_none()]
    for length in range(1, _LONGEST + 1):
        token = _edge(tokens, rows, length - 1, from_end)
        run = mix(run + token)
        inviting = inviting | _member(token, _invitations())
        # A run can only recur if its shorter part did: the rest drops out.
        alive = tokens.lengths[rows] > length
        rows, run, inviting = rows[alive], run[alive], inviting[alive]
        _, inverse, count = np.unique(run, return_inverse=True, return_counts=True)
        alive = count[inverse] >= _LEAST_CONTEXTS
        rows, run, inviting = rows[alive], run[alive], inviting[alive]
        if not len(rows):
            break
        begun.append(run)
        if length < shortest:
            continue
        context = _edge(tokens, rows, length, from_end)
        of = actors[rows]
        own = mix(run + of.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        share = length / tokens.lengths[rows]
        # A text that many take over and each ends differently is not a header, but one that
        # invites to subscribe is, however short the rest.
        for key, longest, least, asked in (
            (own, _LARGEST_SHARE, enough[of], True),
            (run, _LARGEST_SHARE_OVERALL, _LEAST_CONTEXTS_OVERALL, True),
            (run, _LARGEST_SHARE_INVITING, _LEAST_CONTEXTS, inviting),
        ):
            recurs = _contexts(key, context, asked & (share <= longest)) >= least
            found.append(run[recurs & asked])
        rest = tokens.lengths[rows] - length
        found.append(run[_usual(own, context, share, rest, per_actor[of])])
        if from_end:
            fit = (share <= _LARGEST_SHARE_USUAL) & (rest >= _LEAST_REST_USUAL) & (times[rows] >= 0)
            found.append(run[_calm(run, context, times[rows] // _HOUR_MS, fit)])
    return Runs(distinct(np.concatenate(found)), distinct(np.concatenate(begun)))


def _usual(own: U64, contexts: U64, share: npt.NDArray[np.float64], rest: I64, posts: I64) -> Bools:
    """Whether half of an actor's texts have a run in common, though it is most of some of them."""
    long = (share > _LARGEST_SHARE) & (share <= _LARGEST_SHARE_USUAL) & (rest >= _LEAST_REST_USUAL)
    usual = np.zeros(len(own), dtype=np.bool_)
    if long.any():
        of_long = np.flatnonzero(np.isin(own, own[long]))
        counted = long[of_long] | (share[of_long] <= _LARGEST_SHARE)
        least = np.maximum(_LEAST_CONTEXTS, posts[of_long] / 2)
        usual[of_long] = _contexts(own[of_long], contexts[of_long], counted) >= least
    return usual


def _calm(run: U64, contexts: U64, hours: I64, fit: Bools) -> Bools:
    """Whether many end alike whenever they write: copies come in a burst, or after the first."""
    many = fit & (_contexts(run, contexts, fit) >= _LEAST_CONTEXTS_CALM)
    if not many.any():
        return many
    runs, of, count = np.unique(run[many], return_inverse=True, return_counts=True)
    moment = np.sort(of * (hours.max() + _BURST_HOURS + 1) + hours[many])
    begin = count.cumsum() - count
    together = np.searchsorted(moment, moment + _BURST_HOURS) - np.arange(len(moment))
    burst = np.maximum.reduceat(together, begin) > _LARGEST_BURST * count
    half = moment[begin + count // 2] - moment[begin]
    soon = half < _SOON * (moment[begin + count - 1] - moment[begin])
    return np.isin(run, runs[~(burst | soon)])


def _contexts(keys: U64, contexts: U64, counted: Bools) -> I64:
    """For each row, how many different contexts its key has in the rows that count."""
    unique, inverse = np.unique(keys, return_inverse=True)
    of = inverse[counted]
    pairs = mix(contexts[counted] + of.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    owners = of[np.unique(pairs, return_index=True)[1]]
    return np.asarray(np.bincount(owners, minlength=len(unique))[inverse], dtype=np.int64)


def _known(tokens: Tokens, learned: Runs, from_end: bool) -> I64:
    """Length of the longest learned run at one edge of each row."""
    longest = np.zeros(len(tokens.lengths), dtype=np.int64)
    if not len(learned.whole):
        return longest
    rows = np.arange(len(longest))
    run = np.zeros(len(longest), dtype=np.uint64)
    for length in range(1, _LONGEST + 1):
        run = mix(run + _edge(tokens, rows, length - 1, from_end))
        alive = (tokens.lengths[rows] >= length) & _member(run, learned.begun)
        rows, run = rows[alive], run[alive]
        if not len(rows):
            break
        if length >= _SHORTEST:
            longest[rows[_member(run, learned.whole)]] = length
    return longest


def _without_tags(tokens: Tokens, first: I64, last: I64) -> tuple[I64, I64]:
    """Move the edges inwards over hashtags."""
    untagged: Bools = ~tokens.tag
    positions = np.flatnonzero(untagged)
    if len(positions) == len(untagged):
        return first, last
    after = np.append(positions, len(untagged))[np.searchsorted(positions, first)]
    before = np.append(-1, positions)[np.searchsorted(positions, last)]
    return np.minimum(after, last), np.maximum(before + 1, np.minimum(after, last))
