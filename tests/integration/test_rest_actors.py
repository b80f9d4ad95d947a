"""Actors, what they did and its evidence are those of the sample's files, on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.rest_server import get, hold_sample, pages, serving, settings_of
from tests.support import sample_rows
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


SAMPLE = Path(__file__).resolve().parents[2] / "loaders" / "sample"


@pytest.fixture(scope="module")
def interactions() -> list[dict[str, str]]:
    return sample_rows.interactions()


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
