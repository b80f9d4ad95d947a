"""Broken files of every format: an answer in words, and nothing that cannot be stored.

A few seconds in the normal run. Longer, and with another seed:

    AMPNET_FUZZ_SECONDS=600 AMPNET_FUZZ_SEED=7 python -m pytest tests/unit/loaders/test_fuzz.py

What it finds is mended, and kept in `tests/fixtures/fuzz/`.
"""

from __future__ import annotations

import json
import os
import signal
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import polars as pl
import pytest

from graph.errors import AmpnetError
from loaders.events import EventIds
from loaders.formats import FORMATS, format_of
from loaders.mapping import FieldMapping
from loaders.records import InteractionRecord, ItemRecord, Row
from loaders.sources import open_source
from tests.support.fixtures import FIXTURES
from tests.support.mutations import mutated

KEPT = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "fuzz").iterdir())
FILES = 400
SECONDS = float(os.environ.get("AMPNET_FUZZ_SECONDS", "0"))  # beyond that many files
SEED = int(os.environ.get("AMPNET_FUZZ_SEED", "20221122"))
SLOWEST = 5.0  # processor seconds for one file; all are below 1 MB, and a machine can be busy
INDEXED = 8_175  # bytes; what Neo4j takes into an index
INTEGERS = range(-(2**63), 2**63)


def seeds() -> dict[str, bytes]:
    """A file of every format: its sample, and what the golden tables are made from."""
    found = {each.name: each.sample.encode() for each in FORMATS}
    return found | {path.name: path.read_bytes() for path in FIXTURES}


def check(path: Path, format_name: str | None = None) -> int:
    """Read a file; return how many records it had. Errors have to be ours, and in words."""
    with soon_over():
        return read(path, format_name)


@contextmanager
def soon_over() -> Iterator[None]:
    """End what takes more processor time than a small file may: it would hang."""

    def hangs(_: int, frame: FrameType | None) -> None:
        raise AssertionError(f"it hangs in {frame}"[:200])

    before = signal.signal(signal.SIGPROF, hangs)
    signal.setitimer(signal.ITIMER_PROF, SLOWEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read(path: Path, format_name: str | None) -> int:
    records = 0
    try:
        source = open_source(path)
        rows = format_of(source, format_name).rows(source, FieldMapping())
    except AmpnetError as error:
        assert str(error).strip()
        return 0
    ids = EventIds()
    for row in rows:
        check_row(row, ids)
        records += len(row.records)
    return records


def check_row(row: Row, ids: EventIds) -> None:
    json.dumps(row.raw, default=str)  # as the quarantine does
    for refusal in (row.refusal, *row.warnings):
        assert refusal is None or refusal.reason.strip()
        assert refusal is None or len(refusal.reason) < 5_000
    assert row.refusal is None or not row.records
    for record in row.records:
        if isinstance(record, InteractionRecord | ItemRecord):
            assert len(ids.of(record).encode()) <= INDEXED
        for name, value in leaves(record._asdict()):
            check_value(name, value)


def check_value(name: str, value: object) -> None:
    """A database can store it, and index it where it is a key."""
    if isinstance(value, str):
        assert "\x00" not in value, name
        size = len(value.encode("utf-8"))
        if name in {"id", "ids", "actor", "target", "start", "end", "name", "item", "handle"}:
            assert size <= INDEXED, name
    elif isinstance(value, int):
        assert value in INTEGERS, name


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, key)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each, name)
    else:
        yield name, value


def test_broken_files_are_answered_in_words(tmp_path: Path) -> None:
    random = Random(SEED)
    found = seeds()
    full = files = 0
    names = list(found)
    until = time.process_time() + SECONDS
    while files < FILES or time.process_time() < until:
        name = names[files % len(names)]
        data = mutated(random, found[name])
        path = tmp_path / "broken"
        path.write_bytes(data)
        files += 1
        try:
            full += check(path) > 0
        except Exception as error:
            kept = tmp_path / f"{name}-{files}"
            kept.write_bytes(data)
            pytest.fail(f"{name}, file {files} of seed {SEED}, kept as {kept}: {error!r}"[:2000])
    assert files > len(names)
    assert full > files / 10, "most files were so broken that nothing was tested"


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_the_fuzzer_found_stays_mended(path: Path) -> None:
    check(path)


