"""Kill -9 at random moments of a load: the graph that results is that of a load left in peace.

`python -m benchmarks.kills --times 20` kills the loader and the database by turns and lets the load
go on; with `--bulk` it kills `ampnet load --bulk`, and looks each time that the graph is as it was
before or as it should be. It ends with status 1 at the first difference. The tests do the same at
fewer moments, so that they stay short.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.post_files import table
from graph import schema
from graph.database import Database
from graph.embedded import EmbeddedServer
from loaders.load import load_file
from tests.support.engines import empty
from tests.support.graph_digest import contents, differences

ROWS = 3_000
BATCH_ROWS = 60
NORMAL = """
import sys
from pathlib import Path
from graph.database import Database
from graph.embedded import EmbeddedServer
from loaders.load import load_file
home, quarantine, rows, *files = sys.argv[1:]
with Database(EmbeddedServer(Path(home)).owner()) as database:
    for file in map(Path, files):
        load_file(database, file, quarantine=Path(quarantine), batch_rows=int(rows))
"""
BULK = """
import sys
from pathlib import Path
from graph.embedded import EmbeddedServer
from loaders.bulk.load import load_bulk
home, quarantine, rows, *files = sys.argv[1:]
server = EmbeddedServer(Path(home), heap="512m")
load_bulk(server, [(Path(f), None) for f in files], quarantine=Path(quarantine))
"""
Graph = Counter[str]


class DifferentError(Exception):
    """The graph is not what it should be."""


@dataclass
class Trial:
    """A database, files, and what they should become."""

    server: EmbeddedServer
    folder: Path
    program: str
    files: list[Path]

    def start(self) -> subprocess.Popen[bytes]:
        """Start a loader."""
        home, quarantine = str(self.server.home.root), str(self.folder / "quarantine")
        arguments = [sys.executable, "-c", self.program, home, quarantine, str(BATCH_ROWS)]
        with (self.folder / "loader.log").open("ab") as log:
            return subprocess.Popen([*arguments, *map(str, self.files)], stderr=log)

    def finish(self) -> float:
        """Load in peace; return the seconds that it took."""
        began = time.monotonic()
        if self.start().wait():
            raise DifferentError((self.folder / "loader.log").read_text("utf-8")[-1500:])
        return time.monotonic() - began

    def graph(self) -> Graph:
        """Return the graph without its version; the zone of a time is shown until a restart."""
        self.server.start()
        with Database(self.server.owner()) as database:
            lines = contents(database)
        return Counter(
            {k.replace("+00:00", ""): n for k, n in lines.items() if not k.startswith('[["Graph"]')}
        )

    def begin(self, registry: Path) -> None:
        """Empty the graph, but for a registry."""
        with Database(self.server.owner()) as database:
            empty(database)
            schema.prepare(database)
            load_file(database, registry, quarantine=self.folder / "quarantine")


def main() -> int:
    """Kill as often as is asked for, and say how often each end was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--bulk", action="store_true")
    options = parser.parse_args()
    print(f"--seed {options.seed} gives the same moments again")
    with tempfile.TemporaryDirectory(prefix="ampnet-kills-") as name:
        folder = Path(name)
        server = EmbeddedServer(folder / "home", heap="512m")
        server.start()
        try:
            trial, registry = _trial(server, folder, bulk=options.bulk)
            found = _kill(trial, registry, options.times, random.Random(options.seed))
        finally:
            server.stop()
    print(f"{options.times} kills: {', '.join(f'{n} {what}' for what, n in found.items())}; "
          "each time the graph was right")  # fmt: skip
    return 0


def _trial(server: EmbeddedServer, folder: Path, *, bulk: bool) -> tuple[Trial, Path]:
    rng = random.Random(1)
    events, posts, registry = (folder / f"{n}.csv" for n in ("events", "posts", "registry"))
    with events.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("actor", "target", "kind", "time", "id"))
        for n in range(ROWS):
            item = str(n // 3) if n % 5 == 0 else ""  # some posts amplify several
            actor = f"@a{n // 3 % 60}" if item else f"@a{rng.randrange(60)}"
            day = f"2022-03-{rng.randrange(1, 29):02}"
            writer.writerow((actor, f"@a{rng.randrange(9)}", "retweet", day, item))
    with registry.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("Category", "Account Type", "Name", "Twitter ID"))
        writer.writerows(("China", "Media", f"Name {n}", f"a{n}") for n in range(0, 60, 2))
    posts.write_text("".join(table(ROWS)), "utf-8")
    if bulk:
        return Trial(server, folder, BULK, [events]), registry
    return Trial(server, folder, NORMAL, [events, posts]), registry


def _kill(trial: Trial, registry: Path, times: int, rng: random.Random) -> Counter[str]:
    trial.begin(registry)
    before = trial.graph()
    seconds = trial.finish()
    wanted = trial.graph()
    trial.begin(registry)
    found: Counter[str] = Counter()
    bulk = trial.program is BULK
    while found.total() < times:
        loader = trial.start()
        time.sleep(rng.uniform(0, seconds * (1.05 if bulk else 0.4)))
        if loader.poll() is None:
            if not bulk and found.total() % 2:
                _kill_server(trial.server)
                what = "of the database"
            else:
                loader.kill()
                what = "of the loader"
            loader.wait()
            graph = trial.graph()
            if bulk:
                what = _either(graph, before, wanted)
            found[what] += 1
            print(f"{found.total()}: {what}", flush=True)
        else:
            graph = trial.graph()
            _same(wanted, graph)
        if graph == wanted:
            trial.begin(registry)
    trial.finish()
    _same(wanted, trial.graph())
    return found


def _kill_server(server: EmbeddedServer) -> None:
    process = psutil.Process(server.status().pid)
    process.kill()
    process.wait(timeout=30)


def _either(graph: Graph, before: Graph, wanted: Graph) -> str:
    if graph == wanted:
        return "after the exchange"
    # A run that was begun and not ended may stand there; the new load takes it up.
    _same(before, Counter({k: n for k, n in graph.items() if '"running"' not in k}))
    return "before the exchange"


def _same(wanted: Graph, graph: Graph) -> None:
    if graph != wanted:
        raise DifferentError("\n".join(differences(wanted, graph, most=20)))


if __name__ == "__main__":
    sys.exit(main())
