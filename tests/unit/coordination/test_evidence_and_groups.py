"""Windows, evidence, direction, groups, layers and decay on tables small enough to read."""

from __future__ import annotations

import polars as pl
import pytest

from graph.coordination import CoordinationError, coordination, shares_from
from graph.coordination.decay import decaying
from graph.coordination.evidence import direction, evidence
from graph.coordination.groups import describe_groups, find_groups, multiplex
from graph.coordination.window import automatic_window, sensitivity
from tests.unit.coordination.planted import generator

planted = generator()


def shares(*rows: tuple[str, str, float]) -> pl.DataFrame:
    """(object, actor, seconds), each with an item of its own."""
    return pl.DataFrame(
        [(o, a, round(t * 1000), f"{a}/{n}") for n, (o, a, t) in enumerate(rows)],
        schema=["object", "actor", "time", "item"],
        orient="row",
    )


LED = shares(
    ("o1", "b", 0), ("o1", "a", 5), ("o2", "b", 100), ("o2", "a", 103), ("o3", "a", 200),
    ("o3", "b", 201), ("o4", "a", 300), ("o4", "b", 300), ("o5", "a", 400), ("o5", "b", 900),
)  # fmt: skip


def test_evidence_names_objects_items_and_times_of_exactly_the_co_shares() -> None:
    found = coordination(LED, 60, 2, "none")
    proof = evidence(found, found.edges)
    assert len(proof) == found.edges["weight"].sum() == 4
    assert proof.row(0, named=True) == {
        "source": "a", "target": "b", "object": "o1", "source_item": "a/1", "target_item": "b/0",
        "source_at": 5000, "target_at": 0, "lag_seconds": -5.0,
    }  # fmt: skip
    assert not len(evidence(found, found.edges.clear()))
    with pytest.raises(CoordinationError, match="no actor 'zz'"):
        evidence(found, pl.DataFrame({"source": ["a"], "target": ["zz"]}))


def test_evidence_without_items_leaves_them_empty() -> None:
    found = coordination(LED.drop("item"), 60, 2, "none")
    assert evidence(found, found.edges)["source_item"].null_count() == 4


def test_direction_says_who_is_first_by_how_much_and_how_surely() -> None:
    found = coordination(LED, 60, 2, "none")
    led = direction(evidence(found, found.edges)).row(0, named=True)
    assert (led["source_first"], led["target_first"], led["simultaneous"]) == (1, 2, 1)
    assert led["leader"] == "b"
    assert led["median_lag_seconds"] == -1.5
    assert led["p_value"] == 1.0  # 2 of 3 is no evidence of leading


def test_the_automatic_window_follows_coornets_steps() -> None:
    quick = [("q", "a", 0), ("q", "b", 2), ("q", "c", 4), ("q", "d", 50)]
    slow = [(f"s{n}", actor, t) for n in range(9) for actor, t in (("a", 0), ("b", 3600))]
    alone = [("alone", "a", 0)]
    estimate = automatic_window(shares_from(shares(*quick, *slow, *alone)), quickest=0.05)
    # The quickest object reaches more than half of its 4 shares with the third, after 4 s.
    assert (estimate.seconds, estimate.objects) == (4.0, 1)
    same = shares(("o", "a", 1), ("o", "b", 1))
    assert automatic_window(shares_from(same)).seconds == 1
    with pytest.raises(CoordinationError, match="no object was shared twice"):
        automatic_window(shares_from(shares(*alone)))


def test_sensitivity_counts_more_with_longer_windows() -> None:
    table = sensitivity(LED, windows=(600, 1, 4), null="none")
    assert table["window"].to_list() == [1, 4, 600]
    assert table["co_shares"].to_list() == [2, 3, 5]


def test_groups_are_the_planted_ones_and_are_described() -> None:
    world = planted.World(
        actors=800, objects=1_500, shares=12_000, groups=4, size=6, acts=15, jitter=5
    )
    table, truth = planted.planted(world, seed=3)
    found = coordination(table)
    edges = found.significant()
    groups = find_groups(edges)
    teams = {
        frozenset(team["actor"])
        for _, team in groups.members.group_by("group")
        if len(team) > 2
    }  # fmt: skip
    assert teams == {
        frozenset(actor for actor, team in truth.items() if team == number) for number in range(4)
    }
    assert find_groups(edges).members.equals(groups.members)
    described = describe_groups(found, edges, groups, targets=3)
    first = described.row(0, named=True)
    assert first["size"] == 6
    assert first["cohesion"] == 1.0
    assert 0.2 < first["coordinated_share_ratio"] <= 1
    assert first["objects"] >= 12
    assert len(first["targets"]) == 3
    assert first["first_at"] < first["last_at"]


def test_layers_are_joined_and_corrected_for_their_number() -> None:
    world = planted.World(actors=600, objects=1_000, shares=9_000, groups=2, size=5, jitter=5)
    table, _ = planted.planted(world, seed=1)
    links = coordination(table)
    both = multiplex({"co_link": links, "co_image": links})
    one = multiplex({"co_link": links})
    assert both["layers"].list.len().unique().to_list() == [2]
    assert one["weight"].mean() == pytest.approx(1.0)
    assert both["weight"].to_list() == pytest.approx((2 * one["weight"]).to_list())
    expected = [min(1.0, 2 * q) for q in one["q_value"]]
    assert both["q_value"].to_list() == pytest.approx(expected)
    assert find_groups(both).members["group"].n_unique() == 2
    assert not len(find_groups(multiplex({})).members)


def test_decaying_weights_halve_with_the_half_life() -> None:
    rows = [(f"o{n}", actor, 10_000 * n + lag) for n in range(3) for actor, lag in
            (("a", 0), ("b", 30), ("c", 0))]  # fmt: skip
    edges = decaying(shares(*rows), half_life=30)
    assert edges.select("source", "target", "weight").rows() == [
        ("a", "b", pytest.approx(1.5)),
        ("a", "c", pytest.approx(3)),
        ("b", "c", pytest.approx(1.5)),
    ]
    with pytest.raises(CoordinationError, match="half-life"):
        decaying(LED, 0)


def test_decay_finds_planted_groups_too() -> None:
    table, truth = planted.planted(
        planted.World(actors=800, objects=1_500, shares=12_000, groups=4), seed=3
    )
    precision, recall = planted.score(decaying(table, 20).filter(pl.col("q_value") < 0.05), truth)
    assert precision > 0.9
    assert recall > 0.9
