"""Loads and derivations over REST: taken, followed, ended, and exactly once, on both engines."""

from __future__ import annotations

import io
import json
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import networkx as nx
import psutil
import pytest

from api.jobs import JobStore
from graph.database import Database
from graph.settings import Settings
from loaders.load import load_file
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine

once = pytest.mark.parametrize("served", ["embedded"], indirect=True)
"""What is the same whichever database there is."""

TABLE = "wer,wen,wann\n@one,@two,2024-01-01\n@one,,2024-01-02\n@three,@two,2024-01-03\n"
MAPPED = [("map", "actor=wer"), ("map", "target=wen"), ("map", "time=wann"), ("set", "kind=reply")]


@pytest.fixture(scope="module")
def settings(
    served: Engine, module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The engine's, with jobs in a home of our own: the embedded database stands in another."""
    uri = served.owner
    mine = {
        "home": tmp_path_factory.mktemp("home"),
        "neo4j_uri": uri.uri,
        "neo4j_user": uri.user,
        "neo4j_password": uri.password,
        "neo4j_database": uri.database,
        "upload_mb": 2,
        "load_folder": tmp_path_factory.mktemp("files"),
    }
    return settings_of(served, **mine)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as client:
        yield client


def follow(client: httpx.Client, location: str) -> list[dict[str, Any]]:
    """The states that a job's events tell, until it has ended."""
    with client.stream("GET", f"{location}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = list(events.iter_lines())
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def counted(served: Engine) -> tuple[Any, ...]:
    with Database(served.owner) as owner:
        return tuple(
            owner.read(f"MATCH {what} RETURN count(*)").rows[0][0]
            for what in ("(:Actor)", "(:Item)", "()-[:AMPLIFIED]->()")
        )


def test_a_file_is_loaded_exactly_once(client: httpx.Client, served: Engine) -> None:
    asked = httpx.QueryParams([("name", "mine.csv"), ("dataset", "mine"), *MAPPED])
    taken = client.post("/v1/loads", params=asked, content=TABLE)
    assert taken.status_code == 202, taken.text
    location = taken.headers["location"]
    assert taken.json()["state"] == "queued"
    told = follow(client, location)
    assert told[-1]["state"] == "partiallyComplete"
    assert told[-1]["progress"]["rows"] == 3
    (load,) = told[-1]["result"]["loads"]
    assert (load["rowsRead"], load["written"], load["quarantined"]) == (3, 2, 1)
    assert client.get(location).json() == told[-1]
    assert str(Path.home()) not in json.dumps(told)
    refused = client.get(f"{location}/refused")
    assert refused.headers["content-type"].startswith("application/x-ndjson")
    assert json.loads(refused.text)["_line"] == 3
    before = counted(served)
    assert before == (3, 2, 2)

    again = client.post("/v1/loads", params=asked, content=TABLE.encode()).headers["location"]
    (load,) = follow(client, again)[-1]["result"]["loads"]
    assert load["written"] == 0
    assert counted(served) == before
    listed = client.get("/v1/jobs?limit=1").json()
    assert f"/v1/jobs/{listed['items'][0]['id']}" == again
    assert (listed["total"], listed["truncated"]) == (2, True)
    assert client.get("/v1/jobs?state=running").json()["total"] == 0
    # Reading goes on, on the new graph.
    assert client.get("/v1/actors/@three").json()["amplified"] == 1


@once
def test_a_form_is_taken_as_well(client: httpx.Client) -> None:
    asked = {
        "dataset": "form",
        "map": ["actor=wer", "target=wen", "time=wann"],
        "set": "kind=quote",
    }
    large = TABLE + "@one,@five,2024-01-04\n" * 20_000  # more than one chunk
    taken = client.post("/v1/loads", data=asked, files={"file": ("form.csv", large)})
    assert taken.status_code == 202, taken.text
    assert taken.json()["parameters"]["bytes"] == len(large)
    done = follow(client, taken.headers["location"])[-1]
    (load,) = done["result"]["loads"]
    assert (load["input"], load["dataset"], load["rowsRead"]) == ("form.csv", "form", 20_003)
    # The form's word counts; the file's own name need not do.
    both = {"name": "b.csv", "dataset": "query", "format": "coortweet", "again": "true"}
    foreign = {"file": ("Übersicht (2) Канал.csv", "actor,target,kind\n@r,@s,reply\n", "text/csv")}
    named = client.post("/v1/loads", files=foreign).json()
    assert named["parameters"]["file"] == "Übersicht (2) Канал.csv"
    hostile = {"file": ("../../x.csv", "actor,target,kind\n@r,@s,reply\n", "text/csv")}
    taken = client.post("/v1/loads", params=both, data={"format": "interactions"}, files=hostile)
    parameters = taken.json()["parameters"]
    assert (parameters["file"], parameters["format"]) == ("b.csv", "interactions")
    assert (parameters["dataset"], parameters["again"]) == ("query", True)
    assert follow(client, taken.headers["location"])[-1]["state"] == "complete"


FORM = "multipart/form-data; boundary=cut"
FILE_PART = '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n'


@once
def test_a_form_that_cannot_be_meant_is_refused(client: httpx.Client, settings: Settings) -> None:
    jobs = settings.home / "jobs"
    before = sorted(jobs.glob("*"))
    file = {"file": ("a.csv", TABLE)}
    refused: list[tuple[int, str, dict[str, Any]]] = [
        (422, "name", {"files": {"file": ("../x.csv", TABLE)}}),
        (422, "name", {"files": {"file": ("/etc/passwd", TABLE)}}),
        (422, "empty", {"files": {"file": ("a.csv", "")}}),
        (422, "no file", {"files": {"other": ("a.csv", TABLE)}}),
        (422, "two files", {"files": [("file", ("a.csv", TABLE)), ("file", ("b.csv", TABLE))]}),
        (422, "folder", {"files": file, "data": {"folder": "/etc"}}),
        (422, "again", {"files": file, "data": {"again": "perhaps"}}),
        (422, "format", {"files": file, "data": {"format": "none"}}),
        (422, "actor", {"files": file, "data": {"map": "actor"}}),
        (413, "dataset", {"files": file, "data": {"dataset": "x" * 1_001}}),
        (413, "parts", {"files": file, "data": {"map": ["a=b"] * 300}}),
        (413, "MB", {"files": {"file": ("a.csv", b"x" * 2_000_001)}}),
        (413, "bytes", {"files": {"file": ("a.csv", b"x" * 3_000_000)}}),
        (400, "breaks off", {"content": FILE_PART, "headers": {"Content-Type": FORM}}),
        (400, "form", {"content": "--other", "headers": {"Content-Type": FORM}}),
        (400, "breaks off", {"content": "", "headers": {"Content-Type": FORM}}),
        (400, "form", {"content": FILE_PART, "headers": {"Content-Type": "multipart/form-data"}}),
        (422, "text", {"files": {"file": (None, TABLE)}}),
    ]
    for status, word, sent in refused:
        answer = client.post("/v1/loads", **sent)
        assert (answer.status_code, word in answer.text) == (status, True), (word, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert sorted(jobs.glob("*")) == before


@once
def test_what_cannot_be_loaded_fails_in_words(client: httpx.Client) -> None:
    taken = client.post("/v1/loads", params={"name": "broken.csv"}, content=b"\x00\x01\x02")
    done = follow(client, taken.headers["location"])[-1]
    assert done["state"] == "failed"
    assert "broken.csv" in done["error"]["detail"]
    assert "/" not in done["error"]["detail"]
    assert done["error"]["remedy"] and done["error"]["remedy"] not in done["error"]["detail"]
    assert client.get(f"{taken.headers['location']}/refused").text == ""


@once
def test_each_member_of_an_archive_is_loaded(client: httpx.Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("may.csv", "actor,target,kind,time\n@m,@n,reply,2024-05-01\n")
        archive.writestr("june.csv", "actor,target,kind,time\n@m,@n,reply,2024-06-01\n@m,,reply,\n")
        archive.writestr("readme.txt", "Nothing to load here.\n")
    taken = client.post("/v1/loads", params={"name": "both.zip"}, content=packed.getvalue())
    done = follow(client, taken.headers["location"])[-1]
    assert done["state"] == "partiallyComplete", done
    loads = {each["input"]: each for each in done["result"]["loads"]}
    assert {name: (each["written"], each["quarantined"]) for name, each in loads.items()} == {
        "both.zip/may.csv": (1, 0),
        "both.zip/june.csv": (1, 1),
    }
    assert {each["dataset"] for each in loads.values()} == {"both"}
    assert [each["file"] for each in done["result"]["unread"]] == ["readme.txt"]
    number = 1 + list(loads).index("both.zip/june.csv")
    refused = client.get(f"{taken.headers['location']}/refused?number={number}").text
    assert [json.loads(line)["_line"] for line in refused.splitlines()] == [3]


@once
def test_a_file_of_the_folder_is_loaded_by_name(client: httpx.Client, settings: Settings) -> None:
    assert settings.load_folder is not None
    (settings.load_folder / "here.csv").write_text("actor,target,kind\n@f,@g,reply\n")
    outside = settings.home / "outside.csv"
    outside.write_text("actor,target,kind\n@f,@h,reply\n")
    (settings.load_folder / "link.csv").symlink_to(outside)
    asked = {"name": "here.csv", "inFolder": True}
    done = follow(client, client.post("/v1/loads", params=asked).headers["location"])[-1]
    assert (done["state"], done["result"]["loads"][0]["written"]) == ("complete", 1)
    for name in ("link.csv", "missing.csv", "../outside.csv", "..", "here.csv/", ""):
        answer = client.post("/v1/loads", params={"name": name, "inFolder": True})
        assert answer.status_code == 422, name
        assert str(settings.home) not in answer.text
    assert (settings.load_folder / "here.csv").exists()


@once
def test_a_derivation_is_a_job_too(client: httpx.Client) -> None:
    asked = {"kind": "coordination", "window": 30, "traces": ["repost"]}
    taken = client.post("/v1/derivations", json=asked)
    assert taken.status_code == 202
    assert taken.json()["parameters"]["window"] == 30
    done = follow(client, taken.headers["location"])[-1]
    assert done["state"] == "complete", done
    assert done["result"]["run"]


@once
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
    deadline = time.monotonic() + 60  # the answer is there a moment before
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


@once
def test_a_cancel_really_stops(client: httpx.Client, served: Engine, settings: Settings) -> None:
    rows = "".join(f"@a{k},@b{k % 500},2024-01-01\n" for k in range(60_000))
    asked = httpx.QueryParams([("name", "large.csv"), *MAPPED])
    large = client.post("/v1/loads", params=asked, content="wer,wen,wann\n" + rows)
    second = client.post("/v1/loads", params=asked, content=TABLE + "@x,@y,2024-01-01\n")
    waiting = second.headers["location"]
    location = large.headers["location"]
    store, job_id = JobStore(settings.home), large.json()["id"]
    deadline = time.monotonic() + 60
    while (process := store.get(job_id).process) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert client.post(f"{waiting}/cancel").json()["state"] == "canceled"
    assert client.post(f"{location}/cancel").json()["state"] == "canceled"
    deadline = time.monotonic() + 15
    while psutil.pid_exists(process[0]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert client.post(f"{location}/cancel").json()["state"] == "canceled"
    after = counted(served)
    time.sleep(1)
    assert counted(served) == after
    assert after[1] < 60_000
    assert not any((settings.home / "jobs").glob("*/upload"))


HOSTILE = (
    "../x.csv",
    "/etc/passwd",
    "a/b.csv",
    "..",
    ".x",
    "",
    "a\x00.csv",
    "x" * 101,
    "漢" * 90,
    "\u202ecsv.exe",
    "a\\b",
    "a\nb",
)


@once
@pytest.mark.parametrize("name", HOSTILE)
def test_an_upload_stays_in_its_folder(client: httpx.Client, settings: Settings, name: str) -> None:
    before = sorted(settings.home.rglob("*"))
    answer = client.post("/v1/loads", params={"name": name}, content=TABLE)
    assert answer.status_code == 422, answer.text
    assert [p for p in sorted(settings.home.rglob("*")) if p not in before] == []


@once
def test_what_does_not_fit_leaves_nothing_behind(client: httpx.Client, settings: Settings) -> None:
    jobs = settings.home / "jobs"
    before = sorted(jobs.glob("*"))
    large = b"x" * 2_000_001
    chunks = (large[k : k + 100_000] for k in range(0, len(large), 100_000))
    assert client.post("/v1/loads", params={"name": "a"}, content=large).status_code == 413
    assert client.post("/v1/loads", params={"name": "a"}, content=chunks).status_code == 413
    for params in ({"name": "a"}, {"name": "a", "format": "none"}, {"name": "a", "map": "actor"}):
        content = "" if params == {"name": "a"} else TABLE
        assert client.post("/v1/loads", params=params, content=content).status_code == 422
    assert client.post("/v1/derivations", json={"kind": "mining"}).status_code == 422
    assert sorted(jobs.glob("*")) == before


@once
def test_unknown_jobs(client: httpx.Client) -> None:
    for job_id in ("job-0123456789abcdef", "job-x", "..%2F..", "%00"):
        for path in ("", "/events", "/refused"):
            assert client.get(f"/v1/jobs/{job_id}{path}").status_code == 404, (job_id, path)
        assert client.post(f"/v1/jobs/{job_id}/cancel").status_code == 404
