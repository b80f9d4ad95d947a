from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers.node_sets import BadPathRequestError
from graph.answers.temporal_paths import Best, TemporalPathAnswer, temporal_path
from graph.errors import UnknownIdError
from graph.snapshot import Flow, SnapshotFilter
from tests.unit.graphs import snapshot_of

NODES = "abcde"
Event = tuple[str, str, int]
EVENTS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(0, 9)), max_size=11
)
SOME = st.sets(st.sampled_from(NODES), min_size=1, max_size=2)


def seconds(number: int) -> datetime:
    return datetime.fromtimestamp(number, UTC)


def walks(
    events: list[Event],
    sources: set[str],
    targets: set[str],
    avoid: set[str],
    min_wait: int,
    max_wait: int | None,
) -> list[list[int]]:
    """Every walk in time order with at most as many events as there are, by trying all.

    A step is (tail, head, time). Events at one time can follow each other, so a walk must not
    use an event twice.
    """
    found: list[list[int]] = []

    def go_on(walk: list[int]) -> None:
        _, head, time = events[walk[-1]]
        if head in targets:
            found.append(list(walk))
        for k, (tail, _, then) in enumerate(events):
            late = max_wait is not None and then - time > max_wait
            if tail == head and then - time >= min_wait and not late and k not in walk:
                go_on([*walk, k])

    events = [(*ends, time) for *ends, time in events]  # type: ignore[misc]
    for k, (tail, head, _) in enumerate(events):
        if tail in sources and tail != head:
            go_on([k])
    return [
        walk
        for walk in found
        if all(events[k][0] != events[k][1] for k in walk)
        and not any({events[k][0], events[k][1]} & avoid for k in walk)
    ]


def value(best: Best, events: list[Event], walk: list[int]) -> int:
    first, last = events[walk[0]][2], events[walk[-1]][2]
    if best is Best.EARLIEST_ARRIVAL:
        return last
    if best is Best.LATEST_DEPARTURE:
        return -first
    return last - first if best is Best.FASTEST else len(walk)


def value_of(best: Best, answer: TemporalPathAnswer) -> int:
    assert answer.departure is not None
    assert answer.arrival is not None
    if best is Best.EARLIEST_ARRIVAL:
        return round(answer.arrival.timestamp())
    if best is Best.LATEST_DEPARTURE:
        return -round(answer.departure.timestamp())
    return round(answer.duration_seconds or 0) if best is Best.FASTEST else len(answer.hops)


@settings(max_examples=250)
@given(
    EVENTS,
    SOME,
    SOME,
    st.sets(st.sampled_from(NODES), max_size=1),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(2, 5)),
    st.sampled_from(Best),
    st.sampled_from(Flow),
)
def test_no_walk_beats_the_one_that_is_found(
    amplified: list[Event],
    sources: set[str],
    targets: set[str],
    avoid: set[str],
    min_wait: int,
    max_wait: int | None,
    best: Best,
    flow: Flow,
) -> None:
    snapshot = snapshot_of(events=[(a, b, t * 1000) for a, b, t in amplified], nodes=NODES)
    answer = temporal_path(
        snapshot,
        sorted(sources),
        sorted(targets),
        best=best,
        flow=flow,
        min_wait=timedelta(seconds=min_wait),
        max_wait=None if max_wait is None else timedelta(seconds=max_wait),
        avoid=avoid,
    )
    steps = [(b, a, t) if flow is Flow.CONTENT else (a, b, t) for a, b, t in amplified]
    all_walks = walks(steps, sources, targets - sources, avoid, min_wait, max_wait)
    assert answer.found == bool(all_walks)
    if not answer.found:
        assert (answer.nodes, answer.hops, answer.arrival) == ((), (), None)
        return
    least = min(value(best, steps, walk) for walk in all_walks)
    assert value_of(best, answer) == least
    # And what is found is itself such a walk, with the fewest events among the best.
    route = [node.id for node in answer.nodes]
    assert route[0] in sources
    assert route[-1] in targets - sources
    assert not set(route) & avoid
    for hop, (a, b) in zip(answer.hops, pairwise(route), strict=True):
        assert (a, b, round(hop.at.timestamp())) in steps
        if hop.wait_seconds is not None:
            assert hop.wait_seconds >= min_wait
            assert max_wait is None or hop.wait_seconds <= max_wait
    assert len(route) - 1 == min(
        len(walk) for walk in all_walks if value(best, steps, walk) == least
    )
    if max_wait is None:
        assert len(set(route)) == len(route)


