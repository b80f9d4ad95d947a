"""Routes and brokers over REST and on the command line, on a small graph and both engines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.database import Database
from tests.integration.command_line import CommandLine
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine

# Who amplified whom on which day of January 2022, and the item that did.
EVENTS = [
    ("x:relay", "x:rt", 2), ("x:relay", "x:rt", 9), ("x:friend", "x:sputnik", 5),
    ("x:kenya", "x:relay", 3), ("x:kenya", "x:friend", 4), ("x:nairobi", "x:kenya", 12),
    ("x:kenya", "x:relay", 10),
]  # fmt: skip
COUNTRIES = {"x:rt": "RU", "x:sputnik": "RU", "x:kenya": "KE", "x:nairobi": "KE", "x:relay": "DE"}


@pytest.fixture(scope="module")
def client(served: Engine, module_database: Database) -> Iterator[httpx.Client]:
    database = module_database
    actors = sorted({end for *ends, _ in EVENTS for end in ends})
    database.execute(
        "UNWIND range(0, size($id) - 1) AS k "
        "CREATE (:Actor {id: $id[k], name: $id[k], country: $country[k], platform: 'x'})",
        id=actors,
        country=[COUNTRIES.get(a) for a in actors],
    )
    database.execute(
        "UNWIND range(0, size($a) - 1) AS k MATCH (a:Actor {id: $a[k]}) "
        "MATCH (b:Actor {id: $b[k]}) CREATE (a)-[:PUBLISHED]->(i:Item {id: 'i' + toString(k), "
        "kind: 'retweet', dataset: 'made', publishedAt: datetime({epochMillis: $t[k]})}) "
        "CREATE (i)-[:AMPLIFIES {kind: 'retweet'}]->(b)",
        a=[a for a, _, _ in EVENTS],
        b=[b for _, b, _ in EVENTS],
        t=[1_640_995_200_000 + (day - 1) * 86_400_000 for *_, day in EVENTS],
    )
    database.execute(
        "MATCH (a:Actor)-[:PUBLISHED]->(i:Item)-[r:AMPLIFIES]->(b:Actor) "
        "WITH a, b, count(i) AS n, min(i.publishedAt) AS f, max(i.publishedAt) AS l "
        "CREATE (a)-[:AMPLIFIED {kind: 'retweet', count: n, firstAt: f, lastAt: l}]->(b)"
    )
    with serving(settings_of(served)) as client:
        yield client


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(path: Any) -> list[str]:
    return [node["id"] for node in path["nodes"]]


def test_routes_from_a_state_to_a_region(client: httpx.Client) -> None:
    ends = {"source": "country:RU", "target": "Africa=country:KE"}
    found = get(client, "/v1/routes", **ends)
    assert {tuple(ids(path)) for path in found["items"]} == {
        ("x:rt", "x:relay", "x:kenya"),
        ("x:sputnik", "x:friend", "x:kenya"),
    }
    assert (found["total"], found["truncated"]) == (2, False)
    hop = found["items"][0]["hops"][0]["relationships"][0]
    assert hop["evidence"][0]["id"].startswith("i")
    assert hop["along"] is False  # content goes against the stored arrow
    assert get(client, "/v1/routes", **ends, limit=1)["truncated"] is True
    only = get(client, "/v1/routes", **ends, through="country:DE")
    assert [ids(path) for path in only["items"]] == [["x:rt", "x:relay", "x:kenya"]]
    assert get(client, "/v1/routes", **ends, avoid=["x:relay", "x:friend"])["items"] == []
    assert get(client, "/v1/routes", **ends, flow="amplification")["items"] == []

    timed = get(client, "/v1/routes/temporal", **ends)
    assert ids(timed) == ["x:rt", "x:relay", "x:kenya"]
    assert [hop["at"] for hop in timed["hops"]] == ["2022-01-02T00:00:00Z", "2022-01-03T00:00:00Z"]
    assert [hop["amplifier"] for hop in timed["hops"]] == ["x:relay", "x:kenya"]
    assert [[item["id"] for item in hop["evidence"]] for hop in timed["hops"]] == [["i0"], ["i3"]]
    assert timed["hops"][0]["evidenceUrl"].startswith("/v1/evidence?source=x%3Arelay")
    late = get(client, "/v1/routes/temporal", **ends, best="latestDeparture")
    assert late["departure"] == "2022-01-09T00:00:00Z"
    none = get(client, "/v1/routes/temporal", source="x:sputnik", target="x:kenya")
    assert (none["found"], none["nodes"], none["hops"]) == (False, [], [])
    far = {"source": "x:rt", "target": "x:nairobi", "maxWaitSeconds": 86_400 * 2}
    assert get(client, "/v1/routes/temporal", **far)["departure"] == "2022-01-09T00:00:00Z"
    far["maxWaitSeconds"] = 86_400
    assert get(client, "/v1/routes/temporal", **far)["found"] is False

    page = client.get("/v1/routes/view", params=ends)
    assert page.status_code == 200, page.text
    words = re.sub("<[^>]*>", "", page.text)
    assert "x:rt → content → x:relay → content → x:kenya" in words
    assert '<a class="home" href="/">' in page.text
    leads = {unescape(to) for to in re.findall('href="(/(?:actors|evidence)[^"]*)"', page.text)}
    assert {"/actors/x:rt", "/actors/x:relay", "/actors/x:kenya"} <= leads
    behind = [to for to in leads if to.startswith("/evidence")]
    assert len(behind) > 1
    for to in leads:
        assert client.get(to).status_code == 200, to
    assert not any("0 pieces" in client.get(to).text for to in behind)
    untyped = client.get("/evidence", params={"source": "x:relay", "target": "x:rt"})
    assert "x:relay" in untyped.text and "None: the graph" not in untyped.text
    assert "takes the least time" in page.text


def test_brokers_have_three_sides(client: httpx.Client) -> None:
    groups = ["country:RU", "country:KE", "Between=id:x:relay,x:friend"]
    found = get(client, "/v1/brokers", group=groups, nullGraphs=3)
    assert found["provenance"]["parameters"]["by"] == groups
    relay = next(item for item in found["items"] if item["node"]["id"] == "x:relay")
    assert relay["roles"]["liaison"]["count"] == 1
    assert [(side["group"], side["count"]) for side in relay["senders"]] == [("RU", 2)]
    assert [(side["group"], side["count"]) for side in relay["receivers"]] == [("KE", 2)]
    assert relay["position"]["sole"]["pairs"] == 1
    liaisons = get(client, "/v1/brokers", group=groups, nullGraphs=0, brokerRole="liaison")
    assert {item["node"]["id"] for item in liaisons["items"]} == {"x:relay", "x:friend"}
    by_ties = get(client, "/v1/brokers", rankBy="betweenness", nullGraphs=0)
    assert by_ties["items"][0]["node"]["id"] == "x:kenya"
    drawn = {"rolePairs": 50, "nullGraphs": 2, "brokerRole": "liaison", "seed": 4, "limit": 1}
    sampled = get(client, "/v1/brokers", group=groups, **drawn)
    assert sampled["provenance"]["parameters"]["rolePairs"] == 50
    assert (len(sampled["items"]), sampled["truncated"]) == (1, True)
    liaison = sampled["items"][0]["roles"]["liaison"]
    assert (liaison["count"], liaison["error"]) == (1, 1 / 50)
    page = client.get(
        "/v1/brokers/view", params={"group": groups, "nullGraphs": 0, "rolePairs": 50}
    )
    assert "content comes from" in page.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/routes?source=x:rt", 422),
        ("/v1/routes?source=x:nobody&target=x:rt", 404),
        ("/v1/routes?source=country:XX&target=x:rt", 404),
        ("/v1/routes/temporal?source=x:rt&target=x:kenya&minWaitSeconds=-1", 422),
        ("/v1/routes/temporal?source=x:rt&target=x:kenya&minWaitSeconds=9&maxWaitSeconds=1", 422),
        ("/v1/brokers?group=country:RU", 422),
        ("/v1/brokers?pairs=1", 422),
        ("/v1/brokers?rolePairs=1", 422),
        ("/v1/brokers?rolePairs=10001", 422),
        ("/v1/brokers?group=country:RU&group=id:x:rt", 422),
    ],
)
def test_questions_without_an_answer(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_on_the_command_line(client: httpx.Client, served: Engine, tmp_path: Path) -> None:
    ampnet = CommandLine(served, tmp_path)
    ways = ("path", "country:RU", "country:KE")
    said = ampnet(*ways, "--temporal", "fastest", "--max-wait", "30d", "--html", "routes.html")
    assert "2022-01-03 00:00 x:kenya AMPLIFIED retweet x:relay, after 1 d" in said
    assert "By which way?" in (tmp_path / "routes.html").read_text(encoding="utf-8")
    if served.name == "neo4j":  # the rest does not depend on the engine
        return
    assert len(json.loads(ampnet(*ways, "--k", "5", "--json"))["paths"]) == 2
    assert "no time to wait" in ampnet(*ways, "--temporal", "fastest", "--max-wait", "x", status=1)
    assert "x:relay" in ampnet(
        "brokers", "country:RU", "country:KE", "id:x:relay,x:friend", "--html", "brokers.html"
    )
    between = ("brokers", "country:RU", "country:KE", "id:x:relay,x:friend", "--null-graphs", "0")
    between += ("--role", "liaison")
    sampled = json.loads(ampnet(*between, "--role-pairs", "50", "--seed", "4", "--json"))
    liaison = sampled["items"][0]["roles"]["liaison"]
    assert (liaison["count"], liaison["error"]) == (1, 1 / 50)
    exact = json.loads(ampnet(*between, "--role-pairs", "0", "--json"))
    assert exact["items"][0]["roles"]["liaison"]["error"] == 0
    assert "numbers of pairs 2 or more" in ampnet(*between, "--role-pairs", "1", status=1)
    assert "three sides" in (tmp_path / "brokers.html").read_text(encoding="utf-8").lower()
