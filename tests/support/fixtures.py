"""The small hand-made files of each format, and the tables of what is read from them."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "formats"
_GOLDEN = ".golden.jsonl"

FIXTURES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(_GOLDEN))
"""Each is called as its format."""


def golden(path: Path) -> Path:
    """Return the table of what is read from a fixture, a row a line."""
    return path.with_name(path.name + _GOLDEN)
