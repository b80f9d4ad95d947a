"""Stories that grow day by day."""

from pathlib import Path

import polars as pl
import pytest

from graph.republication import (
    RepublicationError,
    StoryIndex,
    actor_edges,
    load,
    republication,
    save,
    story_table,
)
from tests.unit.republication.texts import EDITED, LONG, OTHER, items

MONDAY = items(
    ("m1", "a", 0, LONG["en"]),
    ("m2", "b", 60, LONG["en"]),
    ("m3", "a", 120, OTHER["ru"]),
    ("m4", "c", 180, LONG["zh"]),
)
TUESDAY = items(
    ("t1", "c", 90_000, EDITED["en"]),
    ("t2", "b", 90_060, OTHER["ru"]),
    ("t3", "d", 90_120, LONG["ar"]),
)


def stories(frame: pl.DataFrame) -> set[frozenset[str]]:
    return {frozenset(group) for group in frame.group_by("story_id").agg("item_id")["item_id"]}


def test_two_days_give_what_both_at_once_give() -> None:
    index = StoryIndex()
    first, second = index.add(MONDAY), index.add(TUESDAY)
    both = republication(pl.concat([MONDAY, TUESDAY]))
    assert stories(second.stories) == stories(both.stories)
    together = pl.concat([first.pairs, second.pairs]).sort("later_id", "earlier_id")
    assert together.equals(both.pairs.sort("later_id", "earlier_id"))


def test_a_story_keeps_its_id_even_when_an_earlier_item_turns_up() -> None:
    index = StoryIndex()
    before = index.add(MONDAY).stories.filter(item_id="m1")["story_id"].item()
    later = index.add(TUESDAY).stories
    assert later.filter(item_id="t1")["story_id"].item() == before
    older = index.add(items(("s1", "e", -500, LONG["en"]))).stories
    assert older.filter(item_id="s1").row(0) == ("s1", before, "s1", None)
    assert set(older["root_id"]) == {"s1"}


def test_stories_that_turn_out_to_be_one_keep_the_earlier_ones_id() -> None:
    words = [f"word{n}" for n in range(60)]
    head, tail, middle = (" ".join(words[n : n + 40]) for n in (0, 20, 10))
    index = StoryIndex()
    apart = index.add(
        items(("1", "a", 0, head), ("2", "b", 1, head), ("3", "c", 2, tail), ("4", "d", 3, tail))
    )
    ids = dict(apart.stories.select("item_id", "story_id").iter_rows())
    assert ids["1"] == ids["2"] != ids["3"] == ids["4"]
    joined = index.add(items(("5", "e", 4, middle))).stories
    assert joined["story_id"].to_list() == [ids["1"]] * 5
    assert joined["root_id"].to_list() == ["1"] * 5


def test_only_what_new_items_touch_is_told() -> None:
    index = StoryIndex()
    index.add(MONDAY)
    told = index.add(items(("t2", "b", 90_060, OTHER["ru"])))
    assert set(told.stories["item_id"]) == {"m3", "t2"}
    assert told.pairs.height == 1


def test_an_index_comes_back_from_disk(tmp_path: Path) -> None:
    kept, fresh = StoryIndex(), StoryIndex()
    kept.add(MONDAY)
    fresh.add(MONDAY)
    save(kept, tmp_path / "index")
    after, expected = load(tmp_path / "index").add(TUESDAY), fresh.add(TUESDAY)
    assert after.pairs.equals(expected.pairs)
    assert after.stories.equals(expected.stories)


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(RepublicationError, match="no readable story index"):
        load(tmp_path)
    save(StoryIndex(), tmp_path)
    (tmp_path / "index.json").write_text('{"format": 0, "items": 0}', encoding="utf-8")
    with pytest.raises(RepublicationError, match="another version"):
        load(tmp_path)


def test_an_id_cannot_come_twice_on_different_days() -> None:
    index = StoryIndex()
    index.add(MONDAY)
    with pytest.raises(RepublicationError, match="'m1'"):
        index.add(MONDAY)
    assert index.items.height == MONDAY.height


def test_sums() -> None:
    table = pl.concat([MONDAY, TUESDAY]).with_columns(
        language=pl.when(pl.col("actor") == "b").then(pl.lit("ru")).otherwise(pl.lit("en")),
        country=pl.col("actor").replace_strict({"a": "RU", "b": "CN", "c": None, "d": "IR"}),
    )
    found = republication(table)
    edges = actor_edges(found.stories, table)
    assert edges.select("source_actor", "target_actor", "count", "median_lag_seconds").rows() == [
        ("b", "a", 2, (60 + 89_940) / 2),
        ("c", "a", 1, 90_000.0),
    ]
    assert edges["languages"][0].to_list() == [{"from": "en", "to": "ru", "share": 1.0}]
    summed = story_table(found.stories, table)
    assert summed.row(0, named=True) | {"story_id": ""} == {
        "story_id": "", "root_id": "m1", "size": 3, "first_at": 0, "last_at": 90_000_000,
        "span_seconds": 90_000.0, "actors": ["a", "b", "c"], "countries": ["CN", "RU"],
        "languages": ["en", "ru"],
    }  # fmt: skip
    bare = actor_edges(found.stories, table.drop("language"))
    assert bare["languages"].to_list() == [[], []]
