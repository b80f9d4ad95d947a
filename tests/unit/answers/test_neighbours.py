import pytest

from graph.answers.actor import actor
from graph.answers.cursors import BadCursorError
from graph.answers.neighbours import Direction, neighbours
from graph.answers.overview import overview
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot, SnapshotFilter
from tests.unit.graphs import DAY_MS, snapshot_of


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(
        [("a", "b", 5), ("b", "a", 2), ("c", "a", 9), ("a", "a", 1)],
        rows=[
            {"source": "a", "target": "b", "type": "AMPLIFIED", "kind": "quote", "count": 3},
            {"source": "a", "target": "org", "type": "OWNED_BY"},
        ],
        events=[("d", "a", DAY_MS)],
    )


def test_all_neighbours_strongest_first_with_totals(snapshot: Snapshot) -> None:
    answer = neighbours(snapshot, "a")
    assert [(n.node.id, n.direction, n.kind, n.count) for n in answer.items] == [
        ("c", "in", "retweet", 9),
        ("b", "out", "retweet", 5),
        ("b", "out", "quote", 3),
        ("b", "in", "retweet", 2),
        ("a", "out", "retweet", 1),
        ("d", "in", "retweet", 1),
        ("org", "out", None, 1),
    ]
    assert (answer.total, answer.truncated, answer.next_cursor) == (7, False, None)
    assert [(t.direction, t.type, t.kind, t.neighbours, t.count) for t in answer.totals] == [
        ("in", "AMPLIFIED", "retweet", 3, 12),
        ("out", "AMPLIFIED", "retweet", 2, 6),
        ("out", "AMPLIFIED", "quote", 1, 3),
        ("out", "OWNED_BY", None, 1, 1),
    ]


def test_direction_types_and_kinds(snapshot: Snapshot) -> None:
    def ids(**wanted: object) -> list[str]:
        return [n.node.id for n in neighbours(snapshot, "a", **wanted).items]  # type: ignore[arg-type]

    assert ids(direction=Direction.IN) == ["c", "b", "a", "d"]
    assert ids(direction=Direction.OUT, types=["OWNED_BY"]) == ["org"]
    assert ids(direction=Direction.OUT, types=["AMPLIFIED"], kinds=["quote"]) == ["b"]
    assert ids(direction=Direction.OUT, kinds=["reply"]) == ["org"]


def test_pages_join_up(snapshot: Snapshot) -> None:
    whole = neighbours(snapshot, "a").items
    pages, cursor = [], None
    while True:
        page = neighbours(snapshot, "a", limit=2, cursor=cursor)
        assert (page.total, page.truncated) == (7, page.next_cursor is not None)
        pages += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert tuple(pages) == whole


def test_a_cursor_of_another_question_is_refused(snapshot: Snapshot) -> None:
    cursor = neighbours(snapshot, "a", limit=2).next_cursor
    for wrong in ("", "!!", "MQ", cursor + "x" if cursor else ""):
        with pytest.raises(BadCursorError):
            neighbours(snapshot, "a", cursor=wrong)
    with pytest.raises(BadCursorError):
        neighbours(snapshot, "b", cursor=cursor)
    view = snapshot.filter(SnapshotFilter(min_count=2))
    with pytest.raises(BadCursorError):
        neighbours(view, "a", cursor=cursor)


def test_nobody(snapshot: Snapshot) -> None:
    alone = snapshot_of(nodes=["x"])
    assert neighbours(alone, "x").items == ()
    assert neighbours(alone, "x").totals == ()
    with pytest.raises(UnknownIdError):
        neighbours(snapshot, "nobody")


def test_a_card_adds_up(snapshot: Snapshot) -> None:
    card = actor(snapshot, "a")
    assert (card.amplified, card.was_amplified) == (9, 12)
    assert card.first_at == card.last_at
    assert card.totals == neighbours(snapshot, "a").totals
    assert (card.aliases, card.assessments, card.description) == ((), (), None)


def test_an_overview_counts(snapshot: Snapshot) -> None:
    seen = overview(snapshot, top=2)
    assert seen.nodes == {"Actor": 5}
    assert seen.roles == {"Account": 5}
    assert seen.countries == {"unknown": 5}
    assert seen.edges == {"AMPLIFIED": 6, "OWNED_BY": 1}
    assert seen.evidence == {"retweet": 18, "quote": 3}
    assert [(r.node.id, r.count, r.others) for r in seen.top_amplified] == [
        ("a", 13, 4),
        ("b", 8, 1),
    ]
    assert [(r.node.id, r.count) for r in seen.top_amplifiers] == [("a", 9), ("c", 9)]
    empty = overview(snapshot_of())
    assert (empty.nodes, empty.first_at, empty.top_amplified) == ({}, None, ())
