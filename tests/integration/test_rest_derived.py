"""Stories, republication and coordination over REST, on the example of the documentation."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from api.app import create_app
from api.rest.examples import COPIES, EXAMPLES, STORY
from api.rest.openapi import operations
from graph.database import Database
from graph.derive import derive_coordination, derive_republication
from graph.settings import Settings
from loaders.load import load_file
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = {o["operationId"]: (method, path, o) for method, path, o in operations(DOCUMENT)}
ASKED = [
    (name, example)
    for name, examples in EXAMPLES.items()
    for example in examples
    if example.data == COPIES
]


@pytest.fixture(scope="module")
def client(
    served: Engine, module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    quarantine = tmp_path_factory.mktemp("quarantine")
    report = load_file(module_database, ROOT / COPIES, quarantine=quarantine)
    assert report.state == "complete"
    derive_republication(module_database)
    derive_coordination(module_database)
    with serving(settings_of(served)) as client:
        client.post("/v1/snapshot/refresh")
        yield client


def test_examples_work_and_answers_are_as_described(client: httpx.Client) -> None:
    for name, example in ASKED:
        method, path, operation = OPERATIONS[name]
        answer = client.request(method, example.address(path))
        assert answer.status_code == 200, answer.text
        if answer.headers["content-type"].startswith("text/html"):
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            continue
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        body = answer.json()
        jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, body)
        assert body["items"], (name, "it shows nothing")


def test_stories(client: httpx.Client) -> None:
    listed = client.get("/v1/stories").json()
    assert [(s["title"], s["size"], s["actors"]) for s in listed["items"]] == [
        ("A bridge is open", 4, 4),
        ("Harbour strike ends", 3, 3),
    ]
    assert (listed["total"], listed["truncated"]) == (2, False)
    one = client.get("/v1/stories?limit=1&sort=latest").json()
    assert (one["items"][0]["title"], one["truncated"]) == ("Harbour strike ends", True)
    rest = client.get("/v1/stories", params={"limit": 1, "sort": "latest",
                                             "cursor": one["nextCursor"]}).json()  # fmt: skip
    assert [s["title"] for s in rest["items"]] == ["A bridge is open"]
    assert client.get("/v1/stories", params={"cursor": one["nextCursor"]}).status_code == 400
    for query, titles in (
        ("actor=delta.example", ["A bridge is open"]),
        ("minLanguages=2", ["Harbour strike ends"]),
        ("language=fr", ["Harbour strike ends"]),
        ("minSize=4", ["A bridge is open"]),
        ("minActors=4", ["A bridge is open"]),
        ("minCountries=1", []),
        ("country=CN", []),
        ("until=2024-03-02", ["A bridge is open"]),
        ("since=2024-03-02", ["Harbour strike ends"]),
        ("actor=epsilon.example", []),
    ):
        found = client.get(f"/v1/stories?{query}").json()
        assert [s["title"] for s in found["items"]] == titles, query
    missing = client.get("/v1/stories/none")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


def test_a_story_is_a_tree_and_a_timeline(client: httpx.Client) -> None:
    told = client.get(f"/v1/stories/{STORY}").json()
    items = {item["actor"]["id"]: item for item in told["items"]}
    assert [item["actor"]["id"] for item in told["items"]] == [
        f"domain:{name}.example" for name in ("alpha", "beta", "gamma", "delta")
    ]
    root = items["domain:alpha.example"]
    assert (root["takenFrom"], root["depth"], root["copies"]) == (None, 0, 3)
    assert root["excerpt"].startswith("The new bridge")
    taken = items["domain:beta.example"]["takenFrom"]
    assert taken["item"] == root["id"] == "url:https://alpha.example/bridge"
    assert taken["method"] == "near+named"
    assert 0.8 < taken["similarity"] < 1
    assert taken["run"] == told["run"]
    assert items["domain:delta.example"]["sinceFirstSeconds"] == 5 * 3600
    assert (told["total"], told["story"]["spanSeconds"]) == (4, 5 * 3600)
    page = client.get(f"/v1/stories/{STORY}?limit=3").json()
    cursor = {"cursor": page["nextCursor"], "limit": 3}
    assert client.get(f"/v1/stories/{STORY}", params=cursor).json()["items"] == told["items"][3:]


def test_the_matrix(client: httpx.Client) -> None:
    found = client.get("/v1/republication").json()
    cells = {(c["source"]["id"], c["target"]["id"]): c for c in found["items"]}
    alpha, beta, gamma = (f"domain:{name}.example" for name in ("alpha", "beta", "gamma"))
    assert len(cells) == found["total"] == found["allOutlets"] + 1 == 5
    both = cells[alpha, beta]
    assert (both["count"], both["inReturn"], both["medianLagSeconds"]) == (1, 1, 7920)
    assert both["languages"] == [{"original": "en", "copy": "en", "count": 1}]
    assert cells[gamma, beta]["languages"] == [{"original": "en", "copy": "fr", "count": 1}]
    totals = {o["node"]["id"]: (o["took"], o["given"]) for o in found["outlets"]}
    assert totals == {
        alpha: (1, 3), beta: (1, 2), gamma: (2, 0), "domain:delta.example": (1, 0)
    }  # fmt: skip
    early = client.get("/v1/republication?until=2024-03-02&outlets=2").json()
    assert (early["total"], early["allOutlets"]) == (1, 4)
    assert early["items"][0]["medianLagSeconds"] is None
    assert client.get("/v1/republication?since=2030-01-01").json()["items"] == []
    page = client.get("/v1/republication/view").text
    leads = {html.unescape(link) for link in re.findall(r'href="(/evidence[^"]+)"', page)}
    assert len(leads) == 5
    story = client.get(f"/v1/stories/{STORY}/view").text
    for shown in (page, story, client.get("/v1/map/view").text):
        assert '<a class="home" href="/">' in shown
    assert 'href="/actors/domain:alpha.example"' in page and "French" in page
    assert 'href="/actors/domain:alpha.example"' in story
    shown = client.get(next(link for link in leads if "alpha" in link.partition("&")[0])).text
    assert "1 piece in all" in shown and "similarity" in shown


def test_coordination(client: httpx.Client) -> None:
    found = client.get("/v1/coordination").json()
    (group,) = found["items"]
    names = [f"domain:echo{n}.example" for n in (1, 2, 3)]
    assert sorted(member["id"] for member in group["members"]) == names
    assert (group["pairs"], group["cohesion"], group["coShares"]) == (3, 1, 24)
    assert group["traces"] == {"link": 24}
    assert found["edges"] == 3
    pushed = {f"https://campaign.example/{n}": 3 for n in range(1, 9)}
    assert {one["object"]: one["shares"] for one in group["targets"]} == pushed
    assert {one["says"] for one in group["targets"]} == {None}, "nothing but links was shared"
    ends = list(itertools.combinations(names, 2))
    assert [(e["source"], e["target"]) for e in group["edges"]] == ends
    for edge in group["edges"]:
        assert (edge["trace"], edge["window"], edge["count"]) == ("link", 60, 8)
        assert edge["expected"] < 1
        assert edge["qValue"] < 0.001
        assert edge["lead"]["leader"] == edge["source"]
        assert len(edge["evidence"]) == 3
        for one in edge["evidence"]:
            assert one["sourceItem"] == f"url:{one['sourceUrl']}"
            assert one["sourceUrl"].startswith(f"https://{edge['source'].partition(':')[2]}/")
            assert 0 < one["lagSeconds"] <= 60

    pair = {"source": names[1], "target": names[0]}
    shared = client.get("/v1/coordination/evidence", params=pair).json()
    assert (shared["total"], shared["source"]) == (8, names[0])
    assert shared["leads"]["link"]["leader"] == names[0]
    page = client.get("/v1/coordination/evidence", params={**pair, "limit": 5}).json()
    more = {**pair, "limit": 5, "cursor": page["nextCursor"]}
    rest = client.get("/v1/coordination/evidence", params=more).json()
    assert page["items"] + rest["items"] == shared["items"]
    alone = {"source": names[0], "target": "paper1.example"}
    assert client.get("/v1/coordination/evidence", params=alone).json()["items"] == []

    assert client.get("/v1/coordination?trace=reply").json()["items"] == []
    assert client.get("/v1/coordination?actor=paper1.example").json()["items"] == []
    assert client.get("/v1/coordination?minSize=4").json()["total"] == 0
    assert client.get("/v1/coordination?trace=nonsense").status_code == 422
    for address in ("/v1/coordination", "/v1/stories"):
        window = {"since": "2024-02-01", "until": "2024-01-01"}
        assert client.get(address, params=window).status_code == 422
    slip = client.get(f"/v1/stories/{STORY[:-1]}x")
    assert (slip.status_code, slip.json()["suggestions"]) == (404, [STORY])
    nobody = client.get("/v1/coordination/view?group=2")
    assert (nobody.status_code, nobody.json()["status"]) == (404, 404)


def test_the_catalogue_answers_from_what_was_derived(client: httpx.Client) -> None:
    pair = {"source": "domain:beta.example", "target": "domain:alpha.example"}
    echoes = {"first": "domain:echo2.example", "second": "domain:echo1.example"}
    for name, parameters, rows in (
        ("republication-pairs", {}, 5),
        ("republication-languages", {}, 2),
        ("republication-evidence", pair, 1),
        ("stories", {}, 2),
        ("story-timeline", {"story": STORY}, 4),
        ("same-text", {"actor": "domain:alpha.example"}, 2),
        ("coordinated-pairs", {}, 3),
        ("coordination-evidence", echoes, 8),
    ):
        answer = client.get(f"/v1/queries/{name}/run", params=parameters)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["rows"]) == rows, name
