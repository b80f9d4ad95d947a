"""Which ids are one actor: cases worked out by hand, and what holds for any statements."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from graph.linking import Links, Said, link

IDS = ("domain:a", "telegram:a", "x:a", "x:b", "x:c", "facebook:e", "name:n")
PAIRS = st.frozensets(
    st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] != p[1]),
    max_size=6,
)


def with_actors(said: Said) -> Said:
    """In the graph only actors are the same, merged, or bear another id."""
    ends = {id_ for pair in said.same | said.merged for id_ in pair}
    return replace(said, actors=said.actors | ends | {actor for _, actor in said.aliases})


SAID = st.builds(Said, st.frozensets(st.sampled_from(IDS)), PAIRS, PAIRS, PAIRS, PAIRS).map(
    with_actors
)


def said(**parts: object) -> Said:
    return Said(**{name: frozenset(part) for name, part in parts.items()})  # type: ignore[call-overload]


def test_an_id_that_one_actor_bears_is_that_actor() -> None:
    only_a_name = said(actors=["x:a"], aliases=[("telegram:a", "x:a")])
    assert link(only_a_name) == Links({}, {"telegram:a": "x:a"}, {})
    seen_to_act = said(actors=["x:a", "telegram:a"], aliases=[("telegram:a", "x:a")])
    assert link(seen_to_act) == Links({"x:a": ("x:a", "telegram:a")}, {}, {})


def test_an_id_that_two_actors_bear_names_neither() -> None:
    pages = [("facebook:e", "x:a"), ("facebook:e", "x:b")]
    for actors in (["x:a", "x:b"], ["x:a", "x:b", "facebook:e"]):
        found = link(said(actors=actors, aliases=pages))
        assert found == Links({}, {}, {"facebook:e": ("x:a", "x:b")})
    one = link(said(actors=["x:a", "x:b", "facebook:e"], aliases=pages, same=[("x:b", "x:a")]))
    assert one == Links({"x:a": ("x:a", "x:b", "facebook:e")}, {}, {})


def test_a_person_wins_over_sources() -> None:
    claims = {"actors": ["x:a", "x:b", "telegram:a"], "aliases": [("telegram:a", "x:a")]}
    apart = link(said(**claims, different=[("x:a", "telegram:a")]))
    assert apart == Links({}, {}, {})
    other = link(said(**claims, merged=[("x:b", "x:a")]))
    assert other.members == {"x:b": ("x:b", "x:a", "telegram:a")}
    kept = link(said(**claims, merged=[("telegram:a", "x:a")]))
    assert kept.members == {"telegram:a": ("telegram:a", "x:a")}


def test_two_that_differ_are_not_joined_by_way_of_a_third() -> None:
    chain = {"actors": IDS, "same": [("x:a", "x:b"), ("x:b", "x:c")]}
    assert link(said(**chain)).members == {"x:a": ("x:a", "x:b", "x:c")}
    cut = link(said(**chain, different=[("x:c", "x:a")]))
    assert cut.of("x:a") != cut.of("x:c")


def test_who_stands_for_the_others_does_not_depend_on_who_says_so() -> None:
    for ids in permutations(("domain:a", "x:a", "telegram:a")):
        same = [(ids[0], ids[1]), (ids[2], ids[1])]
        assert link(said(actors=ids, same=same)).members == {
            "domain:a": ("domain:a", "x:a", "telegram:a")
        }


def test_two_names_of_one_actor_that_are_called_different_name_nobody() -> None:
    names = {("telegram:a", "x:a"), ("domain:a", "x:a"), ("domain:b", "x:a")}
    found = link(said(actors=["x:a"], aliases=names, different=[("domain:a", "telegram:a")]))
    assert found.names == {"domain:b": "x:a"}


@given(SAID)
def test_what_holds_for_any_statements(given: Said) -> None:
    found = link(given)
    heads = set(found.members)
    assert len(found.standing) == sum(map(len, found.members.values()))  # each in one only
    for one, other in given.different:
        assert found.of(one) != found.of(other)
    for id_, head in found.names.items():
        assert id_ not in given.actors
        assert found.of(head) == head
        assert id_ not in found.shared
    for actors in found.shared.values():
        assert len(actors) > 1
        assert all(found.of(actor) == actor for actor in actors)
    assert all(members[0] == head and len(members) > 1 for head, members in found.members.items())
    assert all(found.of(found.of(id_)) == found.of(id_) for id_ in IDS)
    # What was found, said again as a person's word, changes nothing.
    merged = {(head, id_) for head, ids in found.members.items() for id_ in ids[1:]}
    again = link(Said(given.actors, given.same, frozenset(merged), given.aliases, given.different))
    assert {frozenset(ids) for ids in again.members.values()} == {
        frozenset(ids) for ids in found.members.values()
    }
    assert set(again.members) == heads


@given(SAID, st.randoms(use_true_random=False))
def test_the_order_of_statements_changes_nothing(given: Said, random: object) -> None:
    """Sets iterate by hash; statements told one by one, in any order, must give the same."""
    parts = [
        (name, pair)
        for name in ("actors", "same", "merged", "aliases", "different")
        for pair in getattr(given, name)
    ]
    random.shuffle(parts)  # type: ignore[attr-defined]
    told: dict[str, set[object]] = {}
    for name, pair in parts:
        turned = pair[::-1] if name in ("same", "different") else pair
        told.setdefault(name, set()).add(turned)
    assert link(said(**told)) == link(given)
