"""Infrastructure: planted operators are found, content networks and big owners are no tie."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from graph.answers.chance import BadComparisonError
from graph.answers.infrastructure import InfrastructureAnswer, infrastructure
from graph.snapshot import Snapshot
from tests.unit.graphs import snapshot_of


def world(uses: list[tuple[str, str]], owns: list[tuple[str, str]] = ()) -> Snapshot:  # type: ignore[assignment]
    rows = [{"source": a, "target": b, "type": "USES"} for a, b in uses]
    rows += [{"source": a, "target": b, "type": "OWNED_BY"} for a, b in owns]
    hosts = {b for _, b in uses}
    nodes = [{"id": h, "label": "Host", "roles": []} for h in hosts]
    labels = {"org": "Organization", "sta": "State"}
    parties = {n for pair in owns for n in pair if n[:3] in labels}
    nodes += [{"id": p, "label": labels[p[:3]], "roles": []} for p in parties]
    return snapshot_of(nodes=nodes, rows=rows)


def found_groups(answer: InfrastructureAnswer) -> list[set[str]]:
    return [{member.id for member in group.members} for group in answer.items]


def test_a_content_network_is_no_tie_and_a_rare_identifier_is() -> None:
    sites = [f"domain:s{k:03d}.com" for k in range(300)]
    uses = [(site, f"host:cdn-{k % 4}") for k, site in enumerate(sites)]
    uses += [(site, "host:cdn-all") for site in sites]
    uses += [(sites[k], "host:ua-7") for k in (0, 1, 2)] + [(sites[9], "host:alone")]
    answer = infrastructure(world(uses))
    assert found_groups(answer) == [set(sites[:3])]
    (group,) = answer.items
    assert group.weakest == pytest.approx(0.5)
    assert [(f.node.id, f.users) for f in group.ties[0].shared] == [("host:ua-7", 3)]
    assert [(f.node.id, f.users) for f in answer.common][:2] == [
        ("host:cdn-all", 300),
        ("host:cdn-0", 75),
    ]
    assert answer.common_total == 5
    assert answer.actors == 300


def test_planted_operators_are_found_among_random_hosts() -> None:
    rng = np.random.default_rng(3)
    sites = [f"domain:s{k:03d}.com" for k in range(400)]
    popular = 1 / np.arange(1, 41) ** 0.7
    uses = [
        (site, f"host:ip-{h}")
        for site in sites
        for h in rng.choice(40, 2, replace=False, p=popular / popular.sum())
    ]
    planted = [set(sites[k : k + 4]) for k in range(0, 80, 4)]
    uses += [(s, f"host:ua-{n}") for n, group in enumerate(planted) for s in group]
    uses += [(s, f"host:ad-{n}") for n, group in enumerate(planted) for s in group]
    answer = infrastructure(world(sorted(set(uses))), min_weight=0.6)
    groups = found_groups(answer)
    assert all(any(p <= g for g in groups) for p in planted), "all twenty operators are found"
    assert sorted(map(sorted, groups)) == sorted(map(sorted, planted)), "and nobody else"


def test_weights_are_those_of_networkx() -> None:
    rng = np.random.default_rng(1)
    uses = sorted({(f"x:{rng.integers(15):02d}", f"host:{rng.integers(12)}") for _ in range(60)})
    graph = nx.Graph(uses)
    newman = nx.bipartite.collaboration_weighted_projected_graph(graph, {a for a, _ in uses})
    answer = infrastructure(world(uses), min_weight=1e-9)
    ours = {frozenset((t.first.id, t.second.id)): t.weight for g in answer.items for t in g.ties}
    theirs = {frozenset((a, b)): w for a, b, w in newman.edges(data="weight")}
    assert ours.keys() == theirs.keys()
    assert all(ours[pair] == pytest.approx(theirs[pair]) for pair in theirs)


def test_owners_of_owners_count_as_far_as_they_are_rare() -> None:
    owns = [(f"x:{k}", "org:a" if k < 2 else "org:b") for k in range(4)]
    owns += [("org:a", "org:holding"), ("org:b", "org:holding"), ("org:holding", "state:RU")]
    owns += [(f"x:far{k}", "state:RU") for k in range(40)]
    answer = infrastructure(world([], owns))
    assert found_groups(answer) == [{"x:0", "x:1", "x:2", "x:3"}]
    (group,) = answer.items
    assert group.ties[0].weight == pytest.approx(1 + 1 / 3 + 1 / 43)
    assert group.weakest == pytest.approx(1 / 3 + 1 / 43)
    alone = infrastructure(world([], owns), min_weight=0.5)
    assert found_groups(alone) == [{"x:0", "x:1"}, {"x:2", "x:3"}]
    assert infrastructure(world([], owns), types=["USES"]).actors == 0


def test_nothing_shared_is_an_answer_and_nonsense_is_refused() -> None:
    empty = infrastructure(snapshot_of())
    assert (empty.items, empty.total, empty.actors) == ((), 0, 0)
    ring = [("org:a", "org:b"), ("org:b", "org:a"), ("x:one", "org:a"), ("x:one", "org:b")]
    assert infrastructure(world([], ring)).items == ()
    several = infrastructure(world([(f"x:{k}", f"host:{k // 2}") for k in range(6)]), limit=1)
    assert (len(several.items), several.total, several.truncated) == (1, 3, True)
    for wrong in ({"types": ["AMPLIFIED"]}, {"types": []}, {"min_weight": 0}, {"most_users": 1}):
        with pytest.raises(BadComparisonError):
            infrastructure(snapshot_of(), **wrong)  # type: ignore[arg-type]
