"""When two texts count as copies: the thresholds, in one place, with their reasons.

The measured error rates behind them are in docs/methods/republication.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.republication.rarity import Floats, Rarity
from graph.republication.shingles import (
    ShingleSets,
    common_shingles,
    piece_sets,
    shingle_sets,
    token_sets,
)
from graph.republication.tokens import I64, Bools, Tokens

UNKNOWN_TIME: Final = np.iinfo(np.int64).max
"""Stands for a time that is not known; it sorts after every other."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as a copy.

    Attributes:
        jaccard: Share of common shingles (of all of both texts) of an edited copy.
        edited_jaccard: A lower share is enough where `edited_words` holds.
        edited_words: Share of common words (of all of both texts) that tells a copy with many
            small edits from a second text about the same event: edits leave the words and
            break the pairs of words, a second author changes both.
        half_jaccard: A lower share is enough too where
        half_containment: this share of the shorter text's shingles is found in the longer one.
        containment: Share of the shorter text's shingles found in the longer one, for a quote
            or a shortened copy,
        quote_shingles: which has at least this many shingles.
        mostly: A text of which a whole other one is at least this share tells the same story.
        long_shingles: Of a text with so many shingles
        long_containment: a lower share is enough, or
        loose_containment: a still lower one, if
        loose_words: this share of its words is found too.
        common_shingles: Fewer common shingles are no evidence of an edited copy.
        piece_words: Of texts of up to so many words
        pieces: this share of common beginnings, or ends, of two words (of all of both texts)
            tells a copy with slips of the pen, where the rarity of the common shingles adds up to
        rare_pieces: so much; and
        rare: so much is enough for a quote, however few they are.
        brief_shingles: Of a whole text of so few shingles they must be
        brief_mean: so rare in the mean.
        few_shingles: A copy with words of its own of a text of up to so many shingles shares
            `edited_words` of the words and `rare`; or has
        slip_containment: so many of the shorter one's shingles,
        slip_words: and so many of its words; what they share is then *singular*:
        singular_sum: its rarity adds up to so much,
        singular_mean: and is so high in the mean that hardly another text has any of it. Singular
            wording is a copy also days later, and no next use of the same words, if there are
        singular_texts: so many texts to tell by.
        least_words: Texts of fewer words (two characters of a script without spaces count as
            one) say too little to be compared at all.
        numbers: Two texts that share less than this of the fewer numbers are one form filled
            in twice.
        short_words: Texts of fewer words may be formulas that return, as "air raid alert".
        short_gap_ms: A formula that one actor repeats after longer than this starts anew.
        short_repeats: It is a formula if this share of its actors repeat it so, and where
            its wording is singular, if they do
        short_returns: so often in all.
        short_jaccard: Share of common shingles of two texts of fewer than `short_words` words
            that are not dated close together: one other word makes another day's headline.
        series_gap_ms: Two texts further apart than this are a series if one actor published
            both, unless
        series_jaccard: their share of common shingles is at least this; and a series, whoever
            published them, if they share less than
        series_numbers: this share of the fewer numbers.
        late_gap_ms: Further apart than this, texts by whomever are copies only if
        late_jaccard: they share so many shingles,
        late_words: or the shorter has so many words: it takes that many to tell an edited copy
            from the next use of the same words.
        late_quote_words: A quote so late has at least this many words.
    """

    jaccard: float = 0.6
    edited_jaccard: float = 0.28
    edited_words: float = 0.6
    half_jaccard: float = 0.5
    half_containment: float = 0.8
    containment: float = 0.9
    quote_shingles: int = 6
    mostly: float = 0.4
    long_shingles: int = 16
    long_containment: float = 0.75
    loose_containment: float = 0.6
    loose_words: float = 0.8
    common_shingles: int = 4
    piece_words: float = 24
    pieces: float = 0.55
    rare_pieces: float = 1.5
    rare: float = 2.4
    brief_shingles: int = 3
    brief_mean: float = 0.8
    few_shingles: int = 12
    slip_containment: float = 0.6
    slip_words: float = 0.75
    singular_sum: float = 2.6
    singular_mean: float = 0.85
    singular_texts: int = 100
    least_words: float = 3
    numbers: float = 0.5
    short_words: float = 12
    short_gap_ms: int = 2 * 86_400_000
    short_repeats: float = 1 / 3
    short_returns: int = 2
    short_jaccard: float = 0.6
    series_gap_ms: int = 20 * 3_600_000
    series_jaccard: float = 0.9
    series_numbers: float = 0.9
    late_gap_ms: int = 4 * 86_400_000
    late_jaccard: float = 0.75
    late_words: float = 50
    late_quote_words: float = 20


@dataclass(frozen=True, slots=True)
class TextPairs:
    """Pairs of texts that have been compared.

    Attributes:
        left: Rows of the texts that were added first.
        right: Rows of the others.
        jaccard: Common shingles as a share of all.
        containment: Common shingles as a share of the shorter text's.
    """

    left: I64
    right: I64
    jaccard: npt.NDArray[np.float64]
    containment: npt.NDArray[np.float64]

    def only(self, chosen: Bools | I64) -> "TextPairs":
        """Keep the chosen pairs, by a mask or by their places."""
        return TextPairs(
            self.left[chosen],
            self.right[chosen],
            self.jaccard[chosen],
            self.containment[chosen],
        )

    @staticmethod
    def join(*parts: "TextPairs") -> "TextPairs":
        """Put pairs of several comparisons together."""
        return TextPairs(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in ("left", "right", "jaccard", "containment")
            )
        )


@dataclass(frozen=True, slots=True)
class TextSets:
    """What the texts are compared by; one row per text in each.

    Attributes:
        shingles: Their short runs of words.
        words: Their words.
        numbers: Their numbers.
        pieces: Beginnings, and ends, of neighbouring words of short texts.
    """

    shingles: ShingleSets
    words: ShingleSets
    numbers: ShingleSets
    pieces: ShingleSets

    @staticmethod
    def of(tokens: Tokens, rules: Rules) -> "TextSets":
        """Collect the sets of every row."""
        return TextSets(
            shingle_sets(tokens),
            token_sets(tokens),
            token_sets(tokens, tokens.number),
            piece_sets(tokens, rules.piece_words),
        )

    @staticmethod
    def join(parts: "Sequence[TextSets]") -> "TextSets":
        """Put texts one after another."""
        return TextSets(
            ShingleSets.join([part.shingles for part in parts]),
            ShingleSets.join([part.words for part in parts]),
            ShingleSets.join([part.numbers for part in parts]),
            ShingleSets.join([part.pieces for part in parts]),
        )


def compare(sets: TextSets, left: I64, right: I64, rules: Rules, rarity: Rarity) -> TextPairs:
    """Compare pairs of texts exactly and keep those that could be copies by any rule.

    Args:
        sets: All texts.
        left: Rows of the first texts.
        right: Rows of the second texts.
        rules: The thresholds.
        rarity: How rare the shingles of all texts are.
    """
    pairs = measure(sets.shingles, left, right)
    sizes = sets.shingles.sizes
    smaller = np.minimum(sizes[left], sizes[right])
    near = pairs.jaccard >= rules.jaccard
    near |= (pairs.jaccard >= rules.half_jaccard) & (pairs.containment >= rules.half_containment)
    unsure = np.flatnonzero((pairs.jaccard >= rules.edited_jaccard) & ~near)
    near[unsure] = measure(sets.words, left[unsure], right[unsure]).jaccard >= rules.edited_words
    near &= pairs.containment * smaller >= rules.common_shingles
    long = smaller >= rules.long_shingles
    near |= (smaller >= rules.quote_shingles) & (pairs.containment >= rules.containment)
    near |= long & (pairs.containment >= rules.long_containment)
    unsure = np.flatnonzero(long & (pairs.containment >= rules.loose_containment) & ~near)
    by_words = measure(sets.words, left[unsure], right[unsure])
    near[unsure] = by_words.containment >= rules.loose_words
    unsure = np.flatnonzero(~near & (smaller <= rules.piece_words))
    near[unsure] = _short_copies(sets, pairs.only(unsure), rules, rarity)
    pairs = pairs.only(near)
    return pairs.only(~_one_form(sets.numbers, pairs, sizes, rules))


def _short_copies(sets: TextSets, pairs: TextPairs, rules: Rules, rarity: Rarity) -> Bools:
    """Whether short texts are copies: of few words, but rare ones."""
    whole = pairs.containment >= rules.containment
    spelled, edited, slipped = (np.zeros(len(whole), dtype=np.bool_) for _ in range(3))
    unsure = np.flatnonzero(~whole)
    pieces = measure(sets.pieces, pairs.left[unsure], pairs.right[unsure])
    spelled[unsure] = pieces.jaccard >= rules.pieces
    sizes = sets.shingles.sizes
    few = np.minimum(sizes[pairs.left], sizes[pairs.right]) <= rules.few_shingles
    few &= pairs.jaccard >= rules.edited_jaccard
    unsure = np.flatnonzero(few & ~whole & ~spelled)
    words = measure(sets.words, pairs.left[unsure], pairs.right[unsure])
    edited[unsure] = words.jaccard >= rules.edited_words
    slipped[unsure] = words.containment >= rules.slip_words
    slipped &= pairs.containment >= rules.slip_containment
    alike = whole | spelled | edited | slipped
    chosen = np.flatnonzero(alike)
    total, mean = rarity.shared(sets.shingles, pairs.left[chosen], pairs.right[chosen])
    # Of three or four words no more than two or three pairs can be found.
    brief = np.minimum(sizes[pairs.left], sizes[pairs.right])[chosen] <= rules.brief_shingles
    fit = whole[chosen] & (total >= rules.rare) | spelled[chosen] & (total >= rules.rare_pieces)
    fit |= whole[chosen] & brief & (total >= rules.rare_pieces) & (mean >= rules.brief_mean)
    fit |= edited[chosen] & (total >= rules.rare) & (mean >= rules.singular_mean)
    alike[chosen] = fit | (slipped[chosen] & is_singular(total, mean, rules))
    return alike


def is_singular(total: Floats, mean: Floats, rules: Rules) -> Bools:
    """Whether hardly another text has what two texts share, by the sum and mean of its rarity."""
    return np.asarray((total >= rules.singular_sum) & (mean >= rules.singular_mean))


def is_quote(pairs: TextPairs, rules: Rules) -> Bools:
    """Whether one text quotes or shortens the other, rather than being an edition of it."""
    contains = pairs.containment >= np.where(
        pairs.jaccard < rules.edited_jaccard, rules.loose_containment, rules.long_containment
    )
    return np.asarray((pairs.jaccard < rules.half_jaccard) & contains)


def measure(shingles: ShingleSets, left: I64, right: I64) -> TextPairs:
    """Compare pairs of texts exactly."""
    common = common_shingles(shingles, left, right)
    sizes = shingles.sizes[left], shingles.sizes[right]
    return TextPairs(
        left,
        right,
        common / np.maximum(sizes[0] + sizes[1] - common, 1),
        common / np.maximum(np.minimum(*sizes), 1),
    )


def _one_form(numbers: ShingleSets, pairs: TextPairs, sizes: I64, rules: Rules) -> Bools:
    """Whether two texts say the same about different numbers: a form, not a copy."""
    common = common_shingles(numbers, pairs.left, pairs.right)
    fewer = np.minimum(numbers.sizes[pairs.left], numbers.sizes[pairs.right])
    differ = (fewer > 0) & (common < rules.numbers * fewer)
    # One corrected number in a long and otherwise equal text is an edit; in a headline it is
    # tomorrow's headline.
    smaller = np.minimum(sizes[pairs.left], sizes[pairs.right])
    differ &= ~((fewer <= 2) & (smaller >= 30))
    return np.asarray(differ | ((smaller < rules.short_words) & (common < fewer)))
