"""Free Cypher over REST and the command line: reading works, nothing else does, on both engines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.views.network import render_network
from api.views.rows import NothingToDrawError, subgraph_of
from graph.cypher import read
from graph.cypher import run as running
from graph.cypher.guard import Checked
from graph.database import Database
from graph.errors import AmpnetError, QueryInvalidError, QueryRefusedError
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.attacks import ATTACKS, SCHEMA, WRITES
from tests.support.engines import Engine
from tests.support.graph_digest import contents, digest
from tests.support.pages import ROOT, text
from tests.support.tour import shown, steps

RUNAWAY = "MATCH (a:Actor), (b:Actor), (c:Actor) WHERE a.id + b.id < c.id RETURN count(*) AS n"


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


@pytest.fixture(scope="module")
def before(client: httpx.Client, served: Engine) -> tuple[str, Any, Any]:
    return everything(served)


def ask(client: httpx.Client, query: str, status: int = 200, **more: Any) -> Any:
    answer = client.post("/v1/cypher", json={"query": query, **more})
    assert answer.status_code == status, (query, answer.text)
    return answer.json()


def everything(engine: Engine) -> tuple[str, Any, Any]:
    """The graph by its digest, and its schema."""
    with Database(engine.owner) as owner:
        schema = [owner.read(f"SHOW {what}").rows for what in ("INDEXES", "CONSTRAINTS")]
        names = [sorted(str(row[:3] + row[4:6]) for row in rows) for rows in schema]
        users = owner.read("SHOW USERS").rows if engine.name == "neo4j" else ()
        return digest(contents(owner)), names, users


def test_every_attack_is_refused_and_nothing_changes(
    client: httpx.Client, served: Engine, before: tuple[str, Any, Any]
) -> None:
    for attack in ATTACKS:
        problem = ask(client, attack, 403)
        assert problem["type"] == "/docs#problem-refused", attack
        assert problem["remedy"] or problem["detail"]
    for attack in WRITES[:3]:
        ask(client, attack, 403, explain=True)
    assert everything(served) == before


def test_what_slips_past_the_guard_is_refused_by_the_engine(
    served: Engine, before: tuple[str, Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second and third lock hold alone: the plan and access mode, or the reader's rights."""
    monkeypatch.setattr(running, "check", lambda text: Checked(text, ""))
    with Database(served.reader or served.owner) as reader:
        for attack in (*WRITES, *SCHEMA, "CREATE USER mine SET PASSWORD 'abcdefghijkl'"):
            try:
                read(reader, attack, limit=1, timeout=120)
            except AmpnetError:
                continue
            harmless = attack.startswith(("SHOW", "DROP")) or "RETURN x AS y" in attack
            assert harmless, attack  # what there is not can be dropped; nothing is written
        if served.name == "neo4j":  # what its read access mode lets through, the plan does not
            for reading in (
                "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
                "SHOW SETTINGS",
                "SHOW USERS",
                "CALL dbms.listConfig()",
                "CALL db.clearQueryCaches()",
                "UNWIND [1] AS x CALL dbms.components() YIELD name RETURN name",
            ):
                with pytest.raises(QueryRefusedError):
                    read(reader, reading, limit=1, timeout=120)
    assert everything(served) == before


def test_rows_parameters_and_caps(client: httpx.Client) -> None:
    query = "MATCH (a:Influencer) WHERE a.id <> $not RETURN a, a.id AS id ORDER BY id"
    answer = ask(client, query, parameters={"not": "x' OR 1=1 //"}, limit=3)
    assert answer["columns"] == ["a", "id"]
    assert len(answer["rows"]) == 3
    assert answer["truncated"] is True
    assert answer["rows"][0][0]["properties"]["id"] == answer["rows"][0][1]
    assert ask(client, query, parameters={"not": ""}, limit=10)["truncated"] is False
    assert ask(client, "UNWIND $a AS x RETURN x", parameters={"a": [1, None, "é", {"b": 2}]})[
        "rows"
    ] == [[1], [None], ["é"], [{"b": 2}]]
    large = "UNWIND range(1, 400) AS i RETURN reduce(s = $s, k IN range(1, 10) | s + $s) AS text"
    cut = ask(client, large, parameters={"s": "x" * 9_000})
    assert cut["truncated"] is True
    assert 100 < len(cut["rows"]) < 200


def test_leaving_early_does_not_wait_for_the_rest(client: httpx.Client) -> None:
    query = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN a, b"
    assert ask(client, query, limit=10)["truncated"] is True  # hours before its end


def test_a_plan_runs_nothing(client: httpx.Client) -> None:
    answer = ask(client, RUNAWAY, explain=True)
    assert answer["plan"]["operator"]
    assert "Actor" in str(answer["plan"])
    assert answer["rows"] == []


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("MATCH (a RETURN a", {}),
        ("RETURN 1 / 0 AS x", {}),
        ("RETURN $missing AS x", {}),
        ("RETURN b", {}),
        ("", {}),
        ("RETURN $a AS x", {"a": 2**63}),
        ("RETURN $a AS x", {"a": "\x00"}),
        ("RETURN date('0000-01-01') AS x", {}),
    ],
)
def test_what_cannot_be_run_says_why(
    client: httpx.Client, query: str, parameters: dict[str, Any]
) -> None:
    assert ask(client, query, 422, parameters=parameters)["detail"]


def test_a_runaway_ends_at_its_limit_and_frees_what_it_had(
    client: httpx.Client, served: Engine
) -> None:
    assert ask(client, RUNAWAY, 504, timeout=0.5)["type"] == "/docs#problem-timeout"
    with Database(served.owner) as owner:
        deadline = time.monotonic() + 120
        statement = "SHOW TRANSACTIONS"
        while running := [r for r in owner.read(statement).as_dicts() if "c.id" in str(r)]:
            assert time.monotonic() < deadline, running
    assert ask(client, "RETURN 1 AS one")["rows"] == [[1]]


def test_one_guard_for_both(served: Engine) -> None:
    with Database(served.reader or served.owner) as reader:
        with pytest.raises(QueryInvalidError):
            read(reader, "RETURN", limit=1, timeout=120)
        assert read(reader, "RETURN 1 AS one", limit=1, timeout=120).rows == [(1,)]


def test_the_tour_shows_what_is_answered(client: httpx.Client, served: Engine) -> None:
    with Database(served.reader or served.owner) as reader:
        for query, shown_there in steps(text(ROOT / "docs" / "tour.md")):
            assert shown(read(reader, query, limit=50, timeout=120)) == shown_there, query


def test_an_answer_is_drawn(client: httpx.Client, served: Engine) -> None:
    """Ends that are not in the answer are looked up; what is in lists and maps is found."""
    query = "MATCH (a:Influencer)-[r:AMPLIFIED]->(b:Diplomat) RETURN r"
    nested = "MATCH p = (:Influencer)-[:AMPLIFIED]->(:Diplomat) RETURN {way: collect(p)} AS ways"
    with Database(served.reader or served.owner) as reader:
        first, second = (
            subgraph_of(reader, read(reader, each, limit=9_999, timeout=120), each, {})
            for each in (query, nested)
        )
        with pytest.raises(NothingToDrawError):
            subgraph_of(reader, read(reader, "RETURN 1 AS x", limit=1, timeout=120), "", {})
    assert {node.id for node in first.nodes} == {node.id for node in second.nodes}
    assert len(first.edges) == len(second.edges) > 20
    assert "Hua Chunying" in {node.label for node in first.nodes}
    assert all(edge.count >= 1 and edge.kind and edge.first_at for edge in first.edges)
    assert "Hua Chunying" in render_network(first)
