"""What takes minutes says so before it begins."""

from __future__ import annotations

import pytest

from api.cli.foretelling import foretell, foretell_divisions
from graph.answers import foretold
from graph.answers.foretold import brokering, dividing
from graph.answers.partition import Algorithm, Method
from tests.unit.graphs import snapshot_of


def test_it_grows_as_measured() -> None:
    """Within a factor of two of what `docs/scale.md` shows, on a million pairs and on ten."""
    measured = [
        (1_000_000, Method(), 3.1),
        (10_000_000, Method(), 57.9),
        (10_000_000, Method(directed=True), 69.0),
        (1_000_000, Method(resolution=None), 18.1),
        (1_000_000, Method(consensus=4), 9.4),
        (1_000_000, Method(Algorithm.INFOMAP), 23.6),
    ]
    for pairs, method, seconds in measured:
        assert 0.5 < dividing(pairs, method) / seconds < 2
    assert dividing(1_000_000, Method(), 61) == pytest.approx(61 * 3.1)
    assert brokering(100_000, 1_000_000, 0, exact=False) == 0
    assert brokering(100_000, 1_000_000, 20, exact=False) == pytest.approx(400)
    assert brokering(100_000, 1_000_000, 0, exact=True) == pytest.approx(1_000)


def test_only_minutes_are_worth_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = snapshot_of([("x:a", "x:b", 1)])
    foretell_divisions(graph, Method(), 61, "Fewer take less.")
    foretell(59, "This", "That.")
    assert capsys.readouterr().err == ""
    foretell(6 * 3600, "This", "That.")
    assert "This: about 6 hours of one core, by half or twice. That." in capsys.readouterr().err
    monkeypatch.setattr(foretold, "_MILLION", 1)
    foretell_divisions(graph, Method(), 61, "Fewer take less.")
    said = capsys.readouterr().err
    assert "Dividing 1 pairs 61 times by leiden: about 32 minutes" in said
    assert said.endswith("Fewer take less. Ctrl+C ends it.\n")
