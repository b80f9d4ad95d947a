"""Techniques of DISARM stand in the STIX export where a source gives them, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import stix2

from api.asking.part import Part
from graph.answers.dressing import dress_in_parts
from graph.database import Database
from graph.exports import export_named, write_export
from graph.snapshot import Snapshot

HOSTILE = "<b>nul\x07 Ünïcode 数据"


def test_techniques_are_exported_as_attack_patterns(database: Database, tmp_path: Path) -> None:
    for number, id_ in enumerate(("x:one", "x:two", "x:three")):
        database.execute(
            "CREATE (a:Actor {id: $id})-[:PUBLISHED]->(i:Item {id: $item}) "
            "CREATE (i)-[:AMPLIFIES {kind: 'reply'}]->(:Actor {id: $of})",
            id=id_, item=f"post:{number}", of=f"x:of{number}",
        )  # fmt: skip
        database.execute(
            "MATCH (a:Actor {id: $id}) MATCH (b:Actor {id: $of}) "
            "CREATE (a)-[:AMPLIFIED {kind: 'reply', count: 1}]->(b)",
            id=id_, of=f"x:of{number}",
        )  # fmt: skip
    database.execute(
        "MATCH (a:Actor {id: 'x:one'}) CREATE (t:Technique {id: 'technique:T0049.001', name: $name,"
        " url: 'https://example.org/T0049'}) CREATE (a)-[:RELATED_TO {kind: 'Uses!'}]->(t)",
        name=HOSTILE,
    )
    database.execute(
        "MATCH (i:Item {id: 'post:1'}) CREATE (s:Story {id: 's'}) CREATE (i)-[:PART_OF]->(s) "
        "CREATE (s)-[:ADVANCES]->(:Narrative {id: 'n', name: $name, "
        "disarmIds: ['T0049.001', 'T0003']})",
        name=HOSTILE,
    )
    snapshot = Snapshot.open(database, tmp_path / "cache")
    part = dress_in_parts(Part().of(snapshot), database, 5, snapshot)
    path = tmp_path / "part.stix.json"
    write_export(part, path, export_named("stix"))
    bundle = stix2.parse(path.read_text(encoding="utf-8"), allow_custom=True, version="2.1")
    by_id = {each["id"]: each for each in bundle["objects"]}
    patterns = {p["external_references"][0]["external_id"]: p for p in by_id.values()
                if p["type"] == "attack-pattern"}  # fmt: skip
    assert sorted(patterns) == ["T0003", "T0049.001"]
    reference = patterns["T0049.001"]["external_references"][0]
    assert (reference["source_name"], reference["url"]) == ("DISARM", "https://example.org/T0049")
    assert "Ünïcode 数据" in patterns["T0049.001"]["name"]
    found = {
        (by_id[r["source_ref"]]["user_id"], r["relationship_type"], by_id[r["target_ref"]]["name"])
        for r in by_id.values()
        if r["type"] == "relationship" and r["target_ref"].startswith("attack-pattern")
    }
    name = patterns["T0049.001"]["name"]
    assert found == {
        ("x:one", "uses", name),
        ("x:two", "related-to", name),
        ("x:two", "related-to", "T0003"),
    }
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "bundle"
