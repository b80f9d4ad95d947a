"""Files loaded over REST: as a body, a form, an archive or by name; once, and in their folder."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.database import Database
from graph.settings import Settings
from tests.integration.rest_jobs import MAPPED, TABLE, counted, follow, settings_with_jobs
from tests.integration.rest_server import serving
from tests.support.engines import Engine

once = pytest.mark.parametrize("served", ["embedded"], indirect=True)
"""What is the same whichever database there is."""


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
        "about": "title: Who quotes whom\nlicense: cc-by-4.0\nrights: " + "x" * 3_000,
    }
    large = TABLE + "@one,@five,2024-01-04\n" * 20_000  # more than one chunk
    taken = client.post("/v1/loads", data=asked, files={"file": ("form.csv", large)})
    assert taken.status_code == 202, taken.text
    assert taken.json()["parameters"]["bytes"] == len(large)
    done = follow(client, taken.headers["location"])[-1]
    (load,) = done["result"]["loads"]
    assert (load["input"], load["dataset"], load["rowsRead"]) == ("form.csv", "form", 20_003)
    found = {each["dataset"]: each for each in client.get("/v1/datasets").json()["items"]}
    assert found["form"]["credit"] == "Who quotes whom (form), licence CC-BY-4.0"
    assert (found["form"]["license"], found["form"]["loads"]) == ("CC-BY-4.0", 1)
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
        (413, "dataset", {"files": file, "data": {"dataset": "x" * 10_001}}),
        (422, "no web address", {"files": file, "data": {"about": "url: javascript:alert(1)"}}),
        (422, "SPDX", {"files": file, "params": {"about": '{"license": "MITT"}'}}),
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
    asked: dict[str, str | bool] = {"name": "here.csv", "inFolder": True}
    done = follow(client, client.post("/v1/loads", params=asked).headers["location"])[-1]
    assert (done["state"], done["result"]["loads"][0]["written"]) == ("complete", 1)
    for name in ("link.csv", "missing.csv", "../outside.csv", "..", "here.csv/", ""):
        answer = client.post("/v1/loads", params={"name": name, "inFolder": True})
        assert answer.status_code == 422, name
        assert str(settings.home) not in answer.text
    assert (settings.load_folder / "here.csv").exists()


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
    assert sorted(jobs.glob("*")) == before
