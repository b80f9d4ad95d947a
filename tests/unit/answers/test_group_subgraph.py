"""A coordinated group as a picture says what was shared, in words where there are any."""

from __future__ import annotations

from graph.answers.co_shares import CoShare, Pushed
from graph.answers.coordination import CoordinatedEdge, CoordinatedGroup, CoordinationAnswer
from graph.answers.group_subgraph import group_subgraph
from graph.answers.nodes import summaries
from graph.answers.provenance import Provenance
from graph.credit import Credit
from tests.unit.graphs import snapshot_of


def _shared(trace: str, what: str, says: str | None) -> CoShare:
    return CoShare(
        trace, what, "item:1", "item:2", None, None, None, None, 28.0, says, ("posts", "posts")
    )


def test_a_text_is_named_by_its_words_and_a_link_by_its_address() -> None:
    snapshot = snapshot_of([("x:a", "x:b", 1)])
    shared = (
        _shared("text", "aa328b0d83f69390", "The new\nbridge"),
        _shared("link", "https://campaign.example/1", "Look at this"),
        _shared("nearText", "17bd6365f90e5daa", None),
    )
    edge = CoordinatedEdge(
        "x:a", "x:b", "text", 60, 3, 0.1, 0.001, 0.01, None, None, "run:1", None, shared
    )
    group = CoordinatedGroup(
        1, tuple(summaries(snapshot, [0, 1])), (edge,), 1, 1.0, 3, {"text": 3}, None, None,
        Pushed.most([shared]),
    )  # fmt: skip
    answer = CoordinationAnswer((group,), 1, 1, 0.0, Provenance("coordination", {}, "v1"))
    drawn = group_subgraph(snapshot, answer, query="q")
    titles = [piece.title for piece in drawn.edges[0].evidence]
    assert titles[0] == "x:a: The new bridge (within 28 s)"
    assert titles[2] == "x:a: https://campaign.example/1 (within 28 s)"
    assert titles[4] == "x:a: 17bd6365f90e5daa (within 28 s)"
    assert drawn.edges[0].judged == (
        "Shared within 60 s of each other; by chance 0.1 times; p 0.001; q 0.01. "
        "q: p, corrected for how many pairs were compared."
    )
    assert drawn.datasets == ("posts",)
    assert drawn.credits == (Credit("posts"),)
    assert drawn.edges[0].evidence[0].dataset == "posts"
    assert drawn.title == "Coordinated group 1 of 1: 2 accounts"
    assert "The new bridge (in 2 items)" in drawn.description
    assert drawn.description.index("no proof") < drawn.description.index("Shared most")
