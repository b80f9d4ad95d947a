"""Texts to tokens."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.republication.folding import fold


def hashes(text: str) -> list[int]:
    return fold(pl.Series([text])).hashes.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Привет, **мир**! 😀 https://t.me/foo", "<b>ПРИВЕТ</b> мир @channel"),
        ("[Подробнее](https://example.org/a_b?c=d) ниже", "подробнее (ниже)"),
        ("新华社北京", "新 华、社「北京」"),
        ("café naïve ﬁne", "CAFE\u0301 NAI\u0308VE fine"),
        ("Москва ёлка", "Mосквa елка"),  # Latin M and a
        ("أهلاً وســهلا", "اهلا وسهلا"),
        ("مدرسة في المدينة", "مدرسه فى المدينه"),
        ("𝐁𝐨𝐥𝐝 𝒕𝒆𝒙𝒕", "bold text"),
        ("AT&amp;T said &#171;no&#187;", "AT T said no"),
        ("<p>One</p><script>var x = 1 < 2;</script><p>two</p>", "one two"),
        ("wo\u200brd so\u00adft", "word soft"),
        ("it’s “quoted” — twice", 'it\'s "quoted" - twice'),
        ("١٢٣ ４５６", "123 456"),
        ("ไทย", "ไ ท ย"),
        ("10 000 и 1 250 300", "10,000 и 1.250.300"),
        ("10\u00a0000 or 20'500", "10000 or 20500"),
        ("25 тыс.", "25,000 тыс"),
    ],
)
def test_what_copies_change_by_the_way_makes_no_difference(one: str, other: str) -> None:
    assert hashes(one) == hashes(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("война и мир", "мир и война"),
        ("12 dead", "21 dead"),
        ("가 나", "각 낙"),  # Hangul syllables, not their first sounds
        ("новость", "новости"),
        ("ab c", "a bc"),
        ("1 2345", "12345"),
        ("2024 100", "2024100"),
        ("1000 2", "1002"),
    ],
)
def test_words_do_make_a_difference(one: str, other: str) -> None:
    assert hashes(one) != hashes(other)


def test_scripts_without_spaces_are_read_by_character() -> None:
    tokens = fold(pl.Series(["新华社 report 12"]))
    assert tokens.single.tolist() == [True, True, True, False, False]
    assert tokens.number.tolist() == [False, False, False, False, True]


def test_hashtags_are_marked() -> None:
    assert fold(pl.Series(["one #two three"])).tag.tolist() == [False, True, False]


def test_rows_stay_rows() -> None:
    tokens = fold(pl.Series(["a b", None, "", "😀 **", "@handle c", "d"]))
    assert tokens.lengths.tolist() == [2, 0, 0, 0, 1, 1]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_text_is_read_alike_alone_and_among_others(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    together = fold(pl.Series(texts, dtype=pl.String))
    for row, text in enumerate(texts):
        begin, end = together.offsets[row], together.offsets[row + 1]
        assert together.hashes[begin:end].tolist() == hashes(text)
