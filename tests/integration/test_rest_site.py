"""The pages for people: followed from link to link as somebody would, on real and hostile data."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import httpx
import pytest

from graph.database import Database
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import Engine

HOSTILE = "<script>alert(1)</script>\"' onmouseover=alert(1) \u202etxt.exe {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("site")
    hold_sample(served, folder / "quarantine")
    with serving(settings_of(served)) as client:
        yield client


class _Page(HTMLParser):
    """What is in a page that somebody could follow, or that could run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def read(client: httpx.Client, address: str, status: int = 200) -> tuple[str, _Page]:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "script-src" not in answer.headers["content-security-policy"]
    page = _Page(answer.text)
    assert not page.tags & {"script", "iframe", "object", "embed", "img"}
    assert not page.handlers
    return answer.text, page


def test_from_the_search_to_the_evidence(client: httpx.Client) -> None:
    assert 'action="/search"' in read(client, "/")[0]
    text, page = read(client, "/search?q=zhao+lijian")
    assert "/actors/x:zlj517" in page.links or "<h1>Zhao Lijian</h1>" in text
    shown, page = read(client, "/search?q=china")  # a state, and a word in names
    assert {"/actors/state:CN", "/actors/x:chinadaily"} <= set(page.links), shown
    text, page = read(client, "/search?q=@zlj517")
    assert "<h1>Zhao Lijian</h1>" in text  # the only one that it can mean
    assert "159 times" in text
    assert "2019-12 to 2022-04" in text
    assert "Hamilton" in text
    evidence = next(link for link in page.links if link.startswith("/evidence?"))
    count = re.search(rf'{re.escape(evidence.replace("&", "&amp;"))}"[^>]*>([\d,]+)<', text)
    assert count is not None
    shown, following = read(client, evidence)
    assert f"{count[1]} pieces in all" in shown
    assert "/actors/x:zlj517" in following.links


def test_every_link_of_the_pages_leads_somewhere(client: httpx.Client) -> None:
    addresses = {
        link
        for address in ("/", "/actors/x:cgtnofficial", "/actors/org:rossiya-segodnya")
        for link in read(client, address)[1].links
        if link.startswith("/")
    }
    assert len(addresses) > 30
    ours = sorted(link for link in addresses if link.startswith(("/actors", "/evidence")))[:12]
    for address in sorted(addresses - {*ours}, key=len)[:20] + ours:
        answer = client.get(address.partition("#")[0])
        assert answer.status_code in (200, 303), address


def test_evidence_of_a_time_as_a_page_and_as_a_file(client: httpx.Client) -> None:
    ends = "source=x:andybxxx&target=x:cgtnofficial"
    whole = client.get(f"/v1/evidence?{ends}&limit=1000").json()
    late = [item for item in whole["items"] if item["publishedAt"] >= "2022"]
    assert 0 < len(late) < whole["total"]
    text, page = read(client, f"/evidence?{ends}&since=2022-01-01&until=")
    assert f"{len(late)} pieces in all, from 2022-01-01 on" in text
    assert f"{len(late)} pieces of evidence from 2022-01-01 on." in text  # to cite
    assert "/evidence?source=x%3Aandybxxx&target=x%3Acgtnofficial&type=AMPLIFIED" in page.links
    file = client.get(next(link for link in page.links if "/csv?" in link))
    assert file.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [item["id"] for item in late]
    assert {(row["of"], row["targetName"]) for row in rows} == {(str(len(late)), "CGTN")}
    early = client.get(f"/v1/evidence?{ends}&until=2022-01-01").json()
    assert early["total"] + len(late) == whole["total"]
    assert "look at all times" in read(client, f"/evidence?{ends}&since=2030-01-01")[0]
    tie = "source=org:rossiya-segodnya&target=org:china-media-group&type=HAS_AGREEMENT_WITH"
    stated = client.get(f"/v1/evidence/csv?{tie}&since=2030-01-01").text
    assert "cooperation agreement" in stated, "what sources state is of no time"


def test_a_tie_shows_who_states_it(client: httpx.Client) -> None:
    text, page = read(client, "/actors/org:rossiya-segodnya")
    ties = [link for link in page.links if "HAS_AGREEMENT_WITH" in link]
    assert ties, text
    assert "<q>" in read(client, ties[0])[0]


