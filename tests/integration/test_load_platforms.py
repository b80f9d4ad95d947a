"""Files that tell of the same posts into real databases: in any order, cut small, once more."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from graph import schema
from graph.database import Database
from graph.vocabulary import RunState
from loaders.load import load_file
from tests.integration.test_load_items import sums, sums_of_evidence
from tests.support.engines import empty
from tests.support.fixtures import FIXTURES, golden
from tests.support.graph_digest import contents, differences

SEED = 20_221_122
OF_RUNS = {"runId", "dataset", "version", "storeId"}
# What an account says of itself is what the file says that was loaded last.
CHANGING = {"name", "description", "followers", "url", "handle"}

POSTS = ("x-v", "telegram-api", "telegram-desktop", "bluesky.")
OVERLAPPING = [path for path in FIXTURES if path.name.startswith(POSTS)]


def load(
    database: Database, path: Path, folder: Path, batch_rows: int, *, again: bool = False
) -> int:
    """Load a file; see that what it refuses is what the table says; return the rows written."""
    report = load_file(
        database, path, quarantine=folder / "quarantine", batch_rows=batch_rows, again=again
    )
    expected = golden(path).read_text(encoding="utf-8")
    assert report.quarantined == expected.count('"refused": ')
    assert report.state is (
        RunState.PARTIALLY_COMPLETE if report.quarantined else RunState.COMPLETE
    )
    return report.written


def said(database: Database) -> Counter[str]:
    """The graph without its runs, and without what changes with the order on purpose."""
    lines = contents(database, OF_RUNS | CHANGING)
    return Counter({k: n for k, n in lines.items() if not k.startswith(('[["Run"]', '[["Graph"]'))})


def test_files_of_all_platforms_in_any_order(database: Database, tmp_path: Path) -> None:
    for path in OVERLAPPING:
        load(database, path, tmp_path, 1_000)
    first = said(database)
    assert sums(database) == sums_of_evidence(database)
    load(database, OVERLAPPING[-1], tmp_path, 1_000, again=True)
    again = said(database)
    assert again == first, differences(first, again)
    empty(database)
    schema.prepare(database)
    for path in random.Random(SEED).sample(OVERLAPPING, len(OVERLAPPING)):
        load(database, path, tmp_path, 3)
    shuffled = said(database)
    assert shuffled == first, differences(first, shuffled)
    assert sums(database) == sums_of_evidence(database)
    # One retweet, told by the API's second version and by its first: one post, one retweet.
    retweets = (
        "MATCH (:Item {id: 'post:x:1500000000000000002'})-[e:AMPLIFIES]->(t:Item) "
        "RETURN e.kind, t.id, t.text"
    )
    assert database.read(retweets).rows == [
        ("retweet", "post:x:1500000000000000001", "Look at this, all of it #Truth https://t.co/x")
    ]
