"""The bundled sample as a graph, held against the CSV files it was made from."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import loaders.sample
from graph.database import Database
from graph.identity import IdentityError, identify
from graph.vocabulary import RunState
from loaders.load import LoadReport
from loaders.sample import FILES, load_sample
from tests.support.graph_digest import contents, differences, digest

FOLDER = Path(loaders.sample.__file__).parent
ACCOUNTS_OF_STUDY = Path(__file__).resolve().parents[2] / "../shared/data/diplomacy/accounts.csv"
Ask = Callable[..., list[tuple[Any, ...]]]

COUNTRIES = {"China": "CN", "Russia": "RU", "Iran": "IR"}
LABELS = {"Media": "Outlet", "Diplomatic/Government": "Diplomat"}
PLATFORMS = ("x", "telegram", "facebook", "youtube", "instagram", "tiktok", "threads")


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def first_handle(row: dict[str, str]) -> tuple[str, str]:
    """The platform and handle that a row of the list is known by, folded as accounts are."""
    for platform in PLATFORMS:
        if handle := row[platform].strip():
            return platform, handle if platform == "youtube" else handle.lower()
    return "name", row["name"]


@pytest.fixture(scope="module")
def reports(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> list[LoadReport]:
    return list(load_sample(module_database, tmp_path_factory.mktemp("quarantine")))


@pytest.fixture
def ask(reports: list[LoadReport], module_database: Database) -> Ask:
    return lambda statement, **given: module_database.read(statement, given).rows


def test_every_row_is_read_and_none_is_refused(reports: list[LoadReport]) -> None:
    assert [report.input for report in reports] == list(FILES)
    assert [report.rows_read for report in reports] == [2546, 10, 12, 25, 1431]
    assert [report.rows_read for report in reports] == [len(rows(name)) for name in FILES]
    assert {report.state for report in reports} == {RunState.COMPLETE}
    assert sum(report.quarantined for report in reports) == 0


def test_the_list_has_the_rows_that_it_is_known_for() -> None:
    assert Counter((r["category"], r["account_type"]) for r in rows("accounts.csv")) == {
        ("China", "Media"): 652,
        ("China", "Diplomatic/Government"): 920,
        ("Russia", "Media"): 178,
        ("Russia", "Diplomatic/Government"): 376,
        ("Iran", "Media"): 177,
        ("Iran", "Diplomatic/Government"): 243,
    }


def test_one_actor_stands_for_all_rows_of_one_account(ask: Ask) -> None:
    """396 handles on X stand on two to four rows, so 2,546 rows are 1,891 accounts."""
    on_x = Counter(r["x"].lower() for r in rows("accounts.csv") if r["x"])
    assert sum(1 for count in on_x.values() if count > 1) == 396
    accounts: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in rows("accounts.csv"):
        accounts[COUNTRIES[row["category"]], LABELS[row["account_type"]]].add(first_handle(row))
    assert len(set().union(*accounts.values())) == 1891
    for (country, label), expected in accounts.items():
        found = ask(
            f"MATCH (a:Actor:{label}) WHERE a.country = $country RETURN count(a)", country=country
        )
        assert found == [(len(expected),)], (country, label)
    # Eight of the ten influencers are not on the list.
    assert ask("MATCH (a:Actor) RETURN count(a)") == [(1891 + 8,)]


def test_four_accounts_are_media_and_diplomats(ask: Ask) -> None:
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows("accounts.csv"):
        kinds[first_handle(row)].add(row["account_type"])
    both = {":".join(handle) for handle, kind in kinds.items() if len(kind) == 2}
    found = ask("MATCH (a:Outlet) WHERE a:Diplomat RETURN a.id")
    assert {id_ for (id_,) in found} == both
    assert len(both) == 4


def test_ten_influencers(ask: Ask) -> None:
    found = ask("MATCH (a:Influencer) RETURN a.id, labels(a), a.roles")
    assert {row[0] for row in found} == {
        f"x:{row['handle'].lower()}" for row in rows("influencers.csv")
    }
    assert len(found) == 10
    for _, labels, roles in found:
        assert set(labels) == {"Actor", *roles}
    assert {row[0] for row in found if "Outlet" in row[1]} == {"x:andybxxx", "x:jingjing_li"}


def test_no_actor_is_without_a_role(ask: Ask) -> None:
    for labels, roles in ask("MATCH (a:Actor) RETURN labels(a), a.roles"):
        assert roles
        assert {"Actor", *roles} == set(labels)
        assert "Account" not in roles or roles == ["Account"]


def test_interactions_by_kind(ask: Ask) -> None:
    expected = {"reply": 770, "retweet": 562, "mention": 51, "quote": 48}
    assert Counter(row["kind"] for row in rows("interactions.csv")) == expected
    assert dict(ask("MATCH (:Item)-[e:AMPLIFIES]->(:Actor) RETURN e.kind, count(e)")) == expected
    assert dict(ask("MATCH (i:Item) RETURN i.kind, count(i)")) == expected
    summed = ask("MATCH ()-[r:AMPLIFIED]->() RETURN r.kind, sum(r.count)")
    assert dict(summed) == expected


def test_interactions_toward_media_and_diplomats(ask: Ask) -> None:
    """By the study's column; two accounts that it calls diplomats the list calls media too."""
    wanted = Counter(row["target_category"] for row in rows("interactions.csv"))
    assert wanted == {"media": 734, "diplomat": 697}
    targets: dict[str, set[str]] = defaultdict(set)
    for row in rows("interactions.csv"):
        targets[row["target_category"]].add(f"x:{row['target'].lower()}")
    toward = "MATCH (:Influencer)-[r:AMPLIFIED]->(b:Actor) WHERE b.id IN $ids RETURN sum(r.count)"
    for category, total in wanted.items():
        assert ask(toward, ids=sorted(targets[category])) == [(total,)]
    labelled = "MATCH (:Influencer)-[r:AMPLIFIED]->(b:{0}) WHERE NOT b:{1} RETURN sum(r.count)"
    both = {"x:chinascio", "x:spokespersonhzm"}
    toward_both = sum(f"x:{r['target'].lower()}" in both for r in rows("interactions.csv"))
    assert ask(labelled.format("Outlet", "Diplomat")) == [(734,)]
    assert ask(labelled.format("Diplomat", "Outlet")) == [(697 - toward_both,)]


