"""A data set that is removed leaves the graph as if it had never been loaded."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli.app import app
from graph import schema
from graph.database import Database, Transaction
from graph.snapshot.version import read_version
from loaders import remove
from loaders.datasets import UnknownDatasetError, datasets
from loaders.load import load_file
from loaders.remove import remove_dataset
from loaders.run import Run
from tests.integration.test_load_items import sums, sums_of_evidence
from tests.support.engines import Engine, empty
from tests.support.graph_digest import contents, differences

REGISTRY = ("Category", "Account Type", "Name", "Twitter ID", "Facebook ID")
POSTS = ("author", "time", "text", "id", "repost_of", "reply_to", "links")
EVENTS = ("actor", "target", "kind", "time", "id")
Tables = dict[str, Sequence[tuple[str, ...]]]
GOOD: Tables = {
    "list": [("China", "Media", "Hub News", "hub", "hubpage"), ("China", "Media", "L", "lone", "")],
    "first": [
        ("@a", "2022-03-01T10:00:00Z", "One", "1", "", "", "https://e.org/1"),
        ("@b", "2022-03-02T10:00:00Z", "Two", "2", "", "1", ""),
        ("@c", "2022-03-03T10:00:00Z", "", "3", "1", "", ""),
        ("@c", "2022-03-03T11:00:00Z", "Of one to come", "4", "", "77", ""),
    ],
}  # fmt: skip
WRONG: Tables = {
    "more": [
        ("@a", "2021-01-01T10:00:00Z", "Old", "70", "", "", "https://e.org/1"),
        ("@z", "2023-01-01T10:00:00Z", "New", "77", "", "1", ""),
        ("@y", "2023-01-01T11:00:00Z", "", "78", "77", "", ""),
        ("@y", "2023-01-01T12:00:00Z", "", "79", "2", "", "https://f.org/2"),
    ],
    "events": [
        ("@b", "@a", "mention", "2023-05-05", "2"),  # a post of the other set
        *[("@q", "@a", "retweet", f"2023-02-0{n}", "") for n in range(1, 8)],
    ],
    "names": [("Russia", "Media", "Hub 2", "hub", "otherpage"), ("Russia", "Media", "X", "x", "")],
}  # fmt: skip
HEADERS = {"list": REGISTRY, "names": REGISTRY, "first": POSTS, "more": POSTS, "events": EVENTS}
VERSION = "MATCH (g:Graph {id: 'graph'}) RETURN g.version"
KEPT_AS_LOADED_LAST = {"name", "version", "storeId", "country"}


def write(folder: Path, tables: Tables, of: tuple[str, ...] | None = None) -> list[Path]:
    paths = []
    for name, rows in tables.items():
        paths.append(folder / f"{name}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows((of or HEADERS[name], *rows))
    return paths


def load(database: Database, paths: list[Path], dataset: str, *, again: bool = False) -> None:
    for path in paths:
        quarantine = path.parent / "quarantine"
        load_file(database, path, quarantine=quarantine, dataset=dataset, again=again)


def network(database: Database, *, without: Collection[str] = ()) -> Counter[str]:
    """The graph without its runs, and states, which belong to nobody."""
    lines = contents(database, KEPT_AS_LOADED_LAST | {*without})
    apart = ('[["Run"]', '[["Graph"]', '[["State"]')
    return Counter({line: n for line, n in lines.items() if not line.startswith(apart)})


def test_what_is_removed_leaves_no_trace(
    engine: Engine, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, wrong = write(tmp_path, GOOD), write(tmp_path, WRONG)
    load(database, good, "good")
    wanted = network(database)
    load(database, wrong, "wrong")
    assert network(database) != wanted
    version = read_version(database)[0]

    # Killed after its second batch; then it is done again.
    def killed(done: int, of: int) -> None:
        assert sums(database) == sums_of_evidence(database)
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remove_dataset(database, "wrong", batch=2, progress=killed)
    done = remove_dataset(database, "wrong", batch=2)
    assert done.items > 3
    assert done.nodes >= 4  # @z, @y, @q, x and the other page
    found = network(database)
    assert found == wanted, differences(wanted, found)
    assert sums(database) == sums_of_evidence(database)
    assert read_version(database)[0] != version
    assert [(d.name, d.loads, d.removed) for d in datasets(database)] == [
        ("good", 2, 0),
        ("wrong", 0, 3),
    ]
    with pytest.raises(UnknownDatasetError, match="no data set 'other'"):
        remove_dataset(database, "other")

    # The same files again; and what others tell of, where the first that told of it is removed.
    stamps = {"runId", "dataset"}
    load(database, wrong, "wrong")
    both = network(database, without=stamps)
    monkeypatch.setattr(remove, "BATCH", 3)
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, ["remove", "good", "--yes", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["kept"] > 0
    assert sums(database) == sums_of_evidence(database)
    load(database, wrong, "wrong", again=True)
    assert sums(database) == sums_of_evidence(database)
    alone = {key[:4] for key in sums(database)}  # a post that both tell of keeps its exact time
    load(database, good, "good")
    found = network(database, without=stamps)
    assert found == both, differences(both, found)
    empty(database)
    schema.prepare(database)
    load(database, wrong, "wrong")
    assert {key[:4] for key in sums(database)} == alone


def test_loads_and_a_removal_at_once(engine: Engine, database: Database, tmp_path: Path) -> None:
    """Two loads and a removal that concern the same pairs leave sums equal to the evidence."""
    random = Random(7)
    names = ("gone", "one", "two")
    rows = {
        name: [
            (f"@a{random.randrange(6)}", f"@b{random.randrange(4)}", "retweet", "", f"{name}{n}")
            for n in range(60)
        ]
        for name in names
    }
    gone, *others = write(tmp_path, rows, of=EVENTS)
    load(database, [gone], "gone")

    def load_one(path: Path) -> None:
        with Database(engine.owner) as mine:
            load_file(mine, path, quarantine=tmp_path / "q", batch_rows=20)

    def remove_one() -> None:
        with Database(engine.owner) as mine:
            remove_dataset(mine, "gone", batch=15)

    with ThreadPoolExecutor() as pool:
        done = [pool.submit(remove_one), *(pool.submit(load_one, path) for path in others)]
    for each in done:
        each.result()
    assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(120,)]
    assert sums(database) == sums_of_evidence(database)


def test_writers_take_turns(
    engine: Engine, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sums evidence sees all that the one before wrote, and every change is counted.

    What they write lies apart, so nothing but their turns keeps them from running side by side.
    """
    gone, one, two = (
        write(tmp_path, {name: [(f"@{name}", f"@of_{name}", "retweet", "", name)]}, of=EVENTS)[0]
        for name in ("gone", "one", "two")
    )
    load(database, [gone], "gone")
    before = read_version(database)[0].number
    seen: dict[object, int] = {}  # by whom: the version at its last step, in its last attempt
    first, second = Event(), Event()

    def noting(step: Callable[..., None]) -> Callable[..., None]:
        @wraps(step)
        def noted(*given: Any) -> None:
            who, tx = given[0], next(each for each in given if isinstance(each, Transaction))
            seen[who.id if isinstance(who, Run) else "removal"] = tx.run(VERSION).rows[0][0]
            (second if first.is_set() else first).set()
            second.wait(1)  # the first stays until another comes, if one can
            step(*given)

        return noted

    monkeypatch.setattr(Run, "count", noting(Run.count))
    monkeypatch.setattr(remove, "resum", noting(remove.resum))

    def apart(work: Callable[[Database], object]) -> None:
        with Database(engine.owner) as mine:
            work(mine)

    with ThreadPoolExecutor() as pool:
        done = [pool.submit(apart, lambda mine: remove_dataset(mine, "gone"))]
        assert first.wait(60)
        done += [
            pool.submit(apart, lambda mine: load(mine, [one], "one")),
            pool.submit(apart, lambda mine: load(mine, [two], "two")),
        ]
    for each in done:
        each.result()
    # No two at one version. The removal counts one more when it ends, before or after the others.
    assert len({before, *seen.values()}) == len(seen) == 3, seen
    assert read_version(database)[0].number >= before + 3
