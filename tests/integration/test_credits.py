"""Whose data it is, in both databases: given with a load, replaced, left, taken out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.answers.actor import actor
from graph.answers.evidence import evidence
from graph.answers.overview import overview
from graph.answers.subgraphs import ego
from graph.credit import Credit
from graph.database import Database
from graph.snapshot import Snapshot, SnapshotFilter
from loaders.about import AboutError
from loaders.credits import credit_in, credits_in
from loaders.datasets import datasets
from loaders.remove import remove_dataset
from queries.catalogue import run
from tests.integration.loading import load, network, write

LIST = ("Category", "Account Type", "Name", "Twitter ID")
ACCOUNT = ("Russia", "Media", "Hub News", "hub")
GIVEN = Credit("", title="Mentions", creators=("Ada Example",), license="CC-BY-4.0", doi="10.1/x")


def test_credit_comes_with_a_load_stays_is_replaced_and_goes(
    database: Database, tmp_path: Path
) -> None:
    mentions = write(tmp_path / "mentions.csv", ("@a", "@hub", "retweet", "2022-03-01"))
    listed = write(tmp_path / "list.csv", ACCOUNT, header=LIST)
    more = write(tmp_path / "more.csv", ("@b", "@hub", "reply", "2022-03-02"))

    # As it was before there were credits: nothing is known, and everything works and says so.
    load(database, mentions)
    before = Snapshot.open(database, tmp_path / "cache")
    told = overview(before).provenance
    assert told.datasets == (Credit("mentions"),) and told.datasets_total == 1
    assert credits_in(database) == {}
    graph = network(database)

    # The same file again with a credit: no row is read, and the credit is there.
    assert load(database, mentions, credit=GIVEN).rows_read == 1
    after = Snapshot.open(database, tmp_path / "cache")
    assert after.version != before.version
    (credit,) = overview(after).provenance.datasets
    assert credit == Credit("mentions", **{n: getattr(GIVEN, n) for n in _KNOWN})
    version = str(after.version)
    load(database, mentions, credit=GIVEN)  # once more: nothing changes
    load(database, mentions)  # without: it stays
    assert str(Snapshot.open(database, tmp_path / "cache").version) == version
    assert credit_in(database, "mentions") == credit

    # A later one takes its place whole: what it leaves open is open.
    load(database, more, dataset="mentions", credit=Credit("", title="New", rights="Ask us."))
    assert credit_in(database, "mentions") == Credit("mentions", title="New", rights="Ask us.")

    # A list that is known by its layout, until other data come into its data set.
    load(database, listed)
    known = credit_in(database, "list")
    assert known is not None and known.license == "MIT" and "Hamilton" in (known.title or "")
    snapshot = Snapshot.open(database, tmp_path / "cache")
    assert [each.dataset for each in overview(snapshot).provenance.datasets] == ["mentions", "list"]
    around = ego(snapshot, "x:hub")
    named = {each.dataset for each in around.credits}
    assert named == {"mentions", "list"} == set(around.datasets)
    card = actor(snapshot, "x:hub", database).provenance.datasets
    assert {each.dataset for each in card} == {"mentions", "list"}
    only = snapshot.filter(SnapshotFilter(datasets=frozenset({"mentions"})))
    assert overview(only).provenance.datasets[0].title == "New"
    assert evidence(database, "x:a", "x:hub").datasets == ("mentions",)
    load(database, more, dataset="list")
    assert credit_in(database, "list") is None

    rows = run(database, "dataset-credits", {"dataset": None, "limit": 10}).as_dicts()
    assert [(r["dataset"], r["title"], r["license"]) for r in rows] == [
        ("list", None, None),
        ("mentions", "New", None),
    ]
    assert {each.name: each.credit.title for each in datasets(database)} == {
        "list": None,
        "mentions": "New",
    }
    remove_dataset(database, "list")
    remove_dataset(database, "mentions")
    assert credits_in(database) == {}
    load(database, mentions)
    assert network(database) == graph


_KNOWN = ("title", "creators", "license", "doi")


def test_a_descriptor_beside_the_file_counts_and_a_bad_one_stops_the_load(
    database: Database, tmp_path: Path
) -> None:
    mentions = write(tmp_path / "mentions.csv", ("@a", "@hub", "retweet", "2022-03-01"))
    hostile = '<script>alert("x")</script>{{7*7}} =cmd|x'
    about = {"title": hostile, "resources": [{"path": "mentions.csv"}]}
    described = tmp_path / "datapackage.json"
    described.write_text(json.dumps(about | {"homepage": "javascript:alert(1)"}))
    with pytest.raises(AboutError, match=r"datapackage\.json, homepage: 'javascript"):
        load(database, mentions)
    assert database.read("MATCH (i:Item) RETURN count(i)").rows == [(0,)]
    described.write_text(json.dumps(about))
    load(database, mentions)
    assert credit_in(database, "mentions") == Credit("mentions", title=hostile)
    load(database, mentions, credit=GIVEN)  # what is said beats what lies there
    found = credit_in(database, "mentions")
    assert found is not None and found.title == "Mentions"