def test_pairs(ask: Ask) -> None:
    """137 pairs of an influencer and an account; a pair has an edge for each kind."""
    pairs = {(r["actor"].lower(), r["target"].lower()) for r in rows("interactions.csv")}
    edges = {(r["actor"].lower(), r["target"].lower(), r["kind"]) for r in rows("interactions.csv")}
    assert (len(pairs), len(edges)) == (137, 234)
    found = ask("MATCH (a:Influencer)-[r:AMPLIFIED]->(b:Actor) RETURN a.id, b.id, r.kind")
    assert len(found) == 234
    assert {(a[2:], b[2:], kind) for a, b, kind in found} == edges


def test_days_of_the_first_and_the_last_interaction(ask: Ask) -> None:
    days: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows("interactions.csv"):
        days[f"x:{row['actor'].lower()}", f"x:{row['target'].lower()}", row["kind"]].append(
            row["day"]
        )
    found = ask(
        "MATCH (a)-[r:AMPLIFIED]->(b) RETURN a.id, b.id, r.kind, r.count, r.firstAt, r.lastAt"
    )
    assert len(found) == len(days)
    for actor, target, kind, count, first, last in found:
        expected = days[actor, target, kind]
        assert count == len(expected)
        assert (str(first)[:10], str(last)[:10]) == (min(expected), max(expected))


def test_accounts_of_the_study_link_to_the_list(ask: Ask) -> None:
    if not ACCOUNTS_OF_STUDY.exists():
        pytest.skip(f"no {ACCOUNTS_OF_STUDY.name} of the study beside the checkout")
    with ACCOUNTS_OF_STUDY.open(encoding="utf-8-sig", newline="") as stream:
        handles = [row["@handle"] for row in csv.DictReader(stream)]
    assert len(handles) == 88
    ids = []
    for handle in handles:
        try:
            ids.append(identify(handle, "x").id)
        except IdentityError:
            ids.append("")  # "@GeneralkonsulDu (suspended)" is no handle as it stands
    listed = {
        id_
        for (id_,) in ask(
            "MATCH (a:Actor)-[r:ATTRIBUTED_TO]->(:State) WHERE a.id IN $ids RETURN DISTINCT a.id",
            ids=ids,
        )
    }
    assert sum(id_ in listed for id_ in ids) == 79


def test_other_handles_name_the_same_actor(ask: Ask) -> None:
    row = rows("accounts.csv")[0]
    found = ask(
        "MATCH (l:Alias)-[:ALIAS_OF]->(a:Actor {id: $id}) RETURN l.id ORDER BY l.id",
        id=f"x:{row['x'].lower()}",
    )
    expected = {
        f"{p}:{row[p] if p == 'youtube' else row[p].lower()}" for p in PLATFORMS[1:] if row[p]
    }
    assert {id_ for (id_,) in found} == expected
    assert ask("MATCH (l:Alias) WHERE NOT (l)-[:ALIAS_OF]->(:Actor) RETURN count(l)") == [(0,)]
    assert ask(
        "MATCH (l:Alias)-[r:ALIAS_OF]->() WITH l, count(r) AS n WHERE n > 1 RETURN count(l)"
    ) == [(42,)]  # pages that several accounts of the list name as theirs


def test_ties(ask: Ask) -> None:
    found = ask(
        "MATCH (a)-[r:OWNED_BY|CONTROLLED_BY|HAS_AGREEMENT_WITH]->(b) "
        "RETURN a.id, b.id, type(r), r.quote, r.source, r.runId"
    )
    assert Counter(row[:4] for row in found) == Counter(
        (r["source_id"], r["target_id"], r["type"], r["quote"]) for r in rows("ties.csv")
    )
    assert all(row[4] and row[5] for row in found)


def test_loading_it_again_changes_nothing_at_all(
    reports: list[LoadReport], module_database: Database, tmp_path: Path
) -> None:
    """Last of the module: should it fail, the other tests have read the graph already."""
    before = contents(module_database)
    again = list(load_sample(module_database, tmp_path))
    assert [report.written for report in again] == [0] * len(FILES)
    assert [report.rows_read for report in again] == [report.rows_read for report in reports]
    after = contents(module_database, without=())
    assert digest(contents(module_database)) == digest(before), differences(before, after)
