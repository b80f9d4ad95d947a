"""Loading small files into real databases: what is written, and that it is written once."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from graph.database import Database
from graph.vocabulary import RunState
from loaders.mapping import FieldMapping
from loaders.run import Run, RunInput
from tests.integration.loading import FIRST, check_aggregates, load, network, refused, write
from tests.support.engines import Engine
from tests.support.graph_digest import contents, differences, digest

ROOT = Path(__file__).resolve().parents[2]


def test_what_a_file_becomes(database: Database, tmp_path: Path) -> None:
    report = load(database, write(tmp_path / "first.csv", *FIRST))
    assert (report.state, report.dataset) == (RunState.COMPLETE, "first")
    assert (report.rows_read, report.written, report.unchanged, report.quarantined) == (7, 7, 0, 0)
    assert report.quarantine is None
    check_aggregates(database)
    assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(6,)]
    both = "MATCH (:Item {id: 'post:x:77'})-[e:AMPLIFIES]->(b) RETURN b.id ORDER BY b.id"
    assert database.read(both).rows == [("x:a",), ("x:hub",)]
    seen = database.read(
        "MATCH (a:Actor {id: 'x:hub'}) RETURN a.firstSeen, a.lastSeen, a.roles, a.url"
    ).rows[0]
    assert [str(t)[:10] for t in seen[:2]] == ["2022-01-01", "2022-03-03"]
    assert seen[2:] == (["Account"], "https://x.com/hub")
    unstamped = "MATCH ()-[r:PUBLISHED|AMPLIFIES]->() WHERE r.runId <> $run RETURN count(r)"
    assert database.read(unstamped, {"run": report.run}).rows == [(0,)]
    run = database.read("MATCH (r:Run {id: $id}) RETURN r.state, r.rowsRead, r.written, r.offset",
                        {"id": report.run}).rows  # fmt: skip
    assert run == [("complete", 7, 7, 7)]


@pytest.mark.parametrize("batch_rows", [2, 20_000])
def test_twice_is_once(database: Database, tmp_path: Path, batch_rows: int) -> None:
    path = write(tmp_path / "first.csv", *FIRST)
    load(database, path, batch_rows=batch_rows)
    before, said = contents(database), network(database)
    second = load(database, path, batch_rows=batch_rows)
    assert (second.written, second.unchanged, second.state) == (0, 7, RunState.COMPLETE)
    assert digest(contents(database)) == digest(before), differences(before, contents(database))
    # Read row by row once more, and still nothing changes.
    third = load(database, path, batch_rows=batch_rows, again=True)
    assert (third.written, third.unchanged) == (0, 7)
    assert network(database) == said
    check_aggregates(database)


def test_two_that_start_one_run_at_once_record_it_once(database: Database, engine: Engine) -> None:
    """As a loader that was killed, and the next one while the server still works for it."""
    both = Barrier(2)

    def start(number: int) -> int:
        with Database(engine.owner) as mine:
            mine.read("RETURN 1")  # connected before both begin
            both.wait(60)
            return Run(mine, RunInput("one", "file.csv", f"digest {number}", "csv", "")).start()

    for number in range(8):
        with ThreadPoolExecutor() as pool:
            assert list(pool.map(start, [number, number])) == [0, 0]
    assert database.read("MATCH (r:Run) RETURN count(r)").rows == [(8,)]


def test_a_copy_under_another_name_adds_nothing_but_its_run(
    database: Database, tmp_path: Path
) -> None:
    load(database, write(tmp_path / "first.csv", *FIRST))
    before = network(database)
    report = load(database, write(tmp_path / "copy.csv", *FIRST))
    assert (report.dataset, report.written, report.unchanged) == ("copy", 0, 7)
    assert network(database) == before


def test_overlapping_files(database: Database, tmp_path: Path) -> None:
    """Equal rows are counted as often as in the file that has more of them."""
    row = ("@a", "@hub", "retweet", "2022-03-01")
    load(database, write(tmp_path / "one.csv", row, row, ("@b", "@hub", "reply", "2022-03-01")))
    report = load(database, write(tmp_path / "two.csv", row, row, row, ("@c", "@hub", "reply", "")))
    assert (report.written, report.unchanged) == (2, 2)
    count = "MATCH (:Actor {id: 'x:a'})-[r:AMPLIFIED]->() RETURN r.count"
    assert database.read(count).rows == [(3,)]
    check_aggregates(database)


def test_what_is_there_is_noticed_after_batches_of_new_rows(
    database: Database, tmp_path: Path
) -> None:
    """A batch of new rows makes the next one trust that it is new too; here it is not."""
    old = [(f"@o{n}", "@hub", "retweet", "2022-03-01") for n in range(4)]
    new = [(f"@n{n}", "@hub", "retweet", "2022-03-02") for n in range(8)]
    load(database, write(tmp_path / "old.csv", *old))
    mixed = [*new[:4], *old[:2], *new[4:], old[2], ("@m", "@hub", "reply", ""), old[3]]
    report = load(database, write(tmp_path / "mixed.csv", *mixed), batch_rows=2)
    assert (report.written, report.unchanged) == (9, 4)
    assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(13,)]
    check_aggregates(database)


def test_small_batches_give_the_same_graph(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / "first.csv", *FIRST * 3)
    load(database, path, batch_rows=1)
    small = network(database)
    check_aggregates(database)
    database.execute("MATCH (n) DETACH DELETE n")
    database.execute("CREATE (:Graph {id: 'graph', version: 0})")
    load(database, path)
    assert network(database) == small


REGISTRY = (
    ("Russia", "Media", "Hub News", "hub", "HubPage", "https://t.me/hubnews"),
    ("China", "Diplomatic/Government", "Ambassador B", "b", "", ""),
)


REGISTRY_HEADER = (
    "Category", "Account Type", "Name", "Twitter ID", "Facebook ID", "Telegram ID"
)  # fmt: skip


def test_registry_before_and_after_interactions(database: Database, tmp_path: Path) -> None:
    registry = write(tmp_path / "list.csv", *REGISTRY, header=REGISTRY_HEADER)
    interactions = write(tmp_path / "first.csv", *FIRST)
    load(database, registry)
    load(database, interactions)
    before = network(database)
    database.execute("MATCH (n) DETACH DELETE n")
    database.execute("CREATE (:Graph {id: 'graph', version: 0})")
    load(database, interactions)
    labels = "MATCH (a:Actor {id: 'x:hub'}) RETURN labels(a)"
    assert set(database.read(labels).rows[0][0]) == {"Actor", "Account"}
    load(database, registry)
    assert set(database.read(labels).rows[0][0]) == {"Actor", "Outlet"}
    after = network(database)
    assert after == before, differences(before, after)


def test_each_id_keeps_what_was_seen_of_it(database: Database, tmp_path: Path) -> None:
    """Who is who is said beside it, and weighed when it is read: tests/integration/test_linking."""
    load(database, write(tmp_path / "list.csv", *REGISTRY, header=REGISTRY_HEADER))
    row = ("https://www.facebook.com/HubPage/", "t.me/s/hubnews", "link", "2022-03-01")
    load(database, write(tmp_path / "events.csv", row))
    found = "MATCH (a)-[r:AMPLIFIED]->(b) RETURN a.id, b.id, r.count"
    assert database.read(found).rows == [("facebook:hubpage", "telegram:hubnews", 1)]
    said = "MATCH (l:Alias)-[:ALIAS_OF]->(a:Actor) RETURN l.id, a.id ORDER BY l.id"
    assert database.read(said).rows == [
        ("facebook:hubpage", "x:hub"),
        ("telegram:hubnews", "x:hub"),
    ]


def test_an_id_that_several_bear_is_said_of_each(database: Database, tmp_path: Path) -> None:
    rows = [("Russia", "Media", name, name, "embassy") for name in ("one", "two")]
    report = load(database, write(tmp_path / "l.csv", *rows, header=REGISTRY_HEADER[:5]))
    assert (report.state, report.warnings) == (RunState.COMPLETE, 0)
    said = "MATCH (:Alias {id: 'facebook:embassy'})-[:ALIAS_OF]->(a) RETURN a.id ORDER BY a.id"
    assert database.read(said).rows == [("x:one",), ("x:two",)]


def test_a_follower_count_is_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    header = ("handle", "name", "role", "followers")
    load(database, write(tmp_path / "old.csv", ("@hub", "Hub", "outlet", "10"), header=header))
    new = load(
        database, write(tmp_path / "new.csv", ("@hub", "Hub", "outlet", "12"), header=header)
    )
    assert (new.written, new.unchanged) == (1, 0)
    facts = "MATCH (a:Actor {id: 'x:hub'}) RETURN a.followers, a.name, a.roles"
    assert database.read(facts).rows == [(12, "Hub", ["Outlet"])]


def test_foreign_columns_by_name(database: Database, tmp_path: Path) -> None:
    header = ("mentionee", "created_at", "mentioner", "category")
    path = write(tmp_path / "f.csv", ("@hub", "1646136000", "@a", "retweeted"), header=header)
    mapping = FieldMapping.parse(["actor=mentioner", "target=mentionee", "kind=category"])
    report = load(database, path, mapping=mapping)
    assert report.written == 1
    edge = database.read("MATCH (a)-[r:AMPLIFIED]->(b) RETURN a.id, b.id, r.kind, r.firstAt").rows
    assert edge[0][:3] == ("x:a", "x:hub", "retweet")
    assert str(edge[0][3]).startswith("2022-03-01T12:00")


LOADER = """
import sys
from pathlib import Path
from graph.connect import open_database
from graph.errors import AmpnetError
from graph.settings import Settings
from loaders.load import load_file
with open_database(Settings()) as database:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        report = load_file(database, Path(sys.argv[1]), quarantine=Path(sys.argv[2]), batch_rows=50)
    except AmpnetError as error:
        print("refused", error)
    else:
        print(report.state)
