"""The doctor finds what is wrong, and says what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli.doctor import examine
from api.findings import Finding, graph_findings
from api.keys import KeyStore
from graph.database import Database
from graph.errors import AmpnetError
from graph.settings import Settings
from tests.integration.rest_server import settings_of
from tests.support.engines import Engine


def wrong(settings: Settings) -> dict[str, Finding]:
    return {found.about: found for found in examine(settings) if not found.good}


@dataclass(frozen=True)
class Case:
    """A fault, made with settings or files, and where it is found."""

    about: str
    remedy: str
    settings: dict[str, object]
    keys: bool = False
    open_home: bool = False


CASES = (
    Case("exposure", "ampnet keys create", {"host": "0.0.0.0"}),
    Case("exposure", "AMPNET_TLS_CERT", {"host": "0.0.0.0"}, keys=True),
    Case("engine", "AMPNET_EMBEDDED_HEAP", {"embedded_heap": "9000g"}),
    Case("queries", "AMPNET_QUERIES", {"queries": Path("/nowhere/at/all")}),
    Case("privacy", "chmod", {}, open_home=True),
    Case("database", "AMPNET_NEO4J_URI", {"neo4j_uri": "bolt://127.0.0.1:1"}),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.about}-{case.remedy}")
def test_a_fault_is_found_with_its_remedy(case: Case, tmp_path: Path) -> None:
    tmp_path.chmod(0o755 if case.open_home else 0o700)
    if case.keys:
        KeyStore(tmp_path).create("a", "read")
    settings = Settings(home=tmp_path, port=0, **case.settings)  # type: ignore[arg-type]
    found = wrong(settings)
    assert found.keys() == {case.about}
    assert case.remedy in found[case.about].remedy


def test_what_is_healthy_is_not_complained_of(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert wrong(Settings(home=tmp_path, port=0)) == {}


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert wrong(Settings(home=file))["home"].detail == f"{file} is a file, and no folder"


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a container's user that is only a number; an empty variable names no folder either."""

    def nobody(_: int) -> object:
        raise KeyError

    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AMPNET_HOME", "")
    monkeypatch.setattr("pwd.getpwuid", nobody)
    with pytest.raises(AmpnetError, match="home folder") as raised:
        Settings()
    assert "--home" in raised.value.remedy


def test_what_killed_commands_left_goes(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    left = tmp_path / "cache" / ".ampnet-unfinished-0123abc_"
    left.mkdir()
    (tmp_path / ".state.json.0123abc_.ampnet-unfinished").touch()
    found = {each.about: each for each in examine(Settings(home=tmp_path, port=0))}
    assert found["unfinished files"].detail.startswith("2 ")
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "cache"]


def test_it_looks_into_the_database(served: Engine, database: Database) -> None:
    settings = settings_of(served)
    found = {each.about: each for each in graph_findings(settings)}
    assert all(each.good for each in found.values()), found
    assert {"version", "schema", "runs"} <= found.keys()
    assert ("reader" in found) == (served.name == "embedded")
    database.execute("CREATE (:Run {id: 'load:x', state: 'running', input: 'cut.csv'})")
    (cut,) = (each for each in graph_findings(settings) if not each.good)
    assert "cut.csv" in cut.detail and "goes on" in cut.remedy


@pytest.mark.parametrize("served", [pytest.param("neo4j", marks=pytest.mark.neo4j)], indirect=True)
def test_a_reader_that_may_write_is_found_and_nothing_is_kept(
    served: Engine, database: Database
) -> None:
    """The embedded reader cannot; on Neo4j community every user can."""
    wide = {"neo4j_reader_user": served.owner.user, "neo4j_reader_password": served.owner.password}
    settings = settings_of(served, **wide)
    (wide_open,) = (each for each in graph_findings(settings) if not each.good)
    assert wide_open.about == "reader"
    assert database.read("MATCH (n:Host) RETURN count(n)").rows == [(0,)]
