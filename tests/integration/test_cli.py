"""The command line as a person uses it: real processes, a home of its own, the real sample."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from typer.testing import CliRunner

from api.cli.app import app
from api.cli.opening import database_of
from api.cli.server import describe
from graph.embedded import HomeUnusableError
from graph.embedded import home as home_module
from graph.settings import Settings
from tests.support.engines import JAVA_OPTIONS
from tests.support.own_ports import own_port, reserve

ROOT = Path(__file__).resolve().parents[2]
Said = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Cli:
    """`ampnet` with a home and a port of its own."""

    home: Path
    port: int

    @property
    def settings(self) -> dict[str, str]:
        """The variables that it is run with."""
        return {"AMPNET_PORT": str(self.port), "AMPNET_EMBEDDED_JAVA": " ".join(JAVA_OPTIONS)}

    def run(self, *arguments: str, status: int = 0, given: str | None = None) -> Said:
        """Run a command with `given` as standard input; it has to end with `status`."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AMPNET_")}
        done = subprocess.run(
            [sys.executable, "-m", "ampnet", *arguments],
            env={**environment, **self.settings, "COLUMNS": "200"},
            cwd=self.home,
            input=given,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def json(self, *arguments: str, status: int = 0) -> Any:
        """Run a command with --json and --home and return its document.

        In this process, as a start of its own takes a second; that is what `run` has.
        """
        words = (*arguments, "--json", "--home", str(self.home / "kept"))
        foreign = {k: None for k in os.environ if k.startswith("AMPNET_")}
        done = CliRunner().invoke(app, words, env={**foreign, **self.settings})
        assert done.exit_code == status, (done.output, done.exception)
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """A home in which the demo runs."""
    cli = Cli(tmp_path_factory.mktemp("cli"), own_port())
    cli.run("--home", str(reserve(cli.home / "kept")), "demo")
    yield cli
    cli.run("down", "--home", str(cli.home / "kept"))


@pytest.fixture(scope="module")
def again(cli: Cli) -> Said:
    """What the demo says when it is started again."""
    return cli.run("demo", "--home", str(cli.home / "kept"))


def test_the_demo_says_what_to_open_and_it_is_there(cli: Cli, again: Said) -> None:
    assert "0 rows written" in again.stderr
    assert "runs already" in again.stderr
    url = f"http://127.0.0.1:{cli.port}"
    assert f"{url}/v1/paths?source=" in again.stdout
    view = (cli.home / "ampnet-demo.html").read_text(encoding="utf-8")
    assert "Jingjing" in view
    (call,) = re.findall(r"curl '(\S+)'", again.stdout)
    found = httpx.get(call, trust_env=False, timeout=240).json()
    assert found["total"] >= 1
    assert found["items"][0]["hops"]


def test_the_cypher_call_that_the_demo_suggests_works(cli: Cli, again: Said) -> None:
    (statement,) = re.findall(r"ampnet cypher '(.+)'", again.stdout)
    rows = cli.json("cypher", statement)
    assert len(rows["rows"]) == 5
    assert rows["columns"] == ["a.name", "r.kind", "b.name", "r.count"]


def test_cypher_prints_one_document_and_may_only_read(cli: Cli) -> None:
    assert cli.json("cypher", "MATCH (a:Influencer) RETURN count(a) AS n") == {
        "columns": ["n"],
        "rows": [[10]],
        "truncated": False,
    }
    three = cli.json("cypher", "MATCH (a:Actor) RETURN a ORDER BY a.id", "--limit", "3")
    assert len(three["rows"]) == 3
    assert three["truncated"] is True
    refused = cli.run(
        "cypher", "MATCH (n) DETACH DELETE n", "--home", str(cli.home / "kept"), status=1
    )
    assert "Nothing may be changed" in refused.stderr
    assert cli.json("cypher", "MATCH (i:Item) RETURN count(i)")["rows"] == [[1431]]
    wrong = cli.run("cypher", "MATCH (a RETURN a", "--home", str(cli.home / "kept"), status=1)
    assert wrong.stderr.startswith("Error:")


def test_cypher_as_csv_and_as_a_page(cli: Cli) -> None:
    home = ("--home", str(cli.home / "kept"))
    table = cli.run("cypher", "UNWIND ['=1+1', 'a,\"b'] AS x RETURN x, [1] AS y", "--csv", *home)
    assert table.stdout == 'x,y\n\'=1+1,[1]\n"a,""b",[1]\n'
    page = cli.home / "ties.html"
    query = "MATCH (a:Influencer)-[r:AMPLIFIED {kind: 'quote'}]->(b) RETURN a, r, b"
    drawn = cli.run("cypher", query, "--view", str(page), "--json", *home)
    assert "ties.html" in drawn.stderr
    assert "Result of a Cypher query" in page.read_text(encoding="utf-8")
    nothing = cli.run("cypher", "RETURN 1 AS x", "--view", str(page), *home, status=1)
    assert "RETURN path" in nothing.stderr
    found = cli.json("query", "--search", "agreement")
    assert 0 < found["total"] < 15


def test_who_runs_is_found_after_the_clock_was_set(cli: Cli) -> None:
    home = cli.home / "kept"
    before = {name: (home / "run" / name).read_text() for name in ("api.json", "server.json")}
    for name, text in before.items():
        state = json.loads(text)
        state["created"] += 3_600
        (home / "run" / name).write_text(json.dumps(state))
    found = describe(Settings(home=home))
    assert found["api"] == f"http://127.0.0.1:{cli.port}"
    assert str(found["bolt"]).startswith("bolt://")
    (home / "run" / "api.json").write_text(before["api.json"])


def test_on_a_nearly_full_disk_the_database_is_asked_and_not_written(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_module, "LEAST_FREE_BYTES", 2**70)
    settings = Settings(home=cli.home / "kept")
    with database_of(settings, read_only=True) as database:
        assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(1431,)]
    with pytest.raises(HomeUnusableError, match="MB free"), database_of(settings):
        pass


