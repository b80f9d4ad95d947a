"""Translations: texts in two languages that say the same, sentence by sentence.

Vectors of sentences by the multilingual Universal Sentence Encoder (Yang et al. 2020), nearest
neighbours per pair of languages, and margins instead of fixed cosines: how much nearer two texts
are than the neighbours of both (CSLS: Conneau et al. 2018, arXiv:1710.04087), so that paragraphs
on one topic, which all resemble each other, do not pass for translations. Lengths and numbers of
the two texts are weighed too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl

from graph.republication.languages import guess_languages
from graph.republication.sentences import (
    Floats,
    Sentences,
    Vectors,
    agreement,
    encode,
    unavailable,
)
from graph.republication.tokens import I64

LEAST_SCORE: Final = 0.5
"""Log odds of being a translation: from here on precision and recall are as the manual states."""
LEAST_SCORE_WITHOUT_ENGLISH: Final = -0.5
"""The same for two other languages: their vectors are further apart, those of strangers too."""
SIGNS: Final = ("cosine", "cosine_margin", "agreement", "agreement_margin", "length", "numbers")
"""What tells a translation: columns of `compare`."""

# Logistic regression on parallel paragraphs of which a third had no partner
# (benchmarks/translations_fit.py). Vectors of one language share a direction that has nothing to
# do with what the texts say. Where there are enough texts it is their mean, and taken off.
_CENTRED: Final = (-6.1, (1.7, 10.8, 4.6, 14.4, -1.2, -0.3))
_LEAST_TO_CENTRE: Final = 100
_PLAIN: Final = (-8.8, (4.3, 8.7, 8.1, 11.8, -0.6, -0.3))
_CANDIDATES: Final = 8
_NEIGHBOURS: Final = 4  # of these the margin is taken
_PAIRS_FOR_LENGTH: Final = 20  # fewer tell nothing about how long translations are
_TYPICALLY_ODD: Final = 0.15
_CHARACTERS_WITH_NUMBERS: Final = 2000
_MOST_NUMBERS: Final = 5
_LEAST_CHARACTERS: Final = 20
_EXACT_UP_TO: Final = 20_000
_NO_PAIRS: Final = pl.DataFrame(
    schema={"left": pl.Int64, "right": pl.Int64} | dict.fromkeys((*SIGNS, "score"), pl.Float64)
)


@dataclass(frozen=True, slots=True)
class Translations:
    """Pairs of texts that translate each other.

    Attributes:
        left: Rows of texts.
        right: Rows of their translations.
        cosine: How near their vectors are.
        margin: How much nearer than their next neighbours; 0 is nothing special.
        score: Log odds of being a translation.
    """

    left: I64
    right: I64
    cosine: Floats
    margin: Floats
    score: Floats


@dataclass(frozen=True, slots=True)
class Comparison:
    """Texts of two languages beside those they are nearest to.

    Attributes:
        languages: The two.
        pairs: Rows `left` and `right` of texts, and their `SIGNS`.
        centred: Whether the mean was taken off their vectors.
    """

    languages: tuple[str, str]
    pairs: pl.DataFrame
    centred: bool


def find_translations(
    texts: pl.Series, languages: pl.Series | None = None, least_score: float | None = None
) -> Translations:
    """Find the texts that translate each other.

    Args:
        texts: Different texts; only their beginnings are read.
        languages: The language of each; guessed if it is not given.
        least_score: The least log odds of being a translation; without it `LEAST_SCORE`, or
            `LEAST_SCORE_WITHOUT_ENGLISH`.

    Returns:
        Mutual best pairs of every two languages.

    Raises:
        TranslationsUnavailableError: The extra `crosslingual` is not installed.
    """
    found = [_NO_PAIRS]
    for comparison in compare(texts, languages):
        usual = LEAST_SCORE if "en" in comparison.languages else LEAST_SCORE_WITHOUT_ENGLISH
        least = usual if least_score is None else least_score
        found.append(_mutual(_scored(comparison)).filter(pl.col("score") >= least))
    pairs = pl.concat(found)
    columns = ("left", "right", "cosine", "cosine_margin", "score")
    return Translations(*(pairs[column].to_numpy() for column in columns))


def compare(texts: pl.Series, languages: pl.Series | None = None) -> Iterator[Comparison]:
    """Compare the texts of every two languages with those they are nearest to.

    Args:
        texts: Different texts.
        languages: The language of each; guessed if it is not given.

    Yields:
        One comparison for every two languages.
    """
    plain = texts.fill_null("").str.replace_all(r"<[^<>]*>|https?://\S+|[*_#@]+", " ")
    plain = plain.str.replace_all(r"\s+", " ").str.strip_chars()
    spoken = guess_languages(plain) if languages is None else languages.cast(pl.String)
    dense = plain.str.contains(r"[\x{3040}-\x{9fff}]")
    size = plain.str.len_chars()
    usable = (size >= _LEAST_CHARACTERS) | (dense & (size >= _LEAST_CHARACTERS // 3))
    rows = (usable & spoken.is_not_null()).arg_true()
    plain, spoken = plain.gather(rows), spoken.gather(rows)
    texts_in = {name: (spoken == name).arg_true().to_numpy() for name in spoken.unique().sort()}
    if len(texts_in) < 2:
        return
    sentences, facts = encode(plain, spoken), _facts(plain, rows)
    for (name, one), (other_name, other) in combinations(texts_in.items(), 2):
        centred = min(len(one), len(other)) >= _LEAST_TO_CENTRE
        pairs = _candidates(sentences.of(one), sentences.of(other), centred=centred)
        signs = _signs(pairs, facts[one], facts[other])
        yield Comparison((name, other_name), signs, centred)


def _candidates(one: Sentences, other: Sentences, *, centred: bool) -> pl.DataFrame:
    """The texts nearest to each text, by number within their language."""
    if centred:
        one, other = one.centred(), other.centred()
    means, others = one.means(), other.means()
    there, back = _nearest(means, others), _nearest(others, means)
    pairs = pl.concat([there, back.select(left="right", right="left", cosine="cosine")])
    pairs = pairs.unique(("left", "right"), keep="first", maintain_order=True)
    nearness = agreement(one, other, pairs["left"].to_numpy(), pairs["right"].to_numpy())
    return pairs.with_columns(agreement=pl.Series(nearness))


def _facts(texts: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """What of each text is no matter of vectors: its row, logarithm of its length, numbers."""
    digits = texts.str.head(_CHARACTERS_WITH_NUMBERS).str.replace_many(
        list("٠١٢٣٤٥٦٧٨٩"), list("0123456789")
    )
    whole = digits.str.replace_all(r"(\d)[ \x{a0}\x{202f}.,٬](\d{3})\b", "$1$2")
    return pl.DataFrame(
        {
            "row": rows.cast(pl.Int64),
            "length": texts.str.len_chars().log(),
            "numbers": whole.str.extract_all(r"\d+").list.unique(),
        }
    )


def _signs(pairs: pl.DataFrame, one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """What tells whether candidates translate each other."""
    left, right = one[pairs["left"]], other[pairs["right"]]
    pairs = pairs.with_columns(
        _margin("cosine").alias("cosine_margin"),
        _margin("agreement").alias("agreement_margin"),
        ratio=left["length"] - right["length"],
    )
    mutual = _mutual(pairs.with_columns(score=pl.col("cosine_margin") + pl.col("agreement_margin")))
    usual = mutual["ratio"].median() if mutual.height >= _PAIRS_FOR_LENGTH else None
    odd = pl.lit(_TYPICALLY_ODD) if usual is None else (pl.col("ratio") - usual).abs()
    numbers = pl.DataFrame({"one": left["numbers"], "other": right["numbers"]})
    differing = numbers.select(pl.col("one").list.set_symmetric_difference("other").list.len())
    return pairs.select(
        left["row"].alias("left"),
        right["row"].alias("right"),
        *SIGNS[:4],
        odd.alias("length"),
        differing.to_series().clip(upper_bound=_MOST_NUMBERS).cast(pl.Float64).alias("numbers"),
    )


def _margin(name: str) -> pl.Expr:
    """How much nearer a pair is than the neighbours of both are, in the mean."""
    nearest = pl.col(name).top_k(_NEIGHBOURS).mean()
    return pl.col(name) - (nearest.over("left") + nearest.over("right")) / 2


def _scored(comparison: Comparison) -> pl.DataFrame:
    constant, weights = _CENTRED if comparison.centred else _PLAIN
    weighed = [pl.col(sign) * weight for sign, weight in zip(SIGNS, weights, strict=True)]
    return comparison.pairs.with_columns(score=constant + pl.sum_horizontal(weighed))


def _mutual(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of which each is the other's best by their score."""
    best = (pl.col("score") == pl.col("score").max().over(side) for side in ("left", "right"))
    alone = pairs.filter(*best).unique("left", keep="first", maintain_order=True)
    return alone.unique("right", keep="first", maintain_order=True)


def _nearest(queries: Vectors, vectors: Vectors) -> pl.DataFrame:
    """The nearest neighbours of each query, and their cosines."""
    count = min(_CANDIDATES, len(vectors))
    try:
        from usearch.index import Index, search  # noqa: PLC0415
    except ImportError as error:
        raise unavailable(error) from error
    if len(vectors) <= _EXACT_UP_TO:
        found = search(vectors, queries, count, exact=True)
    else:
        index = Index(ndim=vectors.shape[1], dtype="f16")
        index.add(np.arange(len(vectors)), vectors)
        found = index.search(queries, count)
    return pl.DataFrame(
        {
            "left": np.repeat(np.arange(len(queries)), count),
            "right": np.asarray(found.keys).reshape(-1).astype(np.int64),
            "cosine": 1.0 - np.asarray(found.distances).reshape(-1).astype(np.float64),
        }
    )
