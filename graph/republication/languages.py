"""A guess at the language of a text, good enough to keep languages apart when they are compared.

By script, and where languages share one by their most frequent words. A column `language` is
always better, and is used instead where a table has one.
"""

import re
from typing import Final

import numpy as np
import polars as pl

_SCRIPTS: Final = {
    "zh": r"[\x{4e00}-\x{9fff}]",
    "ja": r"[\x{3040}-\x{30ff}]",
    "ko": r"[\x{ac00}-\x{d7a3}]",
    "ar": r"[\x{0600}-\x{06ff}]",
    "ru": r"[\x{0400}-\x{04ff}]",
    "latin": r"[A-Za-z\x{00c0}-\x{024f}]",
}
_WEIGHTS: Final = {"zh": 3.0, "ja": 6.0, "ko": 3.0}  # letters that one such character stands for
_WORDS: Final = {
    "en": "the of and to in is that for with on as was by are this be have from will not",
    "es": "el la de que y los las en del por con para una es se su al lo como más",
    "fr": "le la les de des et que est dans pour qui une du par sur au pas avec ce sont",
    "de": "der die das und ist nicht mit den von zu ein eine auf für im dem sich des auch als",
    "it": "il di che la per non una sono con del della le gli nel alla è anche più si da",
    "pt": "o a de que e do da em um para com não uma os no se na por mais as",
    "tr": "ve bir bu için ile da de olarak olan çok daha gibi sonra kadar ama her ne değil en",
}


def guess_languages(texts: pl.Series) -> pl.Series:
    """Guess languages.

    Args:
        texts: Strings; only the first 300 characters are read.

    Returns:
        ISO 639-1 codes: `zh`, `ja`, `ko`, `ar` (also for Persian), `ru` (for all Cyrillic), `en`,
        `es`, `fr`, `de`, `it`, `pt`, `tr`; null where there is nothing to go by.
    """
    head = texts.fill_null("").str.head(300)
    counts = np.stack(
        [
            head.str.count_matches(pattern).to_numpy() * _WEIGHTS.get(name, 1.0)
            for name, pattern in _SCRIPTS.items()
        ]
    )
    script = pl.Series(np.array(list(_SCRIPTS))[counts.argmax(axis=0)])
    script = script.set(pl.Series(counts.max(axis=0) == 0), None)
    words = np.stack(
        [head.str.count_matches(_frequent(listed)).to_numpy() for listed in _WORDS.values()]
    )
    latin = pl.Series(np.array(list(_WORDS))[words.argmax(axis=0)])
    latin = latin.set(pl.Series(words.max(axis=0) == 0), None)
    frame = pl.DataFrame({"script": script, "latin": latin})
    chosen = pl.when(pl.col("script") == "latin").then("latin").otherwise("script")
    return frame.select(chosen.alias("language")).to_series()


def _frequent(words: str) -> str:
    listed = "|".join(re.escape(word) for word in words.split())
    return rf"(?i)(?:^|[\s\"'(])(?:{listed})(?:[\s,.;:]|$)"
