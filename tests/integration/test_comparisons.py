"""Groups, ties, narratives, change and infrastructure on a graph in a real database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.views.report import render_report
from api.views.reports.narratives import narratives_report
from graph.answers.asymmetry import asymmetry
from graph.answers.chance import BadComparisonError
from graph.answers.change import change
from graph.answers.groups import Group
from graph.answers.infrastructure import infrastructure
from graph.answers.narrative_items import Narrative, in_graph, items_of
from graph.answers.narratives import NarrativesAnswer, narratives
from graph.answers.tied_actors import Tie
from graph.answers.ties import ties
from graph.answers.windows import Window
from graph.database import Database
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot
from queries.catalogue import catalogue, run
from tests.integration.queries_world import build

# Which of them says something of "Labs", and when; Anton is Russian, Bai and Cao are Chinese.
POSTS = [
    ("p1", "x:anton", "2022-03-01T08:00:00Z", "Secret BioLabs found", None),
    ("p2", "x:bai", "2022-03-02T08:00:00Z", "What of the labs?", "Ask about biolabs."),
    ("p3", "x:cao", "2022-03-02T10:00:00Z", "No bio-lab there", None),
    ("p4", "x:anton", "2022-03-03T08:00:00Z", "Weather", "Rain."),
    ("p5", "x:nobody", "2022-03-04T00:00:00Z", "биолаборатории", None),
    ("p6", "x:bai", None, "Undated biolabs", None),
]
LABS = Narrative.parse("Labs=terms:biolab,bio-lab")
STATES = (Group.parse("country:RU"), Group.parse("country:CN"))


@pytest.fixture(scope="module")
def world(module_database: Database) -> Database:
    build(module_database)
    for id_, country in (("anton", "RU"), ("bai", "CN"), ("cao", "CN"), ("nobody", None)):
        module_database.execute(
            "CREATE (:Actor:Account {id: $id, name: $id, country: $country, roles: ['Account']})",
            id=f"x:{id_}",
            country=country,
        )
    for id_, actor, at, title, text in POSTS:
        module_database.execute(
            "MATCH (a:Actor {id: $actor}) CREATE (a)-[:PUBLISHED]->(:Item {id: $id, title: $title, "
            "text: $text, publishedAt: CASE WHEN $at IS NULL THEN null ELSE datetime($at) END})",
            id=id_,
            actor=actor,
            at=at,
            title=title,
            text=text,
        )
    module_database.execute(
        "MATCH (n:Narrative {id: 'n1'}) SET n.disarmIds = ['T0003'] "
        "WITH n MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1"
    )
    return module_database


@pytest.fixture(scope="module")
def snapshot(world: Database, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return Snapshot.open(world, tmp_path_factory.mktemp("cache"))


def rows(database: Database, name: str, **parameters: object) -> list[dict[str, object]]:
    query = next(q for q in catalogue() if q.name == name)
    return run(database, query, parameters).as_dicts()


def test_asymmetry_counts_what_the_catalogue_counts(world: Database, snapshot: Snapshot) -> None:
    found = asymmetry(snapshot, STATES[1], STATES[0], samples=19)
    balance = next(r for r in rows(world, "bloc-balance") if r["first"] == "CN")
    assert (found.forward.items, found.back.items) == (
        balance["firstToSecond"],
        balance["secondToFirst"],
    )


def test_change_counts_what_the_catalogue_counts(world: Database, snapshot: Snapshot) -> None:
    event = datetime(2022, 2, 24, tzinfo=UTC)
    found = change(
        snapshot, Window(datetime(2021, 12, 26, tzinfo=UTC), event),
        Window(event, datetime(2022, 4, 25, tzinfo=UTC)), limit=50,
    )  # fmt: skip
    shifts = [*found.amplified.rising, *found.amplified.fading]
    ours = {s.target.id: (s.before, s.after) for s in shifts if s.target}
    theirs = {r["amplified"]: (r["before"], r["after"]) for r in rows(world, "change-around-event")}
    # The catalogue counts amplification only; gamma and delta are not republished.
    assert {k: ours[k] for k in ("x:gamma", "x:delta")} == {
        k: theirs[k] for k in ("x:gamma", "x:delta")
    }


def test_ties_and_infrastructure_of_the_graph(world: Database, snapshot: Snapshot) -> None:
    found = ties(snapshot, Tie.AGREEMENT, samples=19)
    assert found.tied.pairs == 2, "alpha and beta, whose owners agree"
    (traffic,) = rows(world, "ties-and-traffic")
    assert found.tied.items == int(traffic["firstToSecond"]) + int(traffic["secondToFirst"])  # type: ignore[call-overload]
    assert [d.since.year for d in found.dated.items] == [2018]
    shared = infrastructure(snapshot)
    hosts = rows(world, "shared-hosts")
    assert {f.node.id for t in shared.items[0].ties for f in t.shared} == {h["host"] for h in hosts}


def labs(world: Database, snapshot: Snapshot, narrative: Narrative = LABS) -> NarrativesAnswer:
    return narratives(snapshot, world, [narrative], STATES)


def test_who_was_first_by_terms(world: Database, snapshot: Snapshot) -> None:
    (spread,) = labs(world, snapshot).narratives
    assert (spread.items, spread.undated, spread.actors) == (4, 1, 3)
    russia, china = spread.movers
    assert (russia.group, russia.actor.id, russia.item, russia.lag_seconds) == (
        "RU", "x:anton", "p1", 0,
    )  # fmt: skip
    assert (china.group, china.item, china.items, china.actors) == ("CN", "p2", 2, 2)
    assert (china.lag_seconds, china.median_lag_seconds) == (86_400, 86_400 + 3_600)
    found = rows(world, "first-mentions", term="BIOLAB")
    assert [(r["country"], r["firstItem"], r["lagSeconds"]) for r in found] == [
        ("RU", "p1", 0), ("CN", "p2", 86_400),
    ]  # fmt: skip
    answer = labs(world, snapshot)
    assert [(b.start.day, b.counts) for b in answer.timeline] == [(1, (1, 0, 0)), (2, (0, 2, 0))]
    (lag,) = answer.lags
    assert (lag.first, lag.second, lag.ahead, lag.median_seconds) == ("RU", "CN", 1, 86_400)
    assert answer.leads == (), "two days are no series"
    page = render_report(narratives_report(answer))
    assert "Secret BioLabs found" in page and "1 d" in page


def test_ways_to_find_items(world: Database, snapshot: Snapshot) -> None:
    def found(text: str, since: datetime | None = None, until: datetime | None = None) -> list[str]:
        return items_of(world, Narrative.parse(text), since, until)["item"].to_list()

    assert found(r"regex:bio-?labs?\b") == ["p1", "p2", "p3", "p6"]
    assert found("regex:^биолаб") == found("terms:БИОЛАБ") == ["p5"]
    assert found("terms:biolab", datetime(2022, 3, 2, tzinfo=UTC)) == ["p2"]
    p1, p2 = (datetime(2022, 3, day, 8, tzinfo=UTC) for day in (1, 2))
    assert found("terms:biolab", p1, p2) == ["p1"], "from its beginning on, and before its end"
    by_people = found("narrative:n1")
    assert by_people == found("disarm:T0003") == ["a1", "b3", "b1", "b2", "a3"]
    assert found("story:s2") == ["b2", "a3"]
    world.execute("CREATE (:Narrative {id: 'advanced by nothing', name: 'Named by a report'})")
    assert [str(n) for n in in_graph(world)] == ["A narrative=narrative:n1"]
    world.execute("MATCH (n:Narrative {id: 'advanced by nothing'}) DELETE n")
    (spread,) = labs(world, snapshot, Narrative.parse("narrative:n1")).narratives
    lags = rows(world, "narrative-lags", narrative="n1")
    assert [(m.group, m.item, m.lag_seconds) for m in spread.movers] == [
        (r["country"], r["firstItem"], r["lagSeconds"]) for r in lags
    ]


def test_narratives_that_are_none(world: Database, snapshot: Snapshot) -> None:
    nothing = labs(world, snapshot, Narrative.parse("terms:nowhere"))
    assert (nothing.timeline, nothing.lags, nothing.narratives[0].movers) == ((), (), ())
    for text, near in (("narrative:n2", "n1"), ("story:s3", "s1"), ("disarm:T0004", "T0003")):
        with pytest.raises(UnknownIdError) as error:
            labs(world, snapshot, Narrative.parse(text))
        assert near in error.value.suggestions
    for text in ("biolab", "terms:", "regex:(", "planet:x", "regex:(?=a)"):
        with pytest.raises(BadComparisonError):
            Narrative.parse(text)
    assert narratives(snapshot, world, [], STATES).reading.startswith("No narrative is named")
    with pytest.raises(BadComparisonError, match="more than 20"):
        narratives(snapshot, world, [LABS] * 21, STATES)
