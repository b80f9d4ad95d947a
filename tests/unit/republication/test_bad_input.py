"""A clear outcome for everything that comes."""

import time

import polars as pl
import pytest

from graph.republication import ITEM_SCHEMA, republication
from graph.republication.pairs import full_story_limit
from tests.unit.republication.texts import LONG, OTHER, items


def test_nothing() -> None:
    found = republication(pl.DataFrame(schema=ITEM_SCHEMA))
    assert found.pairs.columns == [
        "later_id", "earlier_id", "similarity", "containment", "method",
        "lag_seconds", "confidence",
    ]  # fmt: skip
    assert found.stories.columns == ["item_id", "story_id", "root_id", "taken_from"]
    assert found.pairs.is_empty()
    assert found.stories.is_empty()


def test_texts_that_say_too_little_are_counted_and_not_compared() -> None:
    texts = ["", None, "😀😀😀", "OK", "good morning", "https://t.me/a", "   \n\n", "*" * 5000]
    found = republication(
        items(*((f"{n}{side}", side, n, t) for n, t in enumerate(texts) for side in "ab"))
    )
    assert found.skipped == 16
    assert found.compared == 0
    assert found.pairs.is_empty()


def test_posts_without_text_between_posts_with_text(recwarn: pytest.WarningsRecorder) -> None:
    texts = [None, LONG["en"], None, "", LONG["en"]]
    found = republication(items(*((str(n), f"a{n}", n, text) for n, text in enumerate(texts))))
    assert found.pairs.select("later_id", "earlier_id").rows() == [("4", "1")]
    assert found.skipped == 3
    assert not recwarn.list


def test_one_actor_repeating_itself_is_reported() -> None:
    found = republication(items(*((str(n), "a", n * 60, LONG["en"]) for n in range(3))))
    assert found.pairs.height == 3
    assert found.stories["root_id"].unique().to_list() == ["0"]


def test_no_actor_at_all() -> None:
    found = republication(items(("1", None, 0, LONG["en"]), ("2", None, 60, LONG["en"])))
    assert found.pairs.height == 1


def test_all_at_the_same_time() -> None:
    found = republication(items(*((str(n), f"a{n}", 7, LONG["ru"]) for n in range(4))))
    assert found.pairs["method"].unique().to_list() == ["exact+simultaneous"]
    assert found.stories["root_id"].unique().to_list() == ["0"]


@pytest.mark.parametrize(("ids", "root"), [(("9", "10"), "9"), (("9", "10", "x"), "10")])
def test_simultaneous_items_follow_their_ids_as_numbers_if_they_are(
    ids: tuple[str, ...], root: str
) -> None:
    found = republication(items(*((i, f"by {i}", 7, LONG["ru"]) for i in ids)))
    assert found.stories["root_id"].unique().to_list() == [root]


@pytest.mark.parametrize("seconds", [-(10**10), 0, 10**11 - 1])
def test_times_far_away_are_taken_as_dated(seconds: int) -> None:
    found = republication(
        items(("1", "a", seconds, LONG["en"]), ("2", "b", seconds + 5, LONG["en"]))
    )
    assert found.pairs["lag_seconds"].to_list() == [5]


def test_very_many_copies_of_one_text_give_a_few_pairs_each() -> None:
    count = 100_000
    numbers = pl.int_range(count, eager=True)
    table = pl.DataFrame(
        {
            "id": numbers.cast(pl.String),
            "actor": (numbers % 977).cast(pl.String),
            "time": numbers * 1000,
            "text": pl.repeat(LONG["en"], count, eager=True),
        }
    )
    found = republication(table)
    assert found.viral == 1
    assert found.full_story == count - 1
    assert count - 1 <= found.pairs.height <= 3 * count
    assert found.pairs.filter(pl.col("earlier_id") == "0").height == count - 1
    assert found.stories["root_id"].unique().to_list() == ["0"]


def test_the_limit_of_full_stories_falls_when_there_are_too_many_pairs() -> None:
    sizes = pl.Series([2, 1000, 300, 300]).to_numpy()
    assert full_story_limit(sizes) == 1000
    assert full_story_limit(sizes, most=589_201) == 1000  # every pair of all four
    assert full_story_limit(sizes, most=589_200) == 999
    assert full_story_limit(sizes, most=89_701) == 999
    assert full_story_limit(sizes, most=89_700) == 299
    assert full_story_limit(sizes.repeat(1000)) == 299  # five hundred million pairs
    assert full_story_limit(sizes[:0]) == 3


def test_a_document_of_five_megabytes() -> None:
    filler = " ".join(f"слово{n}" for n in range(400_000))
    begun = time.process_time()
    found = republication(
        items(("big", "a", 0, f"{filler} {LONG['ru']}"), ("small", "b", 60, LONG["ru"]),
              ("other", "c", 90, OTHER["ru"]))
    )  # fmt: skip
    assert len(filler.encode()) > 5_000_000
    assert found.pairs.select("later_id", "earlier_id", "method").rows() == [
        ("small", "big", "quote")
    ]
    assert time.process_time() - begun < 60


def test_one_endless_word_and_one_endless_line_of_characters() -> None:
    found = republication(items(("1", "a", 0, "x" * 1_000_000), ("2", "b", 1, "新" * 300_000)))
    assert found.skipped == 1  # one word; three hundred thousand characters are many
    assert found.pairs.is_empty()


def test_html_that_never_closes() -> None:
    text = "<div <div <script>" * 2000 + LONG["en"]
    found = republication(items(("1", "a", 0, text), ("2", "b", 1, LONG["en"])))
    assert found.compared == 2
    assert found.pairs["method"].to_list() == ["near"]  # what is no markup is text


def test_control_characters_and_direction_marks() -> None:
    marked = "\u202e" + LONG["ar"].replace(" ", "\u200f \x00")
    found = republication(items(("1", "a", 0, LONG["ar"]), ("2", "b", 9, marked)))
    assert found.pairs["method"].to_list() == ["exact"]
