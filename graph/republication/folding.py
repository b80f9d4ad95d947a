"""Texts to tokens: what remains of a text when all that copies change by the way is gone.

Markup, links, handles, emoji, punctuation, case, accents, invisible characters and look-alike
letters go; words remain, and single characters in scripts without spaces. Everything works on
one flat array of code points, because a loop over texts would cost more than all the rest.
"""

import html
import re
import unicodedata
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.republication.tokens import Tokens, mix, word_hashes

_SEPARATOR: Final = 0
_DELETED: Final = 1
_SINGLE: Final = np.uint32(1 << 31)  # marks characters that are tokens by themselves

_HIDDEN_HTML: Final = r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->"
_TAG: Final = r"</?[A-Za-z!][^<>]*>"
_LINK: Final = r"(?:[hH][tT][tT][pP][sS]?://|www\.|t\.me/)[!#-&*-;=?-Z\\^-~]+"
_ENTITY: Final = r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w{1,30});"

# Letters that look like Latin ones, or that writers of one language exchange freely.
_LOOKALIKES: Final = str.maketrans(
    "аеорсхукмтвніјѕһԁԛԝαορνικτυıىةکیہگ",
    "aeopcxykmtbhijshdqwaopvikтuiيهكيهك".replace("т", "t"),
)

# No spaces between words: each character is a token of its own.
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0x20000, 0x323AF),
)
_TABLED: Final = ((0, 0x10000), (0x10400, 0x10500), (0x1D400, 0x1D800), (0x1EE00, 0x1EF00))


def fold(texts: pl.Series) -> Tokens:
    """Read texts as tokens.

    Args:
        texts: Strings; null is an empty text.

    Returns:
        The tokens of all texts, one row per text.
    """
    plain = _without_markup(texts.fill_null(""))
    joined = "\n".join(plain.to_list()) + "\n"
    points = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    ends = (plain.str.len_chars().to_numpy().astype(np.int64) + 1).cumsum()
    folded = _fold_table()[points]
    # Bold and underscores in the middle of a word belong to Markdown, not to the word.
    kept = folded != _DELETED
    if not kept.all():
        ends = np.concatenate(([0], kept.cumsum()))[ends]
        points, folded = points[kept], folded[kept]
    single = folded >= _SINGLE
    letter = folded > _DELETED
    before_letter = np.concatenate(([False], letter[:-1]))
    before_single = np.concatenate(([False], single[:-1]))
    starts = np.flatnonzero(letter & (~before_letter | single | before_single))
    before = points[np.maximum(starts - 1, 0)]
    before[starts == 0] = 0
    handle = before == ord("@")
    hashes = word_hashes(folded, starts)
    counts = np.searchsorted(starts, ends)
    keep = ~handle
    offsets = np.concatenate(([0], np.concatenate(([0], keep.cumsum()))[counts]))
    starts = starts[keep]
    return Tokens(
        hashes=mix(hashes[keep]),
        offsets=offsets,
        single=single[starts],
        number=_is_digit(points[starts]),
        tag=before[keep] == ord("#"),
    )


def _without_markup(texts: pl.Series) -> pl.Series:
    """Remove HTML and links, resolve entities, and spell out ligatures."""
    angled = texts.str.contains("<", literal=True)
    if angled.any():
        frame = pl.DataFrame({"text": texts, "angled": angled})
        stripped = pl.col("text").str.replace_all(_HIDDEN_HTML, " ").str.replace_all(_TAG, " ")
        texts = frame.select(pl.when("angled").then(stripped).otherwise("text")).to_series()
    for pattern, repair in (
        (_ENTITY, html.unescape),
        (_expanding_class(), lambda text: unicodedata.normalize("NFKC", text)),
    ):
        rows = texts.str.contains(pattern).arg_true()
        if len(rows):
            texts = texts.scatter(rows, [repair(text) for text in texts.gather(rows)])
    return texts.str.replace_all(_LINK, " ")


def _is_digit(folded: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    return np.asarray(_fold_table()[folded] - ord("0") < 10)


@cache
def _fold_table() -> npt.NDArray[np.uint32]:
    """From code point to folded letter, `_SEPARATOR` or `_DELETED`."""
    table = np.zeros(0x110000, dtype=np.uint32)
    for low, high in _TABLED:
        for point in range(low, high):
            table[point] = _folded(chr(point))
    for low, high in _UNSPACED:
        block = table[low : high + 1]
        letters = block > _DELETED
        if low >= 0x10000:  # too many to ask one by one, and none of them folds
            block[:] = np.arange(low, high + 1, dtype=np.uint32)
            letters[:] = True
        block[letters] |= _SINGLE
    return table


def _folded(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf" or character in "_*ـ":
        return _DELETED
    letters = _letters(character)
    return ord(letters[0]) if letters else _SEPARATOR


def _letters(character: str) -> str:
    decimal = unicodedata.digit(character, None)
    if decimal is not None:
        return str(decimal)
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    letters = "".join(c for c in decomposed if unicodedata.category(c)[0] in "LN")
    return letters.translate(_LOOKALIKES)


@cache
def _expanding_class() -> str:
    """A character class of all that stands for several letters, as ﬁ, ½ and ﷺ."""
    members = (
        chr(point)
        for low, high in _TABLED
        for point in range(low, high)
        if not 0xAC00 <= point <= 0xD7A3  # Hangul syllables decompose, but fold as they are
        and len(_letters(chr(point))) > 1
    )
    return "[" + "".join(re.escape(member) for member in members) + "]"
