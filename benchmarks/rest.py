"""How long does a path take over HTTP, with one client and with sixteen?

    python -m benchmarks.rest [--home DIR] [--requests 400] [--clients 1 16] [--evidence 3]

Starts the REST interface on the database of `--home` (the embedded one, which must be up), asks
for paths between pairs of actors that have one (`benchmarks.pairs`), over kept connections, and
prints p50, p99, requests a second and the server's processor time for each, as JSON. The clients
are threads of this process, on the server's machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import numpy as np
import psutil

from benchmarks.interface import serving, snapshot_of
from benchmarks.pairs import Pairs


def client(address: str, pairs: list[tuple[str, str]], evidence: int) -> list[tuple[float, int]]:
    """Ask one path after the other; seconds and number of hops of each.

    `http.client`, because httpx would take as much of the machine as the server does.
    """
    took: list[tuple[float, int]] = []
    session = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    for source, target in pairs:
        query = {"source": source, "target": target, "evidence": evidence, "limit": 5}
        began = time.perf_counter()
        session.request("GET", f"/v1/paths?{urlencode(query)}")
        answer = session.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - began
        assert answer.status == 200, body
        took.append((seconds, int(json.loads(body)["length"] or 0)))
    session.close()
    return took


def measure(
    address: str, server: psutil.Process, pairs: Pairs, clients: int, requests: int, evidence: int
) -> object:
    draw = random.Random(42)
    each = max(requests // clients, 1)
    work = [[pairs.draw(draw) for _ in range(each)] for _ in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        began, before = time.perf_counter(), server.cpu_times()
        parts = list(pool.map(lambda pairs: client(address, pairs, evidence), work))
        elapsed, after = time.perf_counter() - began, server.cpu_times()
    answers = [pair for part in parts for pair in part]
    seconds = np.array([pair[0] for pair in answers])
    cpu = after.user + after.system - before.user - before.system
    return {
        "clients": clients,
        "requests": len(answers),
        "withPath": sum(hops > 0 for _, hops in answers),
        "evidence": evidence,
        "p50ms": round(float(np.percentile(seconds, 50)) * 1000, 1),
        "p99ms": round(float(np.percentile(seconds, 99)) * 1000, 1),
        "perSecond": round(len(answers) / elapsed, 1),
        "serverCpuMsEach": round(cpu / len(answers) * 1000, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16])
    parser.add_argument("--evidence", type=int, nargs="+", default=[0, 3])
    asked = parser.parse_args()
    with serving(asked.home) as (address, server):
        pairs = Pairs(snapshot_of(asked.home))
        ready = httpx.get(f"{address}/ready").json()
        client(address, [pairs.draw(random.Random(0))] * 20, 3)  # warm
        figures = [
            measure(address, server, pairs, clients, asked.requests, evidence)
            for evidence in asked.evidence
            for clients in asked.clients
        ]
    machine = {
        "cpus": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    print(json.dumps({"graph": ready, "machine": machine, "figures": figures}, indent=1))


if __name__ == "__main__":
    main()
