"""The benchmarks' generator of planted groups, small, for tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def generator() -> ModuleType:
    path = Path(__file__).resolve().parents[3] / "benchmarks/coordination_planted.py"
    spec = importlib.util.spec_from_file_location("coordination_planted", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
