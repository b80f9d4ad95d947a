"""Every endpoint answers rightly on the bundled sample, on both engines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.database import Database
from graph.settings import Settings
from queries.catalogue import catalogue, run
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import Engine

SAMPLE = Path(__file__).resolve().parents[2] / "loaders" / "sample"


@pytest.fixture(scope="module")
def settings(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    return settings_of(served)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as client:
        yield client


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def pages(client: httpx.Client, path: str, **query: Any) -> list[Any]:
    """Walk through all pages of a list."""
    items: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(client, path, **query, **cursor)
        assert {"items", "nextCursor", "total", "truncated"} <= page.keys()
        assert page["truncated"] is (page["nextCursor"] is not None)
        items += page["items"]
        if page["nextCursor"] is None:
            assert len(items) == page["total"]
            return items
        cursor = {"cursor": page["nextCursor"]}


@pytest.fixture(scope="module")
def interactions() -> list[dict[str, str]]:
    with (SAMPLE / "interactions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["actor"], row["target"] = (f"x:{row[end].lower()}" for end in ("actor", "target"))
    return rows


def test_it_lives_and_is_ready(client: httpx.Client, served: Engine) -> None:
    assert get(client, "/health")["status"] == "alive"
    ready = get(client, "/ready")
    assert ready["engine"] == served.name
    assert ready["graphVersion"] == get(client, "/v1/overview")["provenance"]["graphVersion"]


def test_the_overview_counts_the_file(client: httpx.Client, interactions: Any) -> None:
    overview = get(client, "/v1/overview", top=3)
    assert overview["evidence"] == Counter(row["kind"] for row in interactions)
    assert overview["datasets"] == {"sample": len(interactions)}
    days = sorted(row["day"] for row in interactions)
    assert overview["firstAt"] == f"{days[0]}T00:00:00Z"
    assert overview["lastAt"] == f"{days[-1]}T00:00:00Z"
    most = Counter(row["target"] for row in interactions).most_common(3)
    found = [(ranked["node"]["id"], ranked["count"]) for ranked in overview["topAmplified"]]
    assert dict(found) == dict(most)


def test_a_window_counts_only_what_is_inside(client: httpx.Client, interactions: Any) -> None:
    overview = get(client, "/v1/overview", since="2021-01-01", until="2022-01-01T00:00:00+00:00")
    inside = [row for row in interactions if row["day"].startswith("2021")]
    assert overview["evidence"] == Counter(row["kind"] for row in inside)
    scope = overview["provenance"]["parameters"]["scope"]
    assert scope == {"since": "2021-01-01T00:00:00Z", "until": "2022-01-01T00:00:00Z"}


def test_runs(client: httpx.Client) -> None:
    runs = pages(client, "/v1/runs", limit=2)
    assert {run["input"] for run in runs} == {path.name for path in SAMPLE.glob("*.csv")}
    assert {(run["dataset"], run["state"]) for run in runs} == {("sample", "complete")}
    assert all(run["startedAt"].endswith("Z") and run["finishedAt"] for run in runs)
    assert get(client, "/v1/runs", dataset="another")["items"] == []


def test_all_actors_are_listed_once_the_most_active_first(client: httpx.Client) -> None:
    items = pages(client, "/v1/actors", role="Actor", limit=700)
    ids = [item["node"]["id"] for item in items]
    assert len(set(ids)) == len(ids) == get(client, "/v1/overview")["nodes"]["Actor"]
    strengths = [item["strength"] for item in items]
    assert strengths == sorted(strengths, reverse=True)


def test_actors_are_filtered(client: httpx.Client) -> None:
    items = pages(client, "/v1/actors", role="Outlet", country="ru", limit=1000)
    assert {item["node"]["country"] for item in items} == {"RU"}
    assert all("Outlet" in item["node"]["roles"] for item in items)
    telegram = pages(client, "/v1/actors", platform="telegram", limit=1000)
    assert all(item["node"]["id"].startswith("telegram:") for item in telegram)
    both = get(client, "/v1/actors", q="sputnik", platform="x", country="RU")
    assert both["total"] == len(both["items"]) > 1
    assert all(item["node"]["id"].startswith("x:") for item in both["items"])


def test_search_is_paged(client: httpx.Client) -> None:
    whole = get(client, "/v1/actors", q="embassy", limit=1000)
    assert pages(client, "/v1/actors", q="embassy", limit=60) == whole["items"]
    assert whole["total"] > 60
    best = get(client, "/v1/actors", q="global times", limit=1)
    assert best["items"][0]["node"]["id"] == "x:globaltimesnews"
    assert best["truncated"]


@pytest.mark.parametrize(
    "written",
    [
        "x:cgtnofficial",
        "@CGTNOfficial",
        "CGTNOfficial",
        "twitter:CGTNOfficial",
        "https://twitter.com/CGTNOfficial/status/1",
        "https%3A%2F%2Fx.com%2FCGTNOfficial",
        "x.com/CGTNOfficial",
        "facebook:chinaglobaltvnetwork",
        "https://www.facebook.com/ChinaGlobalTVNetwork",
    ],
)
def test_an_actor_is_found_however_it_is_written(client: httpx.Client, written: str) -> None:
    actor = get(client, f"/v1/actors/{written}")
    assert actor["node"]["id"] == "x:cgtnofficial"
    assert actor["node"]["name"] == "CGTN"


def test_what_is_known_of_an_actor(client: httpx.Client, interactions: Any) -> None:
    actor = get(client, "/v1/actors/x:cgtnofficial")
    assert "facebook:chinaglobaltvnetwork" in {alias["id"] for alias in actor["aliases"]}
    (assessment,) = actor["assessments"]
    assert assessment["category"] == "stateControlled"
    assert assessment["shown"] == "state-controlled"
    assert assessment["state"] == "state:CN"
    assert assessment["statement"]["source"]
    assert assessment["statement"]["confidence"]
    theirs = [row for row in interactions if row["target"] == "x:cgtnofficial"]
    assert actor["wasAmplified"] == len(theirs)
    totals = {t["kind"]: t["count"] for t in actor["totals"] if t["type"] == "AMPLIFIED"}
    assert totals == Counter(row["kind"] for row in theirs)


def test_organisations_and_states_have_pages_too(client: httpx.Client) -> None:
    assert get(client, "/v1/actors/org:xinhua")["node"]["label"] == "Organization"
    assert get(client, "/v1/actors/state:CN")["node"]["name"] == "China"


def test_neighbours_have_true_totals(client: httpx.Client, interactions: Any) -> None:
    path = "/v1/actors/@DanielDumbrill/neighbours"
    items = pages(client, path, direction="out", type="AMPLIFIED", limit=7)
    found = {(item["node"]["id"], item["kind"]): item["count"] for item in items}
    his = [row for row in interactions if row["actor"] == "x:danieldumbrill"]
    assert found == Counter((row["target"], row["kind"]) for row in his)
    totals = get(client, path, direction="out", type="AMPLIFIED", limit=1)["totals"]
    assert {t["kind"]: t["count"] for t in totals} == Counter(row["kind"] for row in his)
    incoming = get(client, path, direction="in")
    assert all(item["direction"] == "in" for item in incoming["items"])


def test_evidence_is_every_item(client: httpx.Client, interactions: Any) -> None:
    ends = {"source": "@DanielDumbrill", "target": "x:cgtnofficial"}
    items = pages(client, "/v1/evidence", **ends, limit=10)
    theirs = [
        row
        for row in interactions
        if (row["actor"], row["target"]) == ("x:danieldumbrill", "x:cgtnofficial")
    ]
    found = Counter((item["kind"], item["publishedAt"]) for item in items)
    assert found == Counter((row["kind"], f"{row['day']}T00:00:00Z") for row in theirs)
    quotes = get(client, "/v1/evidence", **ends, kind="quote")["total"]
    assert quotes == sum(row["kind"] == "quote" for row in theirs)
    back = get(client, "/v1/evidence", source=ends["target"], target=ends["source"])
    assert (back["items"], back["total"], back["truncated"]) == ([], 0, False)


def test_evidence_of_a_tie_is_a_statement(client: httpx.Client) -> None:
    ends = {"source": "org:china-media-group", "target": "org:rossiya-segodnya"}
    found = get(client, "/v1/evidence", **ends, type="HAS_AGREEMENT_WITH", kind="contentExchange")
    assert found["total"] >= 1
    for item in found["items"]:
        assert item["statement"]["source"]
        assert item["statement"]["url"].startswith("https://")
        assert "2018" in item["statement"]["quote"]


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
    body = {"parameters": {"actor": "x:cgtnofficial"}, "rows": 2}
    assert client.post(path, json=body).json()["rows"] == found["rows"]
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
