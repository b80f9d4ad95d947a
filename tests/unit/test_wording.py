"""Marks of Telegram's clients go, what only looks like them stays."""

from __future__ import annotations

import pytest

from graph.wording import begins, counted, unmarked


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**Доллар выше 105 рублей**, — данные", "Доллар выше 105 рублей, — данные"),
        ("бесплатный [курс](https://t.me/+HWFl) для **всех", "бесплатный курс для всех"),
        ("бесплатный [курс](https:", "бесплатный курс"),  # cut off
        ("__два слова__ и ||скрытый текст||", "два слова и скрытый текст"),
        ("__init__ and a_b__c stay, 2 * 3 * 4 too", "__init__ and a_b__c stay, 2 * 3 * 4 too"),
        ("[Reuters] says (so)", "[Reuters] says (so)"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(written: str, read: str) -> None:
    assert unmarked(written) == read
    assert unmarked(read) == read


def test_a_cut_text_says_so_and_is_no_longer_than_asked() -> None:
    assert begins("**one** two three", 20) == "one two three"
    assert begins("one two three four", 9) == "one two…"
    assert len(begins("[" * 100_000 + "](" * 100_000, 120)) == 120


def test_numbers_have_their_nouns() -> None:
    assert counted(1, "pair") == "1 pair"
    assert counted(0, "pair") == "0 pairs"
    assert counted(1_200, "story", "stories") == "1,200 stories"
