"""When two texts count as copies: the thresholds, in one place, with their reasons.

The measured error rates behind them are in docs/methods/republication.md.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.republication.shingles import ShingleSets, common_shingles
from graph.republication.tokens import I64, Bools, Tokens

UNKNOWN_TIME: Final = np.iinfo(np.int64).max
"""Stands for a time that is not known; it sorts after every other."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as a copy.

    Attributes:
        jaccard: Share of common shingles (of all of both texts) of an edited copy.
        same_actor_jaccard: The same where one actor wrote both: its own updates and series
            resemble each other more than any two actors' texts do.
        containment: Share of the shorter text's shingles found in the longer one, for a quote
            or a shortened copy.
        quote_shingles: A quote shorter than this is no evidence.
        strong_jaccard: From here on two texts are one, and everything near either is near both.
        common_shingles: Fewer common shingles are no evidence of an edited copy.
        least_words: Texts of fewer words (two characters of a script without spaces count as
            one) say too little to be compared at all.
        short_words: Texts of fewer words may be formulas that return, as "air raid alert".
        short_gap_ms: Copies of a short text further apart than this are separate events.
        numbers: Two texts that share less than this of the fewer numbers are one form filled
            in twice.
    """

    jaccard: float = 0.4
    same_actor_jaccard: float = 0.7
    containment: float = 0.75
    quote_shingles: int = 12
    strong_jaccard: float = 0.55
    common_shingles: int = 4
    least_words: float = 4
    short_words: float = 12
    short_gap_ms: int = 2 * 86_400_000
    numbers: float = 0.5


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
    jaccard: np.typing.NDArray[np.float64]
    containment: np.typing.NDArray[np.float64]

    def only(self, chosen: Bools) -> "TextPairs":
        """Keep the chosen pairs."""
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


def compare(
    shingles: ShingleSets, numbers: ShingleSets, left: I64, right: I64, rules: Rules
) -> TextPairs:
    """Compare pairs of texts exactly and keep those that could be copies by any rule.

    Args:
        shingles: The shingles of all texts.
        numbers: The numbers of all texts, as sets in the same form.
        left: Rows of the first texts.
        right: Rows of the second texts.
        rules: The thresholds.
    """
    pairs = measure(shingles, left, right)
    sizes = shingles.sizes
    smaller = np.minimum(sizes[left], sizes[right])
    enough = pairs.containment * smaller >= rules.common_shingles
    near = (pairs.jaccard >= rules.jaccard) & enough
    near |= (pairs.containment >= rules.containment) & (smaller >= rules.quote_shingles)
    pairs = pairs.only(near)
    return pairs.only(~_one_form(numbers, pairs, sizes, rules))


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
    # One corrected number in a long and otherwise equal text is an edit.
    long = np.minimum(sizes[pairs.left], sizes[pairs.right]) >= 30
    return np.asarray(differ & ~((fewer <= 2) & long))


def number_sets(tokens: Tokens) -> ShingleSets:
    """The different numbers of every row, in the form of shingle sets."""
    rows = np.repeat(np.arange(len(tokens.lengths)), tokens.lengths)[tokens.number]
    low = tokens.hashes[tokens.number] >> np.uint64(32)
    keys = np.unique((rows.astype(np.uint64) << np.uint64(32)) | low)
    counts = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(tokens.lengths))
    return ShingleSets(keys.astype(np.uint32), np.concatenate(([0], counts.cumsum())))
