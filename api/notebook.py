"""A part of the graph, shown in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from api.asking.part import Part
from api.views.network import DEFAULT_NODES, dressed_for_page, render_network
from api.views.writing import write_page
from graph.answers.partition import Method
from graph.database import Database
from graph.snapshot import Snapshot


@dataclass(frozen=True)
class NetworkView:
    """The page that `ampnet view` writes; as the last thing in a notebook's cell it is shown.

    Attributes:
        html: The page.
    """

    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        """Return a frame that holds the page: it can reach neither the notebook nor the network."""
        return (
            '<iframe sandbox="allow-scripts allow-downloads" width="100%" height="640" '
            f'style="border: 1px solid #ccc" srcdoc="{escape(self.html)}"></iframe>'
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all, and return its path."""
        return write_page(self.html, path)


def view(
    database: Database,
    snapshot: Snapshot,
    center: str | None = None,
    *,
    hops: int = 1,
    community: int | None = None,
    max_nodes: int = DEFAULT_NODES,
    seed: int = 1,
) -> NetworkView:
    """Draw an actor's surroundings, a community, or else the most active.

    Args:
        database: Asked for assessments and evidence.
        snapshot: The graph, or a filtered view of it.
        center: What names the actor: an id, a handle, an address.
        hops: How far around it.
        community: Number of the community, 1 for the largest; not looked at beside a centre.
        max_nodes: Most nodes.
        seed: Seed of the communities.

    Raises:
        UnknownIdError: Nothing has that name; near matches are named.
    """
    part = Part(
        center,
        hops,
        community,
        max_nodes=max_nodes,
        method=Method(seed=seed),
        mark=center is None,
    )
    found = dressed_for_page(part.of(snapshot), database, snapshot)
    return NetworkView(render_network(found))
