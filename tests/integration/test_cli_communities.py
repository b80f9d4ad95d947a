"""`ampnet communities` as a person uses it, on the sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.command_line import CommandLine
from tests.integration.rest_server import hold_sample
from tests.support.engines import Engine


@pytest.fixture(scope="module")
def sample(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    return served


# What is written is tested on both engines in test_communities_written.py.
@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_what_is_asked_of_the_communities(sample: Engine, tmp_path: Path) -> None:
    ampnet = CommandLine(sample, tmp_path)
    said = ampnet(
        "communities", "--stability", "--runs", "3", "--levels", "--by", "country", "--show", "1",
        "--html", "page.html", "--resolution", "auto",
    )  # fmt: skip
    for words in ("Resampled evidence: AMI", "on 5 levels", "deals, seed 1", "other communities"):
        assert words in said
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Which communities form?" in page
    written = json.loads(ampnet("communities", "--write", "--json"))
    assert written["counts"]["members"] > 0
    assert "removed" in ampnet("communities", "--forget", written["run"])
    assert "no communities of a run" in ampnet("communities", "--forget", "run:0", status=1)
    then = ("--since", "1900-01-01", "--until", "1901-01-01")
    nobody = ampnet("communities", "--stability", "--runs", "1", "--by", "country", *then)
    assert "nothing can be said of how firm" in nobody
    assert "No member has a known country: nothing can be said." in nobody
    assert "AMI" not in nobody
    assert "no resolution" in ampnet("communities", "--resolution", "high", status=1)
