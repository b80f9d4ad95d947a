"""Every real file of posts is read to the last row, with counts known beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.vocabulary import TimePrecision
from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.records import ItemRecord, Row
from loaders.sources import open_source

DATA = Path(__file__).resolve().parents[3] / "../shared/data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is absent: real data")


def rows_of(name: str, *pairs: str, constants: tuple[str, ...] = ()) -> Iterator[Row]:
    source = open_source(DATA / name)
    given = FieldMapping.parse(pairs, constants)
    return format_of(source, given=given).rows(source, given)


def test_headlines_with_messy_dates() -> None:
    rows = rows_of(
        "texts/prc_headlines.csv.gz", "kind=section", constants=("platform=name", "language=en")
    )
    posts = [record for row in rows for record in row.records if isinstance(record, ItemRecord)]
    assert len(posts) == 38_866
    assert Counter(post.actor for post in posts) == {
        "name:cgtn": 13_816, "name:xinhuanet": 10_972, "name:globaltimes": 5_960,
        "name:chinadaily": 4_566, "name:bbc": 3_552,
    }  # fmt: skip
    assert {post.precision for post in posts} == {TimePrecision.SECOND}
    outlets: dict[str, set[str]] = {}
    for post in posts:
        assert post.title is not None
        assert post.actor is not None
        outlets.setdefault(post.title, set()).add(post.actor)
    assert sum(len(each) > 1 for each in outlets.values()) == 1_137


def test_telegram_posts() -> None:
    rows = list(
        rows_of(
            "texts/ru_news_telegram.parquet", "actor=sender_id", "name=channel",
            constants=("platform=telegram", "language=ru"),
        )
    )  # fmt: skip
    posts = [record for row in rows for record in row.records if isinstance(record, ItemRecord)]
    assert len(rows) == 22_099
    assert [row.refusal for row in rows if row.refusal] == []
    assert len({post.actor for post in posts}) == 24
    assert all(post.actor.startswith("telegram:id:channel") for post in posts if post.actor)
    assert len({post.id for post in posts}) == len(posts)


def test_coortweets_tables() -> None:
    posts = [r for row in rows_of("coordination/russian_coord_tweets.csv.gz") for r in row.records]
    assert len(posts) == 35_125
    assert all(isinstance(post, ItemRecord) and post.amplified[0].item for post in posts)
    traces = Counter[str]()
    for row in rows_of("coordination/german_elections.csv.gz"):
        assert row.refusal is None
        (post,) = row.records
        assert isinstance(post, ItemRecord)
        traces["rows"] += 1
        traces["link"] += bool(post.amplified and post.amplified[0].item)
        traces["hashtag"] += bool(post.hashtags)
        traces["picture"] += bool(post.media_hashes)
    assert traces["rows"] == 218_971
    assert traces == {"rows": 218_971, "hashtag": 51_194, "link": 50_785, "picture": 20_068}
