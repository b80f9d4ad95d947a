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
import polars as pl

from graph.republication.tokens import I64, U32, Bools, Tokens, mix, word_hashes

_SEPARATOR: Final = 0
_DELETED: Final = 1
_SINGLE: Final = np.uint32(1 << 30)  # marks characters that are tokens by themselves
_EXPANDING: Final = np.uint32(1 << 31)  # marks ligatures, which have to be spelled out first

_HIDDEN_HTML: Final = r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->"
_TAG: Final = r"</?[A-Za-z!][^<>]*>"
_LINK: Final = r"(?:[hH][tT][tT][pP][sS]?://|www\.|t\.me/)[!#-&*-;=?-Z\\^-~]+"
_ENTITY: Final = r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w{1,30});"

# Letters that look like Latin ones, or that writers of one language exchange freely.
_LOOKALIKES: Final = str.maketrans(
    "аеорсхукмтвніјѕһԁԛԝαορνικτυıىةکیہگ",
    "aeopcxykmtbhijshdqwaopvikтuiيهكيهك".replace("т", "t"),
)

# What stands between groups of three digits, each a code point.
_GROUPING: Final[Bools] = np.zeros(0x2100, dtype=np.bool_)
_GROUPING[[ord(mark) for mark in " ,.'\u00a0\u2009\u202f\u2019\u066c"]] = True

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
# Asked one by one how they fold: everything with letters that is not in `_AS_THEY_ARE`.
_TABLED: Final = (
    (0, 0x3400),
    (0xA000, 0xAC00),
    (0xF900, 0x10000),
    (0x10400, 0x10500),
    (0x1D400, 0x1D800),
    (0x1EE00, 0x1EF00),
)
_AS_THEY_ARE: Final = (
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),  # Hangul
    (0x20000, 0x323AF),  # Han
)
_LIGATURES: Final = "ĲĳŉǄ-ǌǱ-ǳ\ufb00-\ufb06\ufb13-\ufb17\ufbea-\ufdfb\ufef5-\ufefc"


def fold(texts: pl.Series) -> Tokens:
    """Read texts as tokens.

    Args:
        texts: Strings; null is an empty text.

    Returns:
        The tokens of all texts, one row per text.
    """
    plain = _without_markup(texts.fill_null(""))
    points = _code_points(plain)
    folded = _fold_table().take(points)
    if folded.max(initial=0) >= _EXPANDING:
        plain = _spelled_out(plain)
        points = _code_points(plain)
        folded = _fold_table().take(points) & ~_EXPANDING
    marks = [np.flatnonzero(points == ord(mark)) for mark in "#@"]
    ends = (plain.str.len_chars().to_numpy().astype(np.int64) + 1).cumsum()
    folded[_groups_digits(points, folded)] = _DELETED
    # Bold and underscores in the middle of a word belong to Markdown, not to the word.
    deleted = np.flatnonzero(folded == _DELETED)
    if len(deleted):
        ends -= np.searchsorted(deleted, ends)
        marks = [at - np.searchsorted(deleted, at) for at in marks]
        folded = folded[folded != _DELETED]
    _drop_thousands(folded)
    begin, end = _bounds(folded)
    hashes = word_hashes(folded, begin)
    tag, handle = (_follow(begin, at) for at in marks)
    if handle.any():
        kept = ~handle
        begin, end, hashes, tag = begin[kept], end[kept], hashes[kept], tag[kept]
    first = folded[begin]
    return Tokens(
        hashes=mix(hashes),
        offsets=np.concatenate(([0], np.searchsorted(begin, ends))),
        single=first >= _SINGLE,
        number=_is_digit(first),
        tag=tag,
        letters=folded,
        begin=begin.astype(np.int32),
        end=end.astype(np.int32),
    )


def _bounds(folded: U32) -> tuple[I64, I64]:
    """Where tokens begin, and where they end."""
    letter = folded > _DELETED
    joined = letter[1:] & letter[:-1]
    single = folded >= _SINGLE
    if single.any():
        joined &= ~(single[1:] | single[:-1])
    last = letter.copy()
    letter[1:] &= ~joined
    last[:-1] &= ~joined
    return np.flatnonzero(letter), np.flatnonzero(last) + 1


