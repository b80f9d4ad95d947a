"""Derivations read the graph and write it back: whole, repeatable, and replaced in one piece."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.answers.steady import steady
from graph.database import Database
from graph.derive import (
    CoordinationWanted,
    RepublicationWanted,
    derive_coordination,
    derive_republication,
)
from graph.derive.republication import PART_OF, REPUBLISHED, REPUBLISHES
from graph.derive.run import DerivationOvertakenError, derivation
from graph.snapshot import Snapshot
from graph.snapshot.version import read_version
from graph.vocabulary import Trace
from tests.integration.derive_world import LATER, TOGETHER, TROLLS, add_articles, build
from tests.support.engines import Engine

ROOT = Path(__file__).resolve().parents[2]

KILLED = """
import os, signal, sys
from graph.connect import open_database
from graph.derive import RepublicationWanted, derive_republication
from graph.settings import Settings

def die(step):
    if step == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)

with open_database(Settings()) as database:
    derive_republication(database, RepublicationWanted(with_reposts=True), progress=die)
"""


def taken(database: Database) -> dict[tuple[str, str], tuple[Any, ...]]:
    frame = REPUBLISHES.read(database)
    return {(row[0], row[1]): row[2:] for row in frame.iter_rows()}


def stories(database: Database) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item, story in PART_OF.read(database).iter_rows():
        found.setdefault(story, set()).add(item)
    return found


def state(database: Database, run: str) -> tuple[Any, ...]:
    statement = "MATCH (r:Run {id: $id}) RETURN r.state, r.parameters, r.counts, r.finishedAt"
    return database.read(statement, {"id": run}).rows[0]


def test_republication(database: Database, tmp_path: Path) -> None:
    build(database)
    before = read_version(database)[0].number
    first = derive_republication(database, cache=tmp_path)
    assert first.counts["items"] == 6, "the retweet is left out"
    assert read_version(database)[0].number == before + 1
    said, parameters, counts, finished = state(database, first.run)
    assert (said, json.loads(counts)) == ("complete", dict(first.counts))
    assert json.loads(parameters)["with_reposts"] is False
    assert finished is not None
    edges = taken(database)
    assert edges.keys() == {("b1", "a1"), ("g1", "a1"), ("a2", "b2")}
    similarity, containment, lag, method, confidence = edges["a2", "b2"]
    assert (similarity, containment, lag, method) == (1.0, 1.0, 7200, "exact")
    assert 0.9 < confidence <= 1
    summed = {row[:2]: row[2:] for row in REPUBLISHED.read(database).iter_rows()}
    count, lag, first_at, last_at, languages = summed["domain:alpha.example", "domain:beta.example"]
    assert (count, lag, first_at, last_at, languages) == (
        1, 7200, first_at, first_at, ["ru>en 1"]
    )  # fmt: skip
    grouped = stories(database)
    assert sorted(map(sorted, grouped.values())) == [["a1", "b1", "g1"], ["a2", "b2"]]
    titles = dict(database.read("MATCH (s:Story) RETURN s.title, s.size").rows)
    assert titles == {"A bridge is open": 3, "Harbour": 2}

    again = derive_republication(database, cache=tmp_path)
    assert (again.changed, again.counts["new"]) == (0, 0)
    assert read_version(database)[0].number == before + 1, "nothing has changed"

    snapshot = Snapshot.open(database, tmp_path / "snapshots")
    add_articles(database, [LATER])
    grown = derive_republication(database, cache=tmp_path)
    assert grown.counts["new"] == 1, "old items are not compared again"
    after = stories(database)
    assert after.keys() == grouped.keys(), "stories keep their ids"
    assert sorted(len(items) for items in after.values()) == [2, 4]
    renewed = Snapshot.open(database, tmp_path / "snapshots")
    assert renewed.version != snapshot.version
    assert renewed.edges.filter(type="REPUBLISHED")["count"].sum() == 4
    assert renewed.edges.filter(type="REPUBLISHED")["events"].sum() == 4, "the sum of the evidence"

    # What an older version kept, or something else spoilt, is made anew.
    (head,) = tmp_path.glob("stories-*/index/index.json")
    head.write_text(head.read_text().replace('"rules": {', '"rules": {"of_old": 1, '))
    assert derive_republication(database, cache=tmp_path).counts["new"] == 7
    assert derive_republication(database, cache=tmp_path).counts["new"] == 0
    assert stories(database) == after

    # An earlier root comes to light and nothing is kept on disk: the story is the same one.
    root = ("a0", *LATER[1:2], -2.0, *LATER[3:])
    add_articles(database, [root])
    whole = taken(database)
    anew = derive_republication(database, RepublicationWanted(anew=True))
    assert anew.counts["new"] == 8
    assert stories(database).keys() == grouped.keys()
    assert ("a1", "a0") in taken(database)
    assert ("a1", "a0") not in whole


def test_killed_and_fallen_apart(database: Database, engine: Engine) -> None:
    build(database)
    derive_republication(database)
    before, after = taken(database), stories(database)
    _dies_at(engine, "writing")
    assert taken(database) == before, "what stood there stands there"
    running = "MATCH (r:Run {state: 'running'}) RETURN count(r)"
    assert database.read(running).rows[0][0] == 1
    derive_republication(database, RepublicationWanted(with_reposts=True))
    assert len(taken(database)) == len(before) + 1
    assert database.read(running).rows[0][0] == 0, "a killed run does not stay as running"

    # A story that falls apart goes, unless somebody gave it a narrative.
    kept, dropped = sorted(after, key=lambda story: -len(after[story]))
    database.execute(
        "MATCH (s:Story {id: $id}) CREATE (n:Narrative {id: 'n', name: 'N'}) "
        "CREATE (s)-[:ADVANCES {source: 'me'}]->(n)",
        id=kept,
    )
    database.execute("MATCH (i:Item) WHERE i.text IS NOT NULL AND i.id <> 'a1' DETACH DELETE i")
    derive_republication(database)
    rows = database.read("MATCH (s:Story) RETURN s.id, s.size").rows
    assert rows == [(kept, 0)]
    assert dropped not in dict(rows)
    assert not taken(database)


def test_what_is_read_while_the_graph_changes_is_read_again(database: Database) -> None:
    readings: list[int] = []

    def read() -> int:
        readings.append(len(readings))
        if len(readings) < 3:
            database.execute("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")
        return readings[-1]

    assert steady(database, read) == 2
    assert readings == [0, 1, 2]


def _dies_at(engine: Engine, step: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, step],
        env={**os.environ, **engine.variables},
        cwd=ROOT,
        capture_output=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == -9, done.stderr.decode()


def test_an_overtaken_run_writes_nothing(database: Database) -> None:
    build(database)

    def overtake(step: str) -> None:
        if step == "writing":
            derive_republication(database, RepublicationWanted(with_reposts=True))

    with pytest.raises(DerivationOvertakenError, match="Another run"):
        derive_republication(database, progress=overtake)
    assert len(taken(database)) == 4, "that of the other run, with the retweet"
    with pytest.raises(KeyboardInterrupt), derivation(database, "coordination", {}) as run:
        raise KeyboardInterrupt
    assert state(database, run.id)[0] == "failed"


def test_coordination(database: Database) -> None:
    build(database)
    other = "MATCH (a:Actor {id: 'x:user01'}) MATCH (b:Actor {id: 'x:user02'}) CREATE (a)-[:"
    database.execute(other + "COORDINATED_WITH {trace: 'link', count: 9, runId: 'load:9'}]->(b)")
    done = derive_coordination(database)
    pairs = _pairs(database)
    assert pairs.keys() == {
        (TROLLS[0], TROLLS[1], "link"),
        (TROLLS[0], TROLLS[2], "link"),
        (TROLLS[1], TROLLS[2], "link"),
    }
    for found in pairs.values():
        assert found["count"] == TOGETHER
        assert found["window"] == 60
        assert found["expected"] < 1
        assert found["pValue"] < found["qValue"] < 0.001
        assert found["runId"] == done.run
    assert derive_coordination(database).changed == 0

    # Another window replaces the layer asked for, and no other; nothing of a source's own.
    derive_coordination(database, CoordinationWanted(window=5, traces=(Trace.LINK,)))
    assert {found["window"] for found in _pairs(database).values()} == {5}
    assert len(_pairs(database)) == 2, "the first and the last are eight seconds apart"
    assert derive_coordination(database, CoordinationWanted(traces=(Trace.REPLY,))).changed == 0
    assert len(_pairs(database)) == 2
    loaded = "MATCH ()-[r:COORDINATED_WITH {runId: 'load:9'}]->() RETURN count(r)"
    assert database.read(loaded).rows[0][0] == 1


def test_days_are_no_seconds(database: Database) -> None:
    build(database)
    database.execute(
        "MATCH (i:Item) WHERE i.links IS NOT NULL SET i.timePrecision = 'day', "
        "i.publishedAt = datetime(substring(toString(i.publishedAt), 0, 10) + 'T00:00:00Z')"
    )
    wanted = CoordinationWanted(traces=(Trace.LINK,))
    short = derive_coordination(database, wanted)
    assert "a day for a time" in " ".join(short.notes)
    assert not _pairs(database)
    derive_coordination(database, CoordinationWanted(window=86_400, traces=(Trace.LINK,)))
    assert len(_pairs(database)) == 3


def _pairs(database: Database) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows = database.read(
        "MATCH (a)-[r:COORDINATED_WITH]->(b) WHERE r.runId STARTS WITH 'coordination:' "
        "RETURN a.id, b.id, r.trace, properties(r)"
    ).rows
    assert len({row[:3] for row in rows}) == len(rows)
    return {row[:3]: row[3] for row in rows}
