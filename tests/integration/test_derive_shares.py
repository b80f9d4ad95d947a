"""Each trace is read from where loaders put it, and a repost counts in its own layer alone."""

from __future__ import annotations

from collections.abc import Mapping

from graph.database import Database, Transaction
from graph.derive.shares import shares_of
from graph.vocabulary import Trace

TEXT = "The same words, written twice by different people: https://t.example/1"
CARRIED: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("hashtags", {"hashtags": ["one", "two"]}),
    ("one-hashtag", {"hashtags": ["one"]}),
    ("text", {"text": TEXT}),
    ("title", {"title": TEXT.upper()}),
    ("short", {"text": "Too short"}),
    ("links", {"links": ["https://www.news.example/1?utm_source=x", "https://news.example/2/"]}),
    ("images", {"mediaHashes": ["abc", "def"]}),
    ("story", {}),
)
AMPLIFYING = (
    ("retweet", "retweet", "Item", "post:x:1"),
    ("forward", "forward", "Actor", "x:b"),
    ("quote", "quote", "Item", "post:x:1"),
    ("reply", "reply", "Item", "post:x:1"),
    ("mention", "mention", "Actor", "x:b"),
    ("link", "link", "Item", "url:https://news.example/1"),
    ("site", "link", "Actor", "domain:news.example"),
    ("anonymous", "link", "Item", "url:anonymous-7"),
    ("channel", "link", "Actor", "x:b"),
)
EXPECTED = {
    Trace.REPOST: {("retweet", "post:x:1"), ("forward", "x:b")},
    Trace.QUOTE: {("quote", "post:x:1")},
    Trace.REPLY: {("reply", "post:x:1")},
    Trace.MENTION: {("mention", "x:b")},
    Trace.LINK: {
        ("links", "https://news.example/1"),
        ("links", "https://news.example/2"),
        ("link", "https://news.example/1"),
        ("site", "https://news.example"),
        ("anonymous", "anonymous-7"),
        ("channel", "x:b"),
    },
    Trace.HASHTAG: {("hashtags", "#one #two")},
    Trace.TEXT: {
        ("text", "the same words written twice by different people"),
        ("title", "the same words written twice by different people"),
    },
    Trace.NEAR_TEXT: {("story", "s")},
    Trace.IMAGE: {("images", "abc"), ("images", "def")},
}


def test_every_trace(database: Database) -> None:
    database.write(_build)
    for trace in Trace:
        found = shares_of(database, trace, 60)
        rows = {(item, what) for what, _, _, item in found.table.iter_rows()}
        assert rows == EXPECTED[trace], trace
        assert set(found.table["actor"]) == {"x:a"}
        assert set(found.table["time"]) == {1_709_280_000_000}
        assert (found.by_day, found.undated) == (0, 0)
        assert shares_of(database, trace, 60, ["x:b", "domain:news.example"]).table.is_empty()
        only = shares_of(database, trace, 60, ["x:a"]).table
        assert only.sort("item", "object").equals(found.table.sort("item", "object"))


def _build(tx: Transaction) -> None:
    for actor in ("x:a", "x:b", "domain:news.example"):
        tx.run("CREATE (:Actor {id: $id})", id=actor)
    for item in ("post:x:1", "url:https://news.example/1", "url:anonymous-7"):
        tx.run("CREATE (:Item {id: $id})", id=item)
    tx.run("CREATE (:Story {id: 's'})")
    carried = {"hashtags": ["one", "two"], "text": TEXT, "mediaHashes": ["abc"], "links": ["x.y"]}
    for id_, facts in CARRIED:
        _publish(tx, id_, "post", facts)
    for id_, kind, label, target in AMPLIFYING:
        _publish(tx, id_, kind, carried if kind in ("retweet", "forward") else {})
        tx.run(
            f"MATCH (i:Item {{id: $id}}) MATCH (t:{label} {{id: $target}}) "
            "CREATE (i)-[:AMPLIFIES {kind: $kind}]->(t)",
            id=id_,
            target=target,
            kind=kind,
        )
    tx.run("MATCH (i:Item) WHERE i.id IN ['story', 'retweet'] MATCH (s:Story) "
           "CREATE (i)-[:PART_OF]->(s)")  # fmt: skip


def _publish(tx: Transaction, id_: str, kind: str, facts: Mapping[str, object]) -> None:
    names = "".join(f", {name}: ${name}" for name in facts)
    tx.run(
        "MATCH (a:Actor {id: 'x:a'}) CREATE (a)-[:PUBLISHED]->(:Item {id: $id, kind: $kind, "
        f"publishedAt: datetime({{epochMillis: 1709280000000}}), timePrecision: 'second'{names}}})",
        id=id_,
        kind=kind,
        **facts,
    )
