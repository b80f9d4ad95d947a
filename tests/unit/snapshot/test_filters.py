from datetime import UTC, datetime

import pytest

from graph.snapshot import BadFilterError, Snapshot, SnapshotFilter
from tests.unit.graphs import DAY_MS, snapshot_of


def day(number: int) -> datetime:
    return datetime.fromtimestamp(number * 86_400, UTC)


def pairs(view: Snapshot) -> dict[tuple[str, str, str], int]:
    ids = view.node_index.ids
    return {
        (ids[a], ids[b], kind or type_): count
        for a, b, type_, kind, count in view.edges.select(
            "source", "target", "type", "kind", "count"
        ).iter_rows()
    }


@pytest.fixture(scope="module")
def whole() -> Snapshot:
    return snapshot_of(
        nodes=[
            {"id": "x:rt", "country": "RU", "roles": ["Outlet"]},
            {"id": "x:cgtn", "country": "CN", "roles": ["Outlet"]},
            {"id": "x:blogger", "roles": ["Influencer", "Account"]},
            {"id": "org:cmg", "label": "Organization", "roles": None, "country": "CN"},
        ],
        events=[
            ("x:blogger", "x:rt", 1 * DAY_MS),
            ("x:blogger", "x:rt", 5 * DAY_MS),
            ("x:rt", "x:cgtn", 5 * DAY_MS),
        ],
        edges=[("x:blogger", "x:cgtn", 7)],
        rows=[
            {"source": "x:cgtn", "target": "org:cmg", "type": "OWNED_BY"},
            {
                "source": "x:rt",
                "target": "org:cmg",
                "type": "HAS_AGREEMENT_WITH",
                "kind": "contentExchange",
                "firstMs": 10 * DAY_MS,
                "dataset": "papers",
            },
        ],
    )


def test_a_window_counts_events_again_and_keeps_what_has_none(whole: Snapshot) -> None:
    view = whole.filter(SnapshotFilter(since=day(2), until=day(6)))
    assert pairs(view) == {
        ("x:blogger", "x:rt", "retweet"): 1,
        ("x:rt", "x:cgtn", "retweet"): 1,
        ("x:blogger", "x:cgtn", "retweet"): 7,  # loaded as a count: it cannot be split
        ("x:cgtn", "org:cmg", "OWNED_BY"): 1,
    }  # the agreement began on day 10
    row = view.edges.filter(type="AMPLIFIED", count=1).row(0, named=True)
    assert row["firstMs"] == row["lastMs"] == 5 * DAY_MS
    assert len(view.events) == 2


def test_the_end_of_a_window_is_excluded_and_its_start_included(whole: Snapshot) -> None:
    assert len(whole.filter(SnapshotFilter(since=day(1), until=day(5))).events) == 1


def test_types_kinds_countries_roles_and_counts(whole: Snapshot) -> None:
    def kept(**wanted: object) -> set[tuple[str, str, str]]:
        return set(pairs(whole.filter(SnapshotFilter(**wanted))))  # type: ignore[arg-type]

    assert kept(types={"OWNED_BY"}) == {("x:cgtn", "org:cmg", "OWNED_BY")}
    assert kept(kinds={"quote"}) == {("x:cgtn", "org:cmg", "OWNED_BY")}
    assert kept(countries={"RU", "CN"}, types={"AMPLIFIED"}) == {("x:rt", "x:cgtn", "retweet")}
    assert kept(roles={"Influencer", "Outlet"}, min_count=2) == {
        ("x:blogger", "x:rt", "retweet"),
        ("x:blogger", "x:cgtn", "retweet"),
    }
    assert kept(roles={"Organization", "Outlet"}, types={"OWNED_BY"}) == {
        ("x:cgtn", "org:cmg", "OWNED_BY")
    }
    assert kept(datasets={"papers"}) == {("x:rt", "org:cmg", "contentExchange")}


def test_excluded_nodes_keep_their_index(whole: Snapshot) -> None:
    view = whole.filter(SnapshotFilter(countries={"CN"}))
    assert view.node_index["x:rt"] == whole.node_index["x:rt"]
    assert view.kept.tolist() == [True, False, True, False]


def test_views_are_made_once_and_views_of_views_narrow(whole: Snapshot) -> None:
    wanted = SnapshotFilter(types={"AMPLIFIED"})
    assert whole.filter(wanted) is whole.filter(SnapshotFilter(types=frozenset({"AMPLIFIED"})))
    assert whole.filter(SnapshotFilter()) is whole
    both = whole.filter(wanted).filter(SnapshotFilter(since=day(4)))
    assert both is whole.filter(SnapshotFilter(types={"AMPLIFIED"}, since=day(4)))


def test_bad_filters_say_what_is_wrong() -> None:
    with pytest.raises(BadFilterError, match="AMPLIFIES"):
        SnapshotFilter(types={"AMPLIFIES"})
    with pytest.raises(BadFilterError, match="is empty"):
        SnapshotFilter(since=day(2), until=day(2))


def test_a_naive_time_is_utc() -> None:
    aware, naive = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1)  # noqa: DTZ001
    assert SnapshotFilter(since=aware).window == SnapshotFilter(since=naive).window
