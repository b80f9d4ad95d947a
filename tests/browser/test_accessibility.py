"""axe-core looks at every kind of page and view, on a desk in the light and on a phone in the dark.

It does so in a context that passes over the pages' policies, since it is a script from elsewhere;
what the policies let through is tested beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from api.rest.examples import COPIES, STORY
from api.views.cascade import render_cascade
from api.views.matrix import render_matrix
from api.views.network import write_network
from api.views.report import write_report
from api.views.writing import write_page
from graph.database import Database
from graph.derive import derive_coordination, derive_republication
from loaders.load import load_file
from tests.browser.test_derived_views import _matrix, _story
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.artefacts import LOOKS, keep
from tests.support.axe import serious_faults
from tests.support.chromium import profile, record
from tests.support.engines import Engine
from tests.unit.views.samples import two_groups
from tests.unit.views.test_report import hostile


@pytest.fixture(params=LOOKS[:2], ids=("desk", "phone"))
def look(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of one size and one theme."""
    scheme, width, height = request.param
    size = ViewportSize(width=width, height=height)
    with profile(browser, viewport=size, color_scheme=scheme, bypass_csp=True) as context:
        yield context.new_page()


ROOT = Path(__file__).resolve().parents[2]


def _check(page: Page, where: str) -> None:
    assert serious_faults(page) == [], where
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, where
    keep(page, where)


def test_a_fault_would_be_found(look: Page) -> None:
    look.set_content(
        "<!doctype html><html lang=en><title>x</title>"
        "<style>html { color-scheme: only light } tr:nth-child(3) { color: #aaa }</style>"
        "<main><input><table><tr><td>One<tr><td>Two<tr><td>Three<tr><td>Four</table>"
        "<div><p>Black</div><div style='background: #222'><p>Black on black</div></main>"
    )
    assert serious_faults(look) == [
        "label: <input>",
        "color-contrast: <td>Three</td> | <p>Black on black</p>",
    ]


def test_the_network_view_in_each_of_its_states(look: Page, tmp_path: Path) -> None:
    look.goto(write_network(two_groups(), tmp_path / "view.html").as_uri())
    _check(look, "network")
    look.evaluate("ampnet.change({ selected: { node: 5 }, away: new Set([2]) })")
    look.wait_for_selector("#panel textarea")
    _check(look, "a node")
    look.fill("#panel textarea", "A note")
    look.evaluate("ampnet.change({ selected: { edge: 0 } })")
    look.wait_for_selector("#panel .evidence")
    _check(look, "a tie")
    look.click("#panel .close")
    look.click("#about")
    _check(look, "about")
    look.click("#panel .close")
    if look.locator("#open-controls").is_visible():
        look.click("#open-controls")
    look.fill("#search", "account")
    _check(look, "search and filters")
    look.keyboard.press("Escape")
    if look.locator("#close-controls").is_visible():
        look.click("#close-controls")
    for tab in ("nodes", "edges"):
        look.click(f"#tab-{tab}")
        _check(look, tab)


def test_pages_that_are_drawn_whole(look: Page, tmp_path: Path) -> None:
    texts = ("Alpha", "https://beta.example/x", "c" * 300)
    for name, html in (
        ("story", render_cascade(_story(texts))),
        ("matrix", render_matrix(_matrix(texts))),
    ):
        look.goto(write_page(html, tmp_path / f"{name}.html").as_uri())
        _check(look, name)
    look.goto(write_report(hostile(), tmp_path / "report.html").as_uri())
    _check(look, "report")


