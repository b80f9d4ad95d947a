"""What takes minutes says so before it begins."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from api.cli.foretelling import foretell, foretell_divisions
from graph.answers import foretold
from graph.answers.brokers import brokers
from graph.answers.communities import communities
from graph.answers.foretold import brokering, dividing, division
from graph.answers.partition import Algorithm, Method
from graph.answers.patience import TooLongError, at_most
from graph.answers.stability import stability
from graph.answers.tracking import track
from graph.answers.windows import around
from tests.unit.graphs import snapshot_of


def test_it_grows_as_measured() -> None:
    """Within a factor of two of what `docs/scale.md` shows, on a million pairs and on ten."""
    measured = [
        (1_000_000, Method(), 3.1),
        (10_000_000, Method(), 57.9),
        (10_000_000, Method(directed=True), 69.0),
        (1_000_000, Method(resolution=None), 18.1),
        (1_000_000, Method(consensus=4), 9.4),
        (1_000_000, Method(Algorithm.INFOMAP), 18.5),
        (10_000_000, Method(Algorithm.INFOMAP), 364.3),
        (10_000_000, Method(Algorithm.LABEL_PROPAGATION), 87.8),
        (10_000_000, Method(consensus=4), 238.9),
    ]
    for pairs, method, seconds in measured:
        assert 0.5 < dividing(pairs, method) / seconds < 2
    fitted = dividing(1_000_000, Method(consensus=4, resolution=None))
    assert fitted - dividing(1_000_000, Method(consensus=4)) == pytest.approx(18.1 - 3.1, rel=0.5)
    assert dividing(1_000_000, Method(), 61) == pytest.approx(61 * 3.1)
    assert division(1_000_000, Method()) == "Dividing 1,000,000 pairs once by leiden"
    assert division(10_000_000, Method(Algorithm.INFOMAP), 3).endswith(
        "3 times by infomap, in about 6 GB of memory"
    )
    for graphs, drawn, seconds in [(0, 2, 2.0), (0, 10_000, 9.2), (5, 1_000, 18.2)]:
        assert 0.4 < brokering(100_000, 1_000_000, graphs, drawn) / seconds < 2
    assert brokering(100_000, 1_000_000, 0, None) == pytest.approx(1_000, rel=0.01)
    assert brokering(100, 1_000, 0, 10_000) == brokering(100, 1_000, 0, None)


def test_what_would_take_too_long_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each refusal names what takes less, and with that it is answered."""
    monkeypatch.setattr(foretold, "_MILLION", 30)
    rng = np.random.default_rng(1)
    drawn = {(int(a), int(b)) for a, b in rng.integers(0, 12, (60, 2)) if a != b}
    moment = datetime(2022, 1, 1, tzinfo=UTC)
    at = int(moment.timestamp() * 1000)
    graph = snapshot_of(events=[(f"x:{a}", f"x:{b}", at) for a, b in sorted(drawn)])
    groups = {id_: id_[-1] for id_ in graph.node_index.ids}
    with at_most(60 * len(drawn) / 30):
        with pytest.raises(TooLongError, match="by infomap") as refused:
            communities(graph, Method(Algorithm.INFOMAP, consensus=9))
        assert refused.value.instead == {"algorithm": "leiden", "directed": "true", "consensus": 0}
        communities(graph, Method(directed=True, runs=1))
        with pytest.raises(TooLongError, match="Ask with seeds="):
            stability(graph, Method(runs=1), seeds=50, resamples=50, null_graphs=50)
        with pytest.raises(TooLongError, match="Ask with nullGraphs=") as refused:
            brokers(graph, groups, null_graphs=400)
        fewer = int(str(refused.value.instead["nullGraphs"]))
        assert 0 < fewer < 400
        assert brokers(graph, groups, null_graphs=fewer).items
    with at_most(0.1):
        with pytest.raises(TooLongError) as refused:
            brokers(graph, groups, null_graphs=0, pairs=None)
        assert refused.value.instead == {"nullGraphs": 0, "pairs": 1_000}
        with pytest.raises(TooLongError, match="2 windows"):
            track(graph, around(moment, 30))
        # Not begun is not kept: asked again with more time, it is answered.
        with pytest.raises(TooLongError):
            communities(graph, Method(seed=5))
    assert communities(graph, Method(seed=5)).communities


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
