"""A file that says which process serves a home is a hint, however damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api import background
from graph.embedded.home import Home
from graph.embedded.state import find_running
from graph.settings import Settings


@pytest.mark.parametrize("pid", ["x", -1, 10**20, None, [], 1.5])
def test_a_damaged_state_file_names_nobody(tmp_path: Path, pid: Any) -> None:
    (tmp_path / "run").mkdir()
    interface = {"pid": pid, "created": 1, "url": "http://127.0.0.1:1"}
    (tmp_path / "run" / "api.json").write_text(json.dumps(interface), encoding="utf-8")
    database = {"pid": pid, "created": 1, "bolt_port": 1, "http_port": 1, "version": "", "heap": ""}
    (tmp_path / "run" / "server.json").write_text(json.dumps(database), encoding="utf-8")
    assert background.find(Settings(home=tmp_path)) is None
    assert find_running(Home(tmp_path)) is None
