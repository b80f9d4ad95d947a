"""ETags of answers: 304 for as long as the graph, the question and the server are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.database import Database
from loaders.load import load_file
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine

ASKED = "/v1/overview"


@pytest.fixture
def client(engine: Engine, database: Database, tmp_path: Path) -> Iterator[httpx.Client]:
    load(database, tmp_path, "before")
    with serving(settings_of(engine)) as client:
        yield client


def load(database: Database, folder: Path, name: str) -> None:
    file = folder / f"{name}.csv"
    file.write_text(f"actor,target,kind,time\n@{name},@hub,reply,2024-01-01\n")
    load_file(database, file, quarantine=folder)


def test_a_tag_holds_until_the_graph_changes(
    client: httpx.Client, engine: Engine, tmp_path: Path
) -> None:
    def again(tag: str, path: str = ASKED) -> httpx.Response:
        return client.get(path, headers={"If-None-Match": tag})

    first = client.get(ASKED)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert again(tag).status_code == client.head(ASKED, headers={"If-None-Match": tag}).status_code
    assert again(tag).status_code == again(tag.removeprefix("W/")).status_code == 304
    for other in ("*", tag.upper(), 'W/"0"', tag.strip('W/"')):
        assert again(other).status_code == 200
    # The tag of one question is none of another, and the order of its parameters does not matter.
    path = "/v1/paths?source=@before&target=@hub"
    of_path = client.get(path).headers["etag"]
    assert again(tag, path).status_code == 200
    assert again(of_path, f"{path}&maxHops=2").status_code == 200
    assert again(of_path, "/v1/paths?target=@hub&source=@before").status_code == 304
    # Neither problems nor what is not computed have one.
    for path in ("/v1/actors/x:nobody", f"{ASKED}?sinse=2024", "/health", "/ready", "/v1/jobs"):
        answer = again(tag, path)
        assert ("etag" not in answer.headers, answer.headers["cache-control"]) == (True, "no-store")

    with Database(engine.owner) as database:
        load(database, tmp_path, "after")
    while (changed := again(tag)).status_code == 304:  # the new version is read behind it
        pass
    assert changed.json()["evidence"]["reply"] == first.json()["evidence"]["reply"] + 1
    assert again(changed.headers["etag"]).status_code == 304
    # Who has the graph read anew has changed it where no version tells.
    assert client.post("/v1/snapshot/refresh").status_code == 200
    assert again(changed.headers["etag"]).status_code == 200
