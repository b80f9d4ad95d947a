"""One actor in every answer, evidence under its own ids, and no order that changes anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from graph import schema
from graph.answers.actor import actor
from graph.answers.communities import communities
from graph.answers.evidence import evidence
from graph.answers.neighbours import neighbours
from graph.answers.partition import Method
from graph.answers.paths import shortest_paths
from graph.answers.search import search
from graph.database import Database
from graph.linking.why import Effect, why
from graph.snapshot import Snapshot
from loaders.load import load_file
from tests.integration.linking_world import (
    ACCOUNTS,
    EVENTS,
    LIST,
    SEEN,
    build,
    load,
    said,
    shown,
    write,
)
from tests.support.engines import empty
from tests.support.graph_digest import differences


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Database:
    return build(database, tmp_path)


def test_accounts_that_are_one_are_one_in_every_answer(world: Database, tmp_path: Path) -> None:
    snapshot = Snapshot.open(world, tmp_path)
    index = snapshot.node_index
    assert index.members("telegram:hubnews") == ("x:hub", "telegram:hubnews")
    assert index["facebook:hubpage"] == index["x:hub"] == index["telegram:hubnews"]
    assert "telegram:hubnews" not in index.ids
    card = actor(snapshot, "telegram:hubnews", world)
    assert (card.node.id, card.node.name, card.node.roles) == ("x:hub", "Hub News", ("Outlet",))
    assert (card.amplified, card.was_amplified) == (2, 3)
    assert [(a.id, a.has_evidence) for a in card.aliases] == [
        ("facebook:hubpage", False),
        ("telegram:hubnews", True),
    ]
    assert [a.state for a in card.assessments] == ["state:RU"]
    around = neighbours(snapshot, "x:hub").items
    assert {(n.node.id, n.type, n.kind, n.count) for n in around} == {
        ("x:a", "AMPLIFIED", "link", 2),
        ("x:b", "AMPLIFIED", "link", 2),
        ("x:e", "AMPLIFIED", "retweet", 1),
    }
    (path,) = shortest_paths(snapshot, "x:b", "x:a").paths
    assert [node.id for node in path.nodes] == ["x:b", "x:hub", "x:a"]
    assert [hop.relationships[0].count for hop in path.hops] == [2, 2]
    assert search(snapshot, "hubnews").items[0].node.id == "x:hub"
    sizes = sorted(c.size for c in communities(snapshot, Method(seed=1)).communities)
    assert sum(sizes) == 6
    assert "telegram:hubnews" not in {n["id"] for n in snapshot.nodes.to_dicts()}
    # Evidence is found through either id, and stands under the ids that it was loaded with.
    for asked in ("x:hub", "telegram:hubnews"):
        found = evidence(world, asked, "x:b", members=index.members)
        assert [(i.id, i.source_id) for i in found.items] == [
            ("post:x:4", None if asked == "x:hub" else "x:hub"),
            ("post:telegram:hubnews/3", "telegram:hubnews" if asked == "x:hub" else None),
        ]
        assert (found.total, found.truncated) == (2, False)
    pages = evidence(world, "x:a", "x:hub", limit=1, members=index.members)
    rest = evidence(world, "x:a", "x:hub", cursor=pages.next_cursor, members=index.members)
    assert [i.id for i in (*pages.items, *rest.items)] == ["post:x:2", "post:x:1"]
    # A page that two officials name as theirs is neither's.
    assert index.members("facebook:embassy") == ("facebook:embassy",)
    assert {a.id for a in actor(snapshot, "x:c", world).aliases} == {"facebook:embassy"}


POSTS = [  # number of the post, of its author, the author's handle that day, when, who is named
    (1, "1", "old", "2022-03-01T10:00:00Z", []),
    (2, "1", "Old", "2022-03-05T23:59:59Z", [("2", "second")]),
    (3, "1", "new", "2022-04-02T00:00:00Z", []),
    (4, "2", "old", "2022-05-01T12:00:00Z", [("1", "new")]),
    (5, "2", "old", "2022-05-09T12:00:00Z", []),
]


HANDLES = [
    ("x:new", "x:id:1", "2022-04-02", "2022-05-01"),
    ("x:old", "x:id:1", "2022-03-01", "2022-03-05"),
    ("x:old", "x:id:2", "2022-05-01", "2022-05-09"),
    ("x:second", "x:id:2", "2022-03-05", "2022-03-05"),
]
NAMES = {
    "x:id:1": [
        "2022-03-01/2022-03-01 The old one",
        "2022-03-05/2022-03-05 The Old one",
        "2022-04-02/2022-04-02 The new one",
    ],
    "x:id:2": ["2022-05-01/2022-05-09 The old one"],
}


def test_a_handle_that_changes_hands_has_its_times_and_makes_nobody_one(
    database: Database, tmp_path: Path
) -> None:
    lines = [
        json.dumps(
            {
                "id": str(number),
                "author_id": author,
                "author": {"id": author, "username": handle, "name": f"The {handle} one"},
                "created_at": at,
                "text": "Of the day",
                "entities": {"mentions": [{"id": i, "username": h} for i, h in named]},
            }
        )
        + "\n"
        for number, author, handle, at, named in POSTS
    ]
    files = [tmp_path / f"{n}.jsonl" for n in range(3)]
    for file, some in zip(files, (lines, lines[3:], lines[:3]), strict=True):
        file.write_text("".join(some))
    events = write(tmp_path / "e.csv", EVENTS, [("@d", "@old", "mention", "2022-03-02", "9")])
    for order in (files[:1], files[1:], files[:0:-1]):
        empty(database)
        schema.prepare(database)
        for file in (*order, *order, events):
            load_file(database, file, quarantine=tmp_path / "q", batch_rows=1, again=True)
        found = "MATCH (l:Alias)-[r:ALIAS_OF]->(a:Actor) RETURN l.id, a.id, r.firstSeen, r.lastSeen"
        rows = [(*ids, str(a)[:10], str(b)[:10]) for *ids, a, b in database.read(found).rows]
        assert sorted(rows) == HANDLES
        names = "MATCH (a:Actor) WHERE a.nameHistory IS NOT NULL RETURN a.id, a.nameHistory"
        assert dict(database.read(names).rows) == NAMES
    index = Snapshot.open(database, tmp_path / "cache").node_index
    assert index.members("x:id:1") == ("x:id:1",)
    assert index.members("x:id:2") == ("x:id:2",)
    assert index.members("x:old") == ("x:old",), "two have borne it: what it did is nobody's"
    assert index["x:new"] == index["x:id:1"] and index["x:second"] == index["x:id:2"]
    (reason,) = (each for each in why(database, "x:new").reasons if each.one == "x:new")
    assert (reason.effect, reason.first_seen) == (Effect.JOINS, datetime(2022, 4, 2, tzinfo=UTC))
    called = actor(Snapshot.open(database, tmp_path / "cache"), "x:new", database).called
    assert called == why(database, "x:new").called
    assert [(c.name, c.last_seen.day) for c in called] == [
        ("The old one", 1), ("The Old one", 5), ("The new one", 2)
    ]  # fmt: skip
    borne = {(r.other, r.last_seen): r.effect for r in why(database, "x:old").reasons}
    assert borne[("x:id:1", datetime(2022, 3, 5, tzinfo=UTC))] is Effect.SHARED


def test_one_file_or_ten_in_any_order(database: Database, tmp_path: Path) -> None:
    """Registries and events of one world, cut and shuffled: the same graph, the same answers."""
    random = Random(7)
    rows: list[tuple[Sequence[str], Sequence[str]]] = [(LIST, row) for row in ACCOUNTS]
    rows += [(EVENTS, row) for row in SEEN]
    rows += [
        (EVENTS, (f"@{random.choice('abcde')}", f"@{random.choice('abcde')}", "reply",
                  f"2022-04-{n % 28 + 1:02}", f"r{n}"))
        for n in range(20)
    ]  # fmt: skip
    wanted: tuple[Any, Any] | None = None
    for trial, number in enumerate((1, 10, 4)):
        empty(database)
        database.execute("CREATE (:Graph {id: 'graph', version: 0, storeId: 'test'})")
        parts: list[list[tuple[Sequence[str], Sequence[str]]]] = [[] for _ in range(number)]
        random.shuffle(rows)
        for row in rows:
            random.choice(parts).append(row)
        for n, part in enumerate(parts):
            for header in (LIST, EVENTS) if random.random() < 0.5 else (EVENTS, LIST):
                mine = [row for of, row in part if of is header]
                if mine:
                    load(database, write(tmp_path / f"{trial}-{n}.csv", header, mine))
        found = said(database), shown(Snapshot.open(database, tmp_path / f"cache{trial}"))
        wanted = wanted or found
        assert found[0] == wanted[0], differences(wanted[0], found[0])
        assert found[1] == wanted[1]
