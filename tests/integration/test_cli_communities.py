"""`ampnet communities` as a person uses it: on the sample, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.rest_server import hold_sample
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def sample(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    return served


def ampnet(
    sample: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str, status: int = 0
) -> str:
    for name, value in sample.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "200")
    done = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "communities", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_what_is_asked_of_the_communities(
    sample: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ampnet(
        sample, tmp_path, monkeypatch,
        "--stability", "--levels", "--by", "country", "--show", "1", "--html", "page.html",
        "--resolution", "auto",
    )  # fmt: skip
    for words in ("Resampled evidence: AMI", "on 5 levels", "deals, seed 1", "other communities"):
        assert words in said
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Which communities form?" in page
    if sample.name == "neo4j":  # what is written is tested in test_communities_written.py
        return
    written = json.loads(ampnet(sample, tmp_path, monkeypatch, "--write", "--json"))
    assert written["counts"]["members"] > 0
    assert "removed" in ampnet(sample, tmp_path, monkeypatch, "--forget", written["run"])
    assert "no communities of a run" in ampnet(
        sample, tmp_path, monkeypatch, "--forget", "run:0", status=1
    )
    assert "no resolution" in ampnet(
        sample, tmp_path, monkeypatch, "--resolution", "high", status=1
    )
