"""Story ids last: through growth, joining, falling apart, and being found anew."""

from __future__ import annotations

import polars as pl

from graph.derive.naming import keep_ids
from graph.derive.text_keys import text_key

TIMES = pl.DataFrame({"id": list("abcdef"), "time": [1, 2, 3, 4, 5, None]})


def named(stories: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    found = keep_ids(
        _table(stories),
        TIMES,
        _table(before),
    )
    return dict(found.select("item_id", "story_id").iter_rows())


def _table(stories: dict[str, str]) -> pl.DataFrame:
    schema = {"item_id": pl.String, "story_id": pl.String}
    return pl.DataFrame(list(stories.items()), schema=schema, orient="row")


def test_a_new_story_has_its_own_id() -> None:
    assert named({"a": "A", "b": "A"}, {}) == {"a": "A", "b": "A"}
    assert named({}, {"a": "A"}) == {}


def test_a_story_that_grows_at_its_root_keeps_its_id() -> None:
    before = {"b": "B", "c": "B"}
    assert set(named({"a": "A", "b": "A", "c": "A"}, before).values()) == {"B"}


def test_of_stories_that_join_the_earlier_ones_id_stays() -> None:
    before = {"a": "A", "b": "A", "c": "C", "d": "C"}
    assert set(named(dict.fromkeys("abcd", "A"), before).values()) == {"A"}
    assert set(named(dict.fromkeys("cdab", "x"), before).values()) == {"A"}


def test_of_a_story_that_falls_apart_the_earlier_part_keeps_the_id() -> None:
    before = dict.fromkeys("abcd", "A")
    found = named({"a": "A", "b": "A", "c": "C", "d": "C"}, before)
    assert found == {"a": "A", "b": "A", "c": "C", "d": "C"}


def test_an_id_is_never_given_twice() -> None:
    # The part with the new id is named after an item whose id another story bears already.
    found = named({"a": "X", "b": "X", "c": "B", "d": "B"}, {"a": "B", "b": "B"})
    assert (found["a"], found["b"]) == ("B", "B")
    assert found["c"] == found["d"] not in ("B", "X")
    assert named({"e": "E", "f": "E"}, {"f": "F"}) == {"e": "F", "f": "F"}


def test_text_keys() -> None:
    one = text_key("The mayor opened the BRIDGE, at last! https://a.example/1")
    assert one == text_key("the mayor opened — the bridge at last")
    assert one != text_key("the mayor opened the bridges at last")
    assert text_key("ok") is None