@pytest.fixture(scope="module")
def site(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the sample."""
    hold_sample(served, tmp_path_factory.mktemp("site"))
    with serving(settings_of(served)) as client:
        yield str(client.base_url)


PAGES = {
    "/": "Who amplifies whom",
    "/search?q=china": "Search",
    "/actors/x:cgtnofficial": "Who amplifies it",
    "/actors/x:nobody": "Not in this graph",
    "/evidence?source=x:danieldumbrill&target=x:cgtnofficial&kind=reply": "pieces in all",
    "/docs": "REST interface",
    "/v1/groups/view?by=country": "by country",
    "/v1/groups/view?by=community": "by community",
    "/v1/view?center=@zlj517": "Zhao Lijian",
    "/v1/brokers/view": "Three sides",
    "/v1/communities/view": "ommunities",
    "/v1/republication/view": "Who republishes whom",
    "/v1/ties/view": "ties",
    "/v1/infrastructure/view": "owners",
}
COMPARED = {
    "/v1/asymmetry/view?group=role:Influencer&group=role:Outlet&every=quarter&samples=19": "chance",
    "/v1/change/view?event=2021-07-01&days=180": "What changed",
    "/v1/change/pictures/view?event=2021-07-01&days=180": "Two windows",
    "/v1/change/communities/view?span=year": "communities live on",
    "/v1/routes/view?source=@zlj517&target=@thecyrusjanssen": "oute",
    "/v1/map/view": "country by country",
}
OF_TEXTS = {
    f"/v1/stories/{STORY}/view": "The evidence, in the order of time",
    "/v1/republication/view": "Pair by pair",
    "/v1/coordination/view": "Coordinated",
    "/coordinated": "What they shared most",
    "/v1/narratives/view?narrative=regex:bio.%3Flab&step=week": "arrative",
    "/": "Largest stories",
}


@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_the_site_page_by_page(browser: Browser, site: str) -> None:
    """Every page once, in turn on a desk and on a phone: the look is that of the tests above."""
    _look_at_all(browser, site, PAGES)


@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_comparisons_page_by_page(browser: Browser, site: str) -> None:
    _look_at_all(browser, site, COMPARED)


def _look_at_all(browser: Browser, site: str, pages: Mapping[str, str]) -> None:
    with profile(browser, bypass_csp=True) as context:
        page = context.new_page()
        traffic = record(page)
        for number, (address, says) in enumerate(pages.items()):
            scheme, width, height = LOOKS[number % 2]
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(ViewportSize(width=width, height=height))
            page.goto(site + address)
            assert says in page.content(), address
            _check(page, address)
    assert traffic.external == []
    assert traffic.dialogs == []


_NAMED = """() => {
  const mark = (x, y, r, label) => ({ x, y, r, first: 0, node: { number: 0, label } });
  const crowd = Array.from({ length: 400 }, (_, k) =>
    mark(200 + (k % 20) * 9, 200 + Math.floor(k / 20) * 9, 4, "one of the crowd"));
  [85, 168, 210, 252, 335].forEach((at, k) => {
    crowd[at] = mark(crowd[at].x, crowd[at].y, 12 - k, `${k + 1}`);
  });
  const bounds = { left: 0, top: 0, right: 1200, bottom: 900 };
  const placed = ampnet.placeLabels([...crowd, mark(900, 600, 4, "alone")], bounds);
  const inside = ({ x, y }) => x > 260 && x < 310 && y > 250 && y < 330;
  const names = placed.filter((name) => name.text.length < 6 || inside(name));
  return names.map(({ text }) => text).sort();
}"""
"""Which of a crowd are named: the largest, and who stands alone."""


@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_the_site_is_walked_through_by_clicking(page: Page, site: str) -> None:
    """From the home page to a community, to a member's page, to its evidence, and to a network."""
    traffic = record(page)
    page.goto(site)
    assert page.locator("h2 >> text=Latest runs").is_visible()
    page.fill("#event", "2021-07-01")
    page.click("text=As pictures")
    page.wait_for_selector("#network-after canvas")
    assert page.locator("#window-1-title").inner_text().startswith("After: 2021-07-01")
    page.goto(site)
    page.click("main a >> text='communities'")
    page.wait_for_selector("#network canvas")
    number = page.evaluate("ampnet.nodes.find((n) => n.members > 5).number")
    page.evaluate("(node) => ampnet.change({ selected: { node } })", number)
    page.click("#panel >> text=Expand this community")
    page.wait_for_selector("#network canvas")
    assert "community=" in page.url
    page.evaluate("() => ampnet.change({ selected: { node: 0 } })")
    page.click("#panel >> text=Its page")
    page.wait_for_selector("text=What sources say of its tie to a state")
    page.locator("td a[aria-label$=evidence]").first.click()
    page.wait_for_selector("h1 >> text=Evidence")
    assert page.locator("ol li").count() > 0
    page.goto(f"{site}/v1/view?center=x:cgtnofficial&since=2021-01-01")
    page.wait_for_selector("#network canvas")
    assert "Counted only: from 2021-01-01 on." in page.inner_text(".standfirst")
    page.evaluate("() => ampnet.change({ selected: { edge: 0 } })")
    page.click("#panel >> text=All evidence")
    page.wait_for_selector("text=To cite it")
    assert page.locator("#since").input_value() == "2021-01-01"
    page.go_back()
    assert page.evaluate(_NAMED) == ["1", "2", "3", "4", "5", "alone"]
    page.click(".headline >> text=ampnet")
    page.wait_for_selector("text=What do you want to find out?")
    page.fill("[name=source]", "Zhao Lijian")
    page.fill("[name=target]", "thecyrusjansen")
    page.click("text=Find routes")
    page.click("text=x:thecyrusjanssen")
    page.wait_for_selector("h1 >> text=By which way?")
    traffic.errors[:] = [each for each in traffic.errors if "404" not in each]  # the slip above
    assert (traffic.external, traffic.errors, traffic.dialogs) == ([], [], [])


@pytest.fixture(scope="module")
def site_of_texts(
    served: Engine, module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server over texts, with what is derived from them."""
    load_file(module_database, ROOT / COPIES, quarantine=tmp_path_factory.mktemp("texts"))
    derive_republication(module_database)
    derive_coordination(module_database)
    with serving(settings_of(served)) as client:
        client.post("/v1/snapshot/refresh")
        yield str(client.base_url)


@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_pages_of_texts(browser: Browser, site_of_texts: str) -> None:
    _look_at_all(browser, site_of_texts, OF_TEXTS)