def test_up_says_how_to_connect(cli: Cli) -> None:
    said = cli.run("up", "--home", str(cli.home / "kept")).stdout
    assert "cypher-shell -a bolt://127.0.0.1:" in said
    assert "import ampnet" in said
    assert "credentials.json" in said


def test_parameters_are_values_never_cypher(cli: Cli) -> None:
    hostile = "x' OR 1=1 RETURN 1 //"
    rows = cli.json("cypher", "MATCH (a:Actor {id: $id}) RETURN a.id", "-p", f"id={hostile}")
    assert rows["rows"] == []


def test_answers(cli: Cli) -> None:
    paths = cli.json("path", "@SpokespersonCHN", "@DanielDumbrill")
    assert paths["total"] == 1
    assert paths["paths"][0]["hops"][0]["count"] > 0
    assert paths["flow"] == "content"
    none = cli.json("path", "@DanielDumbrill", "@SpokespersonCHN")
    assert (none["paths"], none["total"]) == ([], 0)
    near = cli.json("neighbours", "https://twitter.com/zlj517", "--limit", "3")
    assert near["total"] > len(near["items"]) == 3
    found = cli.json("communities", "--seed", "7")
    assert found["provenance"]["seed"] == 7
    assert sum(c["size"] for c in found["communities"]) == found["nodes"]
    assert found == cli.json("communities", "--seed", "7")
    assert cli.json("search", "lijian")["items"][0]["node"]["id"] == "x:zlj517"


def test_an_unknown_id_is_said_with_near_matches(cli: Cli) -> None:
    said = cli.run("path", "@zlj517", "@zlj518", "--home", str(cli.home / "kept"), status=1)
    assert "holds no '@zlj518'" in said.stderr
    assert "x:zlj517" in said.stderr


def test_the_catalogue_is_listed_and_run(cli: Cli) -> None:
    listed = cli.json("query")
    assert {f"Q{n}" for n in range(1, 13)} <= {q["question"] for q in listed["items"]}
    rows = cli.json("query", "most-amplified", "-p", "limit=2")
    assert len(rows["rows"]) == 2
    unknown = cli.run("query", "most-amplifed", "--home", str(cli.home / "kept"), status=1)
    assert "most-amplified" in unknown.stderr


