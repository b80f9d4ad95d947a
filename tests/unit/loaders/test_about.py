"""Whose data it is: what is read from a descriptor, and what is refused, with field and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.credit import Credit, together
from loaders.about import AboutError, beside, parse_about, read_about
from loaders.known_credits import KNOWN, known_credit
from loaders.sample import FILES

SPDX = "https://spdx.org/licenses/"
SAMPLE = Path(__file__).resolve().parents[3] / "loaders" / "sample"


def read(about: dict[str, Any] | str) -> Credit:
    text = about if isinstance(about, str) else json.dumps(about)
    return parse_about(text.encode("utf-8", "surrogatepass"), "about.json", "d")


def test_a_few_lines_a_data_package_and_schema_org_say_the_same() -> None:
    lines = """
title: Mentions of 2024
creator: [Ada Example, Centre for Examples]
publisher: Zenodo
license: cc-by-4.0
citation: Example (2024)
doi: 10.5281/zenodo.1234
url: https://example.org/mentions
retrievedOn: 2024-05-31
rights: Only aggregated figures may be shown.
"""
    package = {
        "name": "mentions",
        "id": "https://doi.org/10.5281/zenodo.1234",
        "title": "Mentions of 2024",
        "homepage": "https://example.org/mentions",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "contributors": [
            {"title": "Ada Example", "role": "author"},
            {"title": "Centre for Examples"},
            {"title": "Zenodo", "roles": ["publisher"]},
        ],
        "citation": "Example (2024)",
        "retrievedOn": "2024-05-31T12:00:00",
        "rights": "Only aggregated figures\n  may be shown.",
        "resources": [{"name": "m", "path": "m.csv", "schema": {"fields": []}}],
    }
    linked = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Mentions of 2024",
        "creator": [{"name": "Ada Example", "affiliation": "x"}, {"name": "Centre for Examples"}],
        "publisher": {"@type": "Organization", "name": "Zenodo"},
        "license": "https://creativecommons.org/licenses/by/4.0/legalcode",
        "identifier": "https://doi.org/10.5281/zenodo.1234",
        "url": "https://example.org/mentions",
        "citation": "Example (2024)",
        "retrievedOn": "2024-05-31",
        "rights": "Only aggregated figures may be shown.",
        "distribution": [],
    }
    expected = Credit(
        "d",
        title="Mentions of 2024",
        creators=("Ada Example", "Centre for Examples"),
        publisher="Zenodo",
        license="CC-BY-4.0",
        license_url="https://spdx.org/licenses/CC-BY-4.0.html",
        citation="Example (2024)",
        doi="10.5281/zenodo.1234",
        url="https://example.org/mentions",
        retrieved_on="2024-05-31",
        rights="Only aggregated figures may be shown.",
    )
    assert read(lines) == expected
    assert read(package) == expected
    own = {"license_url": "https://creativecommons.org/licenses/by/4.0/legalcode"}
    assert read(linked).properties() == expected.properties() | {"licenseUrl": own["license_url"]}
    assert Credit.of("d", expected.properties()) == expected
    assert expected.line == (
        "Mentions of 2024 (d) by Ada Example, Centre for Examples, licence CC-BY-4.0, "
        "retrieved on 2024-05-31"
    )


@pytest.mark.parametrize(
    ("given", "text", "url"),
    [
        ("mit", "MIT", f"{SPDX}MIT.html"),
        ("MIT OR apache-2.0", "MIT OR Apache-2.0", None),
        ("ODC-PDDL-1.0", "PDDL-1.0", f"{SPDX}PDDL-1.0.html"),
        (f"{SPDX}CC0-1.0.html", "CC0-1.0", f"{SPDX}CC0-1.0.html"),
        ("Terms of the Ministry, no trade", "Terms of the Ministry, no trade", None),
        ("https://example.org/terms", "https://example.org/terms", "https://example.org/terms"),
        ({"title": "Own terms", "path": "https://a.example/t"}, "Own terms", "https://a.example/t"),
        ({"name": "own", "title": "Own terms"}, "Own terms", None),
        ("notspecified", None, None),
    ],
)  # fmt: skip
def test_licences(given: Any, text: str | None, url: str | None) -> None:
    found = read({"title": "T", "license": given})
    assert (found.license, found.license_url) == (text, url)
    assert ("no licence given" in found.line) is (text is None)


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"license": "CC-BY-4"}, "'CC-BY-4' is no SPDX identifier, did you mean 'CC-BY-4.0"),
        ({"licenses": [{"name": "nonsense"}]}, "licenses[0]: 'nonsense' is no SPDX"),
        ({"licence": "MIT"}, "licence: it is no field of a data set; did you mean 'license'"),
        ({"url": "javascript:alert(1)"}, "url: 'javascript:alert(1)' is no web address"),
        ({"url": "https://a@evil.example/"}, "url: 'https://a@evil.example/' is no web address"),
        ({"licenses": [{"name": "MIT", "path": "data:text/html,x"}]}, "licenses[0].path: 'data:"),
        ({"title": "x" * 1_000_000}, "title: it has 1,000,000 characters"),
        ({"title": ["a"]}, "title: it is a list, and no text"),
        ({"title": True}, "title: it is a bool, and no text"),
        ({"title": "a\u202eb"}, "title: it holds U+202E"),
        ({"title": "\ud800"}, "about.json is neither JSON nor YAML"),
        ({"creator": [{"email": "a@b.example"}]}, "creator[0]: it has no name"),
        ({"contributors": "me"}, "contributors: it is no list of people"),
        ({"title": "T", "doi": "zenodo"}, "doi: 'zenodo' is no DOI"),
        ({"retrievedOn": "last week"}, "retrievedOn: 'last week' is no day"),
        ({"resources": []}, "it says nothing of whose data it is"),
        ("{", "about.json is neither JSON nor YAML"),
        ("- a\n- b\n", "does not say `field: value`"),
        ("a: &x [1]\nb: [*x, *x]\n", "it has anchors, which are not read"),
        ("[" * 100_000, "about.json is neither JSON nor YAML"),
        ("title: " + "x" * 5_000_001, "about.json has more than 5,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_file_field_and_remedy(about: Any, says: str) -> None:
    if about == {"title": "\ud800"}:
        about = '{"title": "\ud800"}'
    with pytest.raises(AboutError) as caught:
        read(about)
    assert says in caught.value.message
    assert caught.value.message.startswith("about.json")
    assert len(caught.value.message) < 500 and caught.value.remedy


def test_a_descriptor_beside_is_read_where_it_names_the_file(tmp_path: Path) -> None:
    data, other = tmp_path / "posts.csv", tmp_path / "other.csv"
    assert beside(data) is None
    described = tmp_path / "datapackage.json"
    described.write_text(json.dumps({"title": "T", "resources": [{"path": ["./posts.csv"]}]}))
    assert beside(data) == described
    assert beside(other) is None
    for broken in ("{", "[]", '{"resources": 3}', "[" * 50_000):
        described.write_text(broken)
        assert beside(data) is None
    with pytest.raises(AboutError, match="cannot be read: No such file"):
        read_about(tmp_path / "none.json", "d")


def test_the_sample_says_whose_it_is_as_its_credits_do() -> None:
    for name in FILES:
        assert beside(SAMPLE / name) == SAMPLE / "datapackage.json"
    credit = read_about(SAMPLE / "datapackage.json", "sample")
    credits_page = " ".join((SAMPLE / "CREDITS.md").read_text(encoding="utf-8").split())
    assert credit.license is not None
    assert credit.license.startswith("MIT (accounts), none found (interactions, influencers)")
    assert "We found no licence" in credits_page
    for words in ("Alliance for Securing Democracy", "Centre for Humanities Computing"):
        assert any(words in each for each in credit.creators)
        assert words in credits_page
    for resource in json.loads((SAMPLE / "datapackage.json").read_text("utf-8"))["resources"]:
        assert f"{resource['path']}" in credits_page
        assert all(source["path"] in credits_page for source in resource["sources"])


def test_lines() -> None:
    bare = Credit("mentions")
    assert bare.line == "mentions, no credit and no licence given"
    many = Credit("d", title="d", creators=("A", "B", "C", "D"), url="https://d.example")
    assert many.line == "d by A et al., no licence given"
    assert many.address == "https://d.example"
    assert together([bare, many], 5) == f"{bare.line}; {many.line}; and 3 more"
    for name in KNOWN:
        known = known_credit(name, "mine")
        assert known is not None and known.dataset == "mine" and known.license and known.license_url
    assert known_credit("posts", "mine") is None
