"""What a file says amiss is kept apart, and hostile text is text: nothing else suffers."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.database import Database
from graph.vocabulary import RunState
from tests.integration.loading import (
    FIRST,
    check_aggregates,
    load,
    network,
    refused,
    write,
    write_lines,
)

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
