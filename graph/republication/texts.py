"""All different texts seen so far, ready to be compared."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.republication.boilerplate import Boilerplate, sample_rows
from graph.republication.candidates import CandidateIndex, band_keys, pack
from graph.republication.evidence import Rules, TextPairs, TextSets, compare
from graph.republication.folding import fold
from graph.republication.rarity import Rarity
from graph.republication.shingles import ShingleSets, anchors, edges
from graph.republication.tokens import I64, U64, Bools, Tokens, row_hashes

UNCOMPARED: Final = -1
_CHARACTERS_AT_ONCE: Final = 2_000_000
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

    def add(self, texts: pl.Series, actor: I64) -> I64:
        """Add texts, in the order of their times.

        Args:
            texts: Texts as published; repeated ones cost next to nothing.
            actor: The actor of each, as small integers: footers are learned per actor.

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
        sample = sample_rows(actor[rows])
        self.boilerplate.learn(fold(distinct.gather(sample)), actor[rows][sample])
        read = _ahead(self._read, [distinct.slice(at, size) for at, size in _slices(distinct)])
        before = len(self.keys)
        sets, heads, keys = [self.sets], [self.heads], []
        of_distinct = [np.zeros(0, dtype=np.int64)]
        # Sets are made in threads too, of texts that are recognised in their order.
        for made in _ahead(self._make, self._recognised(read, of_distinct)):
            sets.append(made.sets)
            heads.append(made.heads)
            keys += made.keys
            self.rarity.add(made.sets.shingles)
        self.sets, self.heads = TextSets.join(sets), np.concatenate(heads)
        if len(self.keys) > before:
            left, right = self.candidates.add(np.concatenate(keys))
            likeness = compare(self.sets, left, right, self.rules, self.rarity)
            self.pairs = TextPairs.join(self.pairs, likeness)
        return np.asarray(np.concatenate(of_distinct)[place["place"].to_numpy()])

    def _read(self, texts: pl.Series) -> "_Read":
        """Fold texts and strip their boilerplate."""
        full = fold(texts)
        body = self.boilerplate.strip(full)
        lengths, rest = full.words, body.words
        # A few words between a header and a footer ("mainland reports 307 new cases") are told
        # by the whole text, and only from exact copies; a footer alone tells nothing.
        least = self.rules.least_words
        thin = (rest > 0) & (rest < least) & (lengths >= least)
        ends = np.where(thin, body.offsets[:-1], body.offsets[1:])
        return _Read(
            keys=np.where(thin, row_hashes(full), row_hashes(body)),
            lengths=np.where(thin, lengths, rest),
            comparable=body.cut(body.offsets[:-1], ends) if thin.any() else body,
        )

    def _recognised(self, read: "Iterator[_Read]", rows: list[I64]) -> "Iterator[_New]":
        """Yield the new texts of each part, and note in `rows` which text is which."""
        for part in read:
            found, chosen = self._recognise(part)
            rows.append(found)
            yield _New(part.comparable.rows(chosen), len(self.keys) - len(chosen))

    def _make(self, new: "_New") -> "_Made":
        """Make what texts are compared by, and the keys by which they are found."""
        sets = TextSets.of(new.tokens, self.rules)
        runs = (
            *(anchors(new.tokens), edges(new.tokens, self.rules.piece_words)),
            *(band_keys(sets.shingles), band_keys(sets.pieces)),
        )
        return _Made(sets, _heads(new.tokens), [pack(*run, new.first) for run in runs])

    def _recognise(self, read: "_Read") -> tuple[I64, I64]:
        """Give rows to texts: known ones theirs, new ones the next.

        Returns:
            The row of each text, or `UNCOMPARED`; and which texts are new, each once.
        """
        known = self._rows_of(read.keys)
        said = read.lengths >= self.rules.least_words
        unknown = np.flatnonzero(said & (known == UNCOMPARED))
        _, first, inverse = np.unique(read.keys[unknown], return_index=True, return_inverse=True)
        # Rows are given in the order of first appearance, which is the order of time.
        known[unknown] = len(self.keys) + np.argsort(np.argsort(first))[inverse]
        chosen = unknown[np.sort(first)]
        self.keys = np.concatenate((self.keys, read.keys[chosen]))
        self.lengths = np.concatenate((self.lengths, read.lengths[chosen]))
        return np.where(said, known, UNCOMPARED), chosen

    def _rows_of(self, keys: U64) -> I64:
        if not len(self.keys):
            return np.full(len(keys), UNCOMPARED, dtype=np.int64)
        order = np.argsort(self.keys)
        at = order[np.minimum(np.searchsorted(self.keys, keys, sorter=order), len(order) - 1)]
        return np.where(self.keys[at] == keys, at, UNCOMPARED)


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts as far as they can be read each by itself: key, length, and what to compare."""

    keys: U64
    lengths: npt.NDArray[np.float64]
    comparable: Tokens


@dataclass(frozen=True, slots=True)
class _New:
    """Texts that were not known before, and the row of the first."""

    tokens: Tokens
    first: int


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
    return row_hashes(tokens.cut(first, np.minimum(first + _HEAD, tokens.offsets[1:])))


def _slices(texts: pl.Series) -> list[tuple[int, int]]:
    """Cut rows into runs of about `_CHARACTERS_AT_ONCE` characters: begin and size of each."""
    total = texts.str.len_chars().to_numpy().astype(np.int64).cumsum()
    slices, begin = [], 0
    while begin < len(total):
        done = total[begin - 1] if begin else 0
        end = int(np.searchsorted(total, done + _CHARACTERS_AT_ONCE, side="right"))
        end = max(end, begin + 1)
        slices.append((begin, end - begin))
        begin = end
    return slices
