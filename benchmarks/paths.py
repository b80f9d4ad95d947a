"""How long shortest paths take, for one client and for 16 at once, in process and over REST."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

from api import background
from api.listening import bind
from benchmarks.figures import Figure, percentiles
from benchmarks.pairs import Pairs
from benchmarks.workbench import Workbench
from graph.answers.paths import shortest_paths
from tests.support.leash import Leash

CLIENTS = (1, 16)
WANTED = "p99 under 50 ms at 16 clients"

Ask = Callable[[str, str], object]


def measure(bench: Workbench) -> Iterator[Figure]:
    """Ask for paths between channels that have one, drawn from a seed."""
    asked = 50 if bench.quick else 300
    pairs = Pairs(bench.snapshot)
    snapshot = bench.snapshot
    shortest_paths(snapshot, *pairs.draw(random.Random(0)))  # what is made once, is made now
    for clients in CLIENTS:
        asks: list[Ask] = [lambda a, b: shortest_paths(snapshot, a, b)] * clients
        yield from _figures("paths in process", asks, pairs, asked)
    with closing(bind("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = bench.settings.model_copy(update={"port": port})
    leash = Leash(background.start(settings).pid)
    try:
        asks = [_Client(port) for _ in range(max(CLIENTS))]
        asks[0](*pairs.draw(random.Random(0)))
        for clients in CLIENTS:
            yield from _figures("paths over REST", asks[:clients], pairs, asked)
    finally:
        background.stop(settings)
        leash.release()


class _Client:
    """One connection, kept open as a browser's is; the leanest client the library has."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __call__(self, source: str, target: str) -> None:
        self._connection.request(
            "GET", f"/v1/paths?{urlencode({'source': source, 'target': target})}"
        )
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:300]!r}")


def _figures(name: str, asks: list[Ask], pairs: Pairs, asked: int) -> Iterator[Figure]:
    """Let every client ask anew as soon as it is answered."""

    def client(number: int) -> list[float]:
        rng = random.Random(number)
        times = []
        for _ in range(asked):
            source, target = pairs.draw(rng)
            began = time.perf_counter()
            asks[number](source, target)
            times.append((time.perf_counter() - began) * 1000)
        return times

    began = time.perf_counter()
    with ThreadPoolExecutor(len(asks)) as pool:
        times = [t for each in pool.map(client, range(len(asks))) for t in each]
    rate = len(times) / (time.perf_counter() - began)
    who = "1 client" if len(asks) == 1 else f"{len(asks)} clients"
    p50, p99 = percentiles(times)
    note = f"{len(times):,} questions, {rate:,.0f}/s"
    yield Figure(f"{name}, {who}: p50", p50, "ms", note=note)
    yield Figure(f"{name}, {who}: p99", p99, "ms", WANTED if len(asks) > 1 else "", note)
