"""The loader and the database are killed in the middle of a load; then it is as if nothing was.

The moments are drawn: some batches after the last kill, and then up to the length of one batch
later, so that kills fall before, into and behind commits. Others come with AMPNET_TEST_SEED.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Thread

import psutil
import pytest

from graph import schema
from graph.database import Database
from graph.embedded import EmbeddedServer
from graph.errors import DatabaseUnavailableError
from loaders.load import LoadProgress, load_file
from loaders.run import LoadInterruptedError
from tests.support.engines import JAVA_OPTIONS, Engine, empty
from tests.support.graph_digest import contents, differences, digest
from tests.support.own_ports import reserve

ROOT = Path(__file__).resolve().parents[2]
SEED = int(os.environ.get("AMPNET_TEST_SEED") or 20_221_122)
KILLS = 10
RESTARTS = 4  # each takes three seconds of the processor
BATCH_ROWS = 50
BATCHES = 24  # of the interactions and posts; the registry after them has half a dozen

SECONDS = 240
"""Until something must have happened: a busy machine takes half a minute to start a server."""

LOADERS = """
import os, sys, time
from pathlib import Path
from graph.connect import open_database
from graph.settings import Settings
from loaders.load import load_file
batch_rows, quarantine, *paths = sys.argv[1:]
for line in sys.stdin:
    left = int(line)
    if loader := os.fork():
        print(loader, flush=True)
        os.wait()
        print("ended", flush=True)
        continue

    def progress(now):
        global left
        print("batch", flush=True)
        left -= 1
        if left < 0:
            time.sleep(3600)

    with open_database(Settings()) as database:
        for path in map(Path, paths):
            load_file(database, path, quarantine=Path(quarantine), batch_rows=int(batch_rows),
                      progress=progress)
    os._exit(0)
"""
"""Starts a loader for each line that it is given: importing all that one needs takes a second.

The line says after how many batches it is to be killed; after one more, it waits until it is. So
it never gets to the end before a busy machine lets us kill it.
"""


@dataclass(frozen=True)
class Files:
    """What is loaded, and where its refused rows go."""

    paths: tuple[Path, ...]
    quarantine: Path

    def refused(self) -> list[str]:
        """What stands in the quarantine, without warnings."""
        lines = [
            line
            for path in sorted(self.quarantine.glob("*.jsonl"))
            for line in path.read_text("utf-8").splitlines()
        ]
        return [line for line in lines if json.loads(line)["_severity"] == "refused"]


pytestmark = pytest.mark.timeout(1200)  # a busy machine takes half a minute for each start


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Interactions and posts with all that could be counted twice, and who the actors are."""
    rng = random.Random(1)
    kinds = ("retweet", "quote", "reply", "mention")
    actors = [f"@actor{n}" for n in range(60)]
    events, registry, posts = (tmp_path / f"{name}.csv" for name in ("events", "registry", "posts"))
    with events.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("actor", "target", "kind", "time", "id"))
        for n in range(BATCH_ROWS * 18):
            day = f"2022-03-{rng.randrange(1, 29):02}" if n % 97 else "some day"
            item = str(n // 3) if n % 5 == 0 else ""  # some posts amplify several
            actor = rng.choice(actors) if not item else actors[n // 3 % 60]
            writer.writerow((actor, rng.choice(actors[:9]), rng.choice(kinds), day, item))
    with registry.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("Category", "Account Type", "Name", "Twitter ID", "Facebook ID"))
        for n in range(300):
            kind = "Media" if n % 2 else "Diplomatic/Government"
            writer.writerow(("China", kind, f"Name {n}", f"actor{n % 250}", f"page{n}"))
    with posts.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("author", "time", "text", "id", "repost_of", "reply_to", "links"))
        for n in rng.sample(range(300), 300):  # so that many are amplified before they are there
            of = [str(n - 7) if n % 3 == 0 else "", str(n - 11) if n % 7 == 0 else ""]
            link = f"https://e{n % 5}.org/{n % 30}" if n % 4 == 0 else ""
            day = f"2022-03-{n % 28 + 1:02}T12:00:00Z" if n % 59 else "some day"
            writer.writerow((actors[n % 60], day, f"Text {n} #tag{n % 9}", n, *of, link))
    return Files((events, posts, registry), tmp_path / "quarantine")


def load(database: Database, files: Files) -> None:
    for path in files.paths:
        load_file(database, path, quarantine=files.quarantine, batch_rows=BATCH_ROWS)


