"""How does the REST interface bear many clients at once?

    python -m benchmarks.clients --home DIR [--clients 64] [--seconds 60] [--slow 2]

Starts the interface on the database of `--home` (the embedded one, which must be up; `python -m
benchmarks.forwards_graph` fills one with the 636,307 forwards), and lets each client ask one thing
after another for so long, drawn from a mix: search, neighbours, paths, communities, views. Slow
clients read their answers a little at a time meanwhile. Prints, as JSON, what was answered with
which status, p50, p99 and the longest time for each kind, and the server's memory at the beginning,
after each minute (each tenth, when the clients ask for less than ten), and at its highest; and
whether it is flat: the median of its last third against that of the third before. The clients are
threads of this process, on the server's machine. `--seconds 600` tells whether something leaks.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import random
import socket
import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
import numpy as np
import psutil

from benchmarks.interface import serving, snapshot_of
from benchmarks.pairs import Pairs

Ask = Callable[[random.Random], str]
Asked = tuple[str, float, int]
"""Kind, seconds, status; 0 where no answer came."""

MIX: Final[tuple[tuple[str, int], ...]] = (
    ("search", 30),
    ("neighbours", 30),
    ("paths", 25),
    ("communities", 5),
    ("view", 10),
)
"""How often each kind is asked for, of a hundred."""


def questions(pairs: Pairs) -> dict[str, Ask]:
    """An address for each kind, drawn anew each time."""
    ids = pairs.origins
    words = sorted({part for each in ids[:500] for part in each.partition(":")[2].split("_")})

    def search(draw: random.Random) -> str:
        return f"/v1/actors?{urlencode({'q': draw.choice(words)[:20] or 'a', 'limit': 20})}"

    def neighbours(draw: random.Random) -> str:
        return f"/v1/actors/{quote(draw.choice(ids), safe=':@')}/neighbours?limit=50"

    def paths(draw: random.Random) -> str:
        source, target = pairs.draw(draw)
        asked = {"source": source, "target": target, "limit": 5}
        return f"/v1/paths?{urlencode(asked)}"

    def communities(draw: random.Random) -> str:
        # A few seeds: what one client computed, others find.
        return f"/v1/communities?{urlencode({'seed': draw.randint(1, 3), 'limit': 20})}"

    def view(draw: random.Random) -> str:
        return f"/v1/view?{urlencode({'center': draw.choice(ids), 'maxNodes': 100})}"

    asked: tuple[Ask, ...] = (search, neighbours, paths, communities, view)
    return {each.__name__: each for each in asked}


def client(address: str, kinds: dict[str, Ask], seed: int, until: float) -> list[Asked]:
    """Ask one thing after another until the time is over, over a connection that is kept."""
    draw = random.Random(seed)
    names, weights = zip(*MIX, strict=True)
    done: list[Asked] = []
    session = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    while time.monotonic() < until:
        kind = draw.choices(names, weights)[0]
        began = time.perf_counter()
        try:
            session.request("GET", kinds[kind](draw))
            answer = session.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            session.close()
            status = 0
        done.append((kind, time.perf_counter() - began, status))
    session.close()
    return done


def slow_client(address: str, until: float) -> None:
    """Ask for a large answer, and read it in drops."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    while time.monotonic() < until:
        with socket.create_connection((host, port), timeout=120) as raw:
            raw.sendall(b"GET /v1/view?maxNodes=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while time.monotonic() < until and raw.recv(512):
                time.sleep(0.05)


class Memory(threading.Thread):
    """Notes the server's resident memory while the clients ask.

    Args:
        process: The server.
        seconds: How long they will ask.

    Attributes:
        every: Seconds between two notes.
        megabytes: What was noted, beginning before the first question.
        highest: The most that was seen, also between the notes.
    """

    def __init__(self, process: psutil.Process, seconds: float) -> None:
        super().__init__(daemon=True)
        self._process = process
        self.every = min(60.0, seconds / 10)
        self.over = threading.Event()
        self.megabytes = [self._now()]
        self.highest = self.megabytes[0]

    def run(self) -> None:
        noted = time.monotonic()
        while not self.over.wait(0.5):
            now = self._now()
            self.highest = max(self.highest, now)
            if time.monotonic() - noted >= self.every:
                noted = time.monotonic()
                self.megabytes.append(now)

    def growth(self) -> float:
        """Per cent by which the last third of the notes lies above the third before, by median."""
        third = len(self.megabytes) // 3
        before, last = self.megabytes[-2 * third : -third], self.megabytes[-third:]
        return round(100 * (statistics.median(last) / statistics.median(before) - 1), 1)

    def _now(self) -> int:
        return int(self._process.memory_info().rss / 1e6)


def figures(asked: list[Asked]) -> dict[str, object]:
    """Times and statuses of each kind."""
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        by_kind[each[0]].append(each)
    found: dict[str, object] = {}
    for kind, _ in MIX:
        seconds = np.array([each[1] for each in by_kind[kind]] or [np.nan])
        found[kind] = {
            "requests": len(by_kind[kind]),
            "statuses": dict(Counter(str(each[2]) for each in by_kind[kind])),
            "p50ms": round(float(np.percentile(seconds, 50)) * 1000, 1),
            "p99ms": round(float(np.percentile(seconds, 99)) * 1000, 1),
            "longestMs": round(float(seconds.max()) * 1000, 1),
        }
    return found


def measure(
    address: str, server: psutil.Process, pairs: Pairs, clients: int, seconds: float, slow: int
) -> dict[str, object]:
    kinds = questions(pairs)
    memory = Memory(server, seconds)
    began = time.monotonic()
    until = began + seconds
    before = server.cpu_times()
    memory.start()
    with ThreadPoolExecutor(clients + slow) as pool:
        for _ in range(slow):
            pool.submit(slow_client, address, until)
        parts = list(pool.map(lambda k: client(address, kinds, k, until), range(clients)))
    elapsed = time.monotonic() - began  # the last answers come after the time is over
    memory.over.set()
    memory.join()
    after = server.cpu_times()
    asked = [each for part in parts for each in part]
    statuses = Counter(each[2] for each in asked)
    return {
        "clients": clients,
        "slowClients": slow,
        "seconds": round(elapsed, 1),
        "requests": len(asked),
        "perSecond": round(len(asked) / elapsed, 1),
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "failed": sum(count for status, count in statuses.items() if status == 0 or status >= 500),
        "p99ms": round(float(np.percentile([each[1] for each in asked], 99)) * 1000, 1),
        "serverCpuSeconds": round(after.user + after.system - before.user - before.system, 1),
        "memoryMB": {
            "everySeconds": round(memory.every),
            "each": memory.megabytes,
            "highest": memory.highest,
            "growthPercent": memory.growth(),
        },
        "kinds": figures(asked),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--slow", type=int, default=2)
    asked = parser.parse_args()
    with serving(asked.home) as (address, server):
        pairs = Pairs(snapshot_of(asked.home))
        ready = httpx.get(f"{address}/ready").json()
        warm = client(address, questions(pairs), -1, time.monotonic() + 3)
        found = measure(address, server, pairs, asked.clients, asked.seconds, asked.slow)
    machine = {
        "cpus": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    print(json.dumps({"graph": ready, "machine": machine, "warm": len(warm), **found}, indent=1))
    return int(bool(found["failed"]))


if __name__ == "__main__":
    sys.exit(main())
