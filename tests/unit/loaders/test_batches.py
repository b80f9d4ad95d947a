"""Rows are cut to batches by number, by length, and where a killed load stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.vocabulary import AmplificationKind, TimePrecision
from loaders import batching
from loaders.quarantine import Quarantine
from loaders.records import InteractionRecord, Row


def rows(number: int, text: str = "") -> list[Row]:
    record = InteractionRecord(
        "x:a", "x:b", AmplificationKind.REPLY, 1_000, TimePrecision.SECOND, text=text or None
    )
    return [Row(line, {}, (record,)) for line in range(1, number + 1)]


def cut(tmp_path: Path, some: list[Row], offset: int, size: int) -> list[tuple[int, int, int]]:
    with Quarantine(tmp_path / "q.jsonl", "interactions") as refused:
        batches = batching.batches(iter(some), refused, offset, size)
        return [(batch.start, batch.end, len(batch.rows)) for batch in batches]


def test_by_number(tmp_path: Path) -> None:
    assert cut(tmp_path, rows(5), 0, 2) == [(0, 2, 2), (2, 4, 2), (4, 5, 1)]


def test_where_a_killed_load_stood(tmp_path: Path) -> None:
    # The rows before it are read again, for their ids, but not written again.
    assert cut(tmp_path, rows(5), 2, 2) == [(0, 2, 0), (2, 4, 2), (4, 5, 1)]


def test_long_texts_make_short_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "BATCH_CHARACTERS", 100)
    assert cut(tmp_path, rows(4, "x" * 50), 0, 20_000) == [(0, 2, 2), (2, 4, 2)]