def undisturbed(database: Database, files: Files) -> tuple[Counter[str], list[str]]:
    """Load it once in peace; return the graph and the refused rows, and empty the graph."""
    load(database, files)
    graph = contents(database), files.refused()
    empty(database)
    schema.prepare(database)
    return graph


def moments(rng: random.Random, kills: int) -> list[int]:
    """After how many batches, counted over the whole load, it is killed."""
    return sorted(rng.sample(range(1, BATCHES + 5), kills))


def same(database: Database, files: Files, expected: tuple[Counter[str], list[str]]) -> None:
    graph, refused = expected
    found = contents(database)
    assert digest(found) == digest(graph), differences(graph, found)
    assert files.refused() == refused
    assert len(refused) > 10


@pytest.fixture
def loaders(engine: Engine, files: Files) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", LOADERS, str(BATCH_ROWS), str(files.quarantine), *files.paths],
        env={**os.environ, **engine.variables},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def killed_after(batches: int, pause: float, loaders: subprocess.Popen[str]) -> None:
    """Start a loader and kill it some batches and seconds later, if it is not done by then."""
    assert loaders.stdin is not None and loaders.stdout is not None
    loaders.stdin.write(f"{batches}\n")
    loaders.stdin.flush()
    loader = psutil.Process(int(loaders.stdout.readline()))
    told = iter(loaders.stdout.readline, "ended\n")
    for _ in islice(told, batches):
        pass
    time.sleep(pause)
    with suppress(psutil.NoSuchProcess):
        loader.kill()
    for _ in told:
        pass


def test_the_loader_is_killed(
    loaders: subprocess.Popen[str], database: Database, files: Files
) -> None:
    expected = undisturbed(database, files)
    rng = random.Random(SEED)
    committed: list[int] = []
    for _ in range(KILLS):
        # The first batch that it tells of is the one before, which it passes over.
        killed_after(rng.randint(2, 4), rng.uniform(0, 0.05), loaders)
        runs = database.read("MATCH (r:Run) RETURN coalesce(sum(r.offset), 0)").rows
        committed.append(runs[0][0])
    assert len(set(committed)) > KILLS // 2, "the kills fell into different moments of the load"
    assert committed == sorted(committed), "nothing that was committed is lost"
    load(database, files)
    same(database, files, expected)


def test_the_database_is_killed_or_stopped(embedded_home: Path, files: Files) -> None:
    server = EmbeddedServer(reserve(embedded_home), heap="512m", java_options=JAVA_OPTIONS)
    server.start(SECONDS)
    with Database(server.owner()) as database:
        schema.prepare(database)
        expected = undisturbed(database, files)
        rng = random.Random(SEED)
        waits = moments(rng, RESTARTS)
        killer = Killer(server, waits, [rng.uniform(0, 0.05) for _ in waits])
        for path in files.paths:
            killer.finished = False
            while not killer.finished:
                try:
                    load_file(
                        database,
                        path,
                        quarantine=files.quarantine,
                        batch_rows=BATCH_ROWS,
                        progress=killer,
                    )
                    killer.finished = True
                except (DatabaseUnavailableError, LoadInterruptedError):
                    killer.join()
                    server.start(SECONDS)  # as the error says, and load again
        killer.join()
        assert killer.kills == RESTARTS
        same(database, files, expected)


class Killer:
    """Kills the server, or stops it, at its moments and starts it again; called by the load."""

    def __init__(
        self, server: EmbeddedServer, moments: Sequence[int], pauses: Sequence[float]
    ) -> None:
        self.kills = 0
        self.finished = False
        self._server = server
        self._moments = list(zip(moments, pauses, strict=True))
        self._batches = 0
        self._thread: Thread | None = None

    def __call__(self, now: LoadProgress) -> None:
        self._batches += 1
        if self._moments and self._batches >= self._moments[0][0]:
            self.join()  # of the last time: no moment is passed over
            pause = self._moments.pop(0)[1]
            self._thread = Thread(target=self._kill, args=(pause,))
            self._thread.start()

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _kill(self, pause: float) -> None:
        time.sleep(pause)
        if self.kills % 2:  # in order, as `ampnet down` does
            assert self._server.stop()
        else:
            pid = self._server.status().pid
            assert pid is not None
            process = psutil.Process(pid)
            process.kill()
            process.wait(SECONDS)
        self.kills += 1
        self._server.start(SECONDS)
