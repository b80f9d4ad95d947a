"""A few accounts of one another, seen in events and named by a list."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph.database import Database
from graph.snapshot import Snapshot
from loaders.load import load_file
from tests.support.graph_digest import contents

LIST = ("Category", "Account Type", "Name", "Twitter ID", "Facebook ID", "Telegram ID")


ACCOUNTS = [
    ("Russia", "Media", "Hub News", "@Hub", "HubPage", "https://t.me/s/hubnews"),
    ("China", "Diplomatic/Government", "Ambassador B", "b", "embassy", ""),
    ("China", "Diplomatic/Government", "Consul C", "https://twitter.com/C", "embassy", ""),
]


EVENTS = ("actor", "target", "kind", "time", "id")


SEEN = [
    ("@a", "t.me/hubnews/5", "link", "2022-03-01", "1"),
    ("@a", "https://x.com/hub?s=20", "link", "2022-03-02", "2"),
    ("telegram:hubnews", "@b", "link", "2022-03-03", "3"),
    ("https://mobile.twitter.com/HUB/status/9", "@b", "link", "2022-03-04", "4"),
    ("@d", "facebook.com/embassy", "mention", "2022-03-05", "5"),
    ("@e", "@hub", "retweet", "2022-03-06", "6"),
    ("@a", "@e", "retweet", "2022-03-07", "7"),
]


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def load(database: Database, path: Path) -> None:
    report = load_file(database, path, quarantine=path.parent / "quarantine", dataset="d")
    assert report.state == "complete", report


def said(database: Database) -> Any:
    """The graph without the record of who loaded, merged and split when."""
    lines = contents(database, {"runId"})
    return type(lines)(
        {k: n for k, n in lines.items() if not k.startswith(('[["Run"]', '[["Graph"]'))}
    )


def shown(snapshot: Snapshot) -> dict[str, Any]:
    """All that answers can be made from, by id."""
    ids = snapshot.node_index.ids
    names = ["type", "kind", "count", "firstMs", "lastMs", "events"]
    edges = snapshot.edges.select("source", "target", *names).iter_rows()
    events = snapshot.events.join(snapshot.edges, left_on="edge", right_on="index")
    aliases = snapshot.aliases.select("index", "id", "platform", "handle", "actor")
    return {
        "nodes": snapshot.nodes.drop("dataset").to_dicts(),
        "edges": sorted(str((ids[a], ids[b], *more)) for a, b, *more in edges),
        "events": sorted(
            str((ids[a], ids[b], at))
            for a, b, at in events.select("source", "target", "atMs").iter_rows()
        ),
        "aliases": sorted(str((ids[i], *more)) for i, *more in aliases.iter_rows()),
    }


def build(database: Database, folder: Path) -> Database:
    """Load the events, then the list."""
    load(database, write(folder / "events.csv", EVENTS, SEEN))
    load(database, write(folder / "list.csv", LIST, ACCOUNTS))
    return database
