"""The bundled sample as its files say it, to count by hand what answers count."""

from __future__ import annotations

import csv
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "loaders" / "sample"


def interactions() -> list[dict[str, str]]:
    """Read who amplified whom, both ends as ids of accounts on X."""
    with (SAMPLE / "interactions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["actor"], row["target"] = (f"x:{row[end].lower()}" for end in ("actor", "target"))
    return rows
