from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from api.views import network
from api.views.network import render_network, write_network
from api.views.seal import sealed
from tests.unit.views.samples import large, two_groups


class Page(HTMLParser):
    """Elements of a page with their attributes, and what scripts and styles hold."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.held: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in {"script", "style"} and data.strip():
            self.held.append((self.elements[-1][0], data))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_policy_names_exactly_the_scripts_and_the_style_of_the_page() -> None:
    seen = Page(render_network(two_groups()))
    policy = next(
        m["content"] for m in seen.of("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    allowed = set(re.findall(r"'(sha256-[^']+)'", policy))
    held = [text for _, text in seen.held if not text.startswith("{")]  # but for data and notes
    hashes = {
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in held
    }
    assert len(held) == 3
    assert hashes == allowed
    assert "default-src 'none'" in policy
    assert not re.search(r"unsafe|\*|https?:", policy)


def test_the_page_names_no_address_to_fetch_and_no_handler() -> None:
    seen = Page(render_network(two_groups()))
    for tag, attributes in seen.elements:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, tag
        assert attributes.get("src") is None
        assert tag not in {"img", "iframe", "object", "embed", "base", "form"}
    assert [link["href"] for link in seen.of("link")] == ["data:,"]
    assert not re.search(r"sourceMappingURL", render_network(two_groups()))


def test_the_page_says_language_title_and_how_to_read_an_arrow() -> None:
    html = render_network(replace(two_groups(), title="A <b> & {{ 7*7 }}"))
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>A &lt;b&gt; &amp; {{ 7*7 }} · ampnet</title>" in html
    assert "49" not in re.findall(r"<title>.*</title>", html)[0]
    assert "content flows the other way" in html


def test_the_page_is_stamped_so_that_it_can_be_made_again() -> None:
    stamp = data_of(render_network(two_groups()))["stamp"]
    assert stamp["datasets"] == ["made"]
    assert stamp["graphVersion"] == "v7"
    assert stamp["query"] == "ego-network"
    assert stamp["parameters"] == [["depth", "2"]]
    assert stamp["seed"] == 3
    assert stamp["generatedAt"] == "2021-03-01T00:00:00+00:00"
    assert re.match(r"\d+\.\d+", stamp["ampnet"])


def test_the_same_subgraph_gives_the_same_file() -> None:
    assert render_network(two_groups()) == render_network(two_groups())


def test_a_view_of_500_nodes_stays_below_two_megabytes() -> None:
    html = render_network(large(500, 8_000), colour_by="community")
    assert len(html.encode()) < 2_000_000
    stamp = data_of(html)["stamp"]
    assert stamp["totalEdges"] > network.MIN_EDGES  # and the page says of how many


def test_too_many_nodes_become_communities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MAX_NODES", 400)
    whole = large(500, 1_000)
    data = data_of(render_network(whole))
    assert data["stamp"]["collapsed"] is True
    assert data["stamp"]["totalNodes"] == 500
    ranks = zip(data["nodes"]["members"], data["nodes"]["parent"], strict=True)
    marks = [members for members, parent in ranks if parent is None]
    assert sum(marks) == 500
    assert len(marks) == 5
    assert len(data["visNodes"]["id"]) == 505, "all members are in the file too"


def test_too_many_ties_are_cut_to_the_strongest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "MIN_EDGES", 10)
    monkeypatch.setattr(network, "EDGES_PER_NODE", 0)
    whole = two_groups()
    data = data_of(render_network(whole))
    counts = sorted((e.count for e in whole.edges), reverse=True)
    assert sorted(data["edges"]["count"], reverse=True) == counts[:10]
    assert data["stamp"]["totalEdges"] == len(whole.edges)


def test_unknown_choices_are_refused() -> None:
    with pytest.raises(ValueError, match="country, community, role"):
        render_network(two_groups(), colour_by="mood")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="degree, strength, followers"):
        render_network(two_groups(), size_by="mood")  # type: ignore[arg-type]


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "view.html"
    assert write_network(replace(two_groups(), title="新华社 \ud800"), target) == target
    assert "新华社" in target.read_text(encoding="utf-8")
    assert target.stat().st_mode & 0o777 == 0o644
    before = target.read_bytes()

    def full_disk(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_network(two_groups(), target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["view.html"]


def test_a_script_that_would_end_its_element_is_refused() -> None:
    with pytest.raises(ValueError, match="end its element"):
        sealed("x = '</Script>'")


def test_an_empty_subgraph_is_a_page_too() -> None:
    data = data_of(render_network(replace(two_groups(), nodes=(), edges=())))
    assert data["visNodes"] == {}
