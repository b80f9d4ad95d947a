"""All different texts seen so far, ready to be compared."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.republication.boilerplate import Boilerplate, sample_rows
from graph.republication.candidates import CandidateIndex, band_keys, pack
from graph.republication.evidence import Rules, TextPairs, TextSets, compare
from graph.republication.folding import fold
from graph.republication.known import UNKNOWN, KnownTexts
from graph.republication.notices import are_notices
from graph.republication.pages import page_keys
from graph.republication.rarity import Rarity
from graph.republication.shingles import ShingleSets, anchors, edges
from graph.republication.tokens import I64, U64, Bools, Tokens, run_hashes

UNCOMPARED: Final = UNKNOWN
_BYTES_AT_ONCE: Final = 2_000_000
_PAIRS_AT_ONCE: Final = 20_000
_THREADS: Final = 2
_Given = TypeVar("_Given")
_Done = TypeVar("_Done")
_HEAD: Final = 4  # words, or characters where there are no spaces


def _no_sets() -> TextSets:
    none = ShingleSets(np.zeros(0, dtype=np.uint32), np.zeros(1, dtype=np.int64))
    return TextSets(none, none, none, none)


def _no_pairs() -> TextPairs:
    rows, values = np.zeros(0, dtype=np.int64), np.zeros(0)
    return TextPairs(rows, rows, values, values)


@dataclass(slots=True)
class TextStore:
    """Different texts, each with its sets and all its likenesses to the texts before it.

    Attributes:
        rules: The thresholds.
        boilerplate: Footers and headers learned so far.
        keys: For each text a hash of all its tokens.
        lengths: For each text its length in words.
        heads: For each text a hash of its first words.
        sets: What the texts are compared by.
        rarity: How rare it is.
        candidates: Finds what to compare.
        pairs: All pairs that could be copies.
    """

    rules: Rules = field(default_factory=Rules)
    boilerplate: Boilerplate = field(default_factory=Boilerplate)
    keys: U64 = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    lengths: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    heads: U64 = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    sets: TextSets = field(default_factory=_no_sets)
    rarity: Rarity = field(default_factory=Rarity)
    candidates: CandidateIndex = field(default_factory=CandidateIndex)
    pairs: TextPairs = field(default_factory=_no_pairs)

    @property
    def short(self) -> Bools:
        """For each text whether it is short enough to be a formula."""
        return np.asarray(self.lengths < self.rules.short_words)

    def add(self, texts: pl.Series, actor: I64, time: I64) -> I64:
        """Add texts, in the order of their times.

        Args:
            texts: Texts as published; repeated ones cost next to nothing.
            actor: The actor of each, as small integers: footers are learned per actor.
            time: The time of each in milliseconds, negative where it is not known.

        Returns:
            For each text its row in this store, or `UNCOMPARED` where it says too little.
        """
        texts = texts.fill_null("")
        numbered = pl.DataFrame({"key": texts.hash(seed=0), "actor": actor})
        numbered = numbered.with_row_index("row")
        firsts = numbered.unique("key", keep="first", maintain_order=True)
        rows = firsts["row"].to_numpy().astype(np.int64)
        distinct = texts.gather(rows)
        place = numbered.join(firsts.with_row_index("place"), on="key", maintain_order="left")
        of_distinct = self._add_distinct(distinct, actor[rows], time[rows])
        return np.asarray(of_distinct[place["place"].to_numpy()])

    def _add_distinct(self, texts: pl.Series, actor: I64, time: I64) -> I64:
        """Add texts of which no two are equal; the row of each."""
        sample = sample_rows(actor)
        sets, heads, keys = [self.sets], [self.heads], []
        known, before = KnownTexts(self.keys), len(self.keys)
        found = [np.zeros(0, dtype=np.int64)]
        with ThreadPoolExecutor(max_workers=1) as pool:
            learning = texts.gather(sample), actor[sample], time[sample]
            learned = pool.submit(self._learn, *learning)
            parts = [texts.slice(at, size) for at, size in _slices(texts)]
            read = _ahead(partial(self._read, learned=learned), parts)
            # Sets are made in threads too, of texts that are recognised in their order.
            for made in _ahead(self._make, self._recognised(read, known, found)):
                sets.append(made.sets)
                heads.append(made.heads)
                keys += made.keys
                self.rarity.add(made.sets.shingles)
        self.keys = np.concatenate((self.keys, *known.new))
        self.sets, self.heads = TextSets.join(sets), np.concatenate(heads)
        if len(self.keys) > before:
            self._compare(*self.candidates.add(np.concatenate(keys)))
        return np.concatenate(found)

    def _learn(self, texts: pl.Series, actor: I64, time: I64) -> None:
        self.boilerplate.learn(fold(texts), actor, time)

    def _compare(self, left: I64, right: I64) -> None:
        """Compare pairs of texts and keep those that could be copies."""

        def compared(begin: int) -> TextPairs:
            part = slice(begin, begin + _PAIRS_AT_ONCE)
            return compare(self.sets, left[part], right[part], self.rules, self.rarity)

        parts = _ahead(compared, range(0, len(left), _PAIRS_AT_ONCE))
        self.pairs = TextPairs.join(self.pairs, *parts)

    def _read(self, texts: pl.Series, learned: "Future[None]") -> "_Read":
        """Fold texts and find what of them is no boilerplate, once that is learned."""
        tokens = fold(texts)
        learned.result()
        first, last = self.boilerplate.body(tokens)
        rest = tokens.words_within(first, last)
        # A few words between a header and a footer ("mainland reports 307 new cases") are told
        # by the whole text, and only from exact copies; a footer alone tells nothing.
        least = self.rules.least_words
        thin = (rest > 0) & (rest < least) & (tokens.words >= least)
        begin = np.where(thin, tokens.offsets[:-1], first)
        end = np.where(thin, tokens.offsets[1:], last)
        keys, lengths = run_hashes(tokens, begin, end), tokens.words_within(begin, end)
        # What says too little is told by the pages it links to, if there are any.
        few = lengths < least
        keys[few] = page_keys(texts.filter(pl.Series(few)))
        return _Read(
            keys=keys,
            said=~(few & (keys == 0) | are_notices(texts)),
            lengths=lengths,
            tokens=tokens,
            first=first,
            last=np.where(thin | few, first, last),
        )

    def _recognised(
        self, read: "Iterator[_Read]", known: KnownTexts, rows: list[I64]
    ) -> "Iterator[_New]":
        """Yield the new texts of each part, and note in `rows` which text is which."""
        for part in read:
            first = known.count
            found, chosen = known.add(part.keys, part.said)
            self.lengths = np.concatenate((self.lengths, part.lengths[chosen]))
            rows.append(np.where(part.said, found, UNCOMPARED))
            yield _New(part, chosen, first)

    def _make(self, new: "_New") -> "_Made":
        """Make what texts are compared by, and the keys by which they are found."""
        read, chosen = new.read, new.chosen
        tokens = read.tokens.within(read.first[chosen], read.last[chosen])
        sets = TextSets.of(tokens, self.rules)
        runs = (
            *(anchors(tokens), edges(tokens, self.rules.piece_words)),
            *(band_keys(sets.shingles), band_keys(sets.pieces)),
        )
        return _Made(sets, _heads(tokens), [pack(*run, new.row) for run in runs])


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts as far as they can be read each by itself.

    Attributes:
        keys: What tells a text.
        said: Whether it says enough to be compared.
        lengths: Its length in words.
        tokens: What to compare,
        first: from here,
        last: up to here.
    """

    keys: U64
    said: Bools
    lengths: npt.NDArray[np.float64]
    tokens: Tokens
    first: I64
    last: I64


