import logging
from pathlib import Path

import pytest

from graph.snapshot import GraphVersion, Snapshot, Tables
from graph.snapshot.cache import KEEP, load, save
from tests.support.full_disk import full_disk
from tests.unit.graphs import snapshot_of

TABLES = ("nodes", "edges", "events", "aliases")


def tables_of(snapshot: Snapshot) -> Tables:
    return Tables(snapshot.nodes, snapshot.edges, snapshot.events, snapshot.aliases)


@pytest.fixture
def tables() -> Tables:
    return tables_of(snapshot_of([("a", "b", 2)], events=[("b", "c", 5)]))


def test_what_is_saved_is_loaded(tmp_path: Path, tables: Tables) -> None:
    version = GraphVersion("store", 3, "abc")
    assert load(tmp_path, version) is None
    save(tmp_path, version, tables)
    again = load(tmp_path, version)
    assert again is not None
    for name in TABLES:
        assert getattr(again, name).equals(getattr(tables, name))
    assert load(tmp_path, GraphVersion("store", 3, "abd")) is None
    assert load(tmp_path, GraphVersion("other", 3, "abc")) is None


@pytest.mark.parametrize("name", TABLES)
def test_a_broken_file_is_no_cache(
    tmp_path: Path, tables: Tables, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    version = GraphVersion("store", 3, "abc")
    save(tmp_path, version, tables)
    file = next(tmp_path.glob(f"*/{name}.parquet"))
    file.write_bytes(file.read_bytes()[:-30])
    with caplog.at_level(logging.WARNING):
        assert load(tmp_path, version) is None
    assert "made again" in caplog.text
    save(tmp_path, version, tables)
    assert load(tmp_path, version) is not None


def test_a_file_with_other_columns_is_no_cache(tmp_path: Path, tables: Tables) -> None:
    version = GraphVersion("store", 3, "abc")
    save(tmp_path, version, tables)
    tables.nodes.drop("name").write_parquet(next(tmp_path.glob("*/nodes.parquet")))
    assert load(tmp_path, version) is None


def test_only_the_newest_versions_of_a_store_stay(tmp_path: Path, tables: Tables) -> None:
    save(tmp_path, GraphVersion("other", 1, "x"), tables)
    for number in range(5):
        save(tmp_path, GraphVersion("store", number, "x"), tables)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == KEEP + 1
    assert load(tmp_path, GraphVersion("store", 4, "x")) is not None
    assert load(tmp_path, GraphVersion("other", 1, "x")) is not None


def test_a_folder_that_cannot_be_written_costs_only_the_cache(
    tmp_path: Path, tables: Tables, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        save(tmp_path / "file", GraphVersion("store", 1, "x"), tables)
    assert "could not be kept" in caplog.text


def test_a_full_disk_costs_only_the_cache(
    tmp_path: Path, tables: Tables, caplog: pytest.LogCaptureFixture
) -> None:
    save(tmp_path, GraphVersion("store", 1, "x"), tables)
    with caplog.at_level(logging.WARNING), full_disk():
        save(tmp_path, GraphVersion("store", 2, "x"), tables)
    assert "could not be kept" in caplog.text
    assert load(tmp_path, GraphVersion("store", 1, "x")) is not None
    assert load(tmp_path, GraphVersion("store", 2, "x")) is None
    assert len(list(tmp_path.iterdir())) == 1
