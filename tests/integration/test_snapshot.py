"""Exporting a snapshot from real databases."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.database import Database
from graph.snapshot import Snapshot, SnapshotFilter, SnapshotHolder
from graph.snapshot.version import read_version
from tests.integration.snapshot_world import write
from tests.support.engines import Engine

Edge = tuple[str, str, str, str | None]


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def edges(snapshot: Snapshot) -> dict[Edge, dict[str, object]]:
    ids = snapshot.node_index.ids
    found = {}
    for row in snapshot.edges.iter_rows(named=True):
        key = (ids[row["source"]], row["type"], ids[row["target"]], row["kind"])
        found[key] = row
    return found


@pytest.fixture
def world(database: Database) -> Database:
    write(database)
    return database


def test_an_empty_graph_is_an_empty_snapshot(database: Database, tmp_path: Path) -> None:
    for _ in range(2):  # exported, then from the cache
        snapshot = Snapshot.open(database, tmp_path)
        assert (len(snapshot.nodes), len(snapshot.edges), len(snapshot.events)) == (0, 0, 0)


def test_nodes(world: Database, tmp_path: Path) -> None:
    nodes = Snapshot.open(world, tmp_path).nodes
    assert nodes["id"].to_list() == [
        "domain:cgtn.com",
        "domain:rt.com",
        "ip:192.0.2.1",
        "org:tv-novosti",
        "state:RU",
        "x:bare",
        "x:blogger",
    ]
    assert nodes["label"].to_list() == [
        "Actor", "Actor", "Host", "Organization", "State", "Actor", "Actor",
    ]  # fmt: skip
    assert nodes["country"].to_list() == ["CN", "RU", None, "RU", "RU", None, None]
    rt = nodes.row(1, named=True)
    assert (rt["name"], rt["roles"], rt["followers"]) == ("RT", ["Outlet"], 3_000_000)


def test_edges(world: Database, tmp_path: Path) -> None:
    found = edges(Snapshot.open(world, tmp_path))
    rt, cgtn, blog, tvn = "domain:rt.com", "domain:cgtn.com", "x:blogger", "org:tv-novosti"
    assert set(found) == {
        (blog, "AMPLIFIED", rt, "retweet"),
        (blog, "AMPLIFIED", cgtn, "mention"),
        (cgtn, "REPUBLISHED", rt, None),
        (cgtn, "COORDINATED_WITH", rt, "link"),
        (rt, "OWNED_BY", tvn, None),
        (tvn, "CONTROLLED_BY", "state:RU", None),
        (tvn, "HAS_AGREEMENT_WITH", cgtn, "contentExchange"),
        (cgtn, "USES", "ip:192.0.2.1", None),
    }
    retweets = found[blog, "AMPLIFIED", rt, "retweet"]
    assert (retweets["count"], retweets["events"]) == (2, 2)
    assert (retweets["firstMs"], retweets["lastMs"]) == (ms("2020-02-01"), ms("2020-03-01"))
    mention = found[blog, "AMPLIFIED", cgtn, "mention"]
    assert (mention["count"], mention["firstMs"], mention["events"]) == (1, None, 1)
    republished = found[cgtn, "REPUBLISHED", rt, None]
    assert republished["medianLagSeconds"] == 131_400
    assert republished["firstMs"] == ms("2020-01-02T12:30:00.500")
    coordinated = found[cgtn, "COORDINATED_WITH", rt, "link"]
    assert (coordinated["expected"], coordinated["qValue"]) == (0.5, 0.01)
    agreement = found[tvn, "HAS_AGREEMENT_WITH", cgtn, "contentExchange"]
    assert (agreement["firstMs"], agreement["lastMs"]) == (ms("2018-01-01"), ms("2019-07-01") - 1)
    assert (agreement["count"], agreement["dataset"]) == (1, "papers")


def test_events_follow_items_to_their_publishers(world: Database, tmp_path: Path) -> None:
    snapshot = Snapshot.open(world, tmp_path)
    kinds = snapshot.edges.select("index", "type", "kind")
    events = snapshot.events.join(kinds, left_on="edge", right_on="index", maintain_order="left")
    assert events.select("type", "kind", "atMs", "dataset").rows() == [
        ("AMPLIFIED", "mention", None, "posts"),
        ("REPUBLISHED", None, ms("2020-01-02T12:30:00.500"), "news"),
        ("AMPLIFIED", "retweet", ms("2020-02-01"), "posts"),
        ("AMPLIFIED", "retweet", ms("2020-03-01"), "posts"),
    ]


def test_a_window_is_exact(world: Database, tmp_path: Path) -> None:
    view = Snapshot.open(world, tmp_path).filter(
        SnapshotFilter(since=datetime(2020, 2, 15, tzinfo=UTC), types=frozenset({"AMPLIFIED"}))
    )
    (edge,) = view.edges.iter_rows(named=True)
    assert (edge["kind"], edge["count"], edge["firstMs"]) == ("retweet", 1, ms("2020-03-01"))


def test_the_cache_gives_the_same_and_is_not_stale(world: Database, tmp_path: Path) -> None:
    first = Snapshot.open(world, tmp_path)
    folders = set(tmp_path.iterdir())
    again = Snapshot.open(world, tmp_path)
    assert set(tmp_path.iterdir()) == folders
    for name in ("nodes", "edges", "events", "aliases"):
        assert getattr(again, name).equals(getattr(first, name))
    world.execute("MATCH (a:Actor {id: 'x:bare'}) DETACH DELETE a")
    world.execute("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")
    assert "x:bare" not in Snapshot.open(world, tmp_path).node_index.ids


@pytest.mark.parametrize(
    "change",
    [
        "CREATE (:Actor {id: 'x:new'})",
        "MATCH (a:Actor {id: 'x:bare'}), (b:Actor {id: 'domain:rt.com'}) "
        "CREATE (a)-[:AMPLIFIED {kind: 'quote', count: 1}]->(b)",
        "MATCH (:Actor)-[r:REPUBLISHED]->() DELETE r",
        "MATCH (:Item {id: 'item:3'})-[r:AMPLIFIES]->() DELETE r",
    ],
)
def test_somebody_s_own_cypher_is_noticed(world: Database, tmp_path: Path, change: str) -> None:
    before, _ = read_version(world)
    snapshot = Snapshot.open(world, tmp_path)
    world.execute(change)
    after, _ = read_version(world)
    assert after.number == before.number
    assert after != before
    changed = Snapshot.open(world, tmp_path)
    tables = ("nodes", "edges", "events")
    assert any(not getattr(changed, t).equals(getattr(snapshot, t)) for t in tables)


def test_what_is_not_noticed_can_be_refreshed(world: Database, tmp_path: Path) -> None:
    Snapshot.open(world, tmp_path)
    world.execute("MATCH (a:Actor {id: 'x:bare'}) SET a.name = 'Renamed'")
    assert "Renamed" not in Snapshot.open(world, tmp_path).nodes["name"].to_list()
    assert "Renamed" in Snapshot.open(world, tmp_path, refresh=True).nodes["name"].to_list()
    assert "Renamed" in Snapshot.open(world, tmp_path).nodes["name"].to_list()


def test_a_broken_cache_is_made_again(
    world: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = Snapshot.open(world, tmp_path)
    for file in tmp_path.glob("*/edges.parquet"):
        file.write_bytes(b"not a table")
    with caplog.at_level(logging.WARNING):
        assert Snapshot.open(world, tmp_path).edges.equals(first.edges)
    assert "made again" in caplog.text


def test_many_actors_that_amplify_items_and_actors(database: Database, tmp_path: Path) -> None:
    """Counts that the database itself gives, on a graph that is larger than a page."""
    database.execute(
        "UNWIND range(0, 2999) AS k CREATE (a:Actor {id: 'x:' + toString(k)})"
        "-[:PUBLISHED]->(:Item {id: 'own:' + toString(k)})"
    )
    database.execute(
        "UNWIND range(0, 2999) AS k MATCH (a:Actor {id: 'x:' + toString(k)}) "
        "MATCH (b:Actor {id: 'x:' + toString(k % 50)}) "
        "MATCH (o:Item {id: 'own:' + toString(k % 7)}) "
        "CREATE (a)-[:PUBLISHED]->(i:Item {id: 'i:' + toString(k), "
        "publishedAt: datetime({epochMillis: k * 1000})}) "
        "CREATE (i)-[:AMPLIFIES {kind: 'mention'}]->(b) "
        "CREATE (i)-[:AMPLIFIES {kind: 'retweet'}]->(o) "
        "CREATE (a)-[:AMPLIFIED {kind: 'mention', count: 1}]->(b)"
    )
    database.execute(
        "MATCH (a:Actor)-[:PUBLISHED]->(:Item)-[:AMPLIFIES]->(:Item)<-[:PUBLISHED]-(b:Actor) "
        "WITH a, b, count(*) AS n CREATE (a)-[:AMPLIFIED {kind: 'retweet', count: n}]->(b)"
    )
    snapshot = Snapshot.open(database, tmp_path)
    assert (len(snapshot.nodes), len(snapshot.events)) == (3000, 6000)
    assert snapshot.edges["events"].equals(snapshot.edges["count"].alias("events"))
    assert snapshot.events["atMs"].unique().len() == 3000
    retweets = snapshot.edges.filter(pl.col("kind") == "retweet")
    assert len(retweets) == 3000
    assert retweets["target"].n_unique() == 7


def test_the_holder_makes_one_snapshot_for_all(world: Database, tmp_path: Path) -> None:
    holder = SnapshotHolder(world, tmp_path, check_seconds=0)
    found: list[Snapshot] = []
    threads = [threading.Thread(target=lambda: found.append(holder.get())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(snapshot) for snapshot in found}) == 1
    world.execute("CREATE (:Actor {id: 'x:new'})")
    assert "x:new" in holder.get(wait=True).node_index.ids
    world.execute("MATCH (a:Actor {id: 'x:bare'}) SET a.name = 'Renamed'")
    assert "Renamed" in holder.get(refresh=True).nodes["name"].to_list()


def test_the_holder_goes_on_with_the_old_one_while_it_makes_the_new(
    world: Database, tmp_path: Path
) -> None:
    holder = SnapshotHolder(world, tmp_path, check_seconds=0)
    old = holder.get()
    world.execute("CREATE (:Actor {id: 'x:new'})")
    assert holder.get() is old
    for thread in threading.enumerate():
        if thread.name == "ampnet-snapshot":
            thread.join()
    assert "x:new" in holder.get().node_index.ids


class Restless(Database):
    """A connection during which the graph changes: somebody commits after whatever it reads."""

    def read(self, *args: Any, **named: Any) -> Any:
        found = super().read(*args, **named)
        self.execute("MERGE (g:Graph {id: 'graph'}) SET g.version = coalesce(g.version, 0) + 1")
        return found


def test_a_graph_that_changes_as_it_is_read_is_shown_as_it_was(
    world: Database, engine: Engine, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    before = Snapshot.open(world, cache)
    world.execute("CREATE (:Actor {id: 'x:new'})")
    with Restless(engine.owner) as restless:
        shown = Snapshot.open(restless, cache)
        assert (shown.settled, shown.version) == (False, before.version)
        assert shown.nodes.equals(before.nodes)
        assert not Snapshot.open(restless, tmp_path / "nothing kept").settled
        holder = SnapshotHolder(restless, cache, check_seconds=0)
        first = holder.get()
        assert holder.get(wait=True) is first, "what was computed on it stays"
        assert holder.get(refresh=True) is first
    assert "x:new" in Snapshot.open(world, cache).node_index.ids


def test_the_reader_may_open_a_snapshot(world: Database, engine: Engine, tmp_path: Path) -> None:
    by_owner = Snapshot.open(world, tmp_path / "owner")
    # Neo4j's community edition has no roles: there, everybody is the owner.
    with Database(engine.reader or engine.owner) as database:
        by_reader = Snapshot.open(database, tmp_path / "reader")
    assert by_reader.version == by_owner.version
    assert by_reader.edges.equals(by_owner.edges)
