"""Words that lead on: to the right place where a server shows them, nowhere in a file."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

from api.rest.rendering import WAYS
from api.rest.sending import page_of, site_of
from api.views import called
from api.views.country_map import render_map
from api.views.leads import Words, actor, address, cell, evidence, flow, is_number, network, written
from api.views.report import Report, Table, render_report
from api.views.reports.asymmetry import asymmetry_report, matrix_report
from api.views.reports.brokers import brokers_report
from api.views.reports.change import change_report
from api.views.reports.routes import routes_report
from graph.answers.asymmetry import asymmetry
from graph.answers.asymmetry_matrix import asymmetry_matrix
from graph.answers.brokers import brokers
from graph.answers.change import change
from graph.answers.country_flows import country_flows
from graph.answers.groups import Group
from graph.answers.nodes import NodeSummary
from graph.answers.paths import shortest_paths
from graph.answers.windows import around
from tests.unit.graphs import DAY_MS, snapshot_of
from tests.unit.views.test_country_map import world

HOSTILE = (
    "javascript:alert(1)",
    "\"><script>alert('x')</script>",
    "' onmouseover='alert(1)",
    "x:\u202egro.live\u202c\u200f",
    "//evil.example/../..?a=b&c=d#e",
    "x:\ud800",
    "data:text/html,<b>",
)
HREF = re.compile(r'href="([^"]*)"')


def served(report: Report, asked: tuple[tuple[str, str], ...] = ()) -> str:
    return bytes(page_of(report, asked).body).decode()


def links(page: str) -> list[str]:
    ways = {address for _, address in WAYS} | {"data:,", "/"}
    return [to for to in map(unescape, HREF.findall(page)) if to not in ways]


def test_hostile_names_and_ids_lead_to_our_own_pages_only() -> None:
    nodes = [NodeSummary(text, text, "Actor", (), text) for text in HOSTILE]
    rows = [
        {
            "who": Words((actor(node), " and ", [actor(node), text])),
            "count": evidence(1234, node, text, text, text),
            "part": network(text, center=text),
            "flow": flow(7, text, text),
            "world": address(text, text),
        }
        for node, text in zip(nodes, HOSTILE, strict=True)
    ]
    report = Report("T", "s", (Table("t", rows),))
    page = served(report, (("since", HOSTILE[1]), ("evil", "1")))
    assert not re.search(r"<script|<b>|\u202e|\son\w+=\"", page)
    found = links(page)
    assert len(found) == len(HOSTILE) * 5
    for to in found:
        parts = urlsplit(to)
        assert (parts.scheme, parts.netloc) == ("", "") and not to.startswith("//")
        assert parts.path.startswith(("/actors/", "/evidence", "/v1/view", "/v1/map/view"))
        assert not re.search(r"[\s<>\"'\u0080-\uffff]", to)
    assert unquote(found[0]) == f"/actors/{HOSTILE[0]}"
    behind = parse_qs(urlsplit(found[2 + 5 * 4]).query)
    assert behind["source"] == [HOSTILE[4]] == behind["kind"]
    assert "evil=1" not in page and "since=%22%3E%3Cscript" in page
    assert links(render_report(report)) == [], "a file leads to no server"


def test_what_leads_to_the_world_leads_there_from_a_file_too() -> None:
    report = Report("T", "s", (Table("t", [{"a": address("here", "https://example.org/?a='&b")}]),))
    for page in (served(report), render_report(report)):
        assert links(page) == ["https://example.org/?a='&b"]
        assert 'rel="noopener noreferrer nofollow"' in page


def test_numbers_stay_numbers_and_texts_are_cut() -> None:
    node = NodeSummary("x:a", "A" * 900, "Actor", (), None)
    assert is_number(evidence(3, node, "x:b")) and not is_number(actor(node)) and is_number(2.5)
    assert not is_number(True) and actor(None) is None
    assert (cell(evidence(1234, node, "x:b")), cell(actor(node))) == ("1,234", "A" * 499 + "…")
    assert len(written([actor(node)] * 9, None)) < 600


def test_drawn_pages_lead_on_where_a_server_shows_them() -> None:
    flows = country_flows(world())
    for page, leads in ((render_map(flows, site_of()), True), (render_map(flows), False)):
        assert ('<a class="home" href="/">' in page) is leads
        assert any(to.startswith("/actors/") for to in links(page)) is leads
        assert any(to.startswith("/evidence?") for to in links(page)) is leads


def test_the_head_and_the_way_back_stand_on_served_pages_only() -> None:
    report = Report("T", "s", (Table("t", [], empty="Load some."),))
    page, file = served(report), render_report(report)
    assert '<a class="home" href="/">ampnet</a>' in page
    for name, address_ in WAYS:
        assert f'<a href="{address_}">{name}</a>' in page and address_ not in file
    assert "Load some." in page and "Load some." in file


def test_codes_are_called_by_their_names() -> None:
    assert [called.country(code) for code in ("CN", "XK", "cn", "Bloc", "419")] == [
        "China",
        "Kosovo",
        "cn",
        "Bloc",
        "419",
    ]
    assert [called.language(code) for code in ("ru", "pt-br", "zh_Hans", "qme", "")] == [
        "Russian",
        "Portuguese (br)",
        "Chinese (Hans)",
        "qme",
        "",
    ]
    assert called.group("CN,RU") == "China, Russia"
    assert called.group("in", "language") == "in" and called.group("it", "country") == "it"
    assert called.group("CN,friends") == "CN,friends"


def test_the_reports_lead_on_and_say_names() -> None:
    of = {"a": "CN", "b": "CN", "c": "RU", "d": "RU", "e": "KE", "f": "KE"}
    graph = snapshot_of(
        nodes=[{"id": f"x:{n}", "name": n.upper() * 3, "country": of[n]} for n in of],
        events=[
            (f"x:{a}", f"x:{b}", k * DAY_MS)
            for k in range(20)
            for a, b in (*("ca", "da", "cb", "ec", "fd"), *(("be",) if k > 9 else ()))
        ],
    )
    china, russia = Group.parse("country:CN"), Group.parse("country:RU")
    page = served(asymmetry_report(asymmetry(graph, china, russia, samples=19)))
    assert "Russia amplified China 60 times" in page and "CN amplified" not in page
    assert "/v1/map/view?limit=300#flow-RU-CN" in links(page)
    page = served(matrix_report(asymmetry_matrix(graph, (china, russia), samples=19)))
    assert "<bdi>China</bdi>" in page and "/v1/map/view?limit=300#flow-RU-CN" in links(page)

    page = served(brokers_report(brokers(graph, null_graphs=0)))
    assert {"/actors/x:c", "/actors/x:a", "/v1/view?center=x%3Ac"} <= set(links(page))
    assert "Groups, with their actors: China (2), Kenya (2), Russia (2)" in page
    assert "40 times</bdi></a>, 2 actors (" in page

    page = served(change_report(change(graph, *around(datetime(1970, 1, 11, tzinfo=UTC), 10))))
    before = "/evidence?source=x%3Ab&target=x%3Ae&since=1970-01-01&until=1970-01-11"
    assert "/evidence?source=x%3Ab&target=x%3Ae&since=1970-01-11&until=1970-01-21" in links(page)
    assert before not in links(page), "nothing happened then"

    report = routes_report(shortest_paths(graph, ["x:a"], ["x:e"]), [])
    page = served(report, (("until", "1970-01-05"),))
    assert any(
        to.startswith("/evidence") and to.endswith("&until=1970-01-05") for to in links(page)
    )
    page = served(report)
    assert {"/actors/x:a", "/actors/x:e"} <= set(links(page))
    assert "/evidence?source=x%3Ac&target=x%3Aa&type=AMPLIFIED&kind=retweet" in links(page)


def test_a_long_list_of_groups_says_that_it_is_cut() -> None:
    graph = snapshot_of(
        nodes=[{"id": f"x:{k}", "language": f"q{k:c}"} for k in range(97, 120)],
        events=[(f"x:{k}", f"x:{k + 1}", 0) for k in range(97, 119)],
    )
    page = served(brokers_report(brokers(graph, "language", null_graphs=0)))
    assert "The largest 12 of 23 groups, with their actors: Quechua (1), qa (1), " in page


def test_what_a_page_was_asked_for_goes_with_its_links() -> None:
    asked = [("type", "AMPLIFIED"), ("since", "2022-01-01"), ("kind", "reply"), ("kind", "quote")]
    site = site_of([*asked, ("seed", "4"), ("limit", "5")])
    part = {"since": ["2022-01-01"], "kind": ["reply", "quote"]}

    def query(address: str) -> dict[str, list[str]]:
        return parse_qs(urlsplit(address).query)

    assert query(site.flow("CN", "RU")) == {**part, "limit": ["300"]}  # of amplification as it is
    divided = {**part, "type": ["AMPLIFIED"], "seed": ["4"], "community": ["3"]}
    assert query(site.network({"community": "3"})) == divided
    of_one = {**part, "type": ["AMPLIFIED"], "center": ["x:a"]}
    assert query(site.network({"center": "x:a"})) == of_one
    ends = {"source": ["x:a"], "target": ["x:b"]}
    assert query(site.evidence("x:a", "x:b", None, None, None)) == {**ends, "since": ["2022-01-01"]}
    span = ("2023-01-01T00:00:00+00:00", None)
    assert query(site.evidence("x:a", "x:b", None, None, span)) == {**ends, "since": ["2023-01-01"]}
