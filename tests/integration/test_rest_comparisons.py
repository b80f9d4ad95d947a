"""Comparisons over REST on the bundled sample: right numbers, pages, and refusals that help."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.asking.beside import Answer
from api.views.report import report_policy
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import Engine

LATER = "2021-02-01/2021-03-01"
SAMPLE = Path(__file__).resolve().parents[2] / "loaders" / "sample"


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


def get(client: httpx.Client, path: str, status: int = 200, **query: Any) -> Any:
    answer = client.get(path, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_numbers_are_those_of_the_file(client: httpx.Client) -> None:
    with (SAMPLE / "interactions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    handle = "DanielDumbrill"
    given = Counter(row["target"].lower() for row in rows if row["actor"] == handle)
    group = {"first": f"id:@{handle}", "second": "id:@CGTNOfficial", "samples": 19}
    found = get(client, "/v1/asymmetry", **group)
    assert found["forward"]["items"] == given["cgtnofficial"] > 0
    assert found["forward"]["shareOfOutput"] == given["cgtnofficial"] / given.total()
    assert found["pValue"] is None and "amplifies nobody here" in found["reading"]
    change = get(
        client, "/v1/change", before="2020-01-01/2021-01-01", after="2021-01-01/2022-01-01"
    )
    years = Counter(row["day"][:4] for row in rows if row["actor"] != row["target"])
    assert (change["before"]["items"], change["after"]["items"]) == (years["2020"], years["2021"])


def test_every_answer_stands_side_by_side(client: httpx.Client) -> None:
    for answer in Answer:
        found = get(client, "/v1/change/answers", event="2021-07-01", days=90, answer=answer.value)
        assert found["answer"] == answer
        assert (
            found["before"]["provenance"]["parameters"]["scope"]["until"] == "2021-07-01T00:00:00Z"
        )


def test_pages_bring_their_policy(client: httpx.Client) -> None:
    page = client.get("/v1/change/view", params={"event": "2021-07-01"})
    assert page.headers["content-security-policy"] == report_policy()
    assert "What it does not say" in page.text
    asked = {"span": "year", "seed": 3, "since": "2020-06-01"}
    told = client.get("/v1/change/communities/view", params=asked).text
    leads = [unescape(to) for to in re.findall('href="(/v1/view[^"]*community=1&[^"]*)"', told)]
    assert len(leads) >= 2 and all("seed=3" in to and to.count("since=") == 1 for to in leads)
    assert client.get(leads[0]).status_code == 200


@pytest.mark.parametrize(
    ("path", "query", "status", "says"),
    [
        ("/v1/asymmetry", {"first": "country:CM", "second": "country:RU"}, 404, "CN"),
        ("/v1/asymmetry", {"first": "id:@CGTNOfficia", "second": "country:RU"}, 404, "x:cgtnoff"),
        ("/v1/asymmetry", {"first": "role:Outlet", "second": "country:CN"}, 422, "share"),
        ("/v1/asymmetry", {"first": "Outlet", "second": "country:CN"}, 422, "is no group"),
        ("/v1/asymmetry/matrix", {"group": "country:CN"}, 422, "nothing to compare"),
        ("/v1/asymmetry/matrix", {"by": "id"}, 422, "not a grouping"),
        ("/v1/change", {}, 422, "Neither an event"),
        ("/v1/change", {"before": "2021-02-01/2021-01-01", "after": LATER}, 422, "empty"),
        ("/v1/change", {"before": "2021-99-01/2021-01-01", "after": LATER}, 422, "no span"),
        ("/v1/narratives", {"narrative": "regex:(?=x)"}, 422, "no pattern"),
        ("/v1/narratives", {"narrative": "narrative:none"}, 404, "holds no narrative"),
        ("/v1/narratives", {"since": "2023-01-01", "until": "2022-01-01"}, 422, "is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_help(
    client: httpx.Client, path: str, query: dict[str, str], status: int, says: str
) -> None:
    problem = get(client, path, status, **query)
    assert says in f"{problem['detail']} {problem.get('suggestions')}"
    assert problem.get("suggestions") is not None or status == 422


def test_empty_parts_are_answers(client: httpx.Client) -> None:
    nowhere = {"since": "1990-01-01", "until": "1990-02-01"}
    group = {"first": "role:Influencer", "second": "role:Outlet", "samples": 19}
    assert get(client, "/v1/asymmetry", **group, **nowhere)["ratio"] is None
    assert get(client, "/v1/change/communities", **nowhere)["windows"] == []
    assert get(client, "/v1/narratives")["narratives"] == []
    assert get(client, "/v1/ties", samples=19, **nowhere)["tied"]["items"] == 0
    assert get(client, "/v1/infrastructure", dataset="nothing")["items"] == []
    before = get(client, "/v1/change", event="1990-01-01")
    assert "holds no dated item" in before["reading"]
