"""Cascade and matrix as a person sees them, and with hostile strings in every place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from api.views.cascade import render_cascade
from api.views.matrix import render_matrix
from api.views.writing import write_page
from graph.answers.nodes import NodeSummary
from graph.answers.provenance import Provenance
from graph.answers.republication import Cell, LanguagePair, OutletTotal, RepublicationAnswer
from graph.answers.stories import StorySummary
from graph.answers.story import StoryAnswer, StoryItem, TakenFrom
from tests.browser.test_network_view_hostile import HOSTILE
from tests.browser.view_page import WATCH
from tests.support.chromium import Traffic

BEGIN = datetime(2024, 3, 1, 8, tzinfo=UTC)


def _story(texts: tuple[str, ...]) -> StoryAnswer:
    """An item an hour, each taken from the one before; every text in every field."""
    actors = [
        NodeSummary(f"{k}{text}", text, "Actor", (text,), text) for k, text in enumerate(texts)
    ]
    items = tuple(
        StoryItem(
            id=f"i{k}{text}",
            actor=actors[k],
            published_at=None if k == 5 else BEGIN + timedelta(hours=k),
            time_precision="day" if k % 2 else text,
            since_first_seconds=k * 3600,
            language=text,
            title=text if k % 2 else None,
            excerpt=text,
            url=text,
            archived_url=text,
            dataset=text,
            depth=k,
            copies=k,
            taken_from=TakenFrom(f"i{k - 1}{texts[k - 1]}", 0.5, 0.5, 3600, text, 0.9, text)
            if k
            else None,
        )
        for k, text in enumerate(texts)
    )
    every = " ".join(text[:300] for text in texts)
    summary = StorySummary(
        every, every, len(items), len(actors), tuple(actors[:5]), texts, texts, BEGIN, BEGIN, 7200
    )
    return StoryAnswer(
        summary, items, len(items), every, Provenance("story", {every: every}, every)
    )


def _matrix(texts: tuple[str, ...]) -> RepublicationAnswer:
    nodes = [
        NodeSummary(f"{k}{text}", text, "Actor", (text,), text) for k, text in enumerate(texts)
    ]
    cells = tuple(
        Cell(a, b, k + 1, k, 3600 * k, BEGIN, BEGIN, (LanguagePair(a.name[:9], None, 1),))
        for k, (a, b) in enumerate(zip(nodes, nodes[1:] + nodes[:1], strict=True))
    )
    totals = tuple(OutletTotal(node, 1, 1) for node in nodes)
    every = " ".join(text[:300] for text in texts)
    return RepublicationAnswer(
        totals, len(totals), cells, len(cells), Provenance("matrix", {every: every}, every)
    )


def _sealed(page: Page, traffic: Traffic, file: Path) -> None:
    assert page.evaluate("window.ran") is None
    assert traffic.network == []
    assert [url for url in traffic.requests if url.startswith("file:")] == [file.as_uri()]
    assert (traffic.errors, traffic.dialogs) == ([], [])
    assert page.evaluate("window.violations") == []
    assert page.locator("script, img, iframe, object, form, base, [onerror], [style]").count() == 0
    links = page.eval_on_selector_all("a", "all => all.map((a) => [a.getAttribute('href'), a.rel])")
    for href, _ in links:
        assert href.startswith(("http://", "https://")), href
        assert "@" not in href.split("/")[2]


def test_hostile_strings_are_text(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    page.add_init_script(WATCH)
    file = write_page(render_cascade(_story(HOSTILE)), tmp_path / "story.html")
    page.goto(file.as_uri())
    assert page.locator("h1").inner_text().startswith("<script>")
    assert page.locator("tbody tr").count() == len(HOSTILE)
    assert page.locator("svg[role=group] circle").count() == min(40, len(HOSTILE) - 1)
    assert "1 have no time" in page.locator("main").inner_text()
    _sealed(page, traffic, file)

    traffic.requests.clear()
    file = write_page(render_matrix(_matrix(HOSTILE)), tmp_path / "matrix.html")
    page.goto(file.as_uri())
    assert page.locator(".heat tbody tr").count() == len(HOSTILE)
    assert page.locator(".heat td[class^=shade]").count() == len(HOSTILE)
    assert page.locator(".list tbody th, .list tbody tr").first.inner_text().startswith("<script>")
    _sealed(page, traffic, file)


def test_a_cascade_runs_along_time(page: Page, traffic: Traffic, tmp_path: Path) -> None:
    texts = ("Alpha", "Beta", "https://gamma.example/x")
    file = write_page(render_cascade(_story(texts)), tmp_path / "story.html")
    page.goto(file.as_uri())
    dots = page.locator("svg[role=group] circle")
    places = [dots.nth(k).bounding_box() for k in range(3)]
    xs = [box["x"] + box["width"] / 2 for box in places if box]
    assert xs[0] < xs[1] < xs[2]
    assert abs((xs[2] - xs[1]) - (xs[1] - xs[0])) < 2, "equal times apart, equally far apart"
    ys = [box["y"] for box in places if box]
    assert ys == sorted(ys), "a lane for each actor, the first on top"
    assert page.locator("path.taken").count() == 2
    assert page.locator("svg a").count() == 1, "an item with an address can be opened"
    assert traffic.network == []
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "nothing sticks out"
    empty = RepublicationAnswer((), 0, (), 0, Provenance("matrix", {}, "1"))
    page.goto(write_page(render_matrix(empty), tmp_path / "empty.html").as_uri())
    assert "ampnet derive republication" in page.locator("main").inner_text()
