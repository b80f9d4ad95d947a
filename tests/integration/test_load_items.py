"""Items in any order, split in any way: the same graph, and sums equal to their evidence."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from graph import schema
from graph.database import Database
from graph.errors import DuplicateIdError
from graph.snapshot import Snapshot
from graph.vocabulary import AmplificationKind as Kind
from graph.vocabulary import TimePrecision
from loaders.records import ActorRecord, Amplified, InteractionRecord, ItemRecord, Row
from loaders.write.batch import Batch, write_batch
from loaders.write.said import Said
from loaders.write.stamp import Stamp
from tests.support.engines import empty
from tests.support.graph_digest import contents, differences

SECOND, DAY = TimePrecision.SECOND, TimePrecision.DAY
HOUR = 3_600_000
NOON = 1_646_136_000_000
SEED = 20_221_122
STAMP = Stamp("run:1", "t")
Records = list[ItemRecord | InteractionRecord]
OF_THE_WAY = {"runId", "dataset", "version", "storeId"}


def posts() -> Records:
    """Posts that amplify each other, some said twice, some never said."""
    p = [f"post:x:{n}" for n in range(9)]
    return [
        ItemRecord(p[0], "x:a", NOON, SECOND, text="One", hashtags=("b", "a"), links=("https://e/",)),
        ItemRecord(p[1], "x:b", NOON + HOUR, SECOND, "retweet",
                   amplified=(Amplified(Kind.RETWEET, p[0], None),)),
        ItemRecord(p[2], "x:c", NOON + 2 * HOUR, SECOND, "quote", text="Look",
                   amplified=(Amplified(Kind.QUOTE, p[0], "x:a"),
                              Amplified(Kind.MENTION, None, "x:b"))),
        # The same post, cut short and known by the day only; and what another source says of it.
        ItemRecord(p[2], "x:c", NOON - 12 * HOUR, DAY, text="Lo", hashtags=("c",)),
        InteractionRecord("x:c", "x:a", Kind.QUOTE, NOON + 2 * HOUR, SECOND, p[2]),
        InteractionRecord("x:c", "x:d", Kind.MENTION, NOON + 2 * HOUR, SECOND, p[2]),
        # A reply to a reply whose author is said by nobody but a third post.
        ItemRecord(p[3], None, NOON + 3 * HOUR, SECOND, "reply",
                   amplified=(Amplified(Kind.REPLY, p[4], None),)),
        ItemRecord(p[5], "x:e", None, DAY, "reply",
                   amplified=(Amplified(Kind.REPLY, p[3], "x:d"),)),
        ItemRecord(p[5], "x:e", NOON + 4 * HOUR, SECOND),
        ItemRecord(p[4], "x:d", NOON, SECOND, text="Never answered"),
        # Two posts of one account by one, and itself.
        ItemRecord(p[6], "x:b", NOON + 5 * HOUR, SECOND, "link",
                   amplified=(Amplified(Kind.LINK, p[0], "x:a"), Amplified(Kind.LINK, p[7], "x:a"),
                              Amplified(Kind.LINK, None, "x:a"))),
        InteractionRecord("x:b", "x:a", Kind.LINK, NOON + 5 * HOUR, SECOND, p[6]),
        ItemRecord(p[7], "x:a", NOON + HOUR, SECOND, "reply",
                   amplified=(Amplified(Kind.REPLY, p[0], "x:a"),)),
        # Nobody knows what this one retweets; and one that two publish.
        ItemRecord(p[8], "x:e", NOON, SECOND, "retweet",
                   amplified=(Amplified(Kind.RETWEET, "post:x:99", None),)),
        ItemRecord("url:https://e.org/1", "domain:e.org", NOON, SECOND, "article", title="T"),
        ItemRecord("url:https://e.org/1", "domain:f.org", NOON, SECOND, "article", title="Title"),
        ItemRecord("post:telegram:chan/1", "telegram:chan", NOON + HOUR, SECOND,
                   amplified=(Amplified(Kind.LINK, "url:https://e.org/1", "domain:e.org"),)),
    ]  # fmt: skip


def write(database: Database, batches: Sequence[Records]) -> int:
    """Write batches of records, each in a transaction; return how many rows changed something."""
    known: dict[str, Said] = {}
    written = 0
    for records in batches:
        batch = Batch(0)
        for line, record in enumerate(records, start=1):
            id_ = record.item if isinstance(record, InteractionRecord) else record.id
            assert id_ is not None
            batch.add(Row(line, {}, (record,)), [id_])
        done = database.write(partial(write_batch, stamp=STAMP, batch=batch, known=known))
        known.update(done.known)
        written += done.written
    return written


def cuts(
    records: list[ItemRecord | InteractionRecord],
) -> Iterator[list[list[ItemRecord | InteractionRecord]]]:
    """Yield the records in other orders, and cut to batches in other ways."""
    order = random.Random(SEED)
    yield [[record] for record in reversed(records)]
    mixed = order.sample(records, len(records))
    yield [mixed[n : n + 5] for n in range(0, len(mixed), 5)]
    doubled = order.sample(records * 2, 2 * len(records))
    yield [doubled[:9], doubled[9:]]


def sums_of_evidence(database: Database) -> Counter[tuple[str, ...]]:
    """Return every aggregated edge as its evidence says that it should be."""
    found: Counter[tuple[str, ...]] = Counter()
    statement = (
        "MATCH (a:Actor)-[:PUBLISHED]->(i:Item)-[e:AMPLIFIES]->(t) "
        "OPTIONAL MATCH (p:Actor)-[:PUBLISHED]->(t) "
        "RETURN a.id, e.kind, t.id, labels(t), p.id, i.publishedAt"
    )
    times: dict[tuple[str, ...], list[str]] = {}
    for a, kind, t, labels, p, at in database.read(statement).rows:
        b = p if "Item" in labels else t
        if b is not None:
            times.setdefault((a, kind, b), []).append(str(at) if at else "")
    for key, some in times.items():
        known = [at for at in some if at]
        found[(*key, str(len(some)), min(known, default=""), max(known, default=""))] += 1
    return found


def sums(database: Database) -> Counter[tuple[str, ...]]:
    statement = (
        "MATCH (a:Actor)-[r:AMPLIFIED]->(b:Actor) "
        "RETURN a.id, r.kind, b.id, r.count, r.firstAt, r.lastAt"
    )
    return Counter(
        (a, kind, b, str(n), str(first or ""), str(last or ""))
        for a, kind, b, n, first, last in database.read(statement).rows
    )


def test_any_order_and_any_cut_give_the_same_graph(database: Database) -> None:
    records = posts()
    written = write(database, [records])
    assert written == len(records) - 1  # the last interaction says nothing that was not known
    first = contents(database, OF_THE_WAY)
    assert sums(database) == sums_of_evidence(database)
    assert write(database, [records]) == 0
    assert contents(database, OF_THE_WAY) == first
    for batches in cuts(records):
        empty(database)
        schema.prepare(database)
        write(database, batches)
        again = contents(database, OF_THE_WAY)
        assert again == first, differences(first, again)
        assert sums(database) == sums_of_evidence(database)
    check_what_is_there(database)


def check_what_is_there(database: Database) -> None:
    """See that the graph is the right one, not just always the same."""
    count = "MATCH (a:Actor {id: $a})-[r:AMPLIFIED {kind: $k}]->(b:Actor {id: $b}) RETURN r.count"
    for a, kind, b, expected in (
        ("x:b", "retweet", "x:a", 1),  # the item's author was known from its own row only
        ("x:c", "quote", "x:a", 1),  # one post, said by two sources, once at the item, once at her
        ("x:c", "mention", "x:d", 1),
        ("x:b", "link", "x:a", 2),  # two posts of hers
        ("x:e", "reply", "x:d", 1),
        ("x:d", "reply", "x:d", 1),
        ("telegram:chan", "link", "domain:e.org", 1),
        ("telegram:chan", "link", "domain:f.org", 1),
    ):
        assert database.read(count, {"a": a, "k": kind, "b": b}).rows == [(expected,)], (a, kind, b)
    facts = "MATCH (i:Item {id: $id}) RETURN i.text, i.kind, i.hashtags, i.timePrecision, i.title"
    assert database.read(facts, {"id": "post:x:2"}).rows == [
        ("Look", "quote", ["c"], "second", None)
    ]
    assert database.read(facts, {"id": "post:x:99"}).rows == [(None,) * 5]
    assert database.read(facts, {"id": "url:https://e.org/1"}).rows[0][4] == "Title"
    seen = "MATCH (a:Actor {id: 'x:a'}) RETURN a.firstSeen, a.lastSeen"
    assert [str(t)[11:13] for t in database.read(seen).rows[0]] == ["12", "17"]


def test_posts_are_written_without_looking_where_none_is_expected(database: Database) -> None:
    alone = [ItemRecord(f"post:x:{n}", "x:a", NOON, SECOND, text="T") for n in range(3)]
    batch = Batch(0)
    for record in alone:
        batch.add(Row(1, {}, (record,)), [str(record.id)])
    unseen = partial(write_batch, stamp=STAMP, batch=batch, known={}, look=False)
    done = database.write(unseen)
    assert (done.written, done.all_new) == (3, True)
    first = contents(database)
    with pytest.raises(DuplicateIdError):
        database.write(unseen)
    assert contents(database) == first
    looked = database.write(partial(write_batch, stamp=STAMP, batch=batch, known={}))
    assert (looked.written, looked.all_new) == (0, False)
    # One that retweets: what it retweets, or who else does, is likely to come.
    batch = Batch(0)
    retweet = Amplified(Kind.RETWEET, "post:x:9", None)
    record = ItemRecord("post:x:3", "x:b", NOON, SECOND, "retweet", amplified=(retweet,))
    batch.add(Row(1, {}, (record,)), ["post:x:3"])
    done = database.write(partial(write_batch, stamp=STAMP, batch=batch, known={}, look=False))
    assert (done.written, done.all_new) == (1, False)
    assert sums(database) == sums_of_evidence(database)


def test_what_is_said_of_an_account_again_is_written_when_it_is_new(database: Database) -> None:
    known: dict[str, Said] = {}

    def followers(number: int, *others: str) -> tuple[int, object]:
        batch = Batch(0)
        facts = {"followers": number, "name": "A"}
        batch.add(Row(1, {}, (ActorRecord(("x:id:1", *others), (), facts),)), [])
        done = database.write(partial(write_batch, stamp=STAMP, batch=batch, known=known))
        known.update(done.known)
        found = database.read("MATCH (a:Actor {id: 'x:id:1'}) RETURN a.followers").rows
        return done.written, found[0][0]

    assert followers(5) == (1, 5)
    assert followers(5) == (0, 5)
    assert followers(6) == (1, 6)
    assert followers(5) == (1, 5)
    assert followers(5, "x:a") == (1, 5)
    assert followers(5, "x:a") == (0, 5)
    alias = "MATCH (:Alias {id: 'x:a'})-[:ALIAS_OF]->(a:Actor) RETURN a.id"
    assert database.read(alias).rows == [("x:id:1",)]
    known.clear()
    assert followers(5, "x:a") == (0, 5)


def test_the_snapshot_has_an_event_for_each_piece_of_evidence(
    database: Database, tmp_path: Path
) -> None:
    write(database, [posts()])
    edges = Snapshot.open(database, tmp_path).edges.filter(pl.col("type") == "AMPLIFIED")
    assert edges.height == sum(sums(database).values())
    assert edges["count"].to_list() == edges["events"].to_list()