def test_a_question_of_the_catalogue_is_a_page_with_a_form(client: httpx.Client) -> None:
    home = read(client, "/")[1].links
    assert "/questions/most-amplified" in home
    text, page = read(client, "/questions/most-amplified?limit=3")
    assert "3 rows; there are more" in text
    assert '<a href="/actors/x:spokespersonchn">Hua Chunying</a>' in text  # by name, not by id
    assert "/v1/queries/most-amplified/run?limit=3" in page.links
    assert 'name="limit" value="3"' in text
    rows = client.get(next(link for link in page.links if link.endswith("/csv?limit=3"))).content
    assert [row["amplified"] for row in csv.DictReader(StringIO(rows.decode("utf-8-sig")))] == [
        "x:spokespersonchn", "x:cgtnofficial", "x:chenweihua",
    ]  # fmt: skip
    text = read(client, "/questions/who-amplifies?actor=Zhao Lijian")[
        0
    ]  # a name, where it is one's
    assert 'value="x:zlj517"' in text and "<td>China</td>" in text
    nothing = read(client, "/questions/whom-amplifies?actor=x:nobody")[0]
    assert "Nothing fits" in nothing and "/search" in nothing
    assert "whole number" in read(client, "/questions/most-amplified?limit=-3", 422)[0]
    assert client.get("/questions/most-amplifed").status_code == 404


def test_forms_of_the_home_page_lead_to_answers(client: httpx.Client) -> None:
    home, _ = read(client, "/")
    for form in ("/v1/routes/view", "/v1/change/view"):
        assert f'<form action="{form}"' in home
    assert 'formaction="/v1/change/pictures/view"' in home
    assert "ampnet derive coordination" in read(client, "/coordinated")[0]
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    asked = {"source": "Zhao Lijian", "target": "thecyrusjansen"}
    wrong = client.get("/v1/routes/view", params=asked, headers=browser)
    assert wrong.status_code == 404 and "<h1>The graph does not hold this</h1>" in wrong.text
    instead = "/v1/routes/view?source=Zhao+Lijian&target=x%3Athecyrusjanssen"
    assert instead in _Page(wrong.text).links
    assert "Cyrus Janssen" in client.get(instead, headers=browser).text
    assert client.get("/v1/routes/view", params=asked).json()["status"] == 404  # to a program
    hostile = client.get("/v1/routes/view", params={"source": HOSTILE}, headers=browser)
    assert hostile.status_code == 422 and not _Page(hostile.text).tags & {"script", "img"}
    many = read(client, "/search?q=china")[1].links
    more = next(link for link in many if "shown=" in link)
    assert len(read(client, more)[1].links) > len(many)


def test_all_stories_are_a_page_that_says_what_to_do_without_any(client: httpx.Client) -> None:
    assert "ampnet derive republication" in read(client, "/stories")[0]


def test_an_unknown_actor_and_a_slip(client: httpx.Client) -> None:
    text, page = read(client, "/actors/x:zlj518", 404)
    assert "/actors/x:zlj517" in page.links
    assert "Not in this graph" in text
    assert "Showing 0 of 0" in read(client, "/search?q=qqqqqqqqqqqq")[0]
    read(client, "/evidence?source=x:nobody&target=x:zlj517", 404)
    empty = "/evidence?source=x:zlj517&target=x:cgtnofficial"
    assert "holds no such relationship" in read(client, empty)[0]


def test_hostile_text_stays_text(served: Engine, client: httpx.Client, tmp_path: Path) -> None:
    """Names, addresses and titles that somebody wrote to be shown by us."""
    with Database(served.owner) as database:
        database.execute(
            "CREATE (a:Actor:Account {id: 'x:hostile', name: $text, handle: $text, url: $url, "
            "description: $text, roles: ['Account']}) CREATE (b:Actor:Account {id: 'x:other', "
            "name: $text, roles: ['Account']}) CREATE (a)-[:PUBLISHED]->(i:Item {id: 'item:h', "
            "title: $text, url: $url, publishedAt: datetime({epochMillis: 0}), dataset: $text}) "
            "CREATE (i)-[:AMPLIFIES {kind: 'quote', runId: $text}]->(b) "
            "CREATE (a)-[:AMPLIFIED {kind: 'quote', count: 1}]->(b)",
            text=HOSTILE,
            url="javascript:alert(1)",
        )
        try:
            client.post("/v1/snapshot/refresh")
            for address in ("/actors/x:hostile", "/search?q=script", "/search?q=x:hostile"):
                text, page = read(client, address)
                assert "49" not in text.partition("<main>")[2].partition("</h1>")[0]
                assert "\u202e" not in text
                assert not [link for link in page.links if "javascript" in link.lower()]
            text, page = read(client, "/evidence?source=x:hostile&target=x:other&kind=quote")
            assert "&lt;script&gt;" in text
            assert not [link for link in page.links if "javascript" in link.lower()]
            text, page = read(client, "/questions/whom-amplifies?actor=x:hostile")
            assert "&lt;script&gt;" in text and "/actors/x:other" in page.links
            read(client, f"/questions/whom-amplifies?actor={HOSTILE[:60]}")
            read(client, f"/search?q={HOSTILE[:60]}")
            read(client, f"/actors/{HOSTILE[:60]}", 404)
        finally:
            database.execute(
                "MATCH (n) WHERE n.id IN ['x:hostile', 'x:other', 'item:h'] DETACH DELETE n"
            )
            client.post("/v1/snapshot/refresh")
