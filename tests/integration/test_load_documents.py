"""Bundles and registries in real databases: every object of every real file is there."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.database import Database
from graph.vocabulary import RunState
from loaders.load import LoadReport, load_file
from tests.support.fixtures import FOLDER
from tests.support.graph_digest import contents

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "../shared/data"

BUNDLES = {
    "disarm.json": 698,
    "viginum_big.json": 113,
    "viginum_matriochka.json": 406,
    "viginum_rrn.json": 1054,
}


def load(database: Database, path: Path, folder: Path, **options: Any) -> LoadReport:
    return load_file(database, path, quarantine=folder, **options)


def needs(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"no {path.name} beside the checkout")
    return path


def network(database: Database) -> Counter[str]:
    """The graph without its runs and its version."""
    lines = contents(database, {"runId"})
    return Counter({k: n for k, n in lines.items() if not k.startswith(('[["Run"]', '[["Graph"]'))})


def count(database: Database, pattern: str, **given: Any) -> int:
    return int(database.read(f"MATCH {pattern} RETURN count(*)", given).rows[0][0])


def kept(database: Database) -> set[str]:
    """The ids in the sources of all nodes that are not the same in every source."""
    ids = set()
    for label in ("Actor", "Organization", "Narrative", "Host", "Campaign", "Technique", "Entity"):
        for id_, details in database.read(f"MATCH (n:{label}) RETURN n.id, n.details").rows:
            ids |= {id_.partition(":")[2], json.loads(details or "{}").get("id")}
    return ids


ON_EMBEDDED = pytest.mark.parametrize("served", ["embedded"], indirect=True)
"""What the fixtures show on both engines, a thousand times over: on the quicker one."""


@ON_EMBEDDED
def test_no_object_of_a_real_bundle_is_lost(database: Database, tmp_path: Path) -> None:
    """Each after the other into one graph: a technique that two of them name is one node."""
    expected: Counter[tuple[str, str]] = Counter()
    for name, rows in BUNDLES.items():
        path = needs(DATA / "stix" / name)
        found = json.loads(path.read_text(encoding="utf-8"))["objects"]
        report = load(database, path, tmp_path)
        assert (report.format, report.rows_read, report.quarantined) == ("stix", rows, 0)
        assert len(found) == rows
        relationships = [o for o in found if o["type"] == "relationship"]
        expected.update((o["id"], o["relationship_type"]) for o in relationships)
        there = kept(database)
        missing = [o for o in found if o["type"] != "relationship" and o["id"] not in there]
        assert {o.get("x_opencti_location_type") for o in missing} <= {"Country"}
    stated = database.read("MATCH ()-[r:RELATED_TO]->() RETURN r.statementId, r.kind").rows
    assert Counter(map(tuple, stated)) == expected
    assert expected.total() == 288 + 64 + 214 + 594
    # VIGINUM's bundles name 20 techniques that DISARM of today has no more.
    for label, number in {"Campaign": 4, "Technique": 411, "Narrative": 1, "State": 61}.items():
        assert count(database, f"(:{label})") == number, label
    assert count(database, "(:Actor)-[:AMPLIFIED {kind: 'unspecified'}]->(:Actor)") == 2
    evidence = "MATCH (i:Item)-[:AMPLIFIES]->(b) RETURN i.id, i.title, b.id"
    assert len(database.read(evidence).rows) == 2
    again = load(database, DATA / "stix" / "viginum_matriochka.json", tmp_path, again=True)
    assert again.rows_read == 406


def test_a_bundle_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    for name in ("stix.json", "ftm.jsonl", "feed.rss.xml"):
        first = load(database, FOLDER / name, tmp_path)
        assert first.state is RunState.PARTIALLY_COMPLETE
        assert first.written == first.rows_read - first.quarantined
    before = network(database)
    for name in ("stix.json", "ftm.jsonl", "feed.rss.xml"):
        assert load(database, FOLDER / name, tmp_path, again=True).written == 0
    assert network(database) == before
    uses = "(:Actor {id: 'domain:spiegel.ltd'})-[:USES]->(:Host {id: 'host:ip-203.0.113.7'})"
    assert count(database, uses) == 1
    owned = "(:Actor {id: 'x:vesti_news'})-[:OWNED_BY]->(:Organization {id: 'org:vgtrk'})"
    assert count(database, owned) == 1
    linked = (
        "(:Item {id: 'url:https://ria.ru/20220301/a.html'})-[:AMPLIFIES {kind: 'link'}]->(:Item)"
    )
    assert count(database, linked) == 2
    assert count(database, "(:Actor {id: 'domain:ria.ru'})-[:AMPLIFIED {kind: 'link'}]->()") == 2
    unknown = "(:Entity {id: 'entity:indicator--not-in-the-bundle'})-[:RELATED_TO]->(:Actor)"
    assert count(database, unknown) == 1


@ON_EMBEDDED
def test_the_registries_load_as_they_are_found(database: Database, tmp_path: Path) -> None:
    sites = load(database, needs(DATA / "registry/sites_of_concern.csv"), tmp_path)
    assert (sites.rows_read, sites.quarantined, sites.warnings) == (7558, 4, 0)
    assert count(database, "(:Actor:Outlet)") == 6905
    listed = "MATCH (:Actor)-[r:RELATED_TO {kind: 'listed-by'}]->(l:Entity) RETURN l.name, count(r)"
    lists = dict(database.read(listed).rows)
    assert len(lists) == 7
    assert lists["Pink Slime"] > 1000
    missions = load(database, needs(DATA / "registry/embassies.csv"), tmp_path)
    assert (missions.rows_read, missions.quarantined) == (828, 0)
    assert missions.warnings == 40
    with (DATA / "registry/embassies.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = Counter(row["Country"] for row in csv.DictReader(stream) if row["Country"])
    assert rows == {"Russia": 361, "China": 289, "Iran": 158}
    for country, state in {"Russia": "RU", "China": "CN", "Iran": "IR"}.items():
        attributed = f"(:Diplomat)-[:ATTRIBUTED_TO]->(:State {{id: 'state:{state}'}})"
        assert 0.9 * rows[country] < count(database, attributed) <= rows[country]