def _follow(begin: I64, marks: I64) -> Bools:
    """Whether each token stands right after one of the marks."""
    follows = np.zeros(len(begin), dtype=np.bool_)
    at = np.searchsorted(begin, marks + 1)
    marks, at = marks[at < len(begin)], at[at < len(begin)]
    follows[at[begin[at] == marks + 1]] = True
    return follows


def _code_points(texts: pl.Series) -> U32:
    """All texts as one array of code points, each text followed by a line feed."""
    joined = pl.concat([texts, pl.Series([""])]).str.join("\n").item()
    return np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)


def _without_markup(texts: pl.Series) -> pl.Series:
    """Remove HTML and links, and resolve entities."""
    angled = texts.str.contains("<", literal=True).arg_true()
    if len(angled):
        marked = texts.gather(angled).str.replace_all(_HIDDEN_HTML, " ")
        texts = texts.scatter(angled, marked.str.replace_all(_TAG, " "))
    coded = texts.str.contains(_ENTITY).arg_true()
    if len(coded):
        texts = texts.scatter(coded, [html.unescape(text) for text in texts.gather(coded)])
    return texts.str.replace_all(_LINK, " ")


def _spelled_out(texts: pl.Series) -> pl.Series:
    """Write ligatures, as ﬁ and the Arabic lam-alef, as the letters that they stand for."""
    rows = texts.str.contains(f"[{_LIGATURES}]").arg_true()
    spelled = [unicodedata.normalize("NFKC", text) for text in texts.gather(rows)]
    return texts.scatter(rows, spelled)


def _is_digit(folded: U32) -> Bools:
    return np.asarray(folded - np.uint32(ord("0")) < 10)  # below 0 wraps around to large numbers


def _groups_digits(points: U32, folded: U32) -> I64:
    """Where a mark or space stands between groups of three digits: 10 000, 10,000, 10.000."""
    digit = _is_digit(folded)
    padded = np.zeros(len(digit) + 8, dtype=np.bool_)  # four more on either side
    padded[4:-4] = digit
    at = np.flatnonzero(padded[3:-5] & ~digit & padded[5:-3] & padded[6:-2] & padded[7:-1])
    at = at[~(padded[at + 8] | (padded[at] & padded[at + 1] & padded[at + 2]))]
    return np.asarray(at[_GROUPING[np.minimum(points[at], len(_GROUPING) - 1)]])


def _drop_thousands(folded: U32) -> None:
    """Cut 000 off the ends of numbers: 10 thousand, 10k and 10,000 share their first digits."""
    zero = np.flatnonzero(folded == ord("0"))
    at = zero[:-2][zero[2:] - zero[:-2] == 2]
    at = at[(at > 0) & (at + 3 < len(folded))]
    at = at[_is_digit(folded[at - 1]) & ~_is_digit(folded[at + 3])]
    while len(at):
        folded[at[:, None] + np.arange(3)] = _SEPARATOR
        at = at[at > 3] - 3
        at = at[
            _is_digit(folded[at - 1]) & (folded[at[:, None] + np.arange(3)] == ord("0")).all(axis=1)
        ]


@cache
def _fold_table() -> U32:
    """From code point to folded letter, `_SEPARATOR` or `_DELETED`, and marks above them."""
    table = np.zeros(0x110000, dtype=np.uint32)
    for low, high in _TABLED:
        table[low:high] = [_folded(chr(point)) for point in range(low, high)]
    for low, high in _AS_THEY_ARE:
        table[low : high + 1] = np.arange(low, high + 1, dtype=np.uint32)
    for low, high in _UNSPACED:
        block = table[low : high + 1]
        block[block > _DELETED] |= _SINGLE
    ligatures = re.compile(f"[{_LIGATURES}]")
    for low, high in _TABLED:
        for point in range(low, high):
            if ligatures.match(chr(point)):
                table[point] |= _EXPANDING
    return table


def _folded(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf" or character in "_*ـ":
        return _DELETED
    decimal = unicodedata.digit(character, None)
    if decimal is not None:
        return ord(str(decimal))
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    if category == "So" and len(decomposed) > 1:  # what № or ™ stands for is no part of a word
        return _SEPARATOR
    for part in decomposed:
        if unicodedata.category(part)[0] in "LN":
            return ord(part.translate(_LOOKALIKES))
    return _SEPARATOR