"""


def test_two_processes_at_once(engine: Engine, database: Database, tmp_path: Path) -> None:
    """One of them may be told that the other is at it; together they load the file once.

    What is refused is in the quarantine once too, whoever wrote it.
    """
    bad = range(7, 600, 97)
    days = ["some day" if n in bad else "2022-03-01" for n in range(600)]
    rows = [(f"@a{n % 40}", f"@b{n % 7}", "retweet", day) for n, day in enumerate(days)]
    path = write(tmp_path / "events.csv", *rows)
    loaders = [
        subprocess.Popen(
            [sys.executable, "-c", LOADER, str(path), str(tmp_path / "quarantine")],
            env={**os.environ, **engine.variables},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for loader in loaders:
        assert loader.stdout is not None
        assert loader.stdout.readline() == "ready\n"
    for loader in loaders:
        assert loader.stdin is not None
        loader.stdin.write("\n")
        loader.stdin.flush()
    for loader in loaders:
        said, complained = loader.communicate(timeout=280)
        assert loader.returncode == 0, complained
        assert said.startswith(("partiallyComplete", "refused")), said
    report = load(database, path)
    assert (report.state, report.rows_read) == (RunState.PARTIALLY_COMPLETE, 600)
    assert [line["_line"] for line in refused(report)] == [n + 2 for n in bad]
    assert list((tmp_path / "quarantine").iterdir()) == [report.quarantine]
    assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(600 - len(bad),)]
    check_aggregates(database)
