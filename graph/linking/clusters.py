"""From what is said of accounts to which of them are one.

The answer depends on what is said and on nothing else: not on the order in which it was loaded,
nor on how it was divided into files.

- A person's word, `ampnet actor merge` or `split`, wins.
- A source that calls two accounts the same (`SAME_AS`) joins them.
- An id that one actor alone bears (`ALIAS_OF`) is that actor's. One that several bear, as the
  page of an embassy that two officials name as theirs, is none's: it stands by itself.
- No two accounts of which a person said that they differ become one by way of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Pair = tuple[str, str]

_PLATFORMS = {"domain": 0, "x": 1, "telegram": 2, "name": 9}
_OTHER_PLATFORMS = 5


@dataclass(frozen=True)
class Said:
    """What is said of accounts.

    Attributes:
        actors: Ids that stand for an actor in the graph; those that nothing is said of may be
            left out.
        same: Pairs that sources call the same, in no order.
        merged: Pairs that a person merged: the one that is kept, and the other.
        aliases: An id, and an actor that a source says bears it.
        different: Pairs that a person calls different, in no order.
    """

    actors: frozenset[str] = frozenset()
    same: frozenset[Pair] = frozenset()
    merged: frozenset[Pair] = frozenset()
    aliases: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()

    @cached_property
    def apart(self) -> frozenset[frozenset[str]]:
        """The different pairs as sets."""
        return frozenset(map(frozenset, self.different))

    @cached_property
    def strangers(self) -> Mapping[str, set[str]]:
        """Each id of which a person says that it differs from others, and those."""
        found: dict[str, set[str]] = defaultdict(set)
        for one, other in self.different:
            found[one].add(other)
            found[other].add(one)
        return found

    @cached_property
    def bearers(self) -> Mapping[str, tuple[str, ...]]:
        """Each id that is somebody's other id, and who bears it by anyone's word, sorted."""
        found: dict[str, list[str]] = defaultdict(list)
        for id_, actor in sorted(self.aliases):
            if id_ != actor and frozenset((id_, actor)) not in self.apart:
                found[id_].append(actor)
        return {id_: tuple(actors) for id_, actors in found.items()}


@dataclass(frozen=True)
class Links:
    """Which ids are one actor.

    Attributes:
        members: The actor that stands for several -> all of them, itself first, then by rank.
        names: An id that is no actor's own -> the one actor that it names.
        shared: An id that several different actors bear -> those actors.
    """

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def standing(self) -> Mapping[str, str]:
        """The id of each member -> the actor that stands for it."""
        return {id_: actor for actor, ids in self.members.items() for id_ in ids}

    def of(self, id_: str) -> str:
        """Return the actor that stands for an id: itself where nothing else is said."""
        return self.standing.get(id_) or self.names.get(id_) or id_


def link(said: Said) -> Links:
    """Find out which ids are one actor.

    Cost: near linear in what is said, times the number of pairs that persons called different.
    """
    clusters = _Clusters(said)
    for one, other in (*sorted(said.merged), *sorted(tuple(sorted(p)) for p in said.same)):
        if frozenset((one, other)) not in said.apart:
            clusters.join(one, other)
    borne = {id_: actors for id_, actors in said.bearers.items() if id_ in said.actors}
    news = True
    while news:  # each round can only make more ids one actor's
        news = False
        for id_, actors in borne.items():
            news |= _settle(clusters, id_, actors)
    members = {}
    for ids in clusters.several():
        rank = _Rank(said, ids)
        head = min(ids, key=lambda id_: (rank.is_given_up(id_), rank(id_)))
        members[head] = (head, *sorted(ids - {head}, key=rank))
    found = Links(members)
    names, shared = {}, {}
    for id_, actors in said.bearers.items():
        standing = {found.of(actor) for actor in actors}
        standing -= {found.of(other) for other in said.strangers.get(id_, ())}
        if len(standing) > 1:
            shared[id_] = tuple(sorted(standing))
        elif standing and id_ not in said.actors:
            names[id_] = min(standing)
    # Two names of one actor that a person calls different: which of them is its own is not said.
    doubted = [pair for pair in said.apart if len({names.get(id_, id_) for id_ in pair}) == 1]
    for id_ in frozenset[str]().union(*doubted):
        names.pop(id_, None)
    return Links(members, names, shared)


def _settle(clusters: _Clusters, id_: str, bearers: Iterable[str]) -> bool:
    """Join an account to who bears its id, where that is one; return whether that is news."""
    heads = {clusters.head(actor): actor for actor in bearers}
    if len(heads) != 1:
        return False
    ((head, bearer),) = heads.items()
    return head != clusters.head(id_) and clusters.join(bearer, id_)


class _Clusters:
    """Accounts that are one, and the pairs that must not become so."""

    def __init__(self, said: Said) -> None:
        self._apart = said.different
        self._head: dict[str, str] = {}
        self._ids: dict[str, set[str]] = {}

    def head(self, id_: str) -> str:
        return self._head.get(id_, id_)

    def join(self, one: str, other: str) -> bool:
        """Make two clusters one, unless a person keeps them apart; return whether it was done."""
        a, b = self.head(one), self.head(other)
        if a == b or any({self.head(x), self.head(y)} == {a, b} for x, y in self._apart):
            return False
        mine, theirs = self._ids.get(a, {a}), self._ids.pop(b, {b})
        if len(mine) < len(theirs):
            self._ids.pop(a, None)
            a, mine, theirs = b, theirs, mine
        mine |= theirs
        self._ids[a] = mine
        self._head.update(dict.fromkeys(theirs, a))
        return True

    def several(self) -> list[set[str]]:
        return [ids for ids in self._ids.values() if len(ids) > 1]


class _Rank:
    """Which facts come first: those of who is no other's id, then of the wider platform.

    The first also stands for the others, unless a person gave it up for another one.
    """

    def __init__(self, said: Said, ids: set[str]) -> None:
        self._given_up = {merged for kept, merged in said.merged if {kept, merged} <= ids}
        self._borne = {id_ for id_ in ids if ids.intersection(said.bearers.get(id_, ()))}

    def __call__(self, id_: str) -> tuple[bool, int, str]:
        platform = _PLATFORMS.get(id_.partition(":")[0], _OTHER_PLATFORMS)
        return id_ in self._borne, platform, id_

    def is_given_up(self, id_: str) -> bool:
        return id_ in self._given_up
