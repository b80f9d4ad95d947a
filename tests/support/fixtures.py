"""The small hand-made files of each format, and the tables of what is read from them."""

from __future__ import annotations

from pathlib import Path

_FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FOLDER = _FIXTURES / "formats"
_GOLDEN = ".golden.jsonl"

FIXTURES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(_GOLDEN))
"""Each is called as its format."""

EXPORTS = sorted(path for path in (_FIXTURES / "exports").iterdir() if path.is_dir())
"""Folders, as a platform gives an account of itself; each is called as its format."""


def golden(path: Path) -> Path:
    """Return the table of what is read from a fixture, a row a line."""
    return path.with_name(path.name + _GOLDEN)
