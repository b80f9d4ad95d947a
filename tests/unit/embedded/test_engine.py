"""Finding the engine, and saying what to do where there is none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from graph.embedded import EngineMissingError
from graph.embedded.engine import find_engine


def test_the_installed_engine_is_found_without_importing_it() -> None:
    engine = find_engine()
    assert engine.java.is_file()
    names = [jar.name for jar in engine.jars]
    assert any(name.startswith("arcadedb-bolt") for name in names)
    assert not any("mcp" in name or "postgresw" in name or "redisw" in name for name in names)
    assert "arcadedb_embedded" not in sys.modules


def test_a_missing_wheel_names_the_platforms_that_have_one() -> None:
    with pytest.raises(EngineMissingError, match=r"not installed.*glibc 2\.34.*AMPNET_NEO4J"):
        find_engine("no_such_package_anywhere")


def test_a_wheel_without_java_is_missing_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "engine_without_java").mkdir()
    (tmp_path / "engine_without_java" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EngineMissingError, match="has no Java runtime"):
        find_engine("engine_without_java")
