"""The graph as files: what stands in them, and that Neo4j's own import makes the graph of them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.bulk.neo4j_csv import COMMAND, BulkExportError, Exported, write
from graph.database import Database
from loaders.load import load_file
from tests.support import neo4j_jars
from tests.support.missing import MissingError
from tests.support.needs import lack
from tests.support.neo4j_server import JAVA_OPTIONS, Neo4jServer

LIST = (
    "Category,Account Type,Name,Twitter ID,Facebook ID\n"
    'Russia,Media,"Hub, the ""News""",hub,HubPage\n'
    'China,Diplomatic/Government,"Two\nlines; and a semicolon",b,\n'
)
EVENTS = [
    {"actor": "@a", "target": "@hub", "kind": "retweet", "time": "2022-03-01T12:00:00.250Z"},
    {"actor": "@a", "target": "@b", "kind": "mention", "text": 'quo"te, comma\n"" \\ \t', "id": 1},
    {"actor": "t.me/s/chan", "target": "@a", "kind": "link", "time": "2022-03-02", "title": "Ω界"},
]
ADMIN_TOOL = "org.neo4j.cli.AdminTool"


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Database:
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    (tmp_path / "events.jsonl").write_text("".join(f"{json.dumps(e)}\n" for e in EVENTS), "utf-8")
    for name in ("list.csv", "events.jsonl"):
        report = load_file(database, tmp_path / name, quarantine=tmp_path / "quarantine")
        assert report.state == "complete", report
    return database


def lines(done: Exported) -> dict[str, Counter[str]]:
    """The files' rows, in no order."""
    found = {}
    for path in sorted(done.folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.name] = Counter(map(str, csv.reader(stream)))
    return found


def test_what_stands_in_the_files(world: Database, tmp_path: Path) -> None:
    world.execute("MATCH (a:Actor {id: 'x:a'}) SET a.myOwn = 1")
    done = write(world, tmp_path / "out" / "files")
    assert done.left_out == {"Actor": ["myOwn"]}
    for label, number in done.nodes.items():
        assert world.read(f"MATCH (n:{label}) RETURN count(n)").rows == [(number,)]
    for kind, number in done.relationships.items():
        assert world.read(f"MATCH ()-[r:{kind}]->() RETURN count(r)").rows == [(number,)]
    assert sum(done.nodes.values()) == world.read("MATCH (n) RETURN count(n)").rows[0][0]
    with (done.folder / "nodes-Actor-header.csv").open() as stream:
        header = next(csv.reader(stream))
    assert header[0] == "id:ID(Actor)"
    assert {"name:string", "roles:string[]", "firstSeen:datetime", ":LABEL"} < set(header)
    with (done.folder / "nodes-Actor.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row[0]: dict(zip(header, row, strict=True)) for row in csv.reader(stream)}
    assert rows["x:b"]["name:string"] == "Two\nlines; and a semicolon"
    assert set(rows["x:hub"][":LABEL"].split("\x1f")) == {"Actor", "Outlet"}
    assert rows["x:hub"]["firstSeen:datetime"] == "2022-03-01T12:00:00.250Z"
    amplifies = (done.folder / "relationships-AMPLIFIES-Item-Actor-header.csv").read_text()
    assert amplifies.startswith(":START_ID(Item),:END_ID(Actor),kind:string")
    assert not list((tmp_path / "out").glob(".*"))
    with pytest.raises(BulkExportError, match="not empty"):
        write(world, done.folder)


@pytest.fixture
def imported(world: Database, tmp_path: Path) -> Iterator[tuple[Exported, Database]]:
    """The graph of the embedded engine in a Neo4j that was made by the command in the folder."""
    told: list[int] = []
    done = write(world, tmp_path / "files", progress=told.append)
    assert told[-1] == sum(done.nodes.values()) + sum(done.relationships.values())
    done.folder = done.folder.rename(tmp_path / "moved elsewhere")
    home = tmp_path / "neo4j"
    server = Neo4jServer(home)
    try:
        java = [neo4j_jars.java(), *JAVA_OPTIONS, "-cp", neo4j_jars.classpath(), ADMIN_TOOL]
    except MissingError as missing:
        lack("neo4j", missing)
    (tmp_path / "bin").mkdir()
    (tmp_path / "conf").mkdir()
    tool = tmp_path / "bin" / "neo4j-admin"
    tool.write_text(f'#!/bin/sh\nexec {" ".join(java)} "$@"\n')
    tool.chmod(0o755)
    home.mkdir()
    subprocess.run(
        ["sh", str(done.folder / COMMAND)],
        env={
            **os.environ,
            "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}",
            "NEO4J_HOME": str(home),
            "NEO4J_CONF": str(tmp_path / "conf"),
        },
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    try:
        with Database(server.connection()) as database:
            yield done, database
    finally:
        server.stop()


@pytest.mark.neo4j
# Once is enough: the files of both engines are looked into above.
@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_neo4j_imports_them(imported: tuple[Exported, Database], tmp_path: Path) -> None:
    done, database = imported
    again = write(database, tmp_path / "again")
    assert lines(again) == lines(done)
    texts = "MATCH (i:Item {id: 'post:x:1'}) RETURN i.text, i.title"
    assert database.read(texts).rows == [('quo"te, comma\n"" \\', None)]
    hub = "MATCH (a:Outlet {id: 'x:hub'}) RETURN a.roles, a.firstSeen.epochMillis, labels(a)"
    ((roles, seen, labels),) = database.read(hub).rows
    assert (roles, seen, set(labels)) == (["Outlet"], 1646136000250, {"Actor", "Outlet"})
