"""`ampnet load --bulk`: the graph of the normal load, whoever is killed when."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from api.cli.app import app
from graph import schema
from graph.bulk.rebuild import Rebuild, RebuildError
from graph.database import Database
from graph.embedded import EmbeddedServer
from loaders.bulk.load import BulkLoadError, load_bulk
from loaders.load import LoadReport, load_file
from tests.support.engines import JAVA_OPTIONS, empty
from tests.support.graph_digest import contents, differences
from tests.support.own_ports import reserve

ROOT = Path(__file__).resolve().parents[2]
EVENTS = ("actor", "target", "kind", "time", "id", "url", "title", "text")
ROWS = [
    ("@a", "@hub", "retweet", "2022-03-01T12:00:00.250Z"),
    ("@a", "@hub", "retweet", "2022-03-01T12:00:00.250Z"),
    ("@a", "@hub", "quote", "2022-03-03"),
    ("@b", "@hub", "retweet", ""),
    ("@b", "@a", "mention", "2022-01-01", "77", "", "", "short"),
    ("@b", "@hub", "reply", "2022-01-01T10:00:00Z", "77", "", "", "and longer"),
    ("@b", "@hub", "reply", "2022-01-01T10:00:00Z", "77"),
    ("@d", "@hub", "reply", "2021-01-01", "77"),
    ("@c", "@c", "reply", "2022-01-05", "", "https://x.com/c/status/1", 'quo"te\n', "Ω\t界 \\"),
    ("t.me/s/chan", "@nobody", "shouted", "2022-01-05"),
    ("t.me/s/chan", "@new", "link", "1965-01-05", "5"),
]
LIST = ("Category", "Account Type", "Name", "Twitter ID", "Facebook ID")
ACCOUNTS = [
    ("Russia", "Media", "Hub News", "hub", "HubPage"),
    ("China", "Diplomatic/Government", "Both", "b", "embassy"),
    ("China", "Media", "Both", "b", ""),
]
LOADER = """
import sys, time
from pathlib import Path
from graph.bulk.rebuild import Rebuild
from graph.embedded import EmbeddedServer
from loaders.bulk.load import load_bulk
home, file, quarantine = map(Path, sys.argv[1:])
server = EmbeddedServer(home, heap="512m")
Rebuild.exchange = lambda *_: time.sleep(3600)
load_bulk(server, [(file, None)], quarantine=quarantine, dataset="d")
"""
"""Never comes to its last step: until it is killed, however long a busy machine takes for that."""


def write(path: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows((*row, *[""] * (len(header) - len(row))) for row in rows)
    return path


@pytest.fixture
def server(embedded_home: Path) -> Iterator[EmbeddedServer]:
    running = EmbeddedServer(reserve(embedded_home), heap="512m", java_options=JAVA_OPTIONS)
    running.start(240)
    yield running


def said(server: EmbeddedServer) -> Counter[str]:
    """The graph without its version; a time is read with its zone, UTC, until a restart."""
    with Database(server.owner()) as database:
        lines = contents(database)
        before = "MATCH (i:Item) WHERE i.publishedAt < datetime('2022-02-01T00:00:00Z') RETURN i.id"
        lines.update(f"early {id_}" for (id_,) in database.read(before).rows)
        keys = [row for row in database.read("SHOW CONSTRAINTS").rows if "UNIQUENESS" in row]
        lines.update(f"{row[1:]}" for row in (*keys, *database.read("SHOW INDEXES").rows))
    graph = '[["Graph"]'
    return Counter({k.replace("+00:00", ""): n for k, n in lines.items() if graph not in k})


def normal(server: EmbeddedServer, *paths: Path) -> list[LoadReport]:
    with Database(server.owner()) as database:
        schema.prepare(database)
        folder = paths[0].parent / "quarantine"
        return [load_file(database, path, quarantine=folder, dataset="d") for path in paths]


def test_the_same_graph_whoever_is_killed(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMPNET_HOME", str(server.home.root))
    monkeypatch.setenv("AMPNET_EMBEDDED_HEAP", "512m")
    monkeypatch.setenv("AMPNET_EMBEDDED_JAVA", " ".join(JAVA_OPTIONS))
    accounts = write(tmp_path / "list.csv", LIST, ACCOUNTS)
    events = write(tmp_path / "events.csv", EVENTS, ROWS)
    later = write(
        tmp_path / "later.csv", EVENTS, [*ROWS[:3], ("@z", "@hub", "reply", "2023-01-01")]
    )
    whose = {
        "title": "Events",
        "licenses": [{"name": "MIT"}],
        "resources": [{"path": "events.csv"}],
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(whose))
    wanted_reports = normal(server, accounts, events)
    wanted = said(server)
    after_later = (normal(server, later), said(server))
    with Database(server.owner()) as database:
        empty(database)
    normal(server, accounts)
    unfinished = ".ampnet-unfinished-*"
    arguments = [sys.executable, "-c", LOADER, str(server.home.root), str(events)]
    orphans: list[psutil.Process] = []
    for sign in (unfinished, f"{unfinished}/import.log"):  # while it reads, while the importer runs
        victim = subprocess.Popen([*arguments, str(tmp_path / "quarantine")], cwd=ROOT)
        while victim.poll() is None and not list(server.home.root.glob(sign)):
            time.sleep(0.01)
        assert victim.poll() is None
        orphans += psutil.Process(victim.pid).children()
        victim.kill()
        victim.wait()
        assert server.status().answering
        with Database(server.owner()) as database:
            assert not database.read("MATCH (i:Item) RETURN 1 LIMIT 1").rows
    result = CliRunner().invoke(app, ["load", "--bulk", str(events), "--dataset", "d", "--json"])
    assert result.exit_code == 3, result.output  # a row is refused
    ours = said(server)
    assert ours == wanted, differences(wanted, ours)
    assert any('["Dataset"]' in line and '"MIT"' in line for line in ours)
    report, wanted_report = json.loads(result.stdout), wanted_reports[1].as_json()
    for name in ("state", "rowsRead", "written", "unchanged", "quarantined", "warnings"):
        assert report[name] == wanted_report[name], name
    for orphan in orphans:  # importers that go on without their loader disturb nobody
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
    assert not list(server.home.root.glob(f"{unfinished}/import.json"))
    first, second = Rebuild(server), Rebuild(server)
    assert first.folder.exists(), "whoever begins leaves alone what another is at"
    second.clean()
    first.clean()
    with pytest.raises(BulkLoadError, match="has items already"):
        load_bulk(server, [(events, None)], quarantine=tmp_path / "quarantine")
    # The new database is one like any other: constraints, labels, and loads that go on.
    assert (normal(server, later)[0].written, said(server)) == (1, after_later[1])
    assert normal(server, events)[0].written == 0


def test_what_only_the_normal_load_can_do(server: EmbeddedServer, tmp_path: Path) -> None:
    accounts = write(tmp_path / "list.csv", LIST, ACCOUNTS)
    with pytest.raises(BulkLoadError, match=r"list.csv, line 2: --bulk is for tables"):
        load_bulk(server, [(accounts, None)], quarantine=tmp_path)
    assert server.status().answering


def test_what_is_written_before_the_exchange_is_kept(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = write(tmp_path / "events.csv", EVENTS, ROWS[:2])
    make = Rebuild.make

    def make_while_somebody_writes(self: Rebuild) -> None:
        make(self)
        with Database(server.owner()) as database:  # what no version and no count tells of
            database.execute("MATCH (g:Graph) SET g.someone = 'was here'")

    with monkeypatch.context() as patched:
        patched.setattr(Rebuild, "make", make_while_somebody_writes)
        with pytest.raises(RebuildError, match="Somebody wrote to the graph meanwhile"):
            load_bulk(server, [(events, None)], quarantine=tmp_path)
    with Database(server.owner()) as database:
        found = database.read("MATCH (g:Graph) RETURN g.someone, COUNT { (:Item) }").rows
        assert found == [("was here", 0)]
        database.execute("MATCH (g:Graph) REMOVE g.someone")
    assert load_bulk(server, [(events, None)], quarantine=tmp_path)[0].written == 2
    assert not list(server.home.root.glob(".ampnet-unfinished-*"))
