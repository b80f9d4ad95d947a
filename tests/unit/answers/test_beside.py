"""Two windows as one network: the same counts as the answer in numbers, wherever a window ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from graph.answers.beside import network_beside
from graph.answers.change import change
from graph.answers.windows import Window
from tests.unit.graphs import DAY_MS, snapshot_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _window(first: float, last: float) -> Window:
    return Window(EPOCH + timedelta(days=first), EPOCH + timedelta(days=last))


def test_counts_are_those_of_the_answer_in_numbers() -> None:
    rng = np.random.default_rng(7)
    drawn = rng.integers((0, 0, 0), (12, 12, 90 * DAY_MS), (4_000, 3)).tolist()
    snapshot = snapshot_of(events=[(f"x:{a}", f"x:{b}", at) for a, b, at in drawn])
    for windows in (
        (_window(0, 30), _window(30, 60)),
        (_window(2.25, 20.5), _window(60.125, 88)),  # apart, and not at midnight
        (_window(10, 50), _window(30, 70)),  # overlapping
    ):
        found = network_beside(snapshot, *windows)
        told = change(snapshot, *windows, limit=1_000)
        counts = {
            (s.source.id, s.target.id): [s.before, s.after]
            for s in (*told.pairs.rising, *told.pairs.fading)
            if s.source and s.target
        }
        steps = [
            range(*(found.bounds.index(end) for end in window.milliseconds)) for window in windows
        ]
        totals = [sum(found.totals[k] for k in step) for step in steps]
        assert totals == [told.before.items, told.after.items]
        seen = {
            (edge.source, edge.target): [sum(n for k, n in s if k in step) for step in steps]
            for edge, s in zip(found.subgraph.edges, found.series, strict=True)
        }
        assert {pair: both for pair, both in seen.items() if any(both)} == counts
        assert [sum(n for _, n in s) for s in found.series] == [
            edge.count for edge in found.subgraph.edges
        ]


def test_neither_window_is_drawn_at_the_cost_of_the_other() -> None:
    """A hundred times as much was collected after; those of before are in the picture too."""
    events = [(f"x:old{k}", "x:oldhub", k * DAY_MS) for k in range(5)]
    events += [(f"x:new{k % 5}", "x:newhub", (50 + k % 40) * DAY_MS) for k in range(500)]
    events += [("x:oldhub", "x:oldhub", 0)]  # what somebody does to themselves is no tie
    snapshot = snapshot_of(events=events, edges=[("x:whenever", "x:newhub", 9)])
    found = network_beside(snapshot, _window(0, 50), _window(50, 100), max_nodes=4)
    kept = {node.id for node in found.subgraph.nodes}
    assert {"x:oldhub", "x:newhub"} <= kept
    assert (found.subgraph.total_nodes, found.subgraph.total_edges) == (12, 10)
    assert found.undated == 9
    assert "the 4 with the largest shares" in found.subgraph.description


def test_long_times_are_cut_into_longer_steps_and_empty_ones_are_answers() -> None:
    snapshot = snapshot_of(events=[("x:a", "x:b", k * DAY_MS) for k in range(0, 9_000, 3)])
    found = network_beside(snapshot, _window(0, 4_000), _window(4_000, 9_000))
    assert len(found.bounds) < 410
    assert sum(found.totals) == 3_000
    empty = network_beside(snapshot, _window(-500, -400), _window(-400, -300))
    assert (empty.subgraph.nodes, empty.series, sum(empty.totals)) == ((), (), 0)