CSV = b"actor,target,kind,time\n"
LARGE = {
    "a time of spaces": CSV + b'@a,@b,reply,"2022-03-01' + b" " * 100_000 + b'x"\n',
    "a comment that never ends": b"<?xml version='1.0'?><!-- " + b"a," * 100_000,
    "a declaration that never ends": b"<!DOCTYPE " + b"a," * 100_000,
    "a cell of 5 MB": CSV + b"@a,@b,reply,2022-03-01\n@a," + b"b" * 5_000_000 + b",reply,\n",
    "a quote that never ends": CSV + b'@a,@b,"' + b"reply\n" * 500_000,
    "a JSON line of 5 MB": b'{"actor":"@a","target":"@b","kind":"reply","text":"%b"}\n'
    % (b"x" * 5_000_000),
    "a deep JSON line": b'{"actor":"@a","target":"@b","kind":"reply"}\n' + b"[" * 3_000_000,
    "a deep JSON document": b'[{"actor":"@a","target":"@b","kind":"reply"},' + b'{"a":' * 500_000,
    "a deep bundle": b'{"type":"bundle","objects":[{"type":"a","id":"b","c":' + b"[" * 500_000,
    "a long name in a bundle": b'{"type":"bundle","objects":[\n{"type":"channel","id":"b",'
    b'"name":"' + b"x." * 150_000 + b'"}]}',
    "a deep feed": b"<rss><channel>" + b"<item>" * 300_000,
    "laughs": b'<!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(20))
    + b"]><rss><channel><item><title>&u;</title></item></channel></rss>",
    "an outer entity": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><item><title>&a;</title></item></channel></rss>",
    "a deep page": b"<html><body>" + b"<div>" * 50_000 + b"x" * 100,
    "a page of brackets": b"<html><body><p>" + b"<" * 100_000,
    "a meta tag of brackets": b'<html><head><meta property="a" content="%b"></head><body><p>x'
    % (b"<" * 100_000),
    "links without end": b"<rss><channel><item><description><![CDATA[" + b"<a " * 200_000,
    "a record without end": b"WARC/1.0\r\nWARC-Type: response\r\n" + b"a" * 2_000_000,
    "a length that is none": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\nx",
}


@pytest.mark.parametrize("name", LARGE)
def test_large_and_deep_files_are_answered_soon(tmp_path: Path, name: str) -> None:
    path = tmp_path / "large"
    path.write_bytes(LARGE[name])
    records = check(path)
    rows = b"@a" in LARGE[name] and not name.startswith(("a time", "a quote"))
    assert records >= rows, "the good rows are read"


def test_a_long_document_is_read_in_the_memory_of_an_element(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    one = {"type": "channel", "id": "channel--", "name": "t.me/rybar", "labels": ["x" * 100]}
    objects = ",\n".join(json.dumps({**one, "id": f"channel--{n}"}) for n in range(15_000))
    path.write_text('{"type": "bundle", "id": "bundle--1", "objects": [' + objects + "]}")
    source = open_source(path)
    tracemalloc.start()
    number = sum(path == "objects.*" for path, _ in source.elements("objects.*"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 15_000
    assert path.stat().st_size > 2_500_000
    assert peak < 2_000_000


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_any_file_read_as_any_format(name: str) -> None:
    """`--format` forced on files of all others."""
    for path in FIXTURES:
        check(path, name)


def test_a_parquet_that_is_damaged_or_lies(tmp_path: Path) -> None:
    """Pages, metadata, and what they say of each other: Polars panics at some."""
    file, random = tmp_path / "a.parquet", Random(SEED)
    rows = 1_500
    names = {"actor": [f"@a{n % 50}" for n in range(rows)], "target": ["@b"] * rows}
    frame = pl.DataFrame({**names, "kind": ["retweet"] * rows, "time": ["2022-03-01"] * rows})
    for compression in ("zstd", "uncompressed"):
        frame.write_parquet(file, compression=compression, row_group_size=500)
        good = file.read_bytes()
        assert check(file) == rows
        metadata = int.from_bytes(good[-8:-4], "little") + 8
        for places in ((4, -metadata), (-metadata, 0)):
            begin, end = (len(good) + each if each <= 0 else each for each in places)
            for changes in (1, 5, 100) * 4:
                broken = bytearray(good)
                for _ in range(changes):
                    broken[random.randrange(begin, end)] = random.randrange(256)
                file.write_bytes(broken)
                check(file)
        file.write_bytes(good[: len(good) // 2] + good[-metadata:])
        check(file)
    # Fewer rows than it says is an end in the middle.
    frame.write_parquet(file)
    source = replace(open_source(file), expected_rows=rows + 1)
    *_, last = source.rows()
    assert last[2] is not None and "1,501" in last[2].reason