def test_the_four_best_paths_differ() -> None:
    events = [
        ("m", "a", 0),
        ("z", "m", 50_000),  # arrives first
        ("n", "a", 40_000),
        ("o", "n", 55_000),
        ("z", "o", 60_000),  # takes the least time
        ("z", "a", 100_000),  # one hop... and so also the fastest
        ("p", "a", 200_000),
        ("z", "p", 300_000),  # leaves last
    ]
    snapshot = snapshot_of(events=[event for event in events if event[2] != 100_000])
    routes = {
        best: [node.id for node in temporal_path(snapshot, "a", "z", best=best).nodes]
        for best in Best
    }
    assert routes == {
        Best.EARLIEST_ARRIVAL: ["a", "m", "z"],
        Best.LATEST_DEPARTURE: ["a", "p", "z"],
        Best.FASTEST: ["a", "n", "o", "z"],
        Best.FEWEST_HOPS: ["a", "m", "z"],
    }
    twice = snapshot_of(events=[(a, b, t + d) for a, b, t in events[:2] for d in (0, 900_000)])
    first = temporal_path(twice, "a", "z", best=Best.FASTEST)
    assert first.departure == seconds(0)  # of two that take as long, the first
    direct = temporal_path(snapshot_of(events=events), "a", "z", best=Best.FASTEST)
    assert (direct.duration_seconds, len(direct.hops)) == (0.0, 1)


def test_a_hop_says_who_amplified_whom() -> None:
    snapshot = snapshot_of(events=[("b", "a", 1_000), ("c", "b", 4_500)])
    answer = temporal_path(snapshot, "a", "c")
    assert [(h.start, h.end, h.amplifier, h.wait_seconds) for h in answer.hops] == [
        ("a", "b", "b", None),
        ("b", "c", "c", 3.5),
    ]
    assert answer.duration_seconds == 3.5
    assert (answer.hops[0].type, answer.hops[0].kind) == ("AMPLIFIED", "retweet")
    against = temporal_path(snapshot, "c", "a", flow=Flow.AMPLIFICATION)
    assert not against.found  # c amplified b only after b amplified a
    assert not temporal_path(snapshot, "c", "a").found


def test_a_static_path_is_not_enough() -> None:
    snapshot = snapshot_of(events=[("b", "a", 9_000), ("c", "b", 1_000)])
    assert not temporal_path(snapshot, "a", "c").found
    assert temporal_path(snapshot, "c", "a", flow=Flow.AMPLIFICATION).found


def test_the_window_and_kinds_are_those_of_events() -> None:
    snapshot = snapshot_of(events=[("b", "a", 1_000), ("b", "a", 8_000), ("c", "b", 9_000)])
    late = temporal_path(snapshot, "a", "c", since=seconds(5))
    assert late.departure == seconds(8)
    assert not temporal_path(snapshot, "a", "c", until=seconds(9)).found
    assert not temporal_path(snapshot, "a", "c", kinds=["quote"]).found
    view = snapshot.filter(SnapshotFilter(since=seconds(5)))
    assert temporal_path(view, "a", "c").departure == seconds(8)


def test_counts_without_events_have_no_times() -> None:
    snapshot = snapshot_of([("b", "a", 5)])
    assert not temporal_path(snapshot, "a", "b").found
    assert not temporal_path(snapshot_of(nodes=["a", "b"]), "a", "b").found


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"min_wait": timedelta(-1)}, "negative"),
        ({"min_wait": timedelta(2), "max_wait": timedelta(1)}, "shorter than min_wait"),
        ({"target": []}, "at least one"),
    ],
)
def test_questions_without_meaning(wrong: dict[str, object], message: str) -> None:
    snapshot = snapshot_of(events=[("b", "a", 1)])
    with pytest.raises(BadPathRequestError, match=message):
        temporal_path(snapshot, **{"source": "a", "target": "b", **wrong})  # type: ignore[arg-type]
    with pytest.raises(UnknownIdError):
        temporal_path(snapshot, "a", "nobody")
