from math import log, sqrt

import pytest

from graph.answers.distinctive_terms import distinctive_terms, words

HERE = [(f"a{k}", "Biolabs near the border, BIOLABS again https://t.co/x @who") for k in range(6)]
THERE = [(f"b{k}", "The harvest near the river") for k in range(4)]


def test_the_log_odds_are_those_of_the_paper() -> None:
    found = {term.term: term for term in distinctive_terms(HERE, THERE)}
    assert set(found) == {"biolabs", "border", "again"}
    assert (found["border"].actors, found["border"].elsewhere) == (6, 0)
    # Words of an actor count once: five for each of the six, four for each of the four.
    n, m = 30, 16
    weight = (n + m) / 10
    prior = weight * 6 / (n + m)
    odds = log((6 + prior) / (n + weight - 6 - prior)) - log(prior / (m + weight - prior))
    assert found["border"].z == pytest.approx(odds / sqrt(1 / (6 + prior) + 1 / prior))


def test_a_loud_account_is_not_what_a_group_talks_about() -> None:
    loud = [("a0", "spam spam spam")] * 50
    assert "spam" not in {t.term for t in distinctive_terms(HERE + loud, THERE)}
    assert distinctive_terms([], THERE) == ()
    assert distinctive_terms(HERE, []) == ()
    assert len(distinctive_terms(HERE, THERE, limit=1)) == 1


def test_words_of_other_scripts() -> None:
    assert list(words("Биолаборатории США")) == ["биолаборатории", "сша"]
    assert list(words("生物实验室 lab")) == ["生物", "物实", "实验", "验室", "lab"]
