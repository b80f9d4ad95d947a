"""What is computed or drawn of the sample over REST is right and repeatable, on both engines."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from graph.database import Database
from queries.catalogue import catalogue, run
from tests.integration.rest_server import get, hold_sample, pages, serving, settings_of
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


def test_it_lives_and_is_ready(client: httpx.Client, served: Engine) -> None:
    assert get(client, "/health")["status"] == "alive"
    ready = get(client, "/ready")
    assert ready["engine"] == served.name
    assert ready["graphVersion"] == get(client, "/v1/overview")["provenance"]["graphVersion"]


def test_a_path_with_the_evidence_behind_each_hop(client: httpx.Client) -> None:
    found = get(client, "/v1/paths", source="@CGTNOfficial", target="@DanielDumbrill")
    assert (found["total"], found["length"], found["flow"]) == (1, 1, "content")
    (hop,) = found["items"][0]["hops"]
    assert hop["count"] == sum(r["count"] for r in hop["relationships"]) > 20
    for relationship in hop["relationships"]:
        # Content flows against the stored arrow.
        assert (relationship["source"], relationship["along"]) == ("x:danieldumbrill", False)
        everything = get(client, relationship["evidenceUrl"])
        assert everything["total"] == relationship["count"]
        shown = relationship["evidence"]
        # Which of several at one time are shown is not said.
        latest = [item["publishedAt"] for item in everything["items"][:3]]
        assert [item["publishedAt"] for item in shown] == latest
        assert all(item in everything["items"] for item in shown)
        assert len({item["id"] for item in shown}) == len(shown)
    bare = get(client, "/v1/paths", source="@CGTNOfficial", target="@DanielDumbrill", evidence=0)
    assert all(r["evidence"] == [] for r in bare["items"][0]["hops"][0]["relationships"])


def test_no_path_is_an_empty_list(client: httpx.Client) -> None:
    for more in ({}, {"weight": "strength"}, {"maxHops": 1}):
        found = get(client, "/v1/paths", source="x:rt_com", target="x:cgtnofficial", **more)
        assert (found["items"], found["total"], found["length"]) == ([], 0, None)
        assert found["provenance"]["graphVersion"]
    ends = {"source": "@CGTNOfficial", "target": "@DanielDumbrill"}
    assert get(client, "/v1/paths", **ends, until="2010-01-01")["items"] == []
    assert get(client, "/v1/paths", **ends, flow="amplification")["items"] == []


def test_ties_connect_when_they_are_asked_for(client: httpx.Client) -> None:
    found = get(client, "/v1/paths", source="x:cgtnofficial", target="org:cgtn", type=["OWNED_BY"])
    (relationship,) = found["items"][0]["hops"][0]["relationships"]
    assert relationship["evidence"][0]["statement"]["quote"]


def test_communities_are_repeatable_and_whole(client: httpx.Client) -> None:
    asked = {"seed": 7, "resolution": 1.0, "kind": ["retweet", "reply"]}
    first, again = (get(client, "/v1/communities", **asked) for _ in range(2))
    assert first == again
    assert first["provenance"]["seed"] == 7
    communities = pages(client, "/v1/communities", **asked, minSize=1, limit=2)
    assert sum(c["size"] for c in communities) == first["nodes"]
    assert [c["number"] for c in communities] == list(range(1, len(communities) + 1))
    assert sum(c["modularity"] for c in communities) == pytest.approx(first["modularity"])
    seen: set[str] = set()
    for community in communities:
        members = pages(client, f"/v1/communities/{community['number']}/members", **asked, limit=9)
        ids = [member["node"]["id"] for member in members]
        assert len(ids) == community["size"]
        assert members[: len(community["top"])] == community["top"]
        assert not seen & set(ids)
        seen |= set(ids)


def test_a_subgraph_around_an_actor(client: httpx.Client) -> None:
    neighbours = pages(client, "/v1/actors/@DanielDumbrill/neighbours", limit=1000)
    found = get(client, "/v1/subgraph", center="@DanielDumbrill", evidence=2)
    ids = {node["id"] for node in found["nodes"]}
    assert ids == {"x:danieldumbrill", *(n["node"]["id"] for n in neighbours)}
    assert not found["truncated"]
    for edge in found["edges"]:
        assert {edge["source"], edge["target"]} <= ids
        if edge["type"] == "AMPLIFIED":
            assert len(edge["evidence"]) == min(2, edge["count"])
    assert any(node["assessments"] for node in found["nodes"])
    cut = get(client, "/v1/subgraph", center="@DanielDumbrill", maxNodes=5)
    assert (len(cut["nodes"]), cut["totalNodes"], cut["truncated"]) == (5, len(ids), True)
    assert client.get(found["query"]).json()["nodes"] == found["nodes"]


def test_a_subgraph_of_a_community_and_of_the_most_active(client: httpx.Client) -> None:
    members = pages(client, "/v1/communities/1/members", limit=1000)
    found = get(client, "/v1/subgraph", community=1)
    assert {n["id"] for n in found["nodes"]} == {m["node"]["id"] for m in members}
    assert {n["community"] for n in found["nodes"]} == {1}
    most = get(client, "/v1/subgraph", maxNodes=10, type="AMPLIFIED")
    assert len(most["nodes"]) == 10
    listed = pages(client, "/v1/actors", role="Influencer", limit=1000)
    assert {m["node"]["id"] for m in listed[:3]} <= {n["id"] for n in most["nodes"]}


def test_the_view_is_sealed_by_its_own_policy(client: httpx.Client) -> None:
    answer = client.get("/v1/view", params={"community": 1, "colourBy": "community"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    meta = re.search(r'Content-Security-Policy" content="([^"]+)"', answer.text)
    assert meta is not None
    assert answer.headers["content-security-policy"] == meta[1].replace("&#39;", "'")
    version = get(client, "/ready")["graphVersion"]
    assert version in answer.text
    assert "sha256-" in meta[1]


def test_every_query_gives_what_it_gives_by_cypher(client: httpx.Client, served: Engine) -> None:
    listed = pages(client, "/v1/queries", limit=10)
    assert [query["name"] for query in listed] == [query.name for query in catalogue()]
    with Database(served.owner) as database:
        for query in catalogue():
            about = get(client, f"/v1/queries/{query.name}")
            assert about["statement"] == query.statement
            found = get(client, f"/v1/queries/{query.name}/run")
            rows = run(database, query)
            assert found["columns"] == [column["name"] for column in about["columns"]]
            assert len(found["rows"]) == len(rows.rows), query.name
            assert found["truncated"] == rows.truncated
            assert found["parameters"] == query.typed({})


def test_parameters_of_queries_from_address_and_body(client: httpx.Client) -> None:
    path = "/v1/queries/who-amplifies/run"
    found = get(client, path, actor="x:cgtnofficial", limit=2)
    assert (len(found["rows"]), found["truncated"]) == (2, True)
    body = {"parameters": {"actor": "x:cgtnofficial", "limit": 2}}
    assert client.post(path, json=body).json() == found
    cut = {"parameters": {"actor": "x:cgtnofficial"}, "rows": 2}
    assert client.post(path, json=cut).json()["rows"] == found["rows"]
    assert get(client, path, actor="x:cgtnofficial", rows=1)["truncated"]


def test_home_and_docs_are_whole_without_a_network(client: httpx.Client) -> None:
    for path in ("/", "/docs"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script" not in page.text
        linked = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
        assert linked
        assert all(link.startswith(("/", "#")) for link in linked)
        assert "script-src" not in page.headers["content-security-policy"]
    for link in set(re.findall(r'href="(/[^"#]*)"', client.get("/").text)):
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link
    assert "1,431" in client.get("/").text


def test_an_edit_by_hand_is_seen_after_a_refresh(client: httpx.Client, served: Engine) -> None:
    rename = "MATCH (a:Actor {id: 'x:cgtnofficial'}) SET a.name = $name"
    with Database(served.owner) as database:
        database.execute(rename, name="Renamed")
        try:
            assert get(client, "/v1/actors/x:cgtnofficial")["node"]["name"] == "CGTN"
            refreshed = client.post("/v1/snapshot/refresh").json()
            assert refreshed["nodes"] == get(client, "/ready")["nodes"]
            assert get(client, "/v1/actors/x:cgtnofficial")["node"]["name"] == "Renamed"
        finally:
            database.execute(rename, name="CGTN")
            client.post("/v1/snapshot/refresh")
