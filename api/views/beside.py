"""Two windows of time as two pictures side by side, each node at the same place in both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.views.network import EVIDENCE_EACH, ColourBy, network_page, stamp
from api.views.payload import EVIDENCE_IN_PAGE, payload
from graph.answers.beside import BesideNetwork
from graph.answers.dressing import dress
from graph.database import Database
from graph.snapshot import Snapshot


def render_beside(found: BesideNetwork, *, colour_by: ColourBy = "country") -> str:
    """The page as HTML text; strings in it may be hostile.

    It is the network view with two drawings. The reader moves either window in the page: counts of
    every step of time are in it, so that they are exact wherever a window begins and ends.

    Args:
        found: The windows, and the network of both.
        colour_by: The dimension that nodes are coloured by at first.
    """
    data: dict[str, Any] = {
        **payload(found.subgraph),
        "colourBy": colour_by,
        "sizeBy": "strength",
        "stamp": stamp(found.subgraph),
        "beside": {
            "bounds": found.bounds,
            "windows": [
                [found.bounds.index(end) for end in window.milliseconds] for window in found.windows
            ],
            # Step and count in turn: half the size of pairs.
            "series": [[n for pair in counts for n in pair] for counts in found.series],
            "totals": found.totals,
            "undated": found.undated,
        },
    }
    return network_page(found.subgraph, data)


def dressed_beside(found: BesideNetwork, database: Database, view: Snapshot) -> BesideNetwork:
    """Put evidence of both windows to the ties, and assessments to the nodes.

    Args:
        found: The windows, and the network of both.
        database: Asked for evidence and assessments.
        view: The snapshot that was asked.
    """
    most = EVIDENCE_IN_PAGE // 2
    one, other = (
        dress(found.subgraph, database, EVIDENCE_EACH // 2, window.of(view), most)
        for window in found.windows
    )
    since, until = found.windows[1].since, found.windows[1].until
    edges = tuple(
        replace(
            edge,
            # What both windows hold, where they overlap, is there once.
            evidence=(
                *late.evidence,
                *(
                    e
                    for e in edge.evidence
                    if not e.published_at or not since <= e.published_at < until
                ),
            ),
        )
        for edge, late in zip(one.edges, other.edges, strict=True)
    )
    return replace(found, subgraph=replace(one, edges=edges))
