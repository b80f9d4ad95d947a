"""The real registries and bundles beside the checkout, read as they are found."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from graph.vocabulary import AmplificationKind
from loaders.formats import FormatError, format_of
from loaders.mapping import FieldMapping
from loaders.records import ActorRecord, InteractionRecord
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


@pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is absent: real data")
def test_a_real_table_with_names_of_its_own() -> None:
    source = open_source(DATA / "diplomacy/influencer_interactions.csv")
    with pytest.raises(FormatError, match="'mentionee', 'mentioner'"):
        format_of(source)
    columns = ("actor=mentioner", "target=mentionee", "kind=retweet", "time=created_at")
    given = FieldMapping.parse(columns, ())
    rows = list(format_of(source, given=given).rows(source, given))
    found = [record for row in rows for record in row.records]
    assert len(rows) == len(found) == 1431
    kinds = {record.kind for record in found if isinstance(record, InteractionRecord)}
    assert kinds == set(AmplificationKind) & {"retweet", "quote", "reply", "mention"}
    # Somebody's results, no evidence: which accounts go together, and how much.
    for seconds in (10, 60):
        name = f"coordination/reference_edges_russian_retweet_{seconds}s.csv.gz"
        with pytest.raises(FormatError, match="'a', 'b', 'weight'"):
            format_of(open_source(DATA / name))


@pytest.mark.skipif(not DATA.is_dir(), reason=f"{DATA} is absent: real data")
def test_forwards_and_the_channels_they_are_from() -> None:
    """The benchmarks load all the forwards, and see that none is refused."""
    source = open_source(DATA / "forwards/telegram_forward_events.parquet")
    assert source.expected_rows == 636_307
    rows = islice(format_of(source).rows(source, FieldMapping()), 5_000)
    forwards = [r for row in rows for r in row.records if isinstance(r, InteractionRecord)]
    assert len(forwards) == 5_000
    source = open_source(DATA / "forwards/telegram_channels.csv.gz")
    given = FieldMapping.parse(("id=channel", "language=tg_language"), ("platform=telegram",))
    read = list(format_of(source, "actors", given).rows(source, given))
    channels = {r.ids[0] for row in read for r in row.records if isinstance(r, ActorRecord)}
    assert len(read) == len(channels) == 15_373
    assert {r.actor for r in forwards} | {r.target for r in forwards} <= channels
