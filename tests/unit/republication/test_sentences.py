"""Sentences of texts, and how far two texts have the same ones."""

import numpy as np
import polars as pl
import pytest

from graph.republication.sentences import Sentences, agreement, encode, split
from graph.republication.tokens import I64
from tests.unit.republication.texts import LONG, OTHER

MEANINGS = np.eye(4, dtype=np.float32)


def said(*texts: list[int]) -> Sentences:
    """Texts of equally long sentences, each of a meaning that shares nothing with the others."""
    rows = np.array([sentence for text in texts for sentence in text])
    begins = np.cumsum([0, *map(len, texts)])
    return Sentences(MEANINGS, rows, np.full(len(rows), 50.0), begins)


def pairs(*of: tuple[int, int]) -> tuple[I64, I64]:
    left, right = np.array(of).T
    return left, right


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", [""]),
        (
            "Mr. J. Doe signed the long treaty. Nobody else did! Why?",
            ["Mr. J. Doe signed the long treaty.", "Nobody else did! Why?"],
        ),
        ("外交部周一表示。边境大桥！", ["外交部周一表示。", "边境大桥！"]),
        (
            "هل تم توقيع المعاهدة بين الدولتين؟ قالت الوزارة نعم",
            ["هل تم توقيع المعاهدة بين الدولتين؟", "قالت الوزارة نعم"],
        ),
    ],
)
def test_texts_are_split_after_the_marks_of_each_script(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_agreement_asks_for_every_sentence_whatever_their_order() -> None:
    one, other = said([0, 1], [2]), said([1, 0], [0], [3, 1, 2, 0])
    found = agreement(one, other, *pairs((0, 0), (0, 1), (0, 2), (1, 1), (1, 2)))
    assert found.tolist() == [1.0, 0.75, 0.75, 0.0, 0.625]


def test_texts_are_chosen_and_centred_by_themselves() -> None:
    chosen = said([0, 1], [2], [3, 1]).of(np.array([2, 0]))
    assert chosen.begins.tolist() == [0, 2, 4]
    assert chosen.vectors[chosen.rows].tolist() == MEANINGS[[3, 1, 0, 1]].tolist()
    middle = chosen.vectors[chosen.rows].mean(axis=0)
    rest = chosen.vectors - middle
    expected = rest / np.linalg.norm(rest, axis=1, keepdims=True)
    assert chosen.centred().vectors == pytest.approx(expected, abs=1e-6)
    assert np.linalg.norm(chosen.means(), axis=1) == pytest.approx([1.0, 1.0])


def test_a_translation_agrees_more_than_its_half_and_that_more_than_another_text() -> None:
    both = f"{LONG['en']} {OTHER['en']}"
    texts = pl.Series([both, f"{OTHER['ru']} {LONG['ru']}", LONG["ru"], "Музей часов " * 9])
    told = encode(texts, pl.Series(["en", "ru", "ru", "ru"]))
    english, russian = told.of(np.array([0])), told.of(np.array([1, 2, 3]))
    whole, half, nothing = agreement(english, russian, *pairs((0, 0), (0, 1), (0, 2)))
    assert whole > half + 0.1 > nothing + 0.2
    again = encode(pl.Series([LONG["ru"]]), pl.Series(["ru"]))
    assert again.means()[0] == pytest.approx(told.means()[2], abs=1e-5)
