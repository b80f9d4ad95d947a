"""What the interface says of communities, on the bundled sample and both engines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest

from graph.database import Database
from graph.settings import Settings
from tests.integration.rest_server import hold_sample, is_problem, serving, settings_of
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def settings(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    return settings_of(served)


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as client:
        yield client


def get(client: httpx.Client, path: str, **query: Any) -> Any:
    answer = client.get(f"/v1/communities{path}", params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_division_and_all_that_is_asked_of_it(client: httpx.Client) -> None:
    listed = get(client, "", limit=50)
    assert listed["resolution"] == 1
    first = listed["items"][0]
    assert sum(first["languages"].values()) == first["size"]
    assert sum(first["kinds"].values()) == first["internalWeight"]

    card = get(client, "/1", top=3)
    assert card["community"]["size"] == first["size"]
    assert [m["node"]["id"] for m in card["community"]["top"]] == [
        m["node"]["id"] for m in first["top"][:3]
    ]
    assert sum(other["pairs"] for other in card["others"]) == first["externalEdges"]
    assert card["terms"] == []  # the sample has no texts

    firm = get(client, "/stability", seeds=4, resamples=4, nullGraphs=4, limit=2)
    assert (firm["total"], len(firm["communities"]), firm["truncated"]) == (
        listed["total"], 2, listed["total"] > 2,
    )  # fmt: skip
    assert firm["modularity"] == pytest.approx(listed["modularity"])
    assert 0 < firm["evidence"]["ami"] <= 1
    assert firm["chance"]["graphs"] == 4
    assert firm["provenance"]["parameters"]["resamples"] == 4

    levels = get(client, "/hierarchy", level=[0.5, 2])
    assert [level["resolution"] for level in levels["levels"]] == [0.5, 2]
    assert {b["level"] for b in levels["branches"]} == {0, 1}

    mixed = get(client, "/attributes", permutations=99)
    known = sum(mix["known"] for mix in mixed["mixes"])
    assert (known, mixed["known"] + mixed["unknown"]) == (mixed["known"], listed["nodes"])
    assert mixed["p"] >= 0.01

    same = get(client, "/comparison")
    assert (same["comparison"]["ami"], same["comparison"]["nodes"]) == (1, listed["nodes"])
    fewer = get(client, "/comparison", otherUntil="2021-01-01", limit=1)
    assert fewer["onlyFirst"] > 0 == fewer["onlySecond"]
    assert (len(fewer["matches"]), fewer["truncated"]) == (1, True)
    assert fewer["second"]["parameters"]["scope"]["until"].startswith("2021-01-01")

    fitted = get(client, "", resolution="auto", consensus=5)
    assert fitted["resolution"] > 0
    assert fitted["provenance"]["parameters"]["consensus"] == 5


def test_the_page_of_communities(client: httpx.Client) -> None:
    answer = client.get("/v1/communities/view", params={"attribute": "country", "limit": 5})
    assert answer.status_code == 200, answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for words in ("Which communities form?", "Communities inside communities", "resampled"):
        assert words in answer.text
    assert "<script" not in answer.text
    assert '<a class="home" href="/">' in answer.text and "China" in answer.text
    one = client.get("/v1/communities/view", params={"limit": 1, "since": "2021-01-01", "seed": 2})
    leads = [unescape(to) for to in re.findall('href="(/[^"]*)"', one.text)]
    assert "/v1/view?since=2021-01-01&seed=2&community=1" in leads
    for to in [to for to in leads if to.startswith("/actors/")][:2]:
        assert client.get(to).status_code == 200, to


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/999", 404),
        ("/0", 422),
        ("/stability?seeds=0", 422),
        ("/hierarchy?algorithm=infomap", 422),
        ("/hierarchy?level=0", 422),
        ("?resolution=high", 422),
        ("?resolution=auto&algorithm=infomap", 422),
        ("?consensus=1", 422),
        ("/attributes?attribute=followers", 422),
    ],
)
def test_questions_without_an_answer(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(f"/v1/communities{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_would_take_too_long_is_refused_with_what_takes_less(settings: Settings) -> None:
    """Before it begins; the sample is small, so little time is allowed."""
    with serving(settings.model_copy(update={"answer_seconds": 0.03})) as client:
        firm = client.get("/v1/communities/stability?seeds=200&resamples=200&nullGraphs=200")
        problem = is_problem(firm, 422, "takes-too-long")
        assert problem["foretoldSeconds"] > problem["longestSeconds"] == 0.03
        fewer = problem["instead"]
        assert 0 < fewer["seeds"] == fewer["resamples"] == fewer["nullGraphs"] < 200
        assert f"seeds={fewer['seeds']}&" in problem["remedy"]
        assert client.get("/v1/communities/stability", params=fewer).status_code == 200

        asked = "/v1/brokers/view?by=language&nullGraphs=500&limit=3"
        refused = client.get(asked, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (refused.status_code, refused.headers["content-type"]) == (
            422, "text/html; charset=utf-8",
        )  # fmt: skip
        assert "with 500 random graphs would take about" in unescape(refused.text)
        leads = re.findall(r'href="(/v1/brokers/view\?[^"]*)"', refused.text)
        assert len(leads) == 1
        sooner = unescape(leads[0])
        assert "by=language" in sooner and "limit=3" in sooner and "nullGraphs=500" not in sooner
        page = client.get(sooner, headers={"Accept": "text/html"})
        assert page.status_code == 200 and "Who carries content" in page.text
        is_problem(client.get(asked), 422, "takes-too-long")
    with serving(settings.model_copy(update={"answer_seconds": 1e-6})) as client:
        home = client.get("/", headers={"Accept": "text/html"})
        assert home.status_code == 200 and "would take" not in home.text
        one = client.get("/actors/x:danieldumbrill", headers={"Accept": "text/html"})
        assert one.status_code == 200 and "x:danieldumbrill" in one.text
        assert client.get("/v1/communities").status_code == 200  # the home page's division is kept
        assert client.get("/v1/communities?seed=5").json()["instead"] == {}
    with serving(settings.model_copy(update={"answer_seconds": 0})) as client:
        assert client.get("/v1/communities?consensus=3&seed=77").status_code == 200


def test_texts_tell_communities_apart(database: Database, tmp_path: Any) -> None:
    """Last in this file: it empties the graph that the others ask."""
    from graph.answers.community_card import community_card
    from graph.snapshot import Snapshot

    database.execute(
        "UNWIND range(0, 9) AS k CREATE (a:Actor {id: 'x:a' + toString(k)}) "
        "CREATE (a)-[:PUBLISHED]->(:Item {id: 'i' + toString(k), title: "
        "CASE WHEN k < 5 THEN 'The secret biolabs near the border' "
        "ELSE 'The harvest near the river' END})"
    )
    database.execute(
        "UNWIND range(0, 9) AS k UNWIND range(0, 9) AS j WITH k, j "
        "WHERE k <> j AND (k < 5 AND j < 5 OR k > 4 AND j > 4) "
        "MATCH (a:Actor {id: 'x:a' + toString(k)}) MATCH (b:Actor {id: 'x:a' + toString(j)}) "
        "CREATE (a)-[:AMPLIFIED {kind: 'retweet', count: 1}]->(b)"
    )
    snapshot = Snapshot.open(database, tmp_path)
    card = community_card(snapshot, 1, database=database)
    assert card.texts_of == 5
    assert {term.term for term in card.terms} == (
        {"secret", "biolabs", "border"}
        if card.community.top[0].node.id < "x:a5"
        else {"harvest", "river"}
    )
    assert all((term.actors, term.elsewhere) == (5, 0) for term in card.terms)
