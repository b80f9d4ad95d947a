"""Answers that ask the database, and answers on a snapshot of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.answers.actor import actor
from graph.answers.cursors import BadCursorError
from graph.answers.evidence import NoEvidenceError, evidence
from graph.answers.overview import overview
from graph.answers.paths import shortest_paths
from graph.answers.search import search
from graph.database import Database
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot
from tests.integration.snapshot_world import write

RT, CGTN, BLOG, TVN = "domain:rt.com", "domain:cgtn.com", "x:blogger", "org:tv-novosti"


@pytest.fixture(scope="module")
def world(module_database: Database) -> Database:
    write(module_database)
    return module_database


@pytest.fixture
def snapshot(world: Database, tmp_path: Path) -> Snapshot:
    return Snapshot.open(world, tmp_path)


def test_items_are_the_evidence_latest_first(world: Database) -> None:
    answer = evidence(world, BLOG, RT)
    assert [item.id for item in answer.items] == ["item:4", "item:3"]
    assert (answer.total, answer.truncated, answer.next_cursor) == (2, False, None)
    toward_item, toward_actor = answer.items
    assert (toward_item.original_id, toward_item.original_url) == ("item:1", "https://rt.com/1")
    assert toward_actor.original_id is None
    assert toward_actor.published_at == datetime(2020, 2, 1, tzinfo=UTC)
    assert (toward_actor.kind, toward_actor.time_precision) == ("retweet", "day")
    assert (toward_actor.url, toward_actor.dataset) == ("https://x.com/3", "posts")
    assert toward_actor.run == "run:1"


def test_a_copy_is_evidence_of_republication(world: Database) -> None:
    (item,) = evidence(world, CGTN, RT, "REPUBLISHED").items
    assert (item.id, item.original_id, item.similarity) == ("item:2", "item:1", 0.9)
    assert (item.lag_seconds, item.archived_url) == (131_400, "https://archive/2")
    assert item.published_at == datetime(2020, 1, 2, 12, 30, 0, 500_000, tzinfo=UTC)


def test_statements_are_the_evidence_of_ties(world: Database) -> None:
    first, second = evidence(world, RT, TVN, "OWNED_BY").items
    assert first.statement is not None
    assert second.statement is not None
    assert (first.statement.source, first.statement.quote) == ("Paper A", "owned by")
    assert (first.url, first.run, second.statement.source) == (
        "https://a.example", "run:3", "Paper B",
    )  # fmt: skip
    (assessment,) = evidence(world, RT, "state:RU", "ATTRIBUTED_TO").items
    assert assessment.kind == "stateControlled"
    assert evidence(world, TVN, RT, "OWNED_BY").total == 0


def test_an_agreement_has_no_direction(world: Database) -> None:
    for one, other in ((TVN, CGTN), (CGTN, TVN)):
        (item,) = evidence(world, one, other, "HAS_AGREEMENT_WITH").items
        assert item.kind == "contentExchange"


def test_pages_of_evidence(world: Database) -> None:
    first = evidence(world, BLOG, RT, limit=1)
    assert (first.total, first.truncated, len(first.items)) == (2, True, 1)
    second = evidence(world, BLOG, RT, limit=1, cursor=first.next_cursor)
    assert (second.items[0].id, second.next_cursor) == ("item:3", None)
    with pytest.raises(BadCursorError):
        evidence(world, BLOG, CGTN, limit=1, cursor=first.next_cursor)
    with pytest.raises(BadCursorError):
        evidence(world, BLOG, CGTN, cursor="garbage")


def test_no_evidence(world: Database) -> None:
    assert evidence(world, BLOG, RT, kind="quote").total == 0
    assert evidence(world, "x:nobody", RT).items == ()
    assert evidence(world, BLOG, CGTN).items[0].published_at is None
    with pytest.raises(NoEvidenceError, match="AMPLIFIED"):
        evidence(world, BLOG, RT, "PUBLISHED")


def test_an_actor_s_card(world: Database, snapshot: Snapshot) -> None:
    card = actor(snapshot, "telegram:rtnews", world)
    assert (card.node.id, card.node.name, card.followers) == (RT, "RT", 3_000_000)
    assert [alias.id for alias in card.aliases] == ["telegram:rtnews"]
    (assessment,) = card.assessments
    assert (assessment.category, assessment.state) == ("stateControlled", "state:RU")
    assert assessment.statement.source == "EEAS"
    assert (card.amplified, card.was_amplified) == (0, 3)
    assert card.first_at == datetime(2020, 1, 2, 12, 30, 0, 500_000, tzinfo=UTC)
    assert actor(snapshot, CGTN, world).description == "State broadcaster"
    assert actor(snapshot, CGTN).description is None
    with pytest.raises(UnknownIdError) as caught:
        actor(snapshot, "domain:rt.con")
    assert caught.value.suggestions == (RT,)


def test_both_engines_give_the_same_answers(snapshot: Snapshot) -> None:
    (path,) = shortest_paths(snapshot, RT, BLOG).paths
    assert [node.id for node in path.nodes] == [RT, BLOG]
    assert path.hops[0].count == 2
    assert search(snapshot, "rtnews").items[0].node.id == RT
    seen = overview(snapshot)
    assert seen.nodes == {"Actor": 4, "Host": 1, "Organization": 1, "State": 1}
    assert seen.evidence == {"retweet": 2, "mention": 1, "republished": 1}
    assert seen.datasets == {"posts": 3, "news": 1}
    assert [(r.node.id, r.count, r.others) for r in seen.top_amplified] == [
        (RT, 3, 2),
        (CGTN, 1, 1),
    ]
