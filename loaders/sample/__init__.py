"""The bundled sample: real facts about public accounts, small enough to read.

What each file is and where it comes from stands in CREDITS.md beside it, whom to credit in
`datapackage.json`, which loads of these files read as they read anybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from graph.database import Database
from loaders.load import LoadProgress, LoadReport, load_file

DATASET = "sample"
FILES = ("accounts.csv", "influencers.csv", "organizations.csv", "ties.csv", "interactions.csv")
"""In the order of loading: registries first, so that interactions find their actors."""


def load_sample(
    database: Database,
    quarantine: Path,
    progress: Callable[[LoadProgress], None] = lambda _: None,
) -> Iterator[LoadReport]:
    """Load the bundled sample, one file after the other; loading it again changes nothing."""
    folder = Path(__file__).parent
    for name in FILES:
        yield load_file(
            database, folder / name, quarantine=quarantine, dataset=DATASET, progress=progress
        )
