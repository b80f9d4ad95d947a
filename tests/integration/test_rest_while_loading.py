"""Reading goes on while a load runs, and every answer is of one version; on both engines."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.database import Database
from loaders.load import load_file
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine

ROWS, BATCH = 300, 100
"""Each row is a reply of an account of its own to one hub: a node, a relationship, an item."""

FIRST = 7


@pytest.fixture
def client(engine: Engine, database: Database, tmp_path: Path) -> Iterator[httpx.Client]:
    load(database, tmp_path, "before", FIRST)
    with serving(settings_of(engine)) as client:
        yield client


def load(database: Database, folder: Path, name: str, rows: int) -> None:
    file = folder / f"{name}.csv"
    lines = (f"@{name}{k},@hub,reply,2024-01-01\n" for k in range(rows))
    file.write_text("actor,target,kind,time\n" + "".join(lines))
    load_file(database, file, quarantine=folder, batch_rows=BATCH)


def read(client: httpx.Client) -> dict[str, list[tuple[str, int]]]:
    """What each kind of answer says of one count, with the version that it says it is of."""

    def get(path: str) -> dict[str, Any]:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    overview, part = get("/v1/overview"), get("/v1/subgraph?maxNodes=1")
    hub, near = get("/v1/actors/@hub"), get("/v1/actors/@hub/neighbours?limit=1")
    at = [each["provenance"]["graphVersion"] for each in (overview, hub, near)]
    return {
        "evidence": [(at[0], overview["evidence"]["reply"])],
        "relationships": [(at[0], overview["edges"]["AMPLIFIED"])],
        "nodes": [(at[0], overview["nodes"]["Actor"] - 1)],
        "subgraph": [(part["graphVersion"], part["totalEdges"])],
        "card": [(at[1], hub["wasAmplified"])],
        "neighbours": [(at[2], near["total"])],
    }


def test_answers_are_of_one_version_while_loads_run(
    client: httpx.Client, engine: Engine, tmp_path: Path
) -> None:
    expected = FIRST
    answers = [read(client)]
    with Database(engine.owner) as database:
        for name in ("new", "newer"):
            loading = threading.Thread(target=load, args=(database, tmp_path, name, ROWS))
            loading.start()
            expected += ROWS
            deadline = time.monotonic() + 240
            while loading.is_alive() or answers[-1]["evidence"][0][1] != expected:
                assert time.monotonic() < deadline, answers[-1]
                answers.append(read(client))
                time.sleep(0.05)
            loading.join()

    counts: dict[str, set[int]] = {}
    for answer in answers:
        for ((version, count),) in answer.values():
            counts.setdefault(version, set()).add(count)
    assert all(len(each) == 1 for each in counts.values()), counts
    for (count,) in counts.values():
        assert (count - FIRST) % BATCH == 0, "half a batch was seen"
    seen = [int(answer["evidence"][0][0].partition("-")[0]) for answer in answers]
    assert seen == sorted(seen), "an answer was older than the one before it"
