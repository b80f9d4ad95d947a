"""Files of posts with any value in any place: a row is read or refused, and nothing else."""

from __future__ import annotations

import copy
import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loaders.formats import FORMATS
from loaders.formats.document import Format
from loaders.mapping import FieldMapping
from loaders.read.json_document import walk
from loaders.records import ActorRecord, ItemRecord, Row
from loaders.sources import SourceError, open_source
from tests.support.fixtures import FIXTURES

SEED = 20_221_122
ROUNDS = 30
JUNK: tuple[Any, ...] = (
    None, True, -1, 0, 2**80, 1.5e300, "", " ", "x" * 5000, "\u202e", "a\x01b", "https://[::1",
    "https://x.com/a/status/1", "javascript:alert(1)", "@", "at://", "2207-01-01", [], [None], [[]],
    {}, {"id": {}}, {"type": []}, [{"text": 5}], {"_": 3}, "id:", "%%%", "did:plc:", "-100",
)  # fmt: skip


def parents(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container in a JSON value with every key of it."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from parents(value[key])


def spoiled(value: Any, chance: random.Random) -> Any:
    """Return a copy in which one to four places hold something else, or nothing."""
    value = copy.deepcopy(value)
    for _ in range(chance.randint(1, 4)):
        places = list(parents(value))
        if not places:
            return value
        parent, key = chance.choice(places)
        if isinstance(parent, dict) and chance.random() < 0.3:
            del parent[key]
        else:
            parent[key] = copy.deepcopy(chance.choice(JUNK))
    return value


def format_named(path: Path) -> Format:
    return next(f for f in FORMATS if f.name == path.name.split(".")[0])


def check(rows: list[Row]) -> None:
    """See that what is read can be stored."""
    for row in rows:
        assert row.refusal is None or row.refusal.reason
        assert json.dumps(row.raw, default=str)
        for record in row.records:
            if isinstance(record, ItemRecord):
                for text in (record.id, record.actor, record.url, record.text, record.language):
                    assert text is None or isinstance(text, str)
                assert all(isinstance(t, str) and t for t in (*record.hashtags, *record.links))
                assert record.at is None or isinstance(record.at, int)
                for each in record.amplified:
                    assert each.item is None or ":" in each.item
                    assert each.actor is None or ":" in each.actor
                ids = [record.actor, *(each.actor for each in record.amplified)]
                long = [record.id, *(each.item for each in record.amplified), *ids]
                assert max(len(text or "") for text in long) <= 2_100
            elif isinstance(record, ActorRecord):
                assert record.ids
                assert all(isinstance(v, str | int) for v in record.facts.values())
                assert len(record.facts.get("name", "")) <= 500


def read(path: Path, table: Format) -> None:
    try:
        rows = table.rows(open_source(path), FieldMapping())
    except SourceError:
        return
    check(list(rows))


@pytest.mark.parametrize("path", [p for p in FIXTURES if ".js" in p.suffix], ids=lambda p: p.name)
def test_any_value_in_any_place(path: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    table = format_named(path)
    text = path.read_text(encoding="utf-8")
    lines = path.suffix not in (".json", ".js")
    values = [json.loads(line) for line in text.splitlines() if _whole(line)] if lines else []
    for number in range(ROUNDS):
        target = tmp_path / f"{number}.json"
        if lines:
            some = [spoiled(value, chance) for value in values]
            target.write_text("".join(json.dumps(each) + "\n" for each in some), "utf-8")
        else:
            ((_, whole),) = walk(io.BytesIO(text.encode()))
            target.write_text(json.dumps(spoiled(whole, chance)), "utf-8")
        read(target, table)


@pytest.mark.parametrize("path", [p for p in FIXTURES if p.suffix == ".csv"], ids=lambda p: p.name)
def test_any_value_in_any_cell(path: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    table = format_named(path)
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    names = header.split(",")
    texts: list[Callable[[], Any]] = [lambda: chance.choice(JUNK), lambda: chance.choice(rows)[:40]]
    target = tmp_path / "in.jsonl"
    objects = [
        {name: chance.choice(texts)() if chance.random() < 0.5 else "1" for name in names}
        for _ in range(ROUNDS * 5)
    ]
    target.write_text("".join(json.dumps(each) + "\n" for each in objects), encoding="utf-8")
    read(target, table)


def _whole(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
