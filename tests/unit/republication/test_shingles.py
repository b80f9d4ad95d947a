"""Sets of shingles against plain Python sets, and the candidates that come of them."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph.republication.candidates import CandidateIndex, band_keys, pack
from graph.republication.folding import fold
from graph.republication.shingles import anchors, common_shingles, shingle_sets

WORDS = st.lists(
    st.sampled_from(["один", "два", "три", "four", "five", "шесть", "新", "华"]), max_size=12
)


def entries(texts: list[str], first: int = 0) -> np.ndarray:
    tokens = fold(pl.Series(texts))
    sets = shingle_sets(tokens)
    return np.concatenate([pack(*anchors(tokens), first), pack(*band_keys(sets), first)])


def candidates(index: CandidateIndex, texts: list[str], first: int = 0) -> set[tuple[int, int]]:
    left, right = index.add(entries(texts, first))
    return set(zip(left.tolist(), right.tolist(), strict=True))


@given(WORDS, WORDS)
def test_common_shingles_are_those_of_python_sets(one: list[str], other: list[str]) -> None:
    han = set("新华")

    def expected(words: list[str]) -> set[tuple[str, ...]]:
        found = set()
        for at in range(len(words) - 1):
            three = words[at : at + 3]
            wide = len(three) == 3 and set(three) <= han
            found.add(tuple(three if wide else words[at : at + 2]))
        return found or {tuple(words)} if words else set()

    sets = shingle_sets(fold(pl.Series([" ".join(one), " ".join(other)])))
    common = common_shingles(sets, np.array([0, 0]), np.array([1, 0]), batch=3)
    assert common.tolist() == [len(expected(one) & expected(other)), len(expected(one))]


def test_copies_and_quotes_become_candidates_and_strangers_do_not() -> None:
    text = "the ministry said that the treaty between both states will be signed in the spring"
    edited = text.replace("ministry", "government").replace("spring", "autumn")
    filler = " ".join(f"word{n}" for n in range(600))
    quote = f"{filler} {text} {filler[::-1]}"
    stranger = "heavy snow has closed three roads in the north of the country since monday"
    assert candidates(CandidateIndex(), [text, edited, quote, stranger]) >= {(0, 1), (0, 2)}
    assert not candidates(CandidateIndex(), [text, stranger])


def test_candidates_grow_with_the_texts_and_not_with_their_square() -> None:
    common = "the ministry said that the treaty between both states will be signed in spring"
    texts = [f"{common} said reporter number {chr(97 + n % 26)}{n}" for n in range(2000)]
    found = candidates(CandidateIndex(), texts)
    assert len(found) < 100 * len(texts)
    linked = {0}
    for left, right in sorted(found, key=lambda pair: pair[1]):
        if left in linked:
            linked.add(right)
    assert len(linked) == len(texts)


def test_new_texts_meet_old_ones_whatever_the_batches() -> None:
    texts = [
        f"story number {n} tells of {n * 7} towns and {n * 3} rivers in the {n}th year"
        for n in range(9)
    ]
    index = CandidateIndex()
    for first in range(0, 9, 2):
        candidates(index, texts[first : first + 2], first)
    assert {(n, 9 + n) for n in range(9)} <= candidates(index, texts, first=9)
