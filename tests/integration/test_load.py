"""Loading small files into real databases: what is written, once, and what is refused."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from graph.database import Database
from graph.vocabulary import RunState
from loaders.load import LoadReport, load_file
from loaders.mapping import FieldMapping
from tests.support.engines import Engine
from tests.support.graph_digest import contents, differences, digest

HEADER = ("actor", "target", "kind", "time", "id", "url", "title", "text")
ROOT = Path(__file__).resolve().parents[2]
OF_RUNS = {"startedAt", "finishedAt", "storeId", "runId", "dataset"}


def write(path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows((*row, *[""] * (len(header) - len(row))) for row in rows)
    return path


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="ascii")
    return path


def load(database: Database, path: Path, **options: Any) -> LoadReport:
    return load_file(database, path, quarantine=path.parent / "quarantine", **options)


def refused(report: LoadReport) -> list[dict[str, Any]]:
    assert report.quarantine is not None
    return [json.loads(line) for line in report.quarantine.read_text("utf-8").splitlines()]


def network(database: Database) -> Counter[str]:
    """The graph without its runs and its version: what was said, not who said it when."""
    lines = contents(database, OF_RUNS)
    return Counter({k: n for k, n in lines.items() if not k.startswith(('[["Run"]', '[["Graph"]'))})


def check_aggregates(database: Database) -> None:
    """Recompute every aggregated edge from the evidence below it."""
    sums: dict[tuple[str, ...], list[str]] = defaultdict(list)
    counts: Counter[tuple[str, ...]] = Counter()
    for actor, kind, target, at in database.read(
        "MATCH (a:Actor)-[:PUBLISHED]->(i:Item)-[e:AMPLIFIES]->(b:Actor) "
        "RETURN a.id, e.kind, b.id, i.publishedAt"
    ).rows:
        counts[actor, kind, target] += 1
        if at is not None:
            sums[actor, kind, target].append(str(at))
    found = database.read(
        "MATCH (a:Actor)-[r:AMPLIFIED]->(b:Actor) "
        "RETURN a.id, r.kind, b.id, r.count, r.firstAt, r.lastAt"
    ).rows
    assert len({row[:3] for row in found}) == len(found)
    assert {row[:3]: row[3] for row in found} == counts
    for *key, _, first, last in found:
        times = sums[tuple(key)]
        assert (first and str(first)) == min(times, default=None)
        assert (last and str(last)) == max(times, default=None)


FIRST = (
    ("@a", "@hub", "retweet", "2022-03-01T12:00:00Z"),
    ("@a", "@hub", "retweet", "2022-03-02T12:00:00Z"),
    ("@a", "@hub", "quote", "2022-03-03"),
    ("@b", "@hub", "retweet", ""),
    ("@b", "@a", "mention", "2022-01-01", "77"),
    ("@b", "@hub", "mention", "2022-01-01", "77"),
    ("@c", "@c", "reply", "2022-01-05", "", "https://x.com/c/status/1"),
)


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


BAD = (
    ("@a", "@hub", "retweet", "2022-03-01"),
    ("@a", "", "retweet", "2022-03-01"),
    ("@a", "@hub", "shouted", "2022-03-01"),
    ("@a", "@hub", "retweet", "yesterday"),
    ("no handle!", "@hub", "retweet", "2022-03-01"),
)


def test_bad_rows_are_kept_apart_and_load_once_mended(database: Database, tmp_path: Path) -> None:
    report = load(database, write(tmp_path / "bad.csv", *BAD))
    assert report.state is RunState.PARTIALLY_COMPLETE
    assert (report.rows_read, report.written, report.quarantined) == (5, 1, 4)
    lines = refused(report)
    assert [(row["_line"], row["_field"]) for row in lines] == [
        (3, "target"), (4, "kind"), (5, "time"), (6, "actor"),
    ]  # fmt: skip
    assert all(row["_reason"] for row in lines)
    mends = [{"target": "@else"}, {"kind": "quote"}, {"time": "2022-03-02"}, {"actor": "@b"}]
    mended = [{**row, **mend} for row, mend in zip(lines, mends, strict=True)]
    second = load(database, write_lines(tmp_path / "mended.jsonl", *mended), dataset="bad")
    assert (second.state, second.written) == (RunState.COMPLETE, 4)
    check_aggregates(database)


def test_a_file_of_nothing_but_bad_rows_failed(database: Database, tmp_path: Path) -> None:
    before = network(database)
    report = load(database, write(tmp_path / "bad.csv", *BAD[1:]))
    assert (report.state, report.written, report.quarantined) == (RunState.FAILED, 0, 4)
    assert network(database) == before


HOSTILE = (
    "') DETACH DELETE n //",
    '"}) MATCH (n) DETACH DELETE n //',
    "$id[k]",
    "`}) //",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\u202egnirts\u202c",
    "\u2066\u200f\ufeff",
    "\U0001f469\u200d\U0001f52c \U0001f1e8\U0001f1f3",
    "a\x00b",
    "\x01\x1f\x7f\x85\u2028",
    "\\u0000 \\x00 \\",
    "\ud800",
    "a\udfff\ud83d",
    "e\u0301 \uffff\ufdd0",
    "界" * 2_000,
    "x" * 1_000_000,
    "Ω" * 400_000,
)


def test_hostile_text_is_stored_as_text_or_refused(database: Database, tmp_path: Path) -> None:
    """In the fields that hold any text."""
    database.execute("CREATE (:Actor {id: 'x:witness', roles: ['Account']})")
    good = {"actor": "@a", "target": "@b", "kind": "retweet", "time": 1646136000}
    rows = [
        {**good, "id": str(n), name: text}
        for n, (text, name) in enumerate(
            (text, name) for text in HOSTILE for name in ("title", "text", "language")
        )
    ]
    report = load(database, write_lines(tmp_path / "hostile.jsonl", *rows))
    gone = {row["id"] for row in refused(report)} if report.quarantined else set()
    assert {rows[int(n)][name] for n in gone for name in ("title", "text", "language")
            if name in rows[int(n)]} <= {"\ud800", "a\udfff\ud83d", "a\x00b"}  # fmt: skip
    kept = database.read("MATCH (i:Item) RETURN i.id, i.title, i.text, i.language").rows
    assert len(kept) + len(gone) == len(rows)
    for id_, *values in kept:
        row = rows[int(id_.rpartition(":")[2])]
        said = next(str(row[name]) for name in ("title", "text", "language") if name in row)
        stored = [v for v in values if v is not None]
        assert stored in ([said.strip().strip("\u00a0")], []), id_
    assert database.read("MATCH (a:Actor) RETURN count(a)").rows == [(3,)]
    check_aggregates(database)


@pytest.mark.parametrize("field", ["actor", "target", "kind", "time", "id", "url", "platform"])
def test_hostile_text_where_a_key_is_meant(database: Database, tmp_path: Path, field: str) -> None:
    database.execute("CREATE (:Actor {id: 'x:witness', roles: ['Account']})")
    good = {"actor": "@a", "target": "@b", "kind": "retweet", "time": 1646136000}
    rows = [good, *({**good, field: text} for text in HOSTILE)]
    rows += [{**good, field: value} for value in ([1], {"a": 1}, True, 1e400, -1, 2**70, None)]
    report = load(database, write_lines(tmp_path / "hostile.jsonl", *rows))
    assert report.rows_read == len(rows)
    assert report.written >= 1
    assert report.written + report.unchanged + report.quarantined == len(rows)
    alive = "MATCH (a:Actor {id: 'x:witness'}) RETURN count(a)"
    assert database.read(alive).rows == [(1,)]
    check_aggregates(database)


def test_hostile_text_in_a_registry(database: Database, tmp_path: Path) -> None:
    good = {"handle": "@a", "role": "outlet"}
    for field in ("handle", "name", "role", "country", "followers", "description", "url", "region"):
        rows = [good]
        rows += [{**good, "handle": f"@{field}{n}", field: t} for n, t in enumerate(HOSTILE)]
        report = load(database, write_lines(tmp_path / f"{field}.jsonl", *rows))
        assert report.rows_read == len(rows), field
        assert report.state in (RunState.COMPLETE, RunState.PARTIALLY_COMPLETE), field
        if field in ("name", "description", "region"):
            stored = f"MATCH (a:Actor) WHERE a.handle STARTS WITH $field RETURN a.{field}"
            held = {str(text) for (text,) in database.read(stored, {"field": field}).rows}
            never = {"\ud800", "a\udfff\ud83d", "a\x00b"}
            wanted = {t.strip() for t in HOSTILE if field != "name" or len(t) <= 2_000} - never
            assert wanted <= held, field
    labels = {label for (each,) in database.read("MATCH (a:Actor) RETURN labels(a)").rows
              for label in each}  # fmt: skip
    assert labels == {"Actor", "Outlet"}


def test_hostile_names_of_files_and_data_sets(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path / 'it\'s `a` "file" \U0001f600.csv', *FIRST)
    report = load(database, path, dataset="x'}) DETACH DELETE n //")
    assert report.state is RunState.COMPLETE
    stored = "MATCH (r:Run {id: $id}) RETURN r.dataset, r.input"
    assert database.read(stored, {"id": report.run}).rows == [(report.dataset, path.name)]


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
        said, complained = loader.communicate(timeout=120)
        assert loader.returncode == 0, complained
        assert said.startswith(("partiallyComplete", "refused")), said
    report = load(database, path)
    assert (report.state, report.rows_read) == (RunState.PARTIALLY_COMPLETE, 600)
    assert [line["_line"] for line in refused(report)] == [n + 2 for n in bad]
    assert list((tmp_path / "quarantine").iterdir()) == [report.quarantine]
    assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(600 - len(bad),)]
    check_aggregates(database)
