"""Change: planted shifts and fates are found, bursts alone are none, empty windows are answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from graph.answers.chance import BadComparisonError
from graph.answers.change import change, shift_tests
from graph.answers.communities import communities
from graph.answers.fates import Fate
from graph.answers.periods import Span
from graph.answers.tracking import TrackingAnswer, track
from graph.answers.windows import Window, around, every, side_by_side
from graph.snapshot import Snapshot
from tests.unit.graphs import DAY_MS, snapshot_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVENT = EPOCH + timedelta(days=100)
BEFORE, AFTER = around(EVENT, 100)


def stream(seed: int, burst: int, planted: int = 0) -> Snapshot:
    """200 pairs over 200 days in bursts; the first few do six times as much from day 100 on."""
    rng = np.random.default_rng(seed)
    events = []
    for k in range(200):
        for late in (False, True):
            rate = 12 / burst * (6 if late and k < planted else 1)
            for _ in range(rng.poisson(rate)):
                day = rng.integers(100) + 100 * late
                events += [
                    (f"x:a{k:03d}", f"x:b{k % 20:02d}", int(day) * DAY_MS + i) for i in range(burst)
                ]
    return snapshot_of(events=events)


def test_planted_shifts_are_found_and_bursts_are_none() -> None:
    found = change(stream(1, 1, planted=8), BEFORE, AFTER)
    rising = [s for s in found.pairs.rising if s.q_value <= 0.05]
    assert {s.source.id for s in rising if s.source} == {f"x:a{k:03d}" for k in range(8)}
    assert all(s.interval.low > 1.5 and (s.interval.high or 0) < 30 for s in rising)
    assert found.pairs.bursts < 1.3
    for seed in range(2):
        quiet = change(stream(seed, 6), BEFORE, AFTER)
        assert quiet.pairs.significant <= 2, "naively, dozens of the 200 would be"
        assert 3.5 < quiet.pairs.bursts < 8
        naive = shift_tests(*_counts(stream(seed, 6)), bursts=1.0)
        assert (naive < 0.001).sum() > 10


def _counts(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:  # type: ignore[type-arg]
    events = snapshot.events
    late = (events["atMs"] >= 100 * DAY_MS).to_numpy()
    edge = events["edge"].to_numpy()
    before, after = (np.bincount(edge[which], minlength=200) for which in (~late, late))
    return before, after, (int(before.sum()), int(after.sum()))


def test_whole_counts_are_tested_as_scipy_does() -> None:
    rng = np.random.default_rng(1)
    before, after = rng.integers(0, 30, 50), rng.integers(0, 30, 50)
    totals = (1000, 1500)
    ours = shift_tests(before, after, totals, 1.0)
    n, share = before + after, 0.6
    above = (binom.sf(after, n, share) + binom.sf(after - 1, n, share)) / 2
    assert ours == pytest.approx(np.minimum(2 * np.minimum(above, 1 - above), 1), abs=1e-9)
    exact = [
        binomtest(int(a), int(m), share).pvalue if m else 1 for a, m in zip(after, n, strict=True)
    ]
    assert np.corrcoef(ours, exact)[0, 1] > 0.99
    found = change(stream(2, 1), BEFORE, AFTER, limit=1).pairs.rising[0]
    totals = _counts(stream(2, 1))[2]
    low, high = binomtest(found.after, found.before + found.after).proportion_ci(method="exact")
    scale = totals[0] / totals[1]
    if found.before:
        bursts = change(stream(2, 1), BEFORE, AFTER).pairs.bursts
        assert found.interval.low == pytest.approx(low / (1 - low) * scale, rel=0.15 * bursts)
        assert found.interval.high == pytest.approx(high / (1 - high) * scale, rel=0.3 * bursts)


def cliques(windows: list[list[str]]) -> Snapshot:
    """One window of 10 days each; in each, groups of letters that all amplify each other."""
    events = [
        (f"x:{a}", f"x:{b}", (10 * k + 1) * DAY_MS)
        for k, groups in enumerate(windows)
        for group in groups
        for a, b in combinations(group, 2)
    ]
    return snapshot_of(events=events)


def tracked(windows: list[list[str]]) -> TrackingAnswer:
    ten = timedelta(days=10)
    spans = [Window(EPOCH + k * ten, EPOCH + (k + 1) * ten) for k in range(len(windows))]
    return track(cliques(windows), spans)


def test_every_fate_is_told() -> None:
    found = tracked(
        [
            ["abcdef", "ghijkl", "mnop"],
            ["abcdef", "ghi", "jkl", "qrstu"],
            ["abcdefghi", "jkl", "qrstu"],
        ]
    )
    told = [(f.fate, f.window, len(f.before), len(f.after)) for f in found.fates]
    assert sorted(told) == sorted(
        [
            (Fate.CONTINUE, 2, 1, 1),
            (Fate.SPLIT, 2, 1, 2),
            (Fate.VANISH, 1, 1, 0),
            (Fate.APPEAR, 2, 0, 1),
            (Fate.MERGE, 3, 2, 1),
            (Fate.CONTINUE, 3, 1, 1),
            (Fate.CONTINUE, 3, 1, 1),
        ]
    )
    assert found.counts == {"continue": 3, "split": 1, "merge": 1, "appear": 1, "vanish": 1}
    names = [{c.track: _letters(c.top, c.size) for c in w.communities} for w in found.windows]
    first = next(track for track, name in names[0].items() if name == "a6")
    assert names[1][first] == "a6" and names[2][first] == "a9", "the largest heir keeps the track"
    split = next(track for track, name in names[0].items() if name == "g6")
    assert split in names[1], "one half keeps the track, the other gets its own"
    assert all(w.steadiness == 1.0 for w in found.windows)


def _letters(top: object, size: int) -> str:
    return min(node.id for node in top)[2:] + str(size)  # type: ignore[attr-defined]


def test_members_who_are_silent_do_not_end_a_community() -> None:
    found = tracked([["abcdefgh"], ["abcd"], ["abcdefgh"]])
    assert found.counts["continue"] == 2
    assert {c.track for w in found.windows for c in w.communities} == {1}


def test_chance_overlap_is_no_link() -> None:
    found = tracked([["abcdef", "ghijkl"], ["abghmn", "cdijop"]])
    assert found.counts == {"continue": 0, "split": 0, "merge": 0, "appear": 2, "vanish": 2}


def test_windows_of_the_calendar() -> None:
    snapshot = snapshot_of(events=[("x:a", "x:b", 10 * DAY_MS), ("x:a", "x:b", 95 * DAY_MS)])
    found = every(snapshot, Span.MONTH)
    assert [w.since.month for w in found] == [1, 2, 3, 4]
    assert found[-1].until == datetime(1970, 5, 1, tzinfo=UTC)
    assert len(every(snapshot, Span.YEAR)) == 1
    assert every(snapshot_of(), Span.MONTH) == ()
    with pytest.raises(BadComparisonError, match="more than 120"):
        every(snapshot_of(events=[("x:a", "x:b", 0), ("x:a", "x:b", 400 * DAY_MS)]), Span.DAY)


def test_any_answer_side_by_side() -> None:
    snapshot = cliques([["abcdef", "ghijkl"], ["abcdefghijkl"]])
    ten = timedelta(days=10)
    one, other = side_by_side(
        snapshot, Window(EPOCH, EPOCH + ten), Window(EPOCH + ten, EPOCH + 2 * ten), communities
    )
    assert (one.total, other.total) == (2, 1)


def test_empty_windows_and_nonsense() -> None:
    snapshot = stream(3, 1)
    nothing = change(snapshot, BEFORE, Window(EPOCH - timedelta(9), EPOCH - timedelta(8)))
    assert nothing.after.items == 0
    assert (nothing.pairs.rising, nothing.pairs.significant) == ((), 0)
    assert "holds no dated item" in nothing.reading
    loops = change(snapshot_of(events=[("x:a", "x:a", 1)]), BEFORE, AFTER)
    assert (loops.before.items, loops.undated) == (0, 0)
    assert change(snapshot_of([("x:a", "x:b", 7)]), BEFORE, AFTER).undated == 7
    empty = track(snapshot_of(), [BEFORE])
    assert (empty.windows[0].communities, empty.windows[0].steadiness) == ((), None)
    with pytest.raises(BadComparisonError, match="is empty"):
        Window(EVENT, EVENT)
    with pytest.raises(BadComparisonError, match="not 1 or more"):
        around(EVENT, 0)
    with pytest.raises(BadComparisonError, match="leave the calendar"):
        around(EVENT, 10_000_000)
    assert track(snapshot, []).windows == ()
    with pytest.raises(BadComparisonError, match="more than 120"):
        track(snapshot, [BEFORE] * 121)
    with pytest.raises(BadComparisonError, match="min_overlap"):
        track(snapshot, [BEFORE], min_overlap=0)
