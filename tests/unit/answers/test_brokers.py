from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cli.brokers import _say as say_brokers
from api.views.report import render_report
from api.views.reports.brokers import brokers_report
from graph.answers import triads
from graph.answers.brokerage import ROLES, BrokerRole, count_roles
from graph.answers.brokers import BadBrokersRequestError, brokers
from graph.errors import UnknownIdError
from tests.unit.graphs import snapshot_of

SIZE = 7


def role_of(a: int, b: int, c: int) -> BrokerRole:
    """The role of b by the groups of the three, as the paper's table has it."""
    if a == b == c:
        return BrokerRole.COORDINATOR
    if a == c:
        return BrokerRole.ITINERANT
    if b == c:
        return BrokerRole.GATEKEEPER
    return BrokerRole.REPRESENTATIVE if a == b else BrokerRole.LIAISON


@settings(max_examples=200)
@given(
    st.sets(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=25),
    st.lists(st.integers(0, 2), min_size=SIZE, max_size=SIZE),
)
def test_counts_are_those_of_trying_all_triples(
    edges: set[tuple[int, int]], groups: list[int]
) -> None:
    edges = {(a, b) for a, b in edges if a != b}
    wanted = np.zeros((SIZE, len(ROLES)), dtype=np.int64)
    for a, b, c in permutations(range(SIZE), 3):
        if (a, b) in edges and (b, c) in edges and (a, c) not in edges:
            wanted[b, ROLES.index(role_of(groups[a], groups[b], groups[c]))] += 1
    ends = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
    found = count_roles(ends[:, 0], ends[:, 1], np.array(groups))
    assert found.values.tolist() == wanted.tolist()
    assert not found.errors.any()


def test_triads_are_listed_once_however_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    drawn = rng.integers(0, 40, (400, 2))
    drawn[:35, 1] = 0  # one whom most amplify
    ends = np.unique(drawn[drawn[:, 0] != drawn[:, 1]], axis=0)
    edges = {(int(a), int(b)) for a, b in ends}
    wanted = sorted(
        (a, b, c) for a, b, c in permutations(range(40), 3) if {(a, b), (b, c), (a, c)} <= edges
    )
    for together in (1, 50, 1 << 21):
        monkeypatch.setattr(triads, "_TOGETHER", together)
        found = [np.column_stack(some) for some in triads.closed_triads(*ends.T, 40)]
        assert sorted(tuple(each) for each in np.concatenate(found).tolist()) == wanted


def test_roles_from_a_sample_are_as_near_as_their_error_says() -> None:
    rng = np.random.default_rng(3)
    drawn = rng.integers(0, 60, (1_500, 2))
    ends = np.unique(drawn[drawn[:, 0] != drawn[:, 1]], axis=0)
    group = rng.integers(0, 3, 60)
    exact = count_roles(ends[:, 0], ends[:, 1], group).values
    found = [count_roles(ends[:, 0], ends[:, 1], group, 200, seed) for seed in range(10)]
    away = np.array([each.values - exact for each in found])
    errors = np.array([each.errors for each in found])
    assert 0.93 < np.mean(np.abs(away) < 1.96 * errors) < 0.97
    assert abs(away.mean()) < 0.05 * errors.mean()


def test_a_role_that_so_few_pairs_cannot_tell_from_none_is_not_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """b stands between 30 senders in RU and 30 receivers in KE, and lets one of its own out."""
    edges = [("b", f"r{k}", 1) for k in range(30)] + [(f"k{k}", "b", 1) for k in range(30)]
    groups = {"b": "RU"} | {f"r{k}": "CN" for k in range(30)} | {f"k{k}": "KE" for k in range(30)}
    groups["r0"] = "RU"
    (exact,) = brokers(snapshot_of(edges), groups, null_graphs=0).items
    assert {role.most for role in exact.roles.values()} == {None}
    answer = brokers(snapshot_of(edges), groups, null_graphs=0, role_pairs=10)
    liaison, representative = (answer.items[0].roles[r] for r in ("liaison", "representative"))
    assert liaison.most is None
    assert representative.most == round(representative.count + 2 * representative.error)
    assert representative.most >= exact.roles["representative"].count == 30
    say_brokers(answer)
    html = render_report(brokers_report(answer))
    for said in (capsys.readouterr().out, html):
        assert f"up to {representative.most}" in " ".join(said.split())
        assert f"± {liaison.error:.0f}" in said
    assert "Not known is what so few pairs" in html


def test_content_enters_a_group_through_its_gatekeeper() -> None:
    nodes = [
        {"id": "rt", "country": "RU"},
        {"id": "blogger", "country": "KE"},
        {"id": "reader", "country": "KE"},
        {"id": "stateless"},
    ]
    snapshot = snapshot_of(
        [("blogger", "rt", 5), ("reader", "blogger", 2), ("stateless", "blogger", 9)], nodes=nodes
    )
    answer = brokers(snapshot, null_graphs=0)
    (blogger,) = answer.items
    assert (blogger.node.id, blogger.group, blogger.total) == ("blogger", "KE", 1)
    assert blogger.roles["gatekeeper"].count == 1
    assert blogger.roles["representative"].count == 0
    assert (answer.groups, answer.ungrouped) == ({"KE": 2, "RU": 1}, 1)
    assert [(g.group, g.actors, g.count, g.strongest[0].id) for g in blogger.senders] == [
        ("RU", 1, 5, "rt")
    ]
    assert [(g.group, g.count) for g in blogger.receivers] == [("KE", 2)]
    position = blogger.position
    assert (position.reach, position.cut_off) == ((2, 2, 2), 2)
    assert (position.sole.pairs, position.sole.open_pairs, position.betweenness) == (2, 2, 2)
    assert position.betweenness_z is None
    closed = snapshot_of([("blogger", "rt", 5), ("reader", "blogger", 2), ("reader", "rt", 1)])
    groups = {"rt": "RU", "blogger": "KE", "reader": "KE"}
    assert brokers(closed, groups, null_graphs=0).items == ()


def test_a_planted_gatekeeper_stands_out_and_a_seed_repeats_it() -> None:
    rng = np.random.default_rng(5)
    edges = {(f"k{a}", f"k{b}") for a, b in rng.integers(0, 30, (120, 2)) if a != b}
    edges |= {(f"r{a}", f"r{b}") for a, b in rng.integers(0, 30, (120, 2)) if a != b}
    edges |= {("k0", f"r{b}") for b in range(12)}
    edges |= {(f"k{a}", "k0") for a in range(1, 13)}
    snapshot = snapshot_of([(a, b, 1) for a, b in sorted(edges)])
    groups = {id_: id_[0] for id_ in snapshot.node_index.ids}
    answer = brokers(snapshot, groups, role=BrokerRole.GATEKEEPER, seed=3)
    first = answer.items[0]
    assert first.node.id == "k0"
    gatekeeper = first.roles["gatekeeper"]
    assert gatekeeper.z is not None
    assert gatekeeper.expected is not None
    assert gatekeeper.count > gatekeeper.expected
    assert gatekeeper.z > 2
    assert brokers(snapshot, groups, role=BrokerRole.GATEKEEPER, seed=3) == answer


def test_bad_questions_and_empty_graphs() -> None:
    assert brokers(snapshot_of()).items == ()
    assert brokers(snapshot_of([("a", "b", 1)])).ungrouped == 2
    with pytest.raises(BadBrokersRequestError):
        brokers(snapshot_of(), null_graphs=-1)
    with pytest.raises(UnknownIdError):
        brokers(snapshot_of(), {"nobody": "x"})
