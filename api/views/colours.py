"""Colours that the colour-blind can tell apart, and how categories get them.

Okabe and Ito, "Color Universal Design" (2008), without black, which a dark page swallows. Seven
hues and no more: whatever comes eighth is grey and called other, since an eighth hue would be told
from another only by some. Roles are also told apart by shape, and kinds of tie by dashes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graph.subgraph import Subgraph, SubgraphNode

PALETTE = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
"""Vermillion, blue, bluish green, reddish purple, orange, sky blue, yellow."""

OTHER = "#8C9099"
"""Categories past the palette, and nodes without one."""

UNKNOWN = ""
"""The key of nodes without a country, community or role."""

DIMENSIONS = ("country", "community", "role")

SHAPES: Mapping[str, str] = {
    "Outlet": "square",
    "Diplomat": "diamond",
    "Influencer": "star",
    "Account": "dot",
    "Organization": "triangle",
    "State": "hexagon",
}
"""vis-network's shape of each role."""

# One look over many views: who is seen in most of them keeps a colour of its own.
_FIXED: Mapping[str, Mapping[str, str]] = {
    "country": {"CN": PALETTE[0], "RU": PALETTE[1], "IR": PALETTE[2]},
    "role": {
        "Outlet": PALETTE[1],
        "Diplomat": PALETTE[0],
        "Influencer": PALETTE[2],
        "Account": PALETTE[5],
        "Organization": PALETTE[3],
        "State": PALETTE[4],
    },
    "community": {},
}


def category(node: SubgraphNode, dimension: str) -> str:
    """The key of a node in one dimension; `UNKNOWN` when it has none."""
    if dimension == "country":
        return node.country or UNKNOWN
    if dimension == "community":
        return UNKNOWN if node.community is None else str(node.community)
    return main_role(node)


def main_role(node: SubgraphNode) -> str:
    """The role that gives the shape: the first that has one, else the first, else `UNKNOWN`."""
    known = [role for role in node.roles if role in SHAPES]
    # Account is what everybody on a platform is; any other role says more.
    telling = [role for role in known if role != "Account"]
    return next(iter(telling or known or node.roles), UNKNOWN)


def shape(node: SubgraphNode) -> str:
    """vis-network's shape for the node's role."""
    return SHAPES.get(main_role(node), "dot")


def assign(keys: Iterable[str], dimension: str) -> dict[str, str]:
    """A colour per key, the frequent ones first; past the palette all are `OTHER`."""
    counts = Counter(key for key in keys if key != UNKNOWN)
    fixed = {key: colour for key, colour in _FIXED[dimension].items() if key in counts}
    free = [colour for colour in PALETTE if colour not in fixed.values()]
    ranked = sorted((key for key in counts if key not in fixed), key=lambda k: (-counts[k], k))
    colours = dict.fromkeys([*ranked, UNKNOWN], OTHER)
    return colours | fixed | dict(zip(ranked, free, strict=False))


def scales(subgraph: Subgraph) -> dict[str, dict[str, str]]:
    """For each dimension the colour of each key in the subgraph."""
    return {
        dimension: assign((category(node, dimension) for node in subgraph.nodes), dimension)
        for dimension in DIMENSIONS
    }
