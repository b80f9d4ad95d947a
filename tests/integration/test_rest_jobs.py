"""Jobs over REST: derivations and exports, followed, fetched and ended."""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import networkx as nx
import psutil
import pytest

from api.jobs import JobStore
from graph.database import Database
from graph.settings import Settings
from loaders.load import load_file
from tests.integration.rest_jobs import MAPPED, TABLE, counted, follow, settings_with_jobs
from tests.integration.rest_server import serving
from tests.support.engines import Engine

# All of it is the same whichever database there is.
pytestmark = pytest.mark.parametrize("served", ["embedded"], indirect=True)


@pytest.fixture(scope="module")
def settings(
    served: Engine, module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return settings_with_jobs(
        served, tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    )


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as client:
        yield client


def test_a_derivation_is_a_job_too(client: httpx.Client) -> None:
    asked = {"kind": "coordination", "window": 30, "traces": ["repost"]}
    taken = client.post("/v1/derivations", json=asked)
    assert taken.status_code == 202
    assert taken.json()["parameters"]["window"] == 30
    done = follow(client, taken.headers["location"])[-1]
    assert done["state"] == "complete", done
    assert done["result"]["run"]


def test_exports_are_jobs_whose_files_are_fetched(
    client: httpx.Client,
    served: Engine,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = tmp_path / "ex.csv"
    file.write_text("actor,target,kind,time\n@ex1,@ex2,reply,2024-05-01\n@ex2,@ex3,reply,\n")
    with Database(served.owner) as owner:
        load_file(owner, file, quarantine=tmp_path)
    client.post("/v1/snapshot/refresh").raise_for_status()
    whole = client.get("/v1/subgraph").raise_for_status().json()
    taken = [client.post(f"/v1/export/{name}") for name in ("graphml", "neo4j", "png")]
    assert [each.status_code for each in taken] == [202, 202, 202]
    locations = [each.headers["location"] for each in taken]
    assert client.get(f"{locations[2]}/file").status_code == 404, "it waits for the first"
    assert client.post(f"{locations[2]}/cancel").json()["state"] == "canceled"
    told = follow(client, locations[0])
    assert told[-1]["state"] == "complete", told[-1]
    made = told[-1]["result"]
    assert (made["nodes"], made["edges"]) == (whole["totalNodes"], whole["totalEdges"])
    assert told[-1]["progress"]["rows"] == made["edges"]
    given = client.get(f"{locations[0]}/file")
    assert given.headers["content-type"] == "application/graphml+xml"
    assert "ampnet.graphml" in given.headers["content-disposition"]
    read = nx.read_graphml(io.BytesIO(given.content), force_multigraph=True)
    assert (len(read), read.number_of_edges()) == (made["nodes"], made["edges"])
    part = client.get(f"{locations[0]}/file", headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, given.content[2:6])
    for asked in ("bytes=9-1", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", f"bytes={'9' * 5_000}-"):
        again = client.get(f"{locations[0]}/file", headers={"Range": asked})
        assert (again.status_code, again.content) == (200, given.content)
    beyond = {"Range": "bytes=999999999-"}
    for there in (f"{locations[0]}/file", "/v1/export/graphml"):
        refused = client.get(there, headers=beyond)
        assert (refused.status_code, refused.json()["type"]) == (416, "/docs#problem-bad-range")
    deadline = time.monotonic() + 240  # the answer is there a moment before
    while list(tmp_path.glob(".ampnet*")):
        assert time.monotonic() < deadline, "what was not sent is cleared away too"
        time.sleep(0.02)
    ways = client.get("/v1/export/csv?source=@ex3&target=@ex1").content
    with zipfile.ZipFile(io.BytesIO(ways)) as archive:
        assert archive.read("edges.csv").count(b"AMPLIFIED") == 2

    everything = follow(client, locations[1])[-1]
    assert everything["state"] == "complete", everything
    assert everything["result"]["nodes"]["Actor"] >= 3
    packed = client.get(f"{locations[1]}/file").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {"neo4j/import.sh", "neo4j/nodes-Actor.csv"} < set(archive.namelist())
        assert str(settings.home).encode() not in archive.read("neo4j/import.sh")
    results = list(settings.home.glob("jobs/*/result/*"))
    assert sorted(path.name for path in results) == ["ampnet-neo4j.zip", "ampnet.graphml"]
    assert client.post("/v1/export/neo4j?center=@one").status_code == 422
    assert client.post("/v1/export/csv?source=@one").status_code == 422
    unknown = client.post("/v1/export/csv?center=@nobody").headers["location"]
    assert "nobody" in follow(client, unknown)[-1]["error"]["detail"]


def test_a_cancel_really_stops(client: httpx.Client, served: Engine, settings: Settings) -> None:
    rows = "".join(f"@a{k},@b{k % 500},2024-01-01\n" for k in range(60_000))
    asked = httpx.QueryParams([("name", "large.csv"), *MAPPED])
    large = client.post("/v1/loads", params=asked, content="wer,wen,wann\n" + rows)
    second = client.post("/v1/loads", params=asked, content=TABLE + "@x,@y,2024-01-01\n")
    waiting = second.headers["location"]
    location = large.headers["location"]
    store, job_id = JobStore(settings.home), large.json()["id"]
    deadline = time.monotonic() + 240
    while (process := store.get(job_id).process) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert client.post(f"{waiting}/cancel").json()["state"] == "canceled"
    assert client.post(f"{location}/cancel").json()["state"] == "canceled"
    deadline = time.monotonic() + 240
    while psutil.pid_exists(process[0]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert client.post(f"{location}/cancel").json()["state"] == "canceled"
    after = counted(served)
    time.sleep(1)
    assert counted(served) == after
    assert after[1] < 60_000
    assert not any((settings.home / "jobs").glob("*/upload"))


def test_a_derivation_that_cannot_be_meant_makes_no_job(
    client: httpx.Client, settings: Settings
) -> None:
    before = sorted((settings.home / "jobs").glob("*"))
    assert client.post("/v1/derivations", json={"kind": "mining"}).status_code == 422
    assert sorted((settings.home / "jobs").glob("*")) == before


def test_unknown_jobs(client: httpx.Client) -> None:
    for job_id in ("job-0123456789abcdef", "job-x", "..%2F..", "%00"):
        for path in ("", "/events", "/refused"):
            assert client.get(f"/v1/jobs/{job_id}{path}").status_code == 404, (job_id, path)
        assert client.post(f"/v1/jobs/{job_id}/cancel").status_code == 404
