"""What a person merges, splits and asks why: undone without a trace, and refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.app import app
from graph.database import Database
from graph.errors import UnknownIdError
from graph.linking.curate import CurationError, merge, split
from graph.linking.why import Effect, why
from graph.snapshot import Snapshot
from loaders.load import load_file
from tests.integration.linking_world import build, said, shown
from tests.integration.rest_server import serving, settings_of
from tests.support.engines import Engine
from tests.support.graph_digest import differences


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Database:
    return build(database, tmp_path)


def test_merging_and_splitting_leave_no_trace(world: Database, tmp_path: Path) -> None:
    before = said(world)
    first = shown(Snapshot.open(world, tmp_path))
    done = merge(world, "x:e", "x:d", "the same person, as an interview says")
    assert (done.standing, done.members) == ("x:e", ("x:e", "x:d"))
    merged = Snapshot.open(world, tmp_path)
    assert merged.node_index.members("x:d") == ("x:e", "x:d")
    assert len(merged.nodes) == len(first["nodes"]) - 1
    with pytest.raises(CurationError, match="one actor already"):
        merge(world, "x:d", "x:e", "again")
    split(world, "x:d", "x:e", "another interview")
    after = said(world)
    assert after == before, differences(before, after)
    assert shown(Snapshot.open(world, tmp_path)) == first
    # What a source says stays, no longer counts, and does not come back when it is loaded again.
    done = split(world, "telegram:hubnews", "x:hub", "an imposter")
    assert done.overruled == ("telegram:hubnews ALIAS_OF x:hub",)
    load_file(world, tmp_path / "list.csv", quarantine=tmp_path, dataset="d", again=True)
    apart = Snapshot.open(world, tmp_path)
    assert apart.node_index.members("telegram:hubnews") == ("telegram:hubnews",)
    split(world, "facebook:hubpage", "x:hub", "not theirs either")
    with pytest.raises(UnknownIdError):
        Snapshot.open(world, tmp_path).node_index["facebook:hubpage"]
    merge(world, "x:hub", "telegram:hubnews", "no imposter after all")
    facebook = "MATCH (:Alias)-[r:DIFFERENT_FROM]->() DELETE r"
    world.execute(facebook)
    after = said(world)
    assert after == before, differences(before, after)
    assert shown(Snapshot.open(world, tmp_path, refresh=True)) == first
    kinds = "MATCH (r:Run) WHERE r.dataset = 'curation' RETURN r.kind, r.parameters"
    runs = [(kind, json.loads(text)["reason"]) for kind, text in world.read(kinds).rows]
    assert len(runs) == 5
    assert ("merge", "the same person, as an interview says") in runs


def test_why_and_what_cannot_be_done(world: Database) -> None:
    found = why(world, "telegram:hubnews")
    assert (found.actor, found.members) == ("x:hub", ("x:hub", "telegram:hubnews"))
    assert found.names == ("facebook:hubpage",)
    assert {(r.one, r.other, r.effect, r.input, r.dataset) for r in found.reasons} == {
        ("telegram:hubnews", "x:hub", Effect.JOINS, "list.csv", "d"),
        ("facebook:hubpage", "x:hub", Effect.JOINS, "list.csv", "d"),
    }
    page = why(world, "facebook:embassy")
    assert (page.actor, page.shared) == ("facebook:embassy", ("x:b", "x:c"))
    assert {r.effect for r in page.reasons} == {Effect.SHARED}
    merge(world, "x:d", "x:hub", "for a test")
    for ends in (("x:d", "telegram:hubnews"), ("telegram:hubnews", "x:d")):
        with pytest.raises(CurationError, match="by way of a third"):
            split(world, *ends, "no")
    split(world, "x:hub", "telegram:hubnews", "an imposter")
    with pytest.raises(CurationError, match="that they differ"):
        merge(world, "x:d", "telegram:hubnews", "again")
    assert {r.effect for r in why(world, "telegram:hubnews").reasons} == {
        Effect.OVERRULED,
        Effect.KEEPS_APART,
    }
    for bad in (merge, split):
        with pytest.raises(UnknownIdError):
            bad(world, "x:nobody", "x:d", "no")
        with pytest.raises(CurationError, match="reason"):
            bad(world, "x:b", "x:d", " ")
    with pytest.raises(CurationError, match="not one actor"):
        split(world, "x:a", "x:b", "no")
    with pytest.raises(UnknownIdError):
        why(world, "x:nobody")


@pytest.fixture
def run(engine: Engine, world: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)

    def ampnet(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == code, result.output
        return result.output

    return ampnet


def test_on_the_command_line(run: Callable[..., str]) -> None:
    found = run("actor", "why", "https://t.me/s/hubnews/100")
    assert "is read as telegram:hubnews" in found
    assert "telegram:hubnews is x:hub" in found
    assert "list.csv" in found
    done = json.loads(run("actor", "merge", "@e", "@d", "--reason", "a test", "--json"))
    assert (done["standing"], done["members"]) == ("x:e", ["x:e", "x:d"])
    assert "x:d is x:e" in run("actor", "why", "@d")
    assert "are two from now on" in run("actor", "split", "@e", "@d", "--reason", "a test")
    assert "stands for itself" in run("actor", "why", "@d")


def test_over_rest(engine: Engine, world: Database) -> None:
    with serving(settings_of(engine)) as client:
        found = client.get("/v1/actors/https://t.me/s/hubnews/100/why").json()
        assert (found["id"], found["actor"]) == ("telegram:hubnews", "x:hub")
        assert found["members"] == ["x:hub", "telegram:hubnews"]
        assert {r["effect"] for r in found["reasons"]} == {"joins"}
        shared = client.get("/v1/actors/facebook:embassy/why").json()
        assert shared["shared"] == ["x:b", "x:c"]
        assert client.get("/v1/actors/x:nobody/why").status_code == 404
        card = client.get("/v1/actors/telegram:hubnews").json()
        assert (card["node"]["id"], card["amplified"]) == ("x:hub", 2)
        ends = {"source": "telegram:hubnews", "target": "@b", "kind": "link"}
        behind = client.get("/v1/evidence", params=ends).json()
        assert [item["sourceId"] for item in behind["items"]] == [None, "telegram:hubnews"]
        path = client.get("/v1/paths", params={"source": "@b", "target": "t.me/hubnews"}).json()
        (hop,) = path["items"][0]["hops"]
        assert len(hop["relationships"][0]["evidence"]) == hop["count"] == 2