@dataclass(frozen=True, slots=True)
class _New:
    """Texts that were not known before, as chosen of those read, and the row of the first."""

    read: _Read
    chosen: I64
    row: int


@dataclass(frozen=True, slots=True)
class _Made:
    """What new texts are compared by, and the keys by which they are found."""

    sets: TextSets
    heads: U64
    keys: list[U64]


def _ahead(work: Callable[[_Given], _Done], parts: Iterable[_Given]) -> Iterator[_Done]:
    """Work on parts in threads, never more than a few before they are needed."""
    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        waiting: deque[Future[_Done]] = deque()
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _heads(tokens: Tokens) -> U64:
    """Hash the first words of each row."""
    first = tokens.offsets[:-1]
    heads = tokens.within(first, np.minimum(first + _HEAD, tokens.offsets[1:]))
    return run_hashes(heads, heads.offsets[:-1], heads.offsets[1:])


def _slices(texts: pl.Series) -> list[tuple[int, int]]:
    """Cut rows into runs of about `_BYTES_AT_ONCE` bytes: begin and size of each."""
    total = texts.str.len_bytes().to_numpy().astype(np.int64).cumsum()
    slices, begin = [], 0
    while begin < len(total):
        done = total[begin - 1] if begin else 0
        end = int(np.searchsorted(total, done + _BYTES_AT_ONCE, side="right"))
        end = max(end, begin + 1)
        slices.append((begin, end - begin))
        begin = end
    return slices
