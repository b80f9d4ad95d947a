"""One actor in every answer, evidence under its own ids, and no order that changes anything."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.app import app
from graph import schema
from graph.answers.actor import actor
from graph.answers.communities import communities
from graph.answers.evidence import evidence
from graph.answers.neighbours import neighbours
from graph.answers.partition import Method
from graph.answers.paths import shortest_paths
from graph.answers.search import search
from graph.database import Database
from graph.errors import UnknownIdError
from graph.linking.curate import CurationError, merge, split
from graph.linking.why import Effect, why
from graph.snapshot import Snapshot
from loaders.load import load_file
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine, empty
from tests.support.graph_digest import contents, differences

LIST = ("Category", "Account Type", "Name", "Twitter ID", "Facebook ID", "Telegram ID")
ACCOUNTS = [
    ("Russia", "Media", "Hub News", "@Hub", "HubPage", "https://t.me/s/hubnews"),
    ("China", "Diplomatic/Government", "Ambassador B", "b", "embassy", ""),
    ("China", "Diplomatic/Government", "Consul C", "https://twitter.com/C", "embassy", ""),
]
EVENTS = ("actor", "target", "kind", "time", "id")
SEEN = [
    ("@a", "t.me/hubnews/5", "link", "2022-03-01", "1"),
    ("@a", "https://x.com/hub?s=20", "link", "2022-03-02", "2"),
    ("telegram:hubnews", "@b", "link", "2022-03-03", "3"),
    ("https://mobile.twitter.com/HUB/status/9", "@b", "link", "2022-03-04", "4"),
    ("@d", "facebook.com/embassy", "mention", "2022-03-05", "5"),
    ("@e", "@hub", "retweet", "2022-03-06", "6"),
    ("@a", "@e", "retweet", "2022-03-07", "7"),
]


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def load(database: Database, path: Path) -> None:
    report = load_file(database, path, quarantine=path.parent / "quarantine", dataset="d")
    assert report.state == "complete", report


def said(database: Database) -> Any:
    """The graph without the record of who loaded, merged and split when."""
    lines = contents(database, {"runId"})
    return type(lines)(
        {k: n for k, n in lines.items() if not k.startswith(('[["Run"]', '[["Graph"]'))}
    )


def shown(snapshot: Snapshot) -> dict[str, Any]:
    """All that answers can be made from, by id."""
    ids = snapshot.node_index.ids
    names = ["type", "kind", "count", "firstMs", "lastMs", "events"]
    edges = snapshot.edges.select("source", "target", *names).iter_rows()
    events = snapshot.events.join(snapshot.edges, left_on="edge", right_on="index")
    aliases = snapshot.aliases.select("index", "id", "platform", "handle", "actor")
    return {
        "nodes": snapshot.nodes.drop("dataset").to_dicts(),
        "edges": sorted(str((ids[a], ids[b], *more)) for a, b, *more in edges),
        "events": sorted(
            str((ids[a], ids[b], at))
            for a, b, at in events.select("source", "target", "atMs").iter_rows()
        ),
        "aliases": sorted(str((ids[i], *more)) for i, *more in aliases.iter_rows()),
    }


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Database:
    load(database, write(tmp_path / "events.csv", EVENTS, SEEN))
    load(database, write(tmp_path / "list.csv", LIST, ACCOUNTS))
    return database


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


def test_a_handle_that_changes_hands_has_its_times_and_makes_nobody_one(
    database: Database, tmp_path: Path
) -> None:
    lines = [
        json.dumps(
            {
                "id": str(number),
                "author_id": author,
                "author": {"id": author, "username": handle},
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
    index = Snapshot.open(database, tmp_path / "cache").node_index
    assert index.members("x:id:1") == ("x:id:1",)
    assert index.members("x:id:2") == ("x:id:2",)
    assert index.members("x:old") == ("x:old",), "two have borne it: what it did is nobody's"
    assert index["x:new"] == index["x:id:1"] and index["x:second"] == index["x:id:2"]
    (reason,) = (each for each in why(database, "x:new").reasons if each.one == "x:new")
    assert (reason.effect, reason.first_seen) == (Effect.JOINS, datetime(2022, 4, 2, tzinfo=UTC))
    borne = {(r.other, r.last_seen): r.effect for r in why(database, "x:old").reasons}
    assert borne[("x:id:1", datetime(2022, 3, 5, tzinfo=UTC))] is Effect.SHARED


def test_merging_and_splitting_leave_no_trace(world: Database, tmp_path: Path) -> None:
    before = said(world)
    first = shown(Snapshot.open(world, tmp_path))
    done = merge(world, "x:e", "x:d", "the same person, as an interview says")
    assert (done.standing, done.members) == ("x:e", ("x:e", "x:d"))
    merged = Snapshot.open(world, tmp_path)
    assert merged.node_index.members("x:d") == ("x:e", "x:d")
    assert len(merged.nodes) == len(first["nodes"]) - 1
    with pytest.raises(CurationError, match="one actor already"):
        merge(world, "x:d", "x:e", "again")
    split(world, "x:d", "x:e", "another interview")
    after = said(world)
    assert after == before, differences(before, after)
    assert shown(Snapshot.open(world, tmp_path)) == first
    # What a source says stays, no longer counts, and does not come back when it is loaded again.
    done = split(world, "telegram:hubnews", "x:hub", "an imposter")
    assert done.overruled == ("telegram:hubnews ALIAS_OF x:hub",)
    load_file(world, tmp_path / "list.csv", quarantine=tmp_path, dataset="d", again=True)
    apart = Snapshot.open(world, tmp_path)
    assert apart.node_index.members("telegram:hubnews") == ("telegram:hubnews",)
    split(world, "facebook:hubpage", "x:hub", "not theirs either")
    with pytest.raises(UnknownIdError):
        Snapshot.open(world, tmp_path).node_index["facebook:hubpage"]
    merge(world, "x:hub", "telegram:hubnews", "no imposter after all")
    facebook = "MATCH (:Alias)-[r:DIFFERENT_FROM]->() DELETE r"
    world.execute(facebook)
    after = said(world)
    assert after == before, differences(before, after)
    assert shown(Snapshot.open(world, tmp_path, refresh=True)) == first
    kinds = "MATCH (r:Run) WHERE r.dataset = 'curation' RETURN r.kind, r.parameters"
    runs = [(kind, json.loads(text)["reason"]) for kind, text in world.read(kinds).rows]
    assert len(runs) == 5
    assert ("merge", "the same person, as an interview says") in runs


def test_why_and_what_cannot_be_done(world: Database) -> None:
    found = why(world, "telegram:hubnews")
    assert (found.actor, found.members) == ("x:hub", ("x:hub", "telegram:hubnews"))
    assert found.names == ("facebook:hubpage",)
    assert {(r.one, r.other, r.effect, r.input, r.dataset) for r in found.reasons} == {
        ("telegram:hubnews", "x:hub", Effect.JOINS, "list.csv", "d"),
        ("facebook:hubpage", "x:hub", Effect.JOINS, "list.csv", "d"),
    }
    page = why(world, "facebook:embassy")
    assert (page.actor, page.shared) == ("facebook:embassy", ("x:b", "x:c"))
    assert {r.effect for r in page.reasons} == {Effect.SHARED}
    merge(world, "x:d", "x:hub", "for a test")
    for ends in (("x:d", "telegram:hubnews"), ("telegram:hubnews", "x:d")):
        with pytest.raises(CurationError, match="by way of a third"):
            split(world, *ends, "no")
    split(world, "x:hub", "telegram:hubnews", "an imposter")
    with pytest.raises(CurationError, match="that they differ"):
        merge(world, "x:d", "telegram:hubnews", "again")
    assert {r.effect for r in why(world, "telegram:hubnews").reasons} == {
        Effect.OVERRULED,
        Effect.KEEPS_APART,
    }
    for bad in (merge, split):
        with pytest.raises(UnknownIdError):
            bad(world, "x:nobody", "x:d", "no")
        with pytest.raises(CurationError, match="reason"):
            bad(world, "x:b", "x:d", " ")
    with pytest.raises(CurationError, match="not one actor"):
        split(world, "x:a", "x:b", "no")
    with pytest.raises(UnknownIdError):
        why(world, "x:nobody")


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


@pytest.fixture
def run(engine: Engine, world: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)

    def ampnet(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == code, result.output
        return result.output

    return ampnet


def test_on_the_command_line(run: Callable[..., str]) -> None:
    found = run("actor", "why", "https://t.me/s/hubnews/100")
    assert "is read as telegram:hubnews" in found
    assert "telegram:hubnews is x:hub" in found
    assert "list.csv" in found
    done = json.loads(run("actor", "merge", "@e", "@d", "--reason", "a test", "--json"))
    assert (done["standing"], done["members"]) == ("x:e", ["x:e", "x:d"])
    assert "x:d is x:e" in run("actor", "why", "@d")
    assert "are two from now on" in run("actor", "split", "@e", "@d", "--reason", "a test")
    assert "stands for itself" in run("actor", "why", "@d")


def test_over_rest(engine: Engine, world: Database) -> None:
    with serving(settings_of(engine)) as client:
        found = client.get("/v1/actors/https://t.me/s/hubnews/100/why").json()
        assert (found["id"], found["actor"]) == ("telegram:hubnews", "x:hub")
        assert found["members"] == ["x:hub", "telegram:hubnews"]
        assert {r["effect"] for r in found["reasons"]} == {"joins"}
        shared = client.get("/v1/actors/facebook:embassy/why").json()
        assert shared["shared"] == ["x:b", "x:c"]
        assert client.get("/v1/actors/x:nobody/why").status_code == 404
        card = client.get("/v1/actors/telegram:hubnews").json()
        assert (card["node"]["id"], card["amplified"]) == ("x:hub", 2)
        ends = {"source": "telegram:hubnews", "target": "@b", "kind": "link"}
        behind = client.get("/v1/evidence", params=ends).json()
        assert [item["sourceId"] for item in behind["items"]] == [None, "telegram:hubnews"]
        path = client.get("/v1/paths", params={"source": "@b", "target": "t.me/hubnews"}).json()
        (hop,) = path["items"][0]["hops"]
        assert len(hop["relationships"][0]["evidence"]) == hop["count"] == 2
