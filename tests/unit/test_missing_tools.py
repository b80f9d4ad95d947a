"""The harness itself, on a machine without Java and Chromium: skipped with a reason, or failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.engines import named_neo4j
from tests.support.needs import required

ROOT = Path(__file__).resolve().parents[2]
BROWSER_TEST = "tests/browser/test_chromium.py::test_a_page_draws"
NEO4J_TEST = "tests/integration/test_engines.py::test_the_engine_is_what_it_says[neo4j]"


def run(folder: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run pytest where no program is on PATH; return its exit code and what it printed."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in {"JAVA_HOME", "AMPNET_REQUIRE"} and not name.startswith("AMPNET_TEST_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**bare, "PATH": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_what_is_missing_is_skipped_with_its_reason(tmp_path: Path) -> None:
    code, printed = run(tmp_path, BROWSER_TEST, NEO4J_TEST)
    assert code == 0, printed
    closing = printed.split("What was not run and why")[1]
    assert "1 test   browser: no Chromium on PATH; install Chromium or Chrome" in closing
    assert "1 test   neo4j: no Java on PATH; install Java 17 or later and Maven" in closing
    assert "2 skipped" in closing


def test_what_is_required_fails(tmp_path: Path) -> None:
    code, printed = run(tmp_path, BROWSER_TEST, NEO4J_TEST, AMPNET_REQUIRE="neo4j,browser")
    assert code == pytest.ExitCode.TESTS_FAILED, printed
    assert "browser: no Chromium on PATH" in printed
    assert "2 errors" in printed
    assert "skipped" not in printed


def test_an_unknown_requirement_is_refused() -> None:
    with pytest.raises(
        pytest.UsageError, match=r"names browzer; it may name neo4j, browser and firefox\."
    ):
        required({"AMPNET_REQUIRE": "neo4j,browzer"})


def test_nobodys_database_is_emptied_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMPNET_TEST_NEO4J_URI", "bolt://127.0.0.1:1")
    monkeypatch.delenv("AMPNET_TEST_NEO4J_WIPE", raising=False)
    with pytest.raises(pytest.UsageError, match="would EMPTY"):
        named_neo4j()
    monkeypatch.setenv("AMPNET_TEST_NEO4J_WIPE", "1")
    assert named_neo4j() is not None
