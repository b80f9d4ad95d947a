"""What the sample does not hold: copies, shared hosts, items that amplify items, no attribution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from graph.database import Database
from tests.integration.queries_world import build
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def client(served: Engine, module_database: Database) -> Iterator[httpx.Client]:
    build(module_database)
    with serving(settings_of(served)) as client:
        yield client


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_being_in_line_with_a_state_is_not_attributed(client: httpx.Client) -> None:
    (assessment,) = get(client, "/v1/actors/x:tre")["assessments"]
    assert assessment["category"] == "stateAligned"
    assert assessment["shown"] == "not attributed"
    assert assessment["statement"]["quote"] == "They said so."
    page = client.get("/v1/view", params={"center": "x:tre"}).text
    assert "not attributed" in page
    assert "stateAligned" not in page


def test_evidence_of_copies(client: httpx.Client) -> None:
    found = get(client, "/v1/evidence", source="x:beta", target="x:alpha", type="REPUBLISHED")
    assert [item["id"] for item in found["items"]] == ["b1", "b3"]
    assert [item["originalId"] for item in found["items"]] == ["a1", "a1"]
    assert [item["lagSeconds"] for item in found["items"]] == [3600, 1800]
    assert found["items"][0]["publishedAt"] == "2022-01-01T11:00:00Z"


def test_items_that_amplify_items_are_evidence_of_hops(client: httpx.Client) -> None:
    found = get(client, "/v1/paths", source="x:alpha", target="x:tre")
    (path,) = found["items"]
    assert [node["id"] for node in path["nodes"]] == ["x:alpha", "x:uno", "x:tre"]
    first, second = (hop["relationships"] for hop in path["hops"])
    evidence = {r["kind"]: [item["id"] for item in r["evidence"]] for r in first}
    assert evidence == {"retweet": ["u1"], "quote": ["u3"]}
    (item,) = second[0]["evidence"]
    assert (item["id"], item["originalId"], item["originalUrl"]) == ("t1", "u1", None)
    for relationship in (*first, *second):
        assert get(client, relationship["evidenceUrl"])["items"] == relationship["evidence"]


def test_paths_over_shared_infrastructure_and_coordination(client: httpx.Client) -> None:
    found = get(client, "/v1/paths", source="x:alpha", target="x:beta", type="USES")
    (path,) = found["items"]
    assert [node["label"] for node in path["nodes"]] == ["Actor", "Host", "Actor"]
    assert path["hops"][0]["relationships"][0]["evidence"][0]["statement"]["source"] == "A report"
    found = get(client, "/v1/paths", source="x:uno", target="x:due", type="COORDINATED_WITH")
    (relationship,) = found["items"][0]["hops"][0]["relationships"]
    assert (relationship["evidence"], relationship["evidenceUrl"]) == ([], None)
    answer = client.get(
        "/v1/evidence", params={"source": "x:uno", "target": "x:due", "type": "COORDINATED_WITH"}
    )
    assert answer.status_code == 422


def test_the_latest_evidence_comes_first(client: httpx.Client) -> None:
    found = get(client, "/v1/subgraph", center="x:uno", evidence=1)
    edges = {(e["source"], e["target"], e["kind"]): e for e in found["edges"]}
    edge = edges["x:uno", "x:gamma", "reply"]
    assert edge["evidence"][0]["publishedAt"] == "2022-02-25T00:00:00Z"
    assert edge["firstAt"] == edge["lastAt"] == "2022-02-25T00:00:00Z"
    assert edge["evidence"][0]["run"] == "run:1"


def test_a_window_leaves_no_path(client: httpx.Client) -> None:
    ends = {"source": "x:alpha", "target": "x:tre"}
    assert get(client, "/v1/paths", **ends, until="2022-03-05")["items"] == []
    assert get(client, "/v1/paths", **ends, until="2022-03-05T00:00:01Z")["total"] == 1
    assert get(client, "/v1/paths", **ends, avoid="x:uno")["items"] == []


def test_an_empty_graph_has_empty_answers(
    served: Engine, client: httpx.Client, module_database: Database
) -> None:
    module_database.execute("MATCH (n) DETACH DELETE n")
    with serving(settings_of(served)) as empty:
        for path in ("/v1/actors", "/v1/actors?q=any", "/v1/runs", "/v1/communities"):
            found = get(empty, path)
            assert (found["items"], found["total"], found["truncated"]) == ([], 0, False), path
        assert get(empty, "/v1/overview")["nodes"] == {}
        assert get(empty, "/v1/subgraph")["nodes"] == []
        for path in ("/", "/v1/view", "/ready"):
            assert empty.get(path).status_code == 200, path
