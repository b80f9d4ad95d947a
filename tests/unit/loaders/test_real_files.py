"""The real registries and bundles beside the checkout, read as they are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.formats import format_of
from loaders.mapping import FieldMapping
from loaders.sources import open_source

DATA = Path(__file__).resolve().parents[3] / "../shared/data"
AS_FOUND = {  # format, rows, refused, warnings
    "registry/hamilton_accounts_2024.csv": ("hamilton", 2546, 0, 7),
    "registry/state_media_matrix.csv": ("state-media-matrix", 1157, 1, 35),
    "registry/sites_of_concern.csv": ("sites-of-concern", 7558, 4, 0),
    "registry/embassies.csv": ("embassies", 828, 0, 40),
    "diplomacy/accounts.csv": ("actors", 88, 0, 1),
    "stix/disarm.json": ("stix", 698, 0, 0),
    "stix/viginum_big.json": ("stix", 113, 0, 4),
    "stix/viginum_matriochka.json": ("stix", 406, 0, 3),
    "stix/viginum_rrn.json": ("stix", 1054, 0, 1),
}


@pytest.mark.parametrize("name", AS_FOUND)
def test_a_real_file_is_read_whole(name: str) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no {path.name} beside the checkout")
    source = open_source(path)
    found = format_of(source)
    rows = list(found.rows(source, FieldMapping()))
    refused = sum(row.refusal is not None for row in rows)
    assert all(row.records or row.refusal for row in rows)
    warned = sum(len(row.warnings) for row in rows)
    assert (found.name, len(rows), refused, warned) == AS_FOUND[name]
