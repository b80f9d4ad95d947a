"""What two coordinated actors shared: each thing, both items and times, and who was first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

import polars as pl

from graph.answers.provenance import moment
from graph.coordination import coordination
from graph.coordination.evidence import direction
from graph.coordination.evidence import evidence as find_evidence
from graph.database import Database
from graph.derive.shares import shares_of
from graph.frames import read_frame, slices
from graph.vocabulary import Trace
from graph.wording import unmarked

SHOWN_TARGETS: Final = 10
"""Things that a group pushes most, named with it."""

_ITEMS: Final = (
    "UNWIND $id AS x MATCH (i:Item {id: x}) "
    "RETURN i.id, i.url, coalesce(i.title, substring(coalesce(i.text, ''), 0, 160)) AS says, "
    "i.dataset"
)


@dataclass(frozen=True, slots=True)
class CoShare:
    """One thing that both shared within the window.

    Attributes:
        trace: What kind of thing.
        object: The thing: an item's or actor's id, an address, a row of hashtags, a text.
        source_item, target_item: The items that carried it.
        source_at, target_at: When these were published.
        source_url, target_url: Where they can be read.
        lag_seconds: From the source's to the target's; negative where the target was first.
        says: Headline of the source's item, or how its text begins; None where it has none.
        datasets: The data sets that the source's and the target's item came with.
    """

    trace: str
    object: str
    source_item: str | None
    target_item: str | None
    source_at: datetime | None
    target_at: datetime | None
    source_url: str | None
    target_url: str | None
    lag_seconds: float
    says: str | None
    datasets: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Lead:
    """Who of two is usually first.

    Attributes:
        leader: Id; None if both are first equally often.
        source_first, target_first, simultaneous: Co-shares.
        median_lag_seconds: Of all; positive where the source leads.
        p_value: Two-sided binomial test that either is first as often.
    """

    leader: str | None
    source_first: int
    target_first: int
    simultaneous: int
    median_lag_seconds: float | None
    p_value: float


@dataclass(frozen=True, slots=True)
class Pushed:
    """A thing that a group pushes.

    Attributes:
        trace: What kind of thing.
        object: Which.
        shares: How many items of members carried it in co-shares.
        says: Headline of one of these, or how its text begins; None where none has any.
    """

    trace: str
    object: str
    shares: int
    says: str | None

    @classmethod
    def most(cls, of_edges: Iterable[Sequence[CoShare]]) -> tuple[Pushed, ...]:
        """Return what is in most items, the most first."""
        items: dict[tuple[str, str], set[str | None]] = {}
        says: dict[tuple[str, str], str | None] = {}
        for co_shares in of_edges:
            for one in co_shares:
                held = items.setdefault((one.trace, one.object), set())
                held |= {one.source_item, one.target_item}
                says[one.trace, one.object] = says.get((one.trace, one.object)) or one.says
        counts = Counter({key: len(held) for key, held in items.items()})
        ranked = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))
        return tuple(cls(*key, count, says[key]) for key, count in ranked[:SHOWN_TARGETS])


@dataclass(frozen=True, slots=True)
class Proof:
    """The co-shares of one pair, the earliest first, and who leads; none where none is found."""

    co_shares: tuple[CoShare, ...] = ()
    lead: Lead | None = None


@dataclass(frozen=True, slots=True)
class CoShares:
    """The co-shares of some pairs in one layer."""

    proofs: Mapping[tuple[str, str], Proof]

    def of(self, source: str, target: str) -> Proof:
        """Return those of a pair."""
        return self.proofs.get((source, target), Proof())


def co_shares(
    database: Database,
    trace: str,
    window: int,
    pairs: Sequence[tuple[str, str]],
    members: Callable[[str], Sequence[str]] = lambda id_: (id_,),
) -> CoShares:
    """Look up what pairs of actors shared, from the items as the graph holds them now.

    A pair with an edge has in the graph as many as the edge counts, unless items came or went
    since it was derived, or viral objects were cut short.

    Args:
        database: The graph.
        trace: The layer, a `graph.vocabulary.Trace`; one that is not known has no evidence.
        window: Most seconds between two shares.
        pairs: Ids, the smaller first in byte order.
        members: From an actor's id to all accounts that are taken as it.
    """
    if trace not in set(Trace):
        return CoShares({})
    actors = {id_ for pair in pairs for id_ in pair}
    standing = {account: id_ for id_ in sorted(actors) for account in members(id_)}
    shares = shares_of(database, Trace(trace), window, standing).table
    shares = shares.with_columns(pl.col("actor").replace(standing))
    found = coordination(shares, window, min_participation=1, null="none")
    known = set(found.found.shares.actors)
    asked = [pair for pair in pairs if known.issuperset(pair)]
    if not asked:
        return CoShares({})
    proof = find_evidence(found, pl.DataFrame(asked, schema=["source", "target"], orient="row"))
    return CoShares(_proofs(proof, trace, _items(database, proof)))


def _proofs(
    proof: pl.DataFrame, trace: str, items: Mapping[str, _Item]
) -> dict[tuple[str, str], Proof]:
    rows: dict[tuple[str, str], list[CoShare]] = {}
    for a, b, what, one, other, one_at, other_at, lag in proof.iter_rows():
        first, second = (items.get(item, _Item()) for item in (one, other))
        rows.setdefault((a, b), []).append(
            CoShare(
                trace, what, one, other, moment(one_at), moment(other_at),
                first.url, second.url, lag, first.says or second.says,
                (first.dataset, second.dataset),
            )
        )  # fmt: skip
    leads = {
        (row["source"], row["target"]): Lead(
            row["leader"],
            row["source_first"],
            row["target_first"],
            row["simultaneous"],
            row["median_lag_seconds"],
            row["p_value"],
        )
        for row in direction(proof).iter_rows(named=True)
    }
    return {pair: Proof(tuple(some), leads.get(pair)) for pair, some in rows.items()}


class _Item(NamedTuple):
    """An item: its address, its headline or how its text begins, and where it came from."""

    url: str | None = None
    says: str | None = None
    dataset: str | None = None


def _items(database: Database, proof: pl.DataFrame) -> dict[str, _Item]:
    """Read what is shown of the items."""
    ids = pl.concat([proof["source_item"], proof["target_item"]]).drop_nulls().unique().to_list()
    names = ("id", "url", "says", "dataset")
    schema = {name: pl.String() for name in names}
    return {
        id_: _Item(url, unmarked(said) if said else None, dataset)
        for part in slices(ids, 5_000)
        for id_, url, said, dataset in read_frame(
            database, _ITEMS, schema, {"id": list(part)}
        ).iter_rows()
    }