def test_load_reports_the_run_and_quarantines_bad_rows(cli: Cli) -> None:
    table = cli.home / "mine.csv"
    table.write_text(
        "wer,wen,wie,wann\n@one,@two,RT,2024-01-01\n@one,,RT,2024-01-02\n@one,@two,RT,2024-01-03\n"
    )
    words = ("--map", "actor=wer", "--map", "target=wen", "--map", "kind=wie", "--map", "time=wann")
    run = cli.json("load", str(table), "--dataset", "mine", *words, status=3)
    counts = {k: run[k] for k in ("dataset", "state", "rowsRead", "written", "quarantined")}
    assert counts == {
        "dataset": "mine",
        "state": "partiallyComplete",
        "rowsRead": 3,
        "written": 2,
        "quarantined": 1,
    }
    quarantine = Path(run["quarantineFile"])
    bad = json.loads(quarantine.read_text())
    assert (bad["_line"], bad["_field"]) == (3, "target")
    mended = cli.home / "mended.jsonl"
    mended.write_text(json.dumps({**bad, "wen": "@two"}))
    again = cli.json("load", str(mended), "--dataset", "mine", *words)
    assert (again["state"], again["written"]) == ("complete", 1)
    repeated = cli.json("load", str(table), "--dataset", "mine", *words, status=3)
    assert (repeated["written"], repeated["unchanged"]) == (0, 2)
    edge = "MATCH (:Actor {id: 'x:one'})-[r:AMPLIFIED]->(:Actor {id: 'x:two'}) RETURN r.count"
    assert cli.json("cypher", edge)["rows"] == [[3]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"<html><body>no</body></html>", "web page"),
        (b"colour,shape\nred,round\n", "--map"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_a_sentence(cli: Cli, content: bytes, says: str) -> None:
    path = cli.home / "bad.csv"
    path.write_bytes(content)
    said = cli.run("load", str(path), "--home", str(cli.home / "kept"), status=1)
    assert says in said.stderr
    assert "bad.csv" in said.stderr


def test_standard_input_and_archives_are_inputs_too(cli: Cli) -> None:
    table = "actor,target,kind\n@pipe,@two,reply\n"
    piped = cli.run("load", "-", "--json", "--home", str(cli.home / "kept"), given=table)
    run = json.loads(piped.stdout)
    assert (run["input"], run["dataset"], run["written"]) == ("stdin", "stdin", 1)
    with zipfile.ZipFile(cli.home / "days.zip", "w") as archive:
        archive.writestr("1.csv", table.replace("pipe", "one"))
        archive.writestr("2.csv", table.replace("pipe", "three"))
        archive.writestr("README.txt", "two days")
    (cli.home / "shapes.csv").write_text("colour,shape\nred,round\n")
    (cli.home / "last.csv").write_text(table.replace("pipe", "last"))
    mixed = cli.run("load", "shapes.csv", "last.csv", "--home", str(cli.home / "kept"), status=3)
    assert "shapes.csv: no format" in mixed.stderr
    assert "last.csv: 1 rows as interactions into 'last': 1 written" in mixed.stdout
    both = cli.run("load", "days.zip", "--json", "--home", str(cli.home / "kept"), status=3)
    assert "days.zip, README.txt is no table" in both.stderr
    assert [(r["input"], r["dataset"], r["written"]) for r in json.loads(both.stdout)] == [
        ("days.zip/1.csv", "days", 1),
        ("days.zip/2.csv", "days", 1),
    ]


def test_views(cli: Cli) -> None:
    out = cli.home / "ego.html"
    shown = cli.json("view", str(out), "--center", "@zlj517")
    assert 1 < shown["nodes"] <= shown["totalNodes"]
    assert "zlj517" in out.read_text(encoding="utf-8")
    shown = cli.json("view", str(cli.home / "one.html"), "--community", "1", "--max-nodes", "5")
    assert shown["nodes"] == 5
    pair = cli.home / "pair.html"
    cli.json("change", "2021-07-01", "--days", "180", "--pictures", str(pair))
    assert 'id="network-after"' in pair.read_text(encoding="utf-8")


def test_status_doctor_and_formats(cli: Cli) -> None:
    status = cli.json("status")
    assert status["bolt"].startswith("bolt://127.0.0.1:")
    assert status["api"] == f"http://127.0.0.1:{cli.port}"
    assert set(JAVA_OPTIONS) < set(psutil.Process(status["pid"]).cmdline())
    healthy = cli.json("doctor")
    assert {f["about"] for f in healthy} >= {"Python", "home", "disk", "engine", "database"}
    assert {f["about"] for f in healthy} >= {"schema", "runs", "reader", "exposure", "interface"}
    assert [f for f in healthy if not f["good"]] == []
    assert "interactions" in cli.run("formats").stdout


def test_secrets_are_for_the_owner_s_eyes(cli: Cli) -> None:
    credentials = cli.home / "kept" / "credentials.json"
    assert credentials.stat().st_mode & 0o077 == 0
    secrets = re.findall(r'"([\w-]{20,})"', credentials.read_text())
    assert secrets
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        assert not any(secret in words for secret in secrets)


def test_a_taken_port_is_a_sentence(cli: Cli) -> None:
    said = cli.run("serve", "--port", str(cli.port), "--home", str(cli.home / "kept"), status=1)
    assert "taken by another program" in said.stderr
