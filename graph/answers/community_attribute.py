"""Do communities follow states, languages, regions?

What a division tells about an attribute is compared with what it tells when the attribute is
dealt out by chance among members that are about as active: a permutation test within strata
(Good, *Permutation, Parametric and Bootstrap Tests of Hypotheses*, 2005). Comparing divisions
with an attribute says how they relate, not that the attribute is the truth about the network
(Peel, Larremore and Clauset, Science Advances 3, e1602548, 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import xlogy

from graph.answers.communities import divided
from graph.answers.partition import BadCommunitiesRequestError, Method
from graph.answers.partition_comparison import PartitionComparison, compare_partitions
from graph.answers.provenance import Provenance, provenance
from graph.snapshot import ACTIVITY_TYPES, Snapshot

Attribute = Literal["country", "language", "region", "platform", "role"]
Ints = npt.NDArray[np.int64]

ATTRIBUTES: Final[tuple[Attribute, ...]] = ("country", "language", "region", "platform", "role")
STRATA: Final = 5


@dataclass(frozen=True, slots=True)
class AttributeMix:
    """Which values the members of a community have.

    Attributes:
        number: The community.
        known: Members whose value is known.
        size: Members.
        values: Members for each value, most first.
        share: Share of the known ones that have the most common value.
        expected: The same share on average when values are dealt out by chance.
        p: Share of the deals, the real one included, in which it is at least as high.
    """

    number: int
    known: int
    size: int
    values: Mapping[str, int]
    share: float
    expected: float
    p: float


@dataclass(frozen=True, slots=True)
class AttributeAnswer:
    """Whether communities follow an attribute.

    Attributes:
        attribute: Which.
        comparison: The division against the attribute, over the nodes whose value is known;
            `homogeneity` is the share of the attribute that the communities tell, `completeness`
            the share of the communities that the attribute tells.
        known: Divided nodes whose value is known.
        unknown: Those whose value is not, which are left out.
        expected_information: Mean, over the deals, of the mutual information in bits.
        z: Standard deviations of the real one above that mean; None where it does not vary.
        p: Share of the deals, the real one included, that tell at least as much.
        permutations: How many deals.
        mixes: For each community, largest first, at most the limit.
        total: How many communities have a member with a known value.
        truncated: True when the limit cut some off.
        reading: What it says, in a sentence.
        provenance: How it was computed.
    """

    attribute: str
    comparison: PartitionComparison
    known: int
    unknown: int
    expected_information: float
    z: float | None
    p: float
    permutations: int
    mixes: tuple[AttributeMix, ...]
    total: int
    truncated: bool
    reading: str
    provenance: Provenance


def communities_by_attribute(
    snapshot: Snapshot,
    attribute: Attribute = "country",
    method: Method | None = None,
    *,
    types: Iterable[str] | None = ACTIVITY_TYPES,
    permutations: int = 999,
    limit: int = 50,
) -> AttributeAnswer:
    """Compare the division into communities with an attribute of the nodes.

    Values are dealt out anew among nodes of one stratum of activity (fifths of the weight of
    their ties), so that a state whose accounts are merely more active is not taken for one that
    keeps to itself.

    Args:
        snapshot: The graph, or a view of it.
        attribute: country, language, region, platform or role (the first one of several).
        method: The division, as in `communities`.
        types: Types that connect, as in `communities`.
        permutations: Random deals; the smallest p is one over this and one.
        limit: Most communities to list.

    Raises:
        BadCommunitiesRequestError: No such attribute, or fewer than one permutation.
    """
    if attribute not in ATTRIBUTES or permutations < 1:
        raise BadCommunitiesRequestError(
            f"{attribute!r} with {permutations} permutations cannot be compared.",
            f"Use one of {', '.join(ATTRIBUTES)}, and at least one permutation.",
        )
    method = method or Method()
    view, found = divided(snapshot, method, types)
    values = _values(view, attribute)
    names = values.drop_nulls().unique().sort()
    code = values.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    divided_nodes = found.membership > 0
    nodes = np.flatnonzero(divided_nodes & (code >= 0))
    strength = view.pairs(directed=method.directed).strength[nodes]
    deals = _Deals(found.membership[nodes], code[nodes], strength, method.seed)
    information, tops = deals.draw(permutations)
    real, top = deals.real
    comparison = compare_partitions(found.membership[nodes], code[nodes])
    spread = float(information.std(ddof=1)) if permutations > 1 else 0.0
    expected = float(information.mean())
    p = (1 + int((information >= real - 1e-12).sum())) / (permutations + 1)
    numbers = np.unique(found.membership[nodes])
    mixes = tuple(
        AttributeMix(
            number=int(k),
            known=int(deals.sizes[at]),
            size=int(found.sizes[k]),
            values=_mix(deals.counts()[at], names),
            share=float(top[at] / deals.sizes[at]),
            expected=float(tops[:, at].mean() / deals.sizes[at]),
            p=(1 + int((tops[:, at] >= top[at]).sum())) / (permutations + 1),
        )
        for at, k in enumerate(numbers[:limit])
    )
    unknown = int(divided_nodes.sum()) - len(nodes)
    parameters = {
        **asdict(method),
        "attribute": attribute,
        "permutations": permutations,
        "limit": limit,
    }
    return AttributeAnswer(
        attribute=attribute,
        comparison=comparison,
        known=len(nodes),
        unknown=unknown,
        expected_information=expected,
        z=(real - expected) / spread if spread > 1e-12 else None,
        p=p,
        permutations=permutations,
        mixes=mixes,
        total=len(numbers),
        truncated=len(numbers) > len(mixes),
        reading=_reading(attribute, comparison, p, len(nodes), unknown),
        provenance=provenance(view, "communities_by_attribute", parameters, method.seed),
    )


class _Deals:
    """Communities against an attribute's values, as they are and as chance deals them."""

    def __init__(
        self, membership: Ints, code: Ints, strength: npt.NDArray[np.float64], seed: int
    ) -> None:
        self._community = np.unique(membership, return_inverse=True)[1].astype(np.int64)
        self._code = code
        self.sizes = np.bincount(self._community)
        self._width = int(code.max(initial=0)) + 1
        self._rng = np.random.default_rng(seed)
        order = np.argsort(strength, kind="stable")
        self._strata = [part for part in np.array_split(order, STRATA) if len(part) > 1]

    def counts(self, code: Ints | None = None) -> Ints:
        """Shape (communities, values): members with each value."""
        key = self._community * self._width + (self._code if code is None else code)
        shape = len(self.sizes), self._width
        return np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape)

    @property
    def real(self) -> tuple[float, Ints]:
        """Mutual information in bits, and members with each community's most common value."""
        return self._tell(self.counts())

    def draw(self, permutations: int) -> tuple[npt.NDArray[np.float64], Ints]:
        """The same for each deal: shapes (permutations,) and (permutations, communities)."""
        information = np.zeros(permutations)
        tops = np.zeros((permutations, len(self.sizes)), dtype=np.int64)
        code = self._code.copy()
        for k in range(permutations):
            for stratum in self._strata:
                code[stratum] = self._rng.permutation(code[stratum])
            information[k], tops[k] = self._tell(self.counts(code))
        return information, tops

    def _tell(self, counts: Ints) -> tuple[float, Ints]:
        total = max(int(counts.sum()), 1)
        joint = counts / total
        shares = np.outer(joint.sum(axis=1), joint.sum(axis=0))
        told = xlogy(joint, np.divide(joint, shares, out=np.ones_like(joint), where=shares > 0))
        top = counts.max(axis=1) if counts.size else np.zeros(len(self.sizes), dtype=np.int64)
        return float(told.sum() / np.log(2)), top


def _values(view: Snapshot, attribute: Attribute) -> pl.Series:
    if attribute == "role":
        return view.nodes["roles"].list.first()
    return view.nodes[attribute]


def _mix(counts: Ints, names: pl.Series) -> dict[str, int]:
    order = np.lexsort((np.arange(len(counts)), -counts))
    return {names[int(at)]: int(counts[at]) for at in order if counts[at]}


def _reading(
    attribute: str, comparison: PartitionComparison, p: float, known: int, unknown: int
) -> str:
    if not known:
        return f"No member has a known {attribute}: nothing can be said."
    if min(comparison.communities) < 2:
        return f"There is only one community, or one {attribute}: nothing can follow it."
    said = (
        f"Communities tell {comparison.homogeneity:.0%} of what there is to know about the "
        f"{attribute} of the {known} members where it is known (AMI {comparison.ami:.2f}; "
        f"by chance it would be 0; p = {p:.3g})."
    )
    if unknown > known:
        said += f" Of most members ({unknown}) it is not known."
    return said
