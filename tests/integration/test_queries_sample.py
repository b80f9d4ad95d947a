"""On the bundled sample the queries give what plain counting in the CSV files gives."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from graph.database import Database
from loaders.sample import DATASET, FILES, load_sample
from queries.catalogue import catalogue, find, run
from tests.support.sample_rows import SAMPLE, interactions

# What needs texts, infrastructure or a computation finds nothing in the sample.
UNANSWERED = {
    "communities-written",
    "community-mates",
    "coordinated-amplifiers",
    "first-mentions",
    "membership-evidence",
    "story-crossings",
    "coordinated-pairs",
    "coordination-evidence",
    "item-chain",
    "narrative-evidence",
    "narrative-lags",
    "relays",
    "republication-evidence",
    "republication-languages",
    "republication-pairs",
    "same-text",
    "shared-hosts",
    "stories",
    "story-timeline",
}


def ask(database: Database, name: str, **parameters: Any) -> list[dict[str, Any]]:
    rows = run(database, find(name), {"limit": 5000, **parameters})
    assert not rows.truncated
    return rows.as_dicts()


@pytest.fixture(scope="module")
def sample(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    quarantine = tmp_path_factory.mktemp("quarantine")
    reports = list(load_sample(module_database, quarantine))
    assert [report.quarantined for report in reports] == [0] * len(FILES)
    return module_database


def test_what_the_sample_can_answer(sample: Database) -> None:
    empty = {query.name for query in catalogue() if not run(sample, query).rows}
    assert empty == UNANSWERED


def test_who_amplifies_whom(sample: Database) -> None:
    rows = interactions()
    for name, given, asked, other in (
        ("who-amplifies", "target", "x:cgtnofficial", "actor"),
        ("whom-amplifies", "actor", "x:danieldumbrill", "target"),
    ):
        column = "amplifier" if other == "actor" else "amplified"
        found = {row[column]: row["total"] for row in ask(sample, name, actor=asked)}
        assert found == Counter(row[other] for row in rows if row[given] == asked)
    most = {row["amplified"]: row["total"] for row in ask(sample, "most-amplified")}
    assert most == Counter(row["target"] for row in rows)
    kinds = {row["amplified"]: row["total"] for row in ask(sample, "most-amplified", kind="quote")}
    assert kinds == Counter(row["target"] for row in rows if row["kind"] == "quote")


def test_the_company_that_content_keeps(sample: Database) -> None:
    amplifiers: dict[str, set[str]] = {}
    for row in interactions():
        amplifiers.setdefault(row["target"], set()).add(row["actor"])
    mine = amplifiers.pop("x:cgtnofficial")
    found = ask(sample, "co-amplified", actor="x:cgtnofficial", minShared=1)
    assert {row["other"]: (row["shared"], row["jaccard"]) for row in found} == {
        other: (len(mine & theirs), len(mine & theirs) / len(mine | theirs))
        for other, theirs in amplifiers.items()
        if mine & theirs
    }


def test_evidence_of_every_pair(sample: Database) -> None:
    rows = interactions()
    pairs = Counter((row["actor"], row["target"]) for row in rows)
    assert len(pairs) == 137
    for source, target in list(pairs)[::10]:
        found = ask(sample, "edge-evidence", source=source, target=target)
        assert Counter((str(row["publishedAt"])[:10], row["kind"]) for row in found) == Counter(
            (row["day"], row["kind"])
            for row in rows
            if (row["actor"], row["target"]) == (source, target)
        )
        assert {row["timePrecision"] for row in found} == {"day"}
        assert all(row["dataset"] == DATASET and row["run"] for row in found)


def test_influencers_of_a_state(sample: Database) -> None:
    rows = interactions()
    found = ask(sample, "influencers-of-a-state", country="CN")
    assert {row["influencer"]: row["total"] for row in found} == Counter(r["actor"] for r in rows)
    assert sum(row["ofDiplomats"] for row in found) == 697
    # 734 by the study; the list also has two of its diplomats' accounts as media.
    assert sum(row["ofOutlets"] for row in found) == 734 + 7
    free = {row["amplifier"] for row in ask(sample, "unattributed-amplifiers", country="CN")}
    assert free == {row["influencer"] for row in found} - {"x:andybxxx", "x:jingjing_li"}


def test_states(sample: Database) -> None:
    (balance,) = ask(sample, "bloc-balance")
    assert (balance["first"], balance["second"]) == ("(none)", "CN")
    assert (balance["firstToSecond"], balance["secondToFirst"]) == (1216, 0)
    mixing = {(row["source"], row["target"]): row["total"] for row in ask(sample, "country-mixing")}
    assert mixing == {("(none)", "CN"): 1216, ("CN", "CN"): 215}


def test_time(sample: Database) -> None:
    rows = interactions()
    months = {row["month"]: row["total"] for row in ask(sample, "amplification-by-month")}
    assert months == Counter(row["day"][:7] for row in rows)
    event, days = date(2022, 2, 24), timedelta(days=60)
    before = Counter(
        r["target"] for r in rows if event - days <= date.fromisoformat(r["day"]) < event
    )
    after = Counter(
        r["target"] for r in rows if event <= date.fromisoformat(r["day"]) < event + days
    )
    changes = ask(sample, "change-around-event", event="2022-02-24", days=60)
    assert {r["amplified"]: (r["before"], r["after"]) for r in changes} == {
        target: (before[target], after[target]) for target in before | after
    }
    timeline = ask(sample, "actor-timeline", actor="x:livingchina")
    assert [(str(row["publishedAt"])[:10], row["amplified"]) for row in timeline] == sorted(
        (row["day"], row["target"]) for row in rows if row["actor"] == "x:livingchina"
    )


def test_amplifiers_of_diplomats_act_alone(sample: Database) -> None:
    diplomats = [row for row in interactions() if row["target_category"] == "diplomat"]
    found = ask(sample, "amplifiers-of-diplomats", country="CN")
    assert {row["amplifier"]: row["total"] for row in found} == Counter(
        row["actor"] for row in diplomats
    )
    targets: dict[str, set[str]] = {}
    for row in diplomats:
        targets.setdefault(row["actor"], set()).add(row["target"])
    pairs = ask(sample, "act-as-one")
    for pair in pairs:
        a, b = targets[pair["first"]], targets[pair["second"]]
        assert pair["shared"] == len(a & b)
        assert pair["jaccard"] == len(a & b) / len(a | b)
    days = {
        actor: {(row["day"], row["target"]) for row in diplomats if row["actor"] == actor}
        for actor in ("x:danieldumbrill", "x:beehivechina")
    }
    (both,) = (pair for pair in pairs if {pair["first"], pair["second"]} == days.keys())
    assert both["sameDays"] == len(set.intersection(*days.values())) > 0


def test_ties_and_who_says_so(sample: Database) -> None:
    with (SAMPLE / "ties.csv").open(encoding="utf-8", newline="") as file:
        stated = list(csv.DictReader(file))
    found = ask(sample, "tie-evidence")
    assert Counter((r["source"], r["type"], r["target"], r["quote"]) for r in found) == Counter(
        (r["source_id"], r["type"], r["target_id"], r["quote"]) for r in stated
    )
    agreements = ask(sample, "ties-and-traffic")
    assert len(agreements) == 7
    assert sum(row["firstToSecond"] + row["secondToFirst"] for row in agreements) == 0
    states = next(row for row in agreements if row["first"] == "state:RU")
    assert (states["accountsOfFirst"], states["accountsOfSecond"]) == (2, 3)
    owners = ask(sample, "who-is-behind", actor="x:cgtnofficial")
    assert [(row["steps"], row["owner"]) for row in owners] == [
        (1, "org:cgtn"),
        (2, "state:CN"),
        (2, "state:CN"),
    ]
    shared = {row["owner"]: row["total"] for row in ask(sample, "shared-owners")}
    assert shared == {"state:CN": 7, "state:RU": 6}


def test_an_account_of_two_sources(sample: Database) -> None:
    (found,) = ask(sample, "find-actors", text="jingjing_li")
    assert sorted(found["roles"]) == ["Influencer", "Outlet"]
    evidence = ask(sample, "attribution-evidence", actor="x:jingjing_li")
    assert ("ATTRIBUTED_TO", "state:CN") in {(row["type"], row["other"]) for row in evidence}
    (route,) = ask(sample, "route", source="x:zlj517", target="x:jingjing_li")
    assert route["route"] == ["x:zlj517", "x:jingjing_li"]
    runs = {row["input"]: row["rowsRead"] for row in ask(sample, "datasets-and-runs")}
    assert runs["accounts.csv"] == 2546
    assert runs["interactions.csv"] == 1431
