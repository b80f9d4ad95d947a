"""What the home page shows is computed once for a version of the graph, over restarts too."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.rest import front
from graph.answers.brokers import brokers
from graph.snapshot import cache
from tests.unit.graphs import snapshot_of

NODES = [{"id": f"x:{k}", "name": f"N{k}", "country": "CN" if k < 4 else "RU"} for k in range(8)]
EDGES = [(f"x:{a}", f"x:{b}", 3) for a, b in ((0, 1), (1, 4), (4, 5), (5, 1), (2, 1), (1, 6))]


def test_brokers_are_kept_beside_the_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = snapshot_of(EDGES, nodes=NODES)
    found = front.front_brokers(snapshot, tmp_path)
    assert found, "without the version's folder they are an answer all the same"
    kept = cache.beside(tmp_path, snapshot.version, "front-brokers-1.json")
    kept.parent.mkdir()
    assert front.front_brokers(snapshot, tmp_path) == found
    told = brokers(snapshot, null_graphs=0, limit=5).items
    assert [(f.id, f.total) for f in found] == [(b.node.id, b.total) for b in told]

    monkeypatch.setattr(front, "brokers", lambda *_, **__: pytest.fail("computed again"))
    assert front.front_brokers(snapshot_of(EDGES, nodes=NODES), tmp_path) == found
    monkeypatch.undo()
    for damaged in ("", "{", '[{"id": 1}]', "\x00"):
        kept.write_text(damaged, encoding="utf-8")
        assert front.front_brokers(snapshot, tmp_path) == found
